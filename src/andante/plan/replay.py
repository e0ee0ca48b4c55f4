"""A plan with all that it was made from, as one JSON text, and the same plan made from it again. No files here.

The text holds diary (without notes: no plan reads them), belief, limits, the last safe plan, red flags, day, seed and
version, and the plan itself. A digest over all of it shows when anything was changed since.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Final

from andante.errors import InputError
from andante.plan.answer import Plan
from andante.plan.limits import Limits
from andante.records import Diary, Entry, Scale

if TYPE_CHECKING:
    from andante.learn import Belief

FORMAT: Final = 1
KEYS: Final = (
    *("andante_plan", "andante", "seed", "on", "red_flags", "limits", "last_safe", "diary", "entries", "belief"),
    *("plan", "digest"),
)
MOST_SHOWN: Final = 12
WRITTEN: Final = "allowed is what andante plan --save wrote"


@dataclass(frozen=True)
class Made:
    """All that a plan is made from (see `andante.plan.plan`), the seed of the belief among it."""

    diary: Diary
    on: dt.date
    belief: Belief | None = None
    limits: Limits = field(default_factory=Limits)
    last_safe: Plan | None = None
    red_flags: tuple[str, ...] = ()
    entries: Diary | None = None
    seed: int = 0

    def plan(self) -> Plan:
        """The plan made from it."""
        from andante.plan import plan  # noqa: PLC0415 - the package names this module

        return plan(
            self.belief, self.diary, self.on, self.limits,
            last_safe=self.last_safe, red_flags=self.red_flags, entries=self.entries,
        )  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    """A saved plan and the one made again. `differences`: one line each, path: saved, now; none when they are the same.

    saved_by: the version of andante that saved it. seed: that of its belief.
    """

    saved: Mapping[str, Any]
    now: Plan
    saved_by: str
    differences: tuple[str, ...]
    seed: int = 0


def record(made: Made, answered: Plan) -> str:
    """The JSON text that keeps `answered` and all that it was made from."""
    from andante import __version__  # noqa: PLC0415 - the package imports the engine

    body = {
        "andante_plan": FORMAT,
        "andante": __version__,
        "seed": made.seed,
        "on": made.on.isoformat(),
        "red_flags": list(made.red_flags),
        "limits": asdict(made.limits),
        "last_safe": None if made.last_safe is None else made.last_safe.answer(),
        "diary": _diary_out(made.diary),
        "entries": None if made.entries is None else _diary_out(made.entries),
        "belief": None if made.belief is None else json.loads(made.belief.to_json()),
        "plan": answered.answer(),
    }
    return json.dumps({**body, "digest": digest(body)}, indent=1, allow_nan=False) + "\n"


def digest(body: Mapping[str, Any]) -> str:
    """The digest of all of a saved plan but the digest itself: the same whatever the order and the spaces."""
    content = {key: value for key, value in body.items() if key != "digest"}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def replay(text: str, source: str = "plan.json") -> Replayed:
    """The plan of a saved text made again, and how it differs from the saved one.

    Raises InputError that names `source`, the place in it, what is found and what is allowed: for text that is no saved
    plan, of another format, or changed since it was saved. BeliefError for a belief of another model.
    """
    body = _body(text, source)
    made = _made(body, source)
    now = made.plan()
    then, again = body["plan"], json.loads(json.dumps(now.answer()))
    return Replayed(then, now, str(body["andante"]), tuple(_differences(then, again)), made.seed)


def last_safe_of(text: str, source: str, on: dt.date, person: str | None) -> Plan | None:
    """The newest plan before `on` in a saved text that rested on the diary: the saved one, else the one that it could
    fall back on itself. None without one.

    Raises InputError as `replay` does, and for a plan of somebody else than `person`.
    """
    body = _body(text, source)
    try:
        whose = body["diary"]["person"]
        found = [Plan.from_answer(each) for each in (body["plan"], body["last_safe"]) if each is not None]
    except (KeyError, TypeError, InputError) as error:
        raise InputError(f"{source}: {error}; {WRITTEN}") from None
    if whose != person:
        found_for, allowed_for = (name or "nobody named" for name in (whose, person))
        raise InputError(f"{source}: found a plan for {found_for}, allowed is one for {allowed_for}")
    return next((plan for plan in found if plan.on < on and plan.mode != "safe-default"), None)


def _body(text: str, source: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{source}: not JSON ({error}); {WRITTEN}") from None
    if not isinstance(body, dict):
        raise InputError(f"{source}: found {type(body).__name__}, allowed is the object that andante plan --save wrote")
    missing = [key for key in KEYS if key not in body]
    if missing:
        raise InputError(f"{source}: {missing[0]}: not there; {WRITTEN}")
    if body["andante_plan"] != FORMAT:
        raise InputError(f"{source}: andante_plan: found {body['andante_plan']!r}, allowed is {FORMAT}")
    found = digest(body)
    if body["digest"] != found:
        raise InputError(
            f"{source}: digest: found {str(body['digest'])[:12]}, the content has {found[:12]}: it was changed since; "
            "allowed is the text as it was saved"
        )
    return body


def _made(body: Mapping[str, Any], source: str) -> Made:
    from andante.learn import Belief  # noqa: PLC0415 - loads JAX, which only a belief needs

    place = "on"
    try:
        on = dt.date.fromisoformat(body["on"])
        place = "limits"
        limits = Limits(**{**body["limits"], "valued": tuple(body["limits"]["valued"])})
        place = "last_safe"
        last_safe = None if body["last_safe"] is None else Plan.from_answer(body["last_safe"])
        place = "diary"
        diary = _diary_in(body["diary"])
        place = "entries"
        entries = None if body["entries"] is None else _diary_in(body["entries"])
        place = "red_flags"
        flags = tuple(str(code) for code in body["red_flags"])
        place = "belief"
        belief = None if body["belief"] is None else Belief.from_json(json.dumps(body["belief"]))
        return Made(diary, on, belief, limits, last_safe, flags, entries, int(body["seed"]))
    except InputError as error:
        raise type(error)(f"{source}: {place}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise InputError(f"{source}: {place}: {type(error).__name__}: {error}; {WRITTEN}") from None


def _differences(then: Any, now: Any, path: str = "") -> list[str]:
    """Each place where two plans differ, as path: saved, now."""
    if isinstance(then, dict) and isinstance(now, dict):
        keys = dict.fromkeys([*then, *now])
        pairs = [(f"{path}.{key}" if path else str(key), then.get(key), now.get(key)) for key in keys]
    elif isinstance(then, list) and isinstance(now, list):
        size = max(len(then), len(now))
        pad = [*then, *[None] * (size - len(then))], [*now, *[None] * (size - len(now))]
        pairs = [(f"{path}[{i}]", one, other) for i, (one, other) in enumerate(zip(*pad, strict=True))]
    else:
        return [] if then == now else [f"{path}: saved {_short(then)}, now {_short(now)}"]
    return [line for place, one, other in pairs for line in _differences(one, other, place)]


def shown(differences: tuple[str, ...]) -> list[str]:
    """The first differences as lines, and how many more there are."""
    more = len(differences) - MOST_SHOWN
    return [*differences[:MOST_SHOWN], *([f"... and {more} more"] if more > 0 else [])]


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _diary_out(diary: Diary) -> dict[str, Any]:
    return {
        "person": diary.person,
        "columns": [column for column in diary.columns if column != "note"],
        "scales": {column: [scale.low, scale.high] for column, scale in diary.scales.items()},
        "rated": diary.rated,
        "day_start": diary.day_start.isoformat(),
        "entries": [[entry.at.isoformat(), dict(entry.values)] for entry in diary.entries],
    }


def _diary_in(stored: Mapping[str, Any]) -> Diary:
    return Diary(
        entries=tuple(Entry(_at(at), _values(values)) for at, values in stored["entries"]),
        columns=tuple(stored["columns"]),
        person=stored["person"],
        scales={column: Scale(*ends) for column, ends in stored["scales"].items()},
        rated=stored["rated"],
        day_start=dt.time.fromisoformat(stored["day_start"]),
    )


def _at(text: str) -> dt.date | dt.datetime:
    return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)


def _values(stored: Mapping[str, Any]) -> dict[str, float]:
    for column, value in stored.items():
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if not is_number or not abs(value) <= sys.float_info.max:  # JSON may hold more than can be reckoned with
            raise TypeError(f"{column}: found {value!r}, allowed is a number")
    return dict(stored)
