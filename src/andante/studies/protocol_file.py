"""A protocol of one's own, written in TOML, to a `Protocol`. Not the file itself (the doors open it), not on which line
a key stands (`protocol_lines`), and not how a protocol is lived through (`laboratory`).
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from andante.anatomy import MUSCLES
from andante.body.protocol import LONGEST_HOLD_S, Group, Measured, Probe, Protocol, Rest, Side, Step, Work
from andante.body.sites import SITES
from andante.errors import ProtocolError
from andante.studies.protocol_lines import LONGEST_WORD, Path, Problems, key_lines

LONGEST_TEXT: Final = 100_000
LONGEST_TITLE: Final = 200
MOST_LISTED: Final = 1000
MOST_DOTS: Final = 50
DAY_S: Final = 86_400.0
WEEK_S: Final = 7 * DAY_S

DEFAULT_GROUPS: Final[dict[Group, int]] = {"healthy": 20, "fm": 20}
GROUP_WORDS: Final[dict[str, Group]] = {
    "fm": "fm", "healthy": "healthy", "local": "local",
    "fibromyalgia": "fm", "hc": "healthy", "controls": "healthy", "local_pain": "local",
}  # fmt: skip
MUSCLE_WORDS: Final[dict[str, str]] = {
    **{muscle: muscle for muscle in MUSCLES},
    "quadriceps": "knee", "hand": "grip", "forearm": "grip", "handgrip": "grip",
    "biceps": "elbow", "back": "trunk", "calf": "ankle",
}  # fmt: skip
SIDE_WORDS: Final[dict[str, Side]] = {"left": "left", "right": "right", "both": "both"}

_TOP: Final = ("title", "groups", "same_absolute_load", "step")
_COUNTS: Final = ("count", "cycles", "repetitions", "reps")
_LOADED: Final = (
    "muscle", "side", "load", "load_newton", "seconds", "until", "cap_s", "same_absolute_load", "measure",
)  # fmt: skip
_KEYS: Final[dict[str, tuple[str, ...]]] = {
    "hold": ("do", *_LOADED),
    "cycles": ("do", *_LOADED, "on_s", "off_s", "work_s", "rest_s", *_COUNTS),
    "rest": ("do", "seconds", "minutes"),
    "probe": ("do", "sites", "at_s"),
}
_MEASURE: Final = ("sites", "at_s", "at_share")
_SITE_WORDS: Final = frozenset(kind + side for kind in SITES for side in ("", "_left", "_right"))
_SITE_ALLOWED: Final = "the name of a site such as trapezius or knee_left"

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class _Range:
    """The numbers that are allowed, and how that is said."""

    words: str
    low: float
    high: float
    above: bool = False
    whole: bool = False

    def holds(self, value: Any) -> bool:
        # bool is an int to Python; `load = true` is a slip of the pen. A comparison with nan is never true.
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            return False
        return (self.low < value if self.above else self.low <= value) and value <= self.high


_PEOPLE: Final = _Range("a whole number from 1 to 100000", 1, 100_000, whole=True)
_SHARE_OF_MVC: Final = _Range(
    "a fraction of the own maximum, above 0 and up to 1.0: 20 % is written 0.20", 0, 1, above=True
)
_NEWTON: Final = _Range("a number of newtons above 0 and up to 5000", 0, 5000, above=True)
_WORK_S: Final = _Range("a number of seconds above 0 and up to 86400", 0, DAY_S, above=True)
_PART_S: Final = _Range("a number of seconds from 0.5 to 86400", 0.5, DAY_S)
_COUNT: Final = _Range("a whole number from 1 to 100000", 1, 100_000, whole=True)
_REST: Final = {
    "seconds": (_Range("a number of seconds above 0 and up to 604800", 0, WEEK_S, above=True), 1.0),
    "minutes": (_Range("a number of minutes above 0 and up to 10080", 0, WEEK_S / 60, above=True), 60.0),
}
_MOMENTS: Final = _Range("a number of seconds from 0 to 604800, or a list of such that goes up", 0, WEEK_S)
_SHARES: Final = _Range("a share from 0 to 1, or a list of such that goes up", 0, 1)


def parse_protocol(text: str, name: str) -> Protocol:
    """The protocol that the TOML `text` of the file `name` writes down.

    Raises ProtocolError with a line per problem, in the order of the file: `name:LINE: KEY: found ..., allowed is ...`.
    """
    written, lines = _toml(text, name)
    problems = Problems(name, lines)
    top = _Table(written, (), problems)
    top.know(_TOP)
    title = _title(top) if "title" in written else name
    groups = _groups(top) if "groups" in written else dict(DEFAULT_GROUPS)
    same = top.yes_no("same_absolute_load", default=False)
    steps = [_step(table, same=same) for table in _step_tables(top)]
    if problems.noted:
        raise problems.error()
    return Protocol(title, groups, tuple(step for step in steps if step is not None))


def _toml(text: str, name: str) -> tuple[dict[str, Any], dict[Path, int]]:
    """The text as tables, and the line of each key. Raises ProtocolError for what is no TOML."""
    if len(text) > LONGEST_TEXT:
        raise ProtocolError([f"{name}:1: file: found {len(text)} characters, allowed is at most {LONGEST_TEXT}"])
    for at, row in enumerate(text.split("\n"), start=1):
        if _dots_of_key(row) > MOST_DOTS:  # reading such a key takes quadratic time
            raise ProtocolError([f"{name}:{at}: key: found one of many dots, allowed is at most {MOST_DOTS} dots"])
    allowed = 'allowed is TOML, lines such as load = 0.20 or side = "left"'
    try:
        return tomllib.loads(text), key_lines(text)
    except RecursionError as error:
        rows = text.split("\n")
        line = 1 + max(range(len(rows)), key=lambda row: rows[row].count("[") + rows[row].count("{"))
        raise ProtocolError([f"{name}:{line}: syntax: found lists inside lists without end, {allowed}"]) from error
    except tomllib.TOMLDecodeError as error:
        what, line = _without_place(str(error), text)
        raise ProtocolError([f"{name}:{line}: syntax: found what cannot be read ({what}), {allowed}"]) from error
    except ValueError as error:  # Python refuses to read whole numbers of more than 4300 digits.
        digits = re.search(r"[0-9][0-9_]{4000}", text)
        line = text.count("\n", 0, digits.start() if digits else 0) + 1
        raise ProtocolError([f"{name}:{line}: syntax: found a number of too many digits, {allowed}"]) from error


def _dots_of_key(line: str) -> int:
    key, is_, _ = line.partition("#")[0].partition("=")
    return key.count(".") if is_ or key.lstrip().startswith("[") else 0


def _without_place(message: str, text: str) -> tuple[str, int]:
    """What `tomllib` says, and the line that it says it of."""
    at = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", message)
    what = message[: at.start()] if at else message
    return what, int(at[1]) if at and at[1] else text.rstrip("\n").count("\n") + 1


def _title(top: _Table) -> str:
    title = top.written["title"]
    if isinstance(title, str) and title.strip() and title.isprintable() and len(title) <= LONGEST_TITLE:
        return title
    top.wrong("title", f"a text of 1 to {LONGEST_TITLE} printable characters")
    return ""


def _groups(top: _Table) -> dict[Group, int]:
    """People per group, by the group's own name."""
    table = top.table("groups", "a table such as { fm = 22, healthy = 22 }")
    groups: dict[Group, int] = {}
    if table is None:
        return groups
    table.know(tuple(GROUP_WORDS), "group")
    for word, people in table.written.items():
        group = GROUP_WORDS.get(word)
        if group in groups:
            table.note(word, f"{group} a second time", "each group once")
        elif group is not None:
            table.number(word, _PEOPLE)
            groups[group] = people
    return groups or dict(DEFAULT_GROUPS)


