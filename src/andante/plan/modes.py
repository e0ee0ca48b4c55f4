"""The modes of a plan as a table: what the facts of a day make of it, and which mode may follow which.

Facts are looked up elsewhere (`guards`, `locks`, `planner`); here is only what follows from them. Exactly one row of
TABLE fits any set of facts: each row names a fact that leads to it, and all those before it that would lead elsewhere.
The mode is read from the diary alone, anew each day: no mode is remembered, so a corrected entry corrects the mode.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final, Literal, get_args

from andante.plan.answer import Mode

Fact = Literal[
    "red flag",
    "entries in doubt",
    "flare",
    "too little known",
    "after a flare",
    "locked for care",
    "expected soreness",
    "worse days",
    "days missing",
    "risk unknown",
    "risk above limit",
]
FACTS: Final[tuple[Fact, ...]] = get_args(Fact)


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the mode when `when` holds (None: when nothing else does) and none of `unless`. `ends`: what ends it."""

    mode: Mode
    when: Fact | None
    unless: tuple[Fact, ...]
    begins: str
    ends: str

    def fits(self, facts: AbstractSet[Fact]) -> bool:
        """Whether this is the row for `facts`."""
        return (self.when is None or self.when in facts) and facts.isdisjoint(self.unless)


def _row(mode: Mode, fact: Fact | None, begins: str, ends: str) -> Row:
    return Row(mode, fact, FACTS[: len(FACTS) if fact is None else FACTS.index(fact)], begins, ends)


TABLE: Final[tuple[Row, ...]] = (
    _row("safe-default", "red flag", "a red flag is answered with yes", "it has been looked at"),
    _row(
        "safe-default",
        "entries in doubt",
        "the last rating is more than 48 hours old, or an entry of the last two days does not fit",
        "a rating is written, or the entry is put right or two days old",
    ),
    _row(
        "flare",
        "flare",
        "the second high rating in a row, or a day that the person marks",
        "the second calm rating in a row, or 28 days; for marks, the first day without one, unless it is rated as bad",
    ),
    _row(
        "safe-default",
        "too little known",
        "fewer than 14 rated days, or fewer than 7 of 28 days with a load in every muscle group",
        "enough days are known",
    ),
    _row("re-entry", "after a flare", "the day after a flare", "as many days as it lasted, 3 at least and 14 at most"),
    _row(
        "careful",
        "locked for care",
        "ME/CFS, malaise after effort, repeated delayed worsening, or days that swing",
        "the lock no longer holds",
    ),
    _row(
        "careful",
        "expected soreness",
        "mild soreness within three days of something new, not marked as a flare; never with ME/CFS or malaise",
        "it is calm, or the three days are over: then it is a flare",
    ),
    _row(
        "careful",
        "worse days",
        "two days in a row worse than usual in pain or clearly so in fatigue",
        "a day that is not",
    ),
    _row(
        "careful",
        "days missing",
        "one of the last two days has no load, or fewer than 7 of 28 in one of several muscle groups",
        "the days have numbers again",
    ),
    _row("careful", "risk unknown", "how likely a flare is cannot be said", "it can be said"),
    _row("careful", "risk above limit", "even the least day is above the limit of risk", "it is within the limit"),
    _row("usual", None, "none of the above", "one of the above"),
)

MODES: Final[tuple[Mode, ...]] = get_args(Mode)
NEXT: Final[dict[Mode, tuple[Mode, ...]]] = {
    "usual": ("usual", "careful", "flare", "safe-default"),
    "careful": ("usual", "careful", "flare", "re-entry", "safe-default"),
    "flare": ("flare", "re-entry", "safe-default"),
    "re-entry": ("usual", "careful", "flare", "re-entry", "safe-default"),
    "safe-default": MODES,
}
"""Which modes may be those of the next day, in a diary with one entry a day in which nothing past is changed. From a
flare no way leads to a usual day: the way back lies between."""


def row_for(facts: AbstractSet[Fact]) -> Row:
    """The one row of TABLE for a day with `facts`."""
    return next(row for row in TABLE if row.fits(facts))


def mode_for(facts: AbstractSet[Fact]) -> Mode:
    """The mode of a day with `facts`."""
    return row_for(facts).mode
