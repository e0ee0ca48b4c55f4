"""What moves the pain, in words and as bars: every verdict alike. No engine verb; effects are as it said them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from andante.charts import EffectBar
from andante.web.engine_words import within
from andante.web.trends.words import SMALLEST, is_known, name_of, number, per_words, signed, size, span_of, when_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Effects = Sequence[Mapping[str, Any]]
VERDICTS = {
    "worsens": (_("Makes it worse"), _("Clear enough to build on: at least 95 in 100 that it is more pain.")),
    "helps": (_("Helps"), _("Clear enough to build on: at least 95 in 100 that it is less pain.")),
    "no clear link": (_("No clear link"), _("Looked at closely, and too small to matter either way.")),
    "not enough yet": (
        _("Not enough yet"),
        _(
            "It may be too small to matter, go either way, or go with the weekday or the hour. More days of your diary "
            "may tell."
        ),
    ),
}
TOGETHER = {
    "worsens": (
        _("Comes with more pain on the same day"),
        _(
            "At least 95 in 100 that more pain comes with it. It may hurt, or a bad day may bring it: "
            "that is not known."
        ),
    ),
    "helps": (
        _("Comes with less pain on the same day"),
        _(
            "At least 95 in 100 that less pain comes with it. It may help, or a good day may let you do it: "
            "that is not known."
        ),
    ),
}
"""What is said of a link of the same day, in which pain may have come first: that the two go together, and no more."""
CALLED = ("worsens", "helps")
MAYBE_SMALL = _("the direction is clear, but it may be too little to matter")
GOES_WITH = {
    "weekday": _("it goes mostly with the day of the week, so something else about those days may be behind it"),
    "time of day": _("it goes mostly with the time of day, so something else about those hours may be behind it"),
}
MAY_BE_REVERSED = _(
    "What comes with pain on the same day may be the other way round: on a bad day people do less, feel more stress "
    "and take what eases. The days after tell more."
)
FEW_DAYS, LONG_DAYS = 7, 365
PARTS = {"above capacity": _("above what you can carry"), "below capacity": _("within what you can carry")}


@dataclass(frozen=True)
class EffectLine:
    """One exposure under one verdict: in a sentence, and each of its ways with its range."""

    label: str
    said: str
    ways: tuple[str, ...]
    waiting: str


@dataclass(frozen=True)
class EffectGroup:
    """All effects of one verdict. Every verdict has its place, also when it is empty."""

    verdict: str
    title: str
    words: str
    effects: tuple[EffectLine, ...]
    doubt: str = ""


def effect_groups(belief: Mapping[str, Any] | None, own: Mapping[str, str] | None = None) -> tuple[EffectGroup, ...]:
    """All effects, each exposure under its verdicts; the strongest first. Links of the same day that may be the other
    way round stand apart, where there are any: nothing can be built on them. `own`: names of the person's own columns.
    """
    effects = sorted(belief["effects"], key=lambda each: -size(each)) if belief else []
    groups = []
    for verdict, said in VERDICTS.items():
        mine = [each for each in effects if each["verdict"] == verdict]
        together = [each for each in mine if doubtful([each])]
        groups.append(_group(verdict, said, [each for each in mine if each not in together], own))
        if together:
            groups.append(_group(verdict, TOGETHER[verdict], together, own, doubt=str(MAY_BE_REVERSED)))
    return tuple(groups)


def _group(
    verdict: str,
    said: tuple[StrPromise, StrPromise],
    effects: Effects,
    own: Mapping[str, str] | None,
    *,
    doubt: str = "",
) -> EffectGroup:
    mine: dict[str, list[Mapping[str, Any]]] = {}
    for each in effects:
        mine.setdefault(each["exposure"], []).append(each)
    return EffectGroup(verdict, str(said[0]), str(said[1]), tuple(_line(ways, own) for ways in mine.values()), doubt)


def doubtful(effects: Iterable[Mapping[str, Any]]) -> bool:
    """Whether one that has a word may be the other way round: pain may have moved the other thing."""
    return any(each["verdict"] in CALLED and each.get("may_be_reversed") for each in effects)


def bars(belief: Mapping[str, Any] | None, own: Mapping[str, str] | None = None) -> tuple[EffectBar, ...]:
    """One bar per exposure: the clearest of its ways, those first that cannot be the other way round, else the largest.
    What has no estimate has no bar. `own` as in `effect_groups`.
    """
    clear = list(VERDICTS)
    best: dict[str, Mapping[str, Any]] = {}
    effects = [each for each in belief["effects"] if is_known(each)] if belief else []
    # What is clear, and goes with the calendar, comes before what is no clear link.
    order = {id(each): 1.5 if each.get("goes_with") else clear.index(each["verdict"]) for each in effects}
    for each in sorted(effects, key=lambda each: (order[id(each)], doubtful([each]), -size(each))):
        best.setdefault(each["exposure"], each)
    return tuple(
        EffectBar(f"{name_of(name, own)}, {way_words(each)}", each["mean"], each["low"], each["high"], each["verdict"])
        for name, each in best.items()
    )


def inseparable_words(belief: Mapping[str, Any] | None, own: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """A sentence for each set of what nearly always comes together, or one instead of the other. (Older answers do not
    say.)
    """
    together = gettext(
        "%(names)s: these nearly always come together, so your diary cannot tell which of them it is. Days with more "
        "of one and less of the others would."
    )
    instead = gettext(
        "%(names)s: one nearly always comes instead of another, so your diary cannot tell whether the one helps or the "
        "other makes it worse. Days with both, or with none of them, would."
    )
    return tuple(
        said % {"names": ", ".join(name_of(name, own) for name in names)}
        for said, key in ((together, "inseparable"), (instead, "instead"))
        for names in (belief.get(key, ()) if belief else ())
    )


def waiting_words(effects: Effects) -> str:
    """How many more days would do for the first of these, where it is not enough yet. None is: no number in sight."""
    if not effects or effects[0]["verdict"] != "not enough yet" or not is_known(effects[0]):
        return ""
    waits = [way.get("more_days_needed", 0) for way in effects]
    days = min(math.inf if wait is None else wait for wait in waits)
    if not days:
        return ""
    if days > LONG_DAYS:
        return gettext("It may take years of your diary to tell.")
    if days < FEW_DAYS:  # an estimate is not as sharp as that
        return gettext("A few more days may tell.")
    if len(effects) > 1:
        said = ngettext(
            "About %(days)s more day may tell one of these.",
            "About %(days)s more days may tell one of these.",
            int(days),
        )
    else:
        said = ngettext(
            "About %(days)s more day will most likely do.", "About %(days)s more days will most likely do.", int(days)
        )
    return said % {"days": days}


def unknown_words() -> str:
    """For what has no estimate at all. Missing is not zero."""
    return gettext("written down on too few days to say anything, or always the same")


def way_words(effect: Mapping[str, Any]) -> str:
    """ "next day, above what you can carry"."""
    return ", ".join(filter(None, (when_of(effect), str(PARTS.get(effect["part"] or "", "")))))


def _line(ways: Effects, own: Mapping[str, str] | None) -> EffectLine:
    label, known = name_of(ways[0]["exposure"], own), [way for way in ways if is_known(way)]
    if not known:
        return EffectLine(label, unknown_words(), (), "")
    waiting = waiting_words(known)
    if len(known) == 1:
        return EffectLine(label, f"{way_words(known[0])}: {_size(known[0])}", (), waiting)
    said = gettext("%(range)s points") % {"range": range_words(known)}
    return EffectLine(label, said, tuple(f"{way_words(way)}: {_size(way)}" for way in known), waiting)


def _size(effect: Mapping[str, Any]) -> str:
    mean = effect["mean"]
    if abs(mean) < SMALLEST:
        said = gettext("no difference to speak of (%(range)s), per %(per)s")
    elif mean > 0:
        said = gettext("%(points)s points more %(target)s (%(range)s), per %(per)s")
    else:
        said = gettext("%(points)s points less %(target)s (%(range)s), per %(per)s")
    told = said % {
        "points": number(abs(mean)),
        "target": within(name_of(effect["on"])),
        "range": span_of(effect),
        "per": per_words(effect["per"]),
    }
    doubt = doubt_of(effect)
    return f"{told}; {doubt}" if doubt else told


def doubt_of(effect: Mapping[str, Any]) -> str:
    """Why there is no word though the effect is clear; nothing where that is not so. (Older answers do not say.)"""
    return str(MAYBE_SMALL if effect.get("maybe_small") else GOES_WITH.get(effect.get("goes_with") or "", ""))


def range_words(known: Effects) -> str:
    """ "−0.2 to +1.1": all their ranges together."""
    return span_of({"low": min(way["low"] for way in known), "high": max(way["high"] for way in known)})


def points_words(effect: Mapping[str, Any]) -> str:
    """ "+0.6 (+0.1 to +1.1)"."""
    return f"{signed(effect['mean'])} ({span_of(effect)})"
