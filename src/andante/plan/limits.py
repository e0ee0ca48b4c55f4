"""What the person sets: limits, locks, wishes; from Python or a TOML file. Not what andante itself forbids
(`guards`).
"""

from __future__ import annotations

import datetime as dt
import difflib
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Final

from andante.anatomy import MUSCLE_GROUPS
from andante.errors import LimitsError
from andante.plan.screen import problem, screened

WHOLE_BODY: Final = "whole_body"
CEILING_KEYS: Final = (*MUSCLE_GROUPS, WHOLE_BODY)
MINUTES_OF_DAY: Final = 1440
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LARGEST_STEP: Final = 0.10
"""No step up is larger than a tenth, whatever is asked for."""


@dataclass(frozen=True)
class Limits:
    """The person's own limits. Every default is the careful one.

    caution: acceptable probability (0-1) of a flare within three days.
    step: how much one step up may add (0-0.10 of the level).
    ceilings: most effort-minutes in a day, per muscle group or for `whole_body`.
    valued: activities the person values, the dearest first. valued_minutes: how many minutes of one are wanted in a
    day, by its name (30 when not said). hours: hours of the day free for activity.
    no_progression, me_cfs, post_exertional_malaise: each of them locks every step up.
    must_do: minutes of what has to be done, by activity: a shift, care; it gets breaks and is never moved. One number
    for every day, or minutes by weekday (`WEEKDAYS`), and none on the others.
    pem_screen: answers to the screen for malaise after effort (`screen`); a positive one locks every step up.
    flare_movement: some gentle movement is wanted in a flare.
    """

    caution: float = 0.10
    step: float = 0.10
    no_progression: bool = False
    me_cfs: bool = False
    post_exertional_malaise: bool = False
    flare_movement: bool = False
    ceilings: Mapping[str, float] = field(default_factory=dict)
    valued: tuple[str, ...] = ()
    hours: float | None = None
    pem_screen: Mapping[str, Any] = field(default_factory=dict)
    valued_minutes: Mapping[str, float] = field(default_factory=dict)
    must_do: Mapping[str, float | Mapping[str, float]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, check in _CHECKS.items():
            found = check(getattr(self, name))
            if found is not None:
                raise LimitsError(f"limits: {found}")

    @property
    def saves_energy(self) -> bool:
        """Whether ME/CFS, malaise after effort or a positive screen is declared: then it is energy management only,
        with nothing that has to be reached (NICE NG206).
        """
        return self.me_cfs or self.post_exertional_malaise or bool(screened(self.pem_screen).positive)

    def must_do_on(self, day: dt.date) -> dict[str, float]:
        """Minutes of what has to be done on `day`, by activity."""
        name = WEEKDAYS[day.weekday()]
        minutes = {
            activity: each.get(name, 0.0) if isinstance(each, Mapping) else each
            for activity, each in self.must_do.items()
        }
        return {activity: each for activity, each in minutes.items() if each}

    @classmethod
    def from_toml(cls, text: str, source: str = "limits.toml") -> Limits:
        """The limits written in TOML. Raises LimitsError with one line per problem: `source: key: found, allowed`."""
        try:
            written = tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # also a number of thousands of digits, thousands of brackets
            raise LimitsError(f"{source}: not TOML: {error}; allowed are lines such as caution = 0.10") from error
        known = [one.name for one in fields(cls)]
        problems = [f"{source}: {_unknown(key, known)}" for key in written if key not in known]
        for name, value in written.items():
            found = _CHECKS[name](value) if name in known else None
            if found is not None:
                problems.append(f"{source}: {found}")
        if problems:
            raise LimitsError("\n".join(problems))
        if "valued" in written:
            written["valued"] = _each_once(written["valued"])
        return cls(**written)


def _each_once(names: Iterable[str]) -> tuple[str, ...]:
    """Each of `names` once, whatever its case and spaces: else it would be planned twice."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(" ".join(name.lower().split()), name)
    return tuple(found.values())


def _unknown(key: str, known: list[str]) -> str:
    begins = [one for one in known if one.startswith(key)]
    near = begins or difflib.get_close_matches(key, known, n=1, cutoff=0.4)
    hint = f"; did you mean {near[0]}?" if near else "."
    return f"{key}: unknown limit{hint} Known are {', '.join(known)}"


def _number(value: Any) -> bool:
    # bool is an int to Python; `caution = true` is a slip of the pen, not a limit.
    # And a whole number may be larger than any that can be reckoned with.
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def _between(name: str, low: float, high: float) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if _number(value) and low <= value <= high:
            return None
        return f"{name}: found {value!r}, allowed is a number from {low:g} to {high:g}"

    return check


def _yes_no(name: str) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        return None if isinstance(value, bool) else f"{name}: found {value!r}, allowed is true or false"

    return check


def _ceilings(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return f"ceilings: found {value!r}, allowed is a table of muscle group = effort-minutes"
    for group, most in value.items():
        if group not in CEILING_KEYS:
            return f"ceilings.{_unknown(str(group), list(CEILING_KEYS)).replace('limit', 'muscle group')}"
        if not (_number(most) and most >= 0):
            return f"ceilings.{group}: found {most!r}, allowed is a number of effort-minutes, 0 or more"
    return None


def _valued(value: Any) -> str | None:
    if isinstance(value, list | tuple) and all(isinstance(one, str) and one.strip() for one in value):
        return None
    return f'valued: found {value!r}, allowed is a list of activities such as ["gardening"]'


def _minutes(name: str, *, by_weekday: bool = False) -> Callable[[Any], str | None]:
    def check(value: Any) -> str | None:
        if not isinstance(value, Mapping):
            return f"{name}: found {value!r}, allowed is a table of activity = minutes"
        for activity, minutes in value.items():
            if not (isinstance(activity, str) and activity.strip()):
                return f"{name}: found {activity!r} as an activity, allowed is a name such as gardening"
            which = f"{name}.{activity}"
            if by_weekday and isinstance(minutes, Mapping):
                found = _weekdays(which, minutes)
            elif (found := _some(which, minutes)) and by_weekday:
                found += ", or minutes by weekday such as { mon = 240 }"
            if found is not None:
                return found
        return None

    return check


def _some(name: str, minutes: Any) -> str | None:
    return _between(name, 1, MINUTES_OF_DAY)(minutes)


def _weekdays(name: str, value: Mapping[Any, Any]) -> str | None:
    if unknown := [day for day in value if day not in WEEKDAYS] or ([] if value else ["no weekday"]):
        return f"{name}: found {unknown[0]!r}, allowed are {', '.join(WEEKDAYS)}"
    return next((found for day, minutes in value.items() if (found := _some(f"{name}.{day}", minutes))), None)


def _hours(value: Any) -> str | None:
    return None if value is None else _between("hours", 0, 24)(value)


_CHECKS: Final[dict[str, Callable[[Any], str | None]]] = {
    "caution": _between("caution", 0, 1),
    "step": _between("step", 0, LARGEST_STEP),
    "no_progression": _yes_no("no_progression"),
    "me_cfs": _yes_no("me_cfs"),
    "post_exertional_malaise": _yes_no("post_exertional_malaise"),
    "flare_movement": _yes_no("flare_movement"),
    "ceilings": _ceilings,
    "valued": _valued,
    "hours": _hours,
    "pem_screen": problem,
    "valued_minutes": _minutes("valued_minutes"),
    "must_do": _minutes("must_do", by_weekday=True),
}
