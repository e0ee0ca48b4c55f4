"""What loads do to each painful area, here and elsewhere, in words: every verdict alike, the strongest first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from andante.web.today.patterns import RATINGS_NEEDED, Area, Areas
from andante.web.trends.effects import VERDICTS, points_words, unknown_words, waiting_words
from andante.web.trends.words import is_known, name_of, per_words, size, when_of

SHOWN = 3
BY_ITSELF = {
    "worsens": _("Looked at by itself, at least 95 in 100 that it is more pain."),
    "helps": _("Looked at by itself, at least 95 in 100 that it is less pain."),
}
WHERES = {"local": _("same place"), "remote": _("elsewhere")}
Effects = Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class AreaLine:
    """What one muscle group's load does to one area, under one verdict."""

    work: str
    area: str
    where: str
    said: str
    waiting: str


@dataclass(frozen=True)
class AreaVerdict:
    """All lines of one verdict: the first few, and those behind one tap. The same number for each verdict."""

    title: str
    words: str
    count: int
    first: tuple[AreaLine, ...]
    more: tuple[AreaLine, ...]


@dataclass(frozen=True)
class AreasPage:
    """Everything in the part on areas."""

    verdicts: tuple[AreaVerdict, ...]
    looked_at: int
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    progress: str
    as_of: tuple[Any, ...]


def areas_page(areas: Areas) -> AreasPage:
    """The part on areas for what the engine had."""
    lines = _by_verdict(areas.known)
    names = [name_of(area.column) for area in areas.left_out]
    over = gettext("More areas than are looked at: %(areas)s.") % {"areas": ", ".join(names)}
    return AreasPage(
        verdicts=tuple(
            AreaVerdict(
                str(title),
                str(BY_ITSELF.get(verdict, words)),
                len(lines[verdict]),
                lines[verdict][:SHOWN],
                lines[verdict][SHOWN:],
            )
            for verdict, (title, words) in VERDICTS.items()
        ),
        looked_at=sum(map(len, lines.values())),
        missing=(*map(_missing, areas.waiting), *([over] if names else [])),
        failed=tuple(name_of(area.column) for area in areas.failed),
        progress=_progress(areas),
        as_of=tuple(sorted({area.through for area in areas.known if area.through})),
    )


def _progress(areas: Areas) -> str:
    if not areas.pending:
        return ""
    done = len(areas.known) + len(areas.failed)
    numbers = {"done": done, "all": done + len(areas.pending)}
    return gettext("Looking at one area after the other: %(done)s of %(all)s. This takes some seconds each.") % numbers


def _missing(area: Area) -> str:
    left = RATINGS_NEEDED - area.rated
    said = ngettext(
        "%(area)s: %(rated)s ratings so far, %(left)s more day is needed.",
        "%(area)s: %(rated)s ratings so far, %(left)s more days are needed.",
        left,
    )
    return said % {"area": name_of(area.column), "rated": area.rated, "left": left}


def pairs_of(areas: Iterable[Area]) -> list[Effects]:
    """The effects of one muscle group on one area under one verdict, together; the strongest first."""
    pairs: dict[tuple[str, str, str], list[Mapping[str, Any]]] = {}
    for area in areas:
        for each in area.effects:
            pairs.setdefault((each["exposure"], each["on"], each["verdict"]), []).append(each)
    return sorted(pairs.values(), key=lambda pair: -max(size(each) for each in pair))


def _by_verdict(areas: Iterable[Area]) -> dict[str, tuple[AreaLine, ...]]:
    pairs = pairs_of(areas)
    return {verdict: tuple(_line(pair) for pair in pairs if pair[0]["verdict"] == verdict) for verdict in VERDICTS}


def _line(pair: Effects) -> AreaLine:
    known = [each for each in pair if is_known(each)]
    work, area = name_of(pair[0]["exposure"]), name_of(pair[0]["on"])
    where = str(WHERES[pair[0]["where"]])
    if not known:
        return AreaLine(work, area, where, unknown_words(), "")
    ways = [f"{when_of(each)} {points_words(each)}" for each in known]
    said = gettext("%(ways)s points, per %(per)s") % {"ways": ", ".join(ways), "per": per_words(known[0]["per"])}
    return AreaLine(work, area, where, said, waiting_words(known))
