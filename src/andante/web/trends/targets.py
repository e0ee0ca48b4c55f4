"""What moves painful areas, tiredness, fog and symptoms of one's own, in words. Verdicts are told alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from andante.learn.looks import looked_at
from andante.web.today.targets import RATINGS_NEEDED, Target, Targets
from andante.web.trends.effects import (
    MAY_BE_REVERSED,
    TOGETHER,
    VERDICTS,
    doubt_of,
    doubtful,
    points_words,
    range_words,
    unknown_words,
    waiting_words,
    way_words,
)
from andante.web.trends.words import is_known, name_of, per_words, size

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SHOWN = 3
AT_A_GLANCE = 3
WHERES = {"local": _("same place"), "remote": _("elsewhere")}
Effects = Sequence[Mapping[str, Any]]
Names = Mapping[str, str]
NO_NAMES: Final[Names] = {}


@dataclass(frozen=True)
class Kind:
    """What the words of one kind of targets are: of each verdict (by its name), of links of the same day that may be
    the other way round (`together`, title and words; `doubt`), of more targets than are looked at, and of those that
    are under way.
    """

    verdicts: Mapping[str, StrPromise]
    together: Mapping[str, tuple[StrPromise, StrPromise]]
    over: StrPromise
    progress: StrPromise
    doubt: StrPromise


FIRST_UNKNOWN: Final = _(
    "Looked at by itself, at least 95 in 100 that they come together. Which of the two comes first is not known."
)
AREAS: Final = Kind(
    {
        "worsens": _("Looked at by itself, at least 95 in 100 that it is more pain."),
        "helps": _("Looked at by itself, at least 95 in 100 that it is less pain."),
    },
    TOGETHER,
    _("More areas than are looked at: %(names)s."),
    _("Looking at one area after the other: %(done)s of %(all)s. This takes some seconds each."),
    MAY_BE_REVERSED,
)
SYMPTOMS: Final = Kind(
    {
        "worsens": _("Looked at by itself, at least 95 in 100 that it is more of it."),
        "helps": _("Looked at by itself, at least 95 in 100 that it is less of it."),
    },
    {
        "worsens": (_("Comes with more of it on the same day"), FIRST_UNKNOWN),
        "helps": (_("Comes with less of it on the same day"), FIRST_UNKNOWN),
    },
    _("More than are looked at: %(names)s."),
    _("Looking at one after the other: %(done)s of %(all)s. This takes some seconds each."),
    _(
        "What comes on the same day may be the other way round: on a bad day people do less, feel more stress and take "
        "what eases. The days after tell more."
    ),
)


@dataclass(frozen=True)
class TargetLine:
    """What one thing does to one target, under one verdict. `where` is empty for what is in no one place. Of more ways
    than are read at a glance `said` is the range of all, and each of the `ways` stands behind it.
    """

    cause: str
    target: str
    where: str
    said: str
    waiting: str = ""
    ways: tuple[str, ...] = ()


@dataclass(frozen=True)
class TargetVerdict:
    """All lines of one verdict: the first few, and those behind one tap. The same number for each verdict."""

    title: str
    words: str
    count: int
    first: tuple[TargetLine, ...]
    more: tuple[TargetLine, ...]


@dataclass(frozen=True)
class TargetsPage:
    """Everything in the part on one kind of targets."""

    verdicts: tuple[TargetVerdict, ...]
    looked_at: int
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    progress: str
    as_of: tuple[Any, ...]
    doubt: str


def targets_page(targets: Targets, kind: Kind, own: Names = NO_NAMES) -> TargetsPage:
    """The part on one kind of targets for what the engine had. `own`: names of the person's own columns."""
    names = [name_of(target.column, own) for target in targets.left_out]
    over = str(kind.over) % {"names": ", ".join(names)}
    return TargetsPage(
        verdicts=tuple(_by_verdict(targets.known, kind, own)),
        looked_at=sum(looked_at(target.effects) for target in targets.known),
        missing=(*(_missing(target, own) for target in targets.waiting), *([over] if names else [])),
        failed=tuple(name_of(target.column, own) for target in targets.failed),
        progress=_progress(targets, kind),
        as_of=tuple(sorted({target.through for target in targets.known if target.through})),
        doubt=str(kind.doubt) if any(doubtful(target.effects) for target in targets.known) else "",
    )


def _progress(targets: Targets, kind: Kind) -> str:
    if not targets.pending:
        return ""
    done = len(targets.known) + len(targets.failed)
    return str(kind.progress) % {"done": done, "all": done + len(targets.pending)}


def _missing(target: Target, own: Names) -> str:
    left = RATINGS_NEEDED - target.rated
    said = ngettext(
        "%(name)s: %(rated)s ratings so far, %(left)s more day is needed.",
        "%(name)s: %(rated)s ratings so far, %(left)s more days are needed.",
        left,
    )
    return said % {"name": name_of(target.column, own), "rated": target.rated, "left": left}


def pairs_of(targets: Iterable[Target]) -> list[Effects]:
    """The effects of one thing on one target under one verdict, together; the strongest first. Those that may be the
    other way round are by themselves.
    """
    pairs: dict[tuple[str, str, str, bool], list[Mapping[str, Any]]] = {}
    for target in targets:
        for each in target.effects:
            pairs.setdefault((each["exposure"], each["on"], each["verdict"], doubtful([each])), []).append(each)
    return sorted(pairs.values(), key=lambda pair: -max(size(each) for each in pair))


def _by_verdict(targets: Iterable[Target], kind: Kind, own: Names) -> Iterator[TargetVerdict]:
    pairs = pairs_of(targets)
    for verdict, (title, words) in VERDICTS.items():
        mine = [pair for pair in pairs if pair[0]["verdict"] == verdict]
        together = [pair for pair in mine if doubtful(pair)]
        sure = [pair for pair in mine if not doubtful(pair)]
        yield _verdict((title, kind.verdicts.get(verdict, words)), sure, own)
        if together:
            yield _verdict(kind.together[verdict], together, own)


def _verdict(said: tuple[StrPromise, StrPromise], pairs: Sequence[Effects], own: Names) -> TargetVerdict:
    lines = tuple(_line(pair, own) for pair in pairs)
    return TargetVerdict(str(said[0]), str(said[1]), len(lines), lines[:SHOWN], lines[SHOWN:])


def _line(pair: Effects, own: Names) -> TargetLine:
    known = [each for each in pair if is_known(each)]
    cause, target = name_of(pair[0]["exposure"], own), name_of(pair[0]["on"], own)
    where = str(WHERES.get(pair[0]["where"], ""))
    if not known:
        return TargetLine(cause, target, where, unknown_words())
    ways = tuple(f"{way_words(each)} {points_words(each)}" for each in known)
    if len(ways) > AT_A_GLANCE:
        said = _points(range_words(known), known)
    else:
        said, ways = _points(", ".join(ways), known), ()
    said = "; ".join([said, *dict.fromkeys(filter(None, map(doubt_of, known)))])
    return TargetLine(cause, target, where, said, waiting_words(known), ways)


def _points(said: str, known: Effects) -> str:
    return gettext("%(ways)s points, per %(per)s") % {"ways": said, "per": per_words(known[0]["per"])}
