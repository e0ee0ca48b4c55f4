"""The columns a diary file may have: which names are known, what each may hold, which names are nearest to a wrong one.

Not the cells themselves (`diary_cells`) and not the file (`diary_csv`).
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from andante.anatomy import AREA_WORDS, MUSCLE_GROUPS
from andante.errors import InputError
from andante.records import SCALE_0_10, Scale

TEXT_COLUMNS: Final = ("at", "person", "note")
EXERTIONS: Final = ("physical", "mental", "emotional", "social")
RATINGS: Final[frozenset[str]] = frozenset(
    (
        *("pain", "fatigue", "stress", "fog", "sleep", "mood"),
        *(f"pain.{area}" for area in AREA_WORDS),
        *(f"exertion.{kind}" for kind in EXERTIONS),
    )
)
"""Columns that hold a rating, 0-10 unless another scale is declared."""

OPEN_KINDS: Final = ("minutes", "trait", "treatment", "event", "symptom")
"""What may be followed by a point and a name of one's own."""

SIDE_FIRST: Final = re.compile(r"(\w+\.)(left|right)[_-]?(\w+)")
"""An area as people say it: the left knee is pain.knee_left."""
OWN_NAME: Final = re.compile(r"[\w-]{1,64}")
NAMES_SHOWN: Final = 3
NAME_COMPARED: Final = 64
MEANT_FROM: Final = 3
"""So many letters are the beginning of a name rather than a slip."""
LARGEST: Final = 1e9
"""Beyond this a trait, a dose or the end of a scale is a slip of the keyboard."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What the numbers of one column may be. `allowed` says it in words."""

    low: float
    high: float
    allowed: str
    whole: bool = False

    def holds(self, value: float) -> bool:
        """Whether `value` may stand in the column."""
        return self.low <= value <= self.high and (not self.whole or value.is_integer())


_FLAG = Rule(0, 1, "0 or 1", whole=True)
# A day of the hardest effort there is makes 1,440 effort-minutes; ten of them in one entry are a slip, not a day.
_LOAD = Rule(0, 14_400, "effort-minutes from 0 to 14400")
# The longest day of a year has 25 hours.
_MINUTES = Rule(0, 1_500, "minutes from 0 to 1500")
_FIXED: Final[Mapping[str, Rule]] = {
    "load": _LOAD,
    **{f"load.{group}": _LOAD for group in MUSCLE_GROUPS},
    "steps": Rule(0, 300_000, "a whole number from 0 to 300000", whole=True),
    "hr.resting": Rule(20, 250, "beats a minute from 20 to 250"),
    "hrv": Rule(1, 1_000, "milliseconds from 1 to 1000"),
    "flare": _FLAG,
}
_OPEN: Final[Mapping[str, Rule]] = {
    "minutes": _MINUTES,
    "trait": Rule(-LARGEST, LARGEST, "a number from -1000000000 to 1000000000"),
    "treatment": Rule(0, LARGEST, "a number from 0 to 1000000000"),
    "event": _FLAG,
    "symptom": Rule(0, 10, "a number from 0 to 10"),
}


def rule_of(name: str, scale: Scale = SCALE_0_10) -> Rule | None:
    """What the numbers of column `name` may be, a rating on `scale`; None for a text column or an unknown one."""
    if name in RATINGS:
        declared = "" if scale == SCALE_0_10 else f", as --scale {name}={scale} says"
        return Rule(scale.low, scale.high, f"a number from {scale.low:g} to {scale.high:g}{declared}")
    kind, _, own_name = name.partition(".")
    if kind in _OPEN and OWN_NAME.fullmatch(own_name):
        return _OPEN[kind]
    return _FIXED.get(name)


