"""What is known of one person's response, as a value that can be kept. Not how it is learned (`filter`).

A belief goes to and from JSON with a version. Arrays are kept bit for bit (base64 of little-endian bytes), so that a
belief taken up again goes on exactly where it stood. The same in fewer bytes: `to_bytes` (`packed`).
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np

from andante.errors import BeliefError
from andante.learn.contrasts import Contrast
from andante.learn.flares import FlareState, Span, Usual, spans_of
from andante.learn.marks import MarkCounts
from andante.learn.model import State
from andante.learn.packed import pack, unpack
from andante.learn.particles import Particles
from andante.learn.populations import Population
from andante.learn.priors import Shape, model_digest
from andante.learn.scale_use import ScaleUse
from andante.records import Rated, Scale

HEAD = ("andante_belief", "model", "check")
BELIEF_VERSION = 7
_arrays_of = attrgetter(
    "unit", "zero", "limit", "rated_days", "takes_part_in", "level", "exposed", "use", "waiting", "coupling", "settled"
)


class Settled(NamedTuple):
    """Where learning stood some steps before the end, as in `Belief`: one more entry does not change that.

    A forecast is made for the time of the next entries. In a diary of several entries a day nobody knows that time
    before they come, so what rests on the last forecasts is made again when one more comes, from here on. `following`
    (LEARN_HORIZONS,): the times of the next steps, in days from the first, for which forecasts wait here.
    """

    steps: int
    diary_digest: str
    following: np.ndarray
    level: Particles
    exposed: Particles
    use: ScaleUse
    flare: FlareState
    marks: MarkCounts
    rated_share: float
    entries: int
    flare_days: tuple[dt.date, ...]
    waiting: np.ndarray | None
    coupling: np.ndarray | None


@dataclass(frozen=True, eq=False)  # beliefs are compared by their digest
class Belief:
    """All that is known after working through a diary.

    `through` is the last own day worked through, `last_time` the last step's time in days since the first, `steps` the
    number of steps done, `entries` that of observed target values. `level` and `exposed` are the two models' particles.
    `unit`, `zero`, `limit` (J,): exposure = (written - zero) / unit, cut at the limit; `rated_days` (J,): own days with
    a rating since each exposure takes part; `takes_part_in` (J,): days until it does, NaN = nobody knows. `rated_share`
    is the share of own days with a rating of late, `rating_sd` the SD of all ratings (0-10 points), `waiting` what the
    plain model expects of the next rating, `population` what other people's diaries made likely before the first entry
    (None: the packaged prior), `coupling` (LEARN_HORIZONS - 1,) how the forecasts that wait (`use`) hang together
    (None: kept before that was remembered), `settled` where one more entry begins in a diary of several a day.
    """

    person: str | None
    target: str
    seed: int
    scale: Scale
    rated: Rated
    daily: bool
    first_day: dt.date
    through: dt.date
    last_at: dt.date | dt.datetime
    last_time: float
    steps: int
    entries: int
    exposures: tuple[str, ...]
    unit: np.ndarray
    zero: np.ndarray
    limit: np.ndarray
    rated_days: np.ndarray
    takes_part_in: np.ndarray
    shape: Shape
    level: Particles
    exposed: Particles
    use: ScaleUse
    flare: FlareState
    flare_time: float
    marks: MarkCounts
    rated_share: float
    rating_sd: float
    contrasts: tuple[Contrast | None, ...]
    flare_days: tuple[dt.date, ...]
    waiting: np.ndarray | None
    diary_digest: str
    reading: tuple[str, str, str]
    population: Population | None = None
    coupling: np.ndarray | None = None
    settled: Settled | None = None

    def __post_init__(self) -> None:
        _freeze(_arrays_of(self))

    @property
    def days(self) -> int:
        """Calendar days from the first entry through the last day worked through."""
        return (self.through - self.first_day).days + 1

    @property
    def points(self) -> float:
        """Points of the diary's own scale that one on 0-10 is."""
        return (self.scale.high - self.scale.low) / 10.0

    @property
    def flares(self) -> tuple[Span, ...]:
        """The flares so far; the last is open when it is under way."""
        return spans_of(self.flare_days, self.through)

    def in_own_units(self, exposure: int, written: np.ndarray) -> np.ndarray:
        """What is `written` of an exposure, by its index, in own units, cut as the next entry would be."""
        own = (written - self.zero[exposure]) / self.unit[exposure]
        return np.asarray(np.clip(own, -self.limit[exposure], self.limit[exposure]))

    @property
    def model(self) -> str:
        """Digest of model and priors."""
        return model_digest()

    @cached_property
    def digest(self) -> str:
        """Digest of this belief: the diary it rests on and how it is read, the model, the target and the seed."""
        others = "" if self.population is None else f" {self.population.digest}"
        text = f"{self.diary_digest} {self.model} {self.target} {self.seed} {self.steps} {self.reading}{others}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def to_json(self) -> str:
        """The belief as JSON text."""
        body = {field.name: _out(getattr(self, field.name)) for field in fields(self)}
        if self.population is None:
            del body["population"]  # a belief without other people is the same text as ever
        return json.dumps({"andante_belief": BELIEF_VERSION, "model": self.model, "check": _check(body), **body})

    @classmethod
    def from_json(cls, text: str) -> Belief:
        """The belief that `to_json` wrote. Raises BeliefError for another version or model, or damaged text."""
        try:
            body = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise BeliefError(f"belief: found text that is no JSON ({error}), allowed is what to_json wrote") from None
        _check_head(body)
        if _check({name: body[name] for name in body if name not in HEAD}) != body.get("check"):
            raise BeliefError("belief: damaged, its check sum is another; learn again from the diary")
        return cls._of(body, _array_in)

    def to_bytes(self) -> bytes:
        """The belief in less than half the bytes of its text, and as exact."""
        arrays: list[np.ndarray] = []

        def keep(array: np.ndarray) -> dict[str, Any]:
            arrays.append(array)
            return {"array": len(arrays) - 1}

        body = {field.name: _out(getattr(self, field.name), keep) for field in fields(self)}
        return pack({"andante_belief": BELIEF_VERSION, "model": self.model, **body}, arrays)

    @classmethod
    def from_bytes(cls, content: bytes) -> Belief:
        """The belief that `to_bytes` wrote. Raises BeliefError as `from_json` does."""
        body, arrays = unpack(content)
        _check_head(body)
        return cls._of(body, lambda value: arrays[value["array"]])

    @classmethod
    def _of(cls, body: dict[str, Any], array: Callable[[dict[str, Any]], np.ndarray]) -> Belief:
        try:
            return cls(**{"population": None, **{name: _in(body[name], array) for name in body if name not in HEAD}})
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise BeliefError(f"belief: damaged at {error}; learn again from the diary") from None


