"""Why a plan has its mode, in words, where none of its other reasons says so: a lower cap of another kind is told then.
The facts and the rows are in `modes`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from andante.plan.modes import Fact

BECAUSE: Final[dict[str, str]] = {
    "because-stale": "A plan of your own needs a rating of the last two days, and your last one is older. Please write "
    "one.",
    "because-doubtful": "A plan of your own needs entries that can be so, and one of the last two days does not fit. "
    "Please look at it.",
    "because-flare": "You are in a flare, and rest comes first.",
    "because-unknown": "For a plan of your own there are too few rated days yet, or too few days with a load.",
    "because-re-entry": "You are on the way back after a flare, so the plan climbs slowly.",
    "because-soreness": "Some soreness is to be expected after something new, so the plan is careful until it is over.",
    "because-worse-days": "The last two days were worse than usual for you, or one was and the other is not known, so "
    "the plan is careful.",
    "because-blanks": "Loads are missing for one of the last two days, or for most days of a muscle group, so the plan "
    "is careful.",
}
FLARE_CODES: Final = frozenset({"flare", "flare-easing", "flare-often", "flare-goes-on"})
"""The caps of a day in a flare."""
_TOLD_BY: Final[dict[Fact, tuple[str, frozenset[str]]]] = {
    "entries in doubt": ("because-doubtful", frozenset({"stale", "contradictory", "implausible"})),
    "flare": ("because-flare", FLARE_CODES),
    "too little known": ("because-unknown", frozenset({"not-enough-yet", "no-load", "little-load"})),
    "after a flare": ("because-re-entry", frozenset({"re-entry"})),
    "expected soreness": ("because-soreness", frozenset({"expected-soreness"})),
    "worse days": ("because-worse-days", frozenset({"worse-days"})),
    "days missing": ("because-blanks", frozenset({"missing-days", "no-load", "little-load"})),
}
"""What to say of each fact that leads to a mode, and the reasons that say it already. Locks and risks always do."""


def because(fact: Fact | None, told: Iterable[str], *, stale: bool) -> str | None:
    """The code of BECAUSE for the mode that `fact` led to; None where a reason of `told` says it. stale: whether the
    doubt is that the last rating is old.
    """
    code, said_by = _TOLD_BY.get(fact, (None, frozenset())) if fact else (None, frozenset())
    if code is None or not said_by.isdisjoint(told):
        return None
    return "because-stale" if stale and fact == "entries in doubt" else code