def _step_tables(top: _Table) -> list[_Table]:
    steps = top.written.get("step")
    if not isinstance(steps, list) or not 1 <= len(steps) <= MOST_LISTED:
        top.wrong("step", f"a [[step]] for each of 1 to {MOST_LISTED} steps, with double brackets")
        return []
    tables = [_Table(step, ("step", place), top.problems) for place, step in enumerate(steps) if isinstance(step, dict)]
    for place, step in enumerate(steps):
        if not isinstance(step, dict):
            top.problems.add(("step", place), _named(step), "a table such as [[step]]")
    return tables


def _step(table: _Table, *, same: bool) -> Step | None:
    do = table.choice("do", {name: name for name in _KEYS})
    table.know(_KEYS[do] if do else tuple(dict.fromkeys(key for keys in _KEYS.values() for key in keys)))
    if do == "rest":
        return _rest(table)
    if do == "probe":
        return _probe(table)
    return _work(table, cycles=do == "cycles", same=same) if do else None


def _rest(table: _Table) -> Rest | None:
    key = table.one_of(("seconds", "minutes"), required="seconds = ... or minutes = ...")
    if key is None:
        return None
    allowed, unit_s = _REST[key]
    return Rest(table.number(key, allowed) * unit_s)


def _probe(table: _Table) -> Probe:
    return Probe(_sites(table), table.numbers("at_s", _MOMENTS) if "at_s" in table.written else (0.0,))