_KINDS: dict[str, Any] = {
    kind.__name__: kind
    for kind in (
        Scale,
        Shape,
        Particles,
        State,
        ScaleUse,
        FlareState,
        Usual,
        MarkCounts,
        Contrast,
        Population,
        Settled,
    )
}


def _check_head(body: Any) -> None:
    """Raises BeliefError for what another version or model kept."""
    if not isinstance(body, dict) or body.get("andante_belief") != BELIEF_VERSION:
        found = body.get("andante_belief") if isinstance(body, dict) else type(body).__name__
        raise BeliefError(f"belief: found version {found!r}, allowed is {BELIEF_VERSION}; learn again")
    if body.get("model") != model_digest():
        raise BeliefError(f"belief: found model {body.get('model')!r}, this is {model_digest()!r}; learn again")


def _check(body: dict[str, Any]) -> str:
    """A sum over all that a belief's text says."""
    return hashlib.sha256(json.dumps(body).encode()).hexdigest()[:16]


def _freeze(value: Any) -> None:
    """Make every array inside `value` read-only: a belief is a value, and shared by whoever holds it."""
    if isinstance(value, np.ndarray):
        value.setflags(write=False)
    elif isinstance(value, tuple):
        for item in value:
            _freeze(item)
    elif hasattr(value, "__dict__"):  # of the parts of a belief, those with slots hold no arrays
        _freeze(tuple(vars(value).values()))


def _array_out(array: np.ndarray) -> dict[str, Any]:
    data = base64.b64encode(np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<")).tobytes()).decode()
    return {"array": data, "shape": list(array.shape), "dtype": array.dtype.str.lstrip("<>=|")}


def _array_in(value: dict[str, Any]) -> np.ndarray:
    flat = np.frombuffer(base64.b64decode(value["array"], validate=True), np.dtype(value["dtype"]))
    return flat.reshape(value["shape"]).copy()


def _out(value: Any, array: Callable[[np.ndarray], dict[str, Any]] = _array_out) -> Any:
    """A value of a belief as plain JSON, with `array` for what stands in place of each array."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date):  # also a datetime
        return {"at": value.isoformat()}
    kind = type(value).__name__
    if kind in _KINDS:
        names = value._fields if hasattr(value, "_fields") else [field.name for field in fields(value)]
        return {"kind": kind, **{name: _out(getattr(value, name), array) for name in names}}
    if isinstance(value, tuple):
        return [_out(item, array) for item in value]
    return array(np.asarray(value))


def _in(value: Any, array: Callable[[dict[str, Any]], np.ndarray] = _array_in) -> Any:
    """The value behind plain JSON, with `array` for what makes an array of what stands in its place."""
    if isinstance(value, list):
        return tuple(_in(item, array) for item in value)
    if not isinstance(value, dict):
        return value
    if "at" in value:
        text = value["at"]
        return dt.datetime.fromisoformat(text) if "T" in text else dt.date.fromisoformat(text)
    if "array" in value:
        return array(value)
    return _KINDS[value["kind"]](**{name: _in(item, array) for name, item in value.items() if name != "kind"})