def column_problem(name: str) -> str | None:
    """What is wrong with a column of that name, in the words of an error; None when the column is known."""
    if name in TEXT_COLUMNS or rule_of(name) is not None:
        return None
    kind, point, own_name = name.partition(".")
    if point and kind in OPEN_KINDS:
        what = "no name after the point" if not own_name else "a name that cannot be used"
        return f"found {what}, allowed are letters, digits, - and _ (at most 64) after {kind}."
    return f"found an unknown column, nearest known are {', '.join(nearest(name))}"


@cache
def _known_names() -> tuple[str, ...]:
    examples = ("minutes.driving", "minutes.screen", "minutes.standing", "minutes.sleep", "trait.age")
    return (*TEXT_COLUMNS, *sorted(RATINGS), *_FIXED, *examples)


def nearest(name: str) -> tuple[str, ...]:
    """The known column names most like `name`, best first."""
    plain = name[:NAME_COMPARED].strip().lower().replace(" ", "_")
    kind, point, own_name = plain.partition(".")
    # "treatments.massage" is most likely "treatment.massage", which no list of names could hold.
    has_own_name = point and OWN_NAME.fullmatch(own_name)
    kinds = difflib.get_close_matches(kind, OPEN_KINDS, n=1, cutoff=0.8) if has_own_name else []
    own = [f"{kind}.{own_name}" for kind in kinds]
    # "load.neck" is like "pain.neck" letter by letter, but "load.neck_shoulders" is what it begins.
    begun = [known for known in _known_names() if len(plain) >= MEANT_FROM and known.startswith(plain)]
    like = difflib.get_close_matches(plain, _known_names(), n=NAMES_SHOWN, cutoff=0.0)
    own += _with_side_last(plain)
    ordered = (*own, *difflib.get_close_matches(plain, begun, n=NAMES_SHOWN, cutoff=0.0), *like)
    return tuple(dict.fromkeys(ordered))[:NAMES_SHOWN]


def _with_side_last(name: str) -> list[str]:
    """ "pain.left_knee" as pain.knee_left, "pain.right_hip" as pain.hip_buttock_right; none without a side first."""
    said = SIDE_FIRST.fullmatch(name)
    if said is None:
        return []
    kind, side, part = said.groups()
    sided = [known for known in _known_names() if known.startswith(kind) and known.endswith(f"_{side}")]
    begun = [known for known in sided if known.startswith(f"{kind}{part}")]
    return difflib.get_close_matches(f"{kind}{part}_{side}", begun or sided, n=1, cutoff=0.0)


_SCALE: Final = re.compile(r"([^=]+)=(-?[0-9]+(?:\.[0-9]+)?):(-?[0-9]+(?:\.[0-9]+)?)")
_SCALE_ALLOWED: Final = "allowed is a column and its two ends, such as pain=0:9"


def parse_scales(texts: Iterable[str]) -> dict[str, Scale]:
    """The scales declared as `column=low:high`. Raises InputError on anything else, and on a column given twice."""
    scales: dict[str, Scale] = {}
    for text in texts:
        match = _SCALE.fullmatch(text)
        if match is None:
            raise InputError(f"--scale: found {text!r}, {_SCALE_ALLOWED}")
        name = match[1].strip()
        if name in scales:
            raise InputError(f"--scale: found {name} twice, allowed is one scale for a column")
        scales[name] = Scale(float(match[2]), float(match[3]))
    return check_scales(scales)


def check_scales(scales: Mapping[str, Scale]) -> dict[str, Scale]:
    """`scales` as they are when each belongs to a rating and runs upwards. Raises InputError otherwise."""
    for name, scale in scales.items():
        problem = column_problem(name)
        if problem is not None:
            raise InputError(f"--scale: {name}: {problem}")
        if name not in RATINGS:
            raise InputError(f"--scale: found {name}, allowed are ratings such as pain, fatigue or pain.knee")
        # Written so that NaN is refused as well.
        if not -LARGEST <= scale.low < scale.high <= LARGEST:
            raise InputError(f"--scale: found {name}={scale}, allowed is a low end below the high end, such as 0:9")
    return dict(scales)