def _work(table: _Table, *, cycles: bool, same: bool) -> Work:
    muscle = table.choice("muscle", MUSCLE_WORDS)
    side = table.choice("side", SIDE_WORDS) if "side" in table.written else "right"
    load = table.one_of(("load", "load_newton"), required="load = a fraction of the own maximum, or load_newton = ...")
    on_s, off_s = (_part(table, "on_s", "work_s"), _part(table, "off_s", "rest_s")) if cycles else (0.0, 0.0)
    seconds = _length(table, on_s + off_s, _COUNTS if cycles else ())
    return Work(
        muscle=muscle or "",
        side=side or "right",
        load=table.number(load, _SHARE_OF_MVC) if load == "load" else None,
        newton=table.number(load, _NEWTON) if load == "load_newton" else None,
        seconds=seconds,
        # Who writes how long it lasts has said so: the cap is for those who stop when they fail.
        cap_s=table.number("cap_s", _WORK_S) if "cap_s" in table.written else max(LONGEST_HOLD_S, seconds or 0.0),
        on_s=on_s,
        off_s=off_s,
        same_absolute_load=table.yes_no("same_absolute_load", default=same),
        measured=_measured(table) if "measure" in table.written else None,
    )


def _part(table: _Table, *names: str) -> float:
    """How long a contraction of the cycles lasts, or the rest after it."""
    key = table.one_of(names, required=_PART_S.words)
    return table.number(key, _PART_S) if key else 0.0


def _length(table: _Table, cycle_s: float, counts: Sequence[str]) -> float | None:
    """How long it goes on in seconds, None for until failure."""
    key = table.one_of(("seconds", *counts, "until"))
    if key == "seconds":
        return table.number(key, _WORK_S)
    if key == "until":
        table.choice(key, {"failure": None}, "; a time is written seconds = 90")
    if key is None or key == "until":
        return None
    seconds = table.number(key, _COUNT) * cycle_s
    if seconds > DAY_S:
        table.note(key, f"cycles that take {seconds:.0f} seconds", "at most 86400 seconds in all")
    return seconds


def _measured(table: _Table) -> Measured | None:
    inner = table.table("measure", 'a table such as { sites = ["knee"], at_share = [0.5, 1] }')
    if inner is None:
        return None
    inner.know(_MEASURE)
    if not {"at_s", "at_share"} & set(inner.written):
        inner.note("at_s", "neither at_s nor at_share", "at least one of them")
    return Measured(
        sites=_sites(inner),
        at_s=inner.numbers("at_s", _MOMENTS) if "at_s" in inner.written else (),
        at_share=inner.numbers("at_share", _SHARES) if "at_share" in inner.written else (),
    )


def _sites(table: _Table) -> tuple[str, ...]:
    names = table.listed("sites", f"{_SITE_ALLOWED}, or a list of such")
    for place, name in enumerate(names):
        if not isinstance(name, str) or name not in _SITE_WORDS:
            near = table.problems.near(name, SITES)
            table.problems.add((*table.path, "sites", place), _named(name), _SITE_ALLOWED + near)
    return tuple(names)


@dataclass(frozen=True, slots=True)
class _Table:
    """A table as it was written, and where. What is wrong goes to `problems`; what is given then is of the right kind,
    but means nothing.
    """

    written: Mapping[str, Any]
    path: Path
    problems: Problems

    def note(self, key: str, found: str, allowed: str) -> None:
        """Note what is wrong with `key`."""
        self.problems.add((*self.path, key), found, allowed)

    def wrong(self, key: str, allowed: str) -> None:
        """Note that the value of `key`, or its absence, is wrong."""
        self.note(key, _named(self.written.get(key)), allowed)

    def know(self, keys: tuple[str, ...], what: str = "key") -> None:
        """Note every key that is none of `keys`."""
        for key in self.written:
            if key in keys:
                continue
            if key in _TOP and len(self.path) == 2:
                self.note(key, "it inside a step", "to write it above the first [[step]]")
            else:
                self.note(key, f"an unknown {what}", ", ".join(keys) + self.problems.near(key, keys))

    def one_of(self, names: Sequence[str], required: str | None = None) -> str | None:
        """The one of `names` that is written. None, with a note, for more; for none a note when it is `required`."""
        written = [key for key in self.written if key in names]
        if len(written) > 1:
            self.note(written[1], f"both {' and '.join(written)}", "only one of them")
        elif not written and required:
            self.wrong(names[0], required)
        return written[0] if len(written) == 1 else None

    def yes_no(self, key: str, *, default: bool) -> bool:
        """True or false as written, `default` where it is not."""
        value = self.written.get(key, default)
        if not isinstance(value, bool):
            self.wrong(key, "true or false")
        return value is True

    def number(self, key: str, allowed: _Range) -> float:
        """The number that must be there."""
        value = self.written.get(key)
        if allowed.holds(value):
            return float(value)  # type: ignore[arg-type]
        self.wrong(key, allowed.words)
        return 0.0

    def numbers(self, key: str, allowed: _Range) -> tuple[float, ...]:
        """One number or a list of them that goes up."""
        values = self.listed(key, allowed.words)
        wrong = [place for place, value in enumerate(values) if not allowed.holds(value)]
        for place in wrong:
            self.problems.add((*self.path, key, place), _named(values[place]), allowed.words)
        if wrong:
            return ()
        for place in range(1, len(values)):
            if values[place] <= values[place - 1]:
                found = f"{values[place]} after {values[place - 1]}"
                self.problems.add((*self.path, key, place), found, allowed.words)
        return tuple(float(value) for value in values)

    def listed(self, key: str, allowed: str) -> list[Any]:
        """The items of a list that must be there; one value stands for a list of it."""
        value = self.written.get(key)
        if isinstance(value, list) and 1 <= len(value) <= MOST_LISTED:
            return value
        if value is None or isinstance(value, list):
            self.wrong(key, f"{allowed}; 1 to {MOST_LISTED} of them")
            return []
        return [value]

    def choice(self, key: str, words: Mapping[str, Given], hint: str = "") -> Given | None:
        """What the word stands for that must be there."""
        value = self.written.get(key)
        if isinstance(value, str) and value in words:
            return words[value]
        self.wrong(key, ", ".join(words) + (hint or self.problems.near(value, words)))
        return None

    def table(self, key: str, allowed: str) -> _Table | None:
        """The table below `key`."""
        value = self.written.get(key)
        if isinstance(value, dict):
            return _Table(value, (*self.path, key), self.problems)
        self.wrong(key, allowed)
        return None


def _named(value: Any) -> str:
    """What kind of value it is, in words, and the value where that is short."""
    kinds: tuple[tuple[type, Callable[[Any], str]], ...] = (
        (type(None), lambda _: "nothing"),
        (bool, lambda it: "true" if it else "false"),
        (int, lambda it: str(it) if abs(it) < 10**15 else "a number of more than 15 digits"),
        (float, repr),
        (str, lambda it: f"a text {it[:LONGEST_WORD]!r}" + ("..." if len(it) > LONGEST_WORD else "")),
        (list, lambda it: f"a list of {len(it)}" if it else "an empty list"),
        (dict, lambda _: "a table"),
        (dt.date, lambda it: f"a date {it}"),
        (dt.time, lambda it: f"a time {it}"),
    )
    return next((words(value) for kind, words in kinds if isinstance(value, kind)), "something else")
