"""From a diary to a belief: one fold over the diary's steps, the same for a year at once and for one more entry.

Each step does, in this order: take both models on, score the forecasts that waited for this rating, step the flare
rule, and make the forecasts of the next steps. Forecasts rest on what was written at or before their origin alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from andante.errors import InputError
from andante.learn import particles
from andante.learn.belief import Belief, Settled
from andante.learn.contrasts import Contrast, contrasts_of
from andante.learn.flares import FlareState, burden, flare_record
from andante.learn.ladder import LEARN_HORIZONS
from andante.learn.marks import MarkCounts
from andante.learn.own_days import by_own_day, share_after
from andante.learn.particles import Particles, Randomness
from andante.learn.populations import MANY_PEOPLE, Population, others_digest, traits_of, traits_read
from andante.learn.priors import PersonPrior, Shape
from andante.learn.scale_use import ScaleUse, phase_of
from andante.learn.timeline import Timeline, spread_of, target_of, timeline
from andante.learn.track import Track, track, without_exposures
from andante.records import Diary

FEW_STEPS = 7
BLOCK = 256  # steps between two folds: the forecasts of both models are held for no more of them


@dataclass(frozen=True)
class Cast:
    """The forecast made after one step: `mass` (H, BINS) of the next H steps, `ahead` (H,) in days, `coupling` (H - 1,)
    of each with the one before, the ratings `written` (BINS,) by tenth, and the flare rule and marks it starts from.
    """

    step: int
    at: dt.date | dt.datetime
    mass: np.ndarray
    ahead: np.ndarray
    coupling: np.ndarray
    written: np.ndarray
    flare: FlareState
    flare_time: float
    marks: MarkCounts
    rated_share: float
    entries: int


def learn(diary: Diary, target: str | None = None, *, seed: int = 0, population: Population | None = None) -> Belief:
    """What `diary` tells of one person's response.

    `target` names the column to learn (default: `pain`, or without a rating of it the pain area rated
    first). Inside, ratings are on 0-10.
    `population` is what other people's diaries make likely before the first entry; without it the packaged prior holds.
    Raises InputError when the diary has no such column or no entry, or the population is of another target.
    """
    return work(diary, target, seed=seed, population=population, keep=False)[1]


def update(
    belief: Belief, diary: Diary, through: dt.date | str | None = None, *, population: Population | None = None
) -> Belief:
    """The belief after what `diary` holds beyond it, through the person's own day `through` (default: all of it).

    Only what is new is worked through; in a diary of several entries a day from three entries before that on, for the
    forecasts that waited for it were made before anyone knew when it would come. When the part already known was
    changed, or another column came, or the diary has turned to several entries a day, the whole of it is worked
    through. The answer is that of learning from scratch either way.
    A belief keeps the population it began with; another `population` means learning from scratch with that one.
    Raises InputError for a `through` that is no date, and when the diary has no entry by then, or no such column.
    """
    day = _own_day(through)
    known = diary if day is None else diary.through(day)
    if not known.entries:
        raise InputError(
            "diary: found no entry" + ("" if day is None else f" through {day}") + ", at least one is needed"
        )
    line = timeline(known, belief.target)
    others = belief.population if population is None else population
    same = _reading(known, belief.target, others) == belief.reading
    same = same and others_digest(others) == others_digest(belief.population)
    if same and len(line) == belief.steps and line.digest(belief.steps) == belief.diary_digest:
        return belief
    begin_at = _going_on(belief, line) if same else None
    if begin_at is None:
        return learn(known, belief.target, seed=belief.seed, population=others)
    return work(
        known, belief.target, seed=belief.seed, begin_at=begin_at, line=line, population=belief.population, keep=False
    )[1]


def _going_on(belief: Belief, line: Timeline) -> Belief | Settled | None:
    """Where the next entries of `line` are gone on from; None where all of it is worked through."""
    begin = belief if belief.daily else belief.settled
    if line.daily != belief.daily or begin is None or line.digest(begin.steps) != begin.diary_digest:
        return None
    steps = begin.steps
    known = isinstance(begin, Belief) or np.array_equal(line.time[steps : steps + LEARN_HORIZONS], begin.following)
    return begin if known else None


def _own_day(through: dt.date | str | None) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(through) if isinstance(through, str) else through
        if isinstance(day, dt.date | None) and not isinstance(day, dt.datetime):
            return day
    except ValueError:
        pass
    raise InputError(f"through: found {through!r}, allowed is a date such as 2026-03-04")


def _reading(diary: Diary, target: str, others: Population | None) -> tuple[str, str, str]:
    """How a diary is read: whose it is, when a row was rated, the scales of the target and of all else (those of
    exposures are in the words of their contrasts), and the traits by which other people tell where it begins.
    """
    scales: list[tuple[str, Any]] = sorted({**diary.scales, target: diary.scale(target)}.items())
    scales += traits_read(others, diary)
    return (repr(diary.person), diary.rated, " ".join(f"{name}={value!r}" for name, value in scales))


def randomness_of(seed: int, person: str | None, number: int) -> Randomness:
    """The random numbers of a person's model `number`: nobody's depend on who else is in the file."""
    name = int.from_bytes(hashlib.sha256(repr(person).encode()).digest()[:8])
    return lambda steps: np.random.default_rng([abs(seed), int(seed < 0), name, number, steps])


class _Fold(NamedTuple):
    """The part of a belief that is not particles, between two steps."""

    use: ScaleUse
    flare: FlareState
    marks: MarkCounts
    rated_share: float
    entries: int
    flare_days: tuple[dt.date, ...]
    waiting: np.ndarray | None  # what the plain model expected of the next rating (BINS,)
    coupling: np.ndarray | None  # of each of the next ratings with the one before (LEARN_HORIZONS - 1,)


def work(
    diary: Diary,
    target: str | None,
    *,
    seed: int = 0,
    horizons: int = LEARN_HORIZONS,
    begin_at: Belief | Settled | None = None,
    line: Timeline | None = None,
    population: Population | None = None,
    count: int | None = None,
    keep: bool = True,
) -> tuple[list[Cast], Belief]:
    """Work through `diary`, from the start or from what is known already, `begin_at` (with the `population` of then).

    Gives the forecast made after each new step, for the next max(`horizons`, 3) steps, and the belief at the end.
    `count` is how many particles a new belief begins with (default: `particles_for` the population). Forecasts that
    nobody asks for are not to `keep`: those of a year hold some megabytes.
    """
    if not diary.entries:
        raise InputError("diary: found no entry, at least one is needed to learn from")
    column = target_of(diary, target)
    line = timeline(diary, column) if line is None else line
    shape = replace(line.shape, evening=diary.rated == "evening")
    done = 0 if begin_at is None else begin_at.steps
    _check_target(population, column)
    road = track(line, max(horizons, LEARN_HORIZONS))

    def begin(number: int) -> _Walker:
        of_shape, own_road = ((replace(shape, loads=0, plain=0), without_exposures(road)), (shape, road))[number]
        names = line.exposures if number else ()
        prior = None if population is None else population.prior_of(of_shape, names, traits_of(diary))
        random = randomness_of(seed, diary.person, number)
        if begin_at is not None:
            return _Walker((begin_at.level, begin_at.exposed)[number], own_road, of_shape, prior, random)
        group = particles.start(random(0), of_shape, count or particles_for(population), prior)
        return _Walker(group, own_road, of_shape, prior, random)

    # The two models know nothing of each other: each takes a core, unless the work is over before a thread wakes.
    few = len(line) - done <= FEW_STEPS
    each = map if few else _two_cores().map
    walkers = list(each(begin, (0, 1)))
    fold = _begin(begin_at, population)
    casts: list[Cast] | None = [] if keep else None
    facts: _Facts | None = None
    settled = begin_at if isinstance(begin_at, Settled) else None  # it stays where no entry is more than there were
    for span in _spans(done, line):
        first = span[0]
        if span[1] - first == 1:  # while both are on their way, what does not wait for them is worked out
            walkers = _set_out(walkers, first)
        fold, facts = _passed(fold, line, first), facts or _facts(diary, line)
        arriving = each(_Walker.through, walkers, (span, span))
        fold, walkers = _folded(fold, line, span, arriving, ahead=road.ahead, casts=casts)
        if not line.daily and span[1] == len(line) - LEARN_HORIZONS:
            settled = _settled(line, span[1], walkers, fold)
    ends, read = (walkers[0].group, walkers[1].group), (line, shape, facts or _facts(diary, line))
    return casts or [], _belief(diary, column, seed, read, ends=ends, fold=fold, population=population, settled=settled)


def _spans(done: int, line: Timeline) -> Iterator[tuple[int, int]]:
    """The steps from `done` on, cut into blocks, and before those whose next ones nobody knows yet."""
    turns = [*range(done, len(line), BLOCK), len(line)]
    if not line.daily and len(line) - LEARN_HORIZONS > done:
        turns.append(len(line) - LEARN_HORIZONS)
    return pairwise(sorted(set(turns)))


def _settled(line: Timeline, steps: int, walkers: list[_Walker], fold: _Fold) -> Settled:
    following = line.time[steps : steps + LEARN_HORIZONS]
    return Settled(steps, line.digest(steps), following, walkers[0].group, walkers[1].group, **fold._asdict())


class _Walker(NamedTuple):
    """One model's particles on their way along the diary; `begun` if they set out already."""

    group: Particles
    road: Track
    shape: Shape
    prior: PersonPrior | None
    random: Randomness
    begun: particles.Begun | None = None

    def through(self, span: tuple[int, int]) -> tuple[_Walker, np.ndarray]:
        """Taken through the steps of `span`, and the forecasts made at each of them."""
        group, casts, _ = particles.work_through(
            self.random, self.group, self.road, span, shape=self.shape, prior=self.prior, begun=self.begun
        )
        return self._replace(group=group, begun=None), casts


def _set_out(walkers: list[_Walker], row: int) -> list[_Walker]:
    """On their way through a row alone: `through` waits for what is missing."""
    begun = particles.set_out(row, *((walker.group, walker.road, walker.shape) for walker in walkers))
    return [walker._replace(begun=each) for walker, each in zip(walkers, begun, strict=True)]


def particles_for(others: Population | None) -> int:
    """How many particles a person is learned with: half of them where very many others share a prior (decision 022)."""
    many = others is not None and others.people > MANY_PEOPLE
    return particles.PARTICLES // 2 if many else particles.PARTICLES


@cache
def _two_cores() -> ThreadPoolExecutor:
    """Threads for the two models, kept: starting them anew would be felt with each new entry."""
    return ThreadPoolExecutor(2, thread_name_prefix="andante-learn")


def _check_target(others: Population | None, target: str) -> None:
    if others is not None and others.target != target:
        raise InputError(
            f"population: found one of {others.target!r}, allowed is one of {target!r}, as is learned here"
        )


def _begin(begin_at: Belief | Settled | None, others: Population | None) -> _Fold:
    if begin_at is None:
        return _Fold(
            ScaleUse.empty() if others is None else others.scale_use, FlareState(), MarkCounts(), 1.0, 0, (), None, None
        )
    return _Fold(*(getattr(begin_at, name) for name in _Fold._fields))


def _passed(fold: _Fold, line: Timeline, step: int) -> _Fold:
    """The fold taken past one step, but for the forecasts made there."""
    rating = None if np.isnan(line.rating[step]) else float(line.rating[step])
    time = line.flare_time(step)
    share = fold.rated_share
    if fold.entries:
        share = share_after(share, rated=rating is not None)
    flare = fold.flare.at(time) if rating is None else fold.flare.step(time, burden(rating, line.target))
    return _Fold(
        fold.use.passed(rating, fold.waiting, phase_of(float(line.time[step]))),
        flare,
        fold.marks.step(_mark(line, step)),
        share,
        fold.entries + (rating is not None),
        _flare_days(fold, flare, line, step),
        fold.waiting,
        fold.coupling,
    )


def _folded(
    fold: _Fold,
    line: Timeline,
    span: tuple[int, int],
    arriving: Iterator[tuple[_Walker, np.ndarray]],
    *,
    ahead: np.ndarray,
    casts: list[Cast] | None,
) -> tuple[_Fold, list[_Walker]]:
    """The fold, past the first step of `span` already, taken to its end with what both models say, as they arrive.

    The forecast made at each step goes to `casts`, where somebody asks for it. `ahead` (T, H) in days.
    """
    first = span[0]
    (walker, plain), (other, exposed) = arriving
    for step in range(*span):
        if step > first:
            fold = _passed(fold, line, step)
        days = line.time[step] + ahead[step]
        fold, pools = _told(fold, days, plain[step - first], exposed[step - first])
        if casts is not None:
            casts.append(_cast(fold, line, step, pools, (plain[step - first], ahead[step])))
    return fold, [walker, other]


def _told(fold: _Fold, days: np.ndarray, plain: np.ndarray, exposed: np.ndarray) -> tuple[_Fold, np.ndarray]:
    """The fold that waits for what comes of the forecasts for `days` (H,), made at a step that it is past, and their
    pools (H, BINS).
    """
    pools, kept = fold.use.pooled(plain[:, :-1], exposed[:, :-1], [phase_of(day) for day in days.tolist()])
    waiting, coupling = plain[0, :-1].astype(float), plain[1:LEARN_HORIZONS, -1].astype(float)
    return fold._replace(use=fold.use.waiting(kept), waiting=waiting, coupling=coupling), pools


def _cast(fold: _Fold, line: Timeline, step: int, pools: np.ndarray, made: tuple[np.ndarray, np.ndarray]) -> Cast:
    """The forecast made at a step, as it is told; `made`: what the plain model says of which days ahead."""
    plain, ahead = made
    return Cast(
        step,
        line.at[step],
        fold.use.recalibrated(pools),
        ahead,
        plain[1:, -1].astype(float),
        fold.use.written,  # not all of `use`: a diary has thousands of steps
        fold.flare,
        line.flare_time(step),
        fold.marks,
        fold.rated_share,
        fold.entries,
    )


def _mark(line: Timeline, step: int) -> bool | None:
    return None if np.isnan(line.mark[step]) else bool(line.mark[step] == 1.0)


def _flare_days(fold: _Fold, flare: FlareState, line: Timeline, step: int) -> tuple[dt.date, ...]:
    """The days in a flare so far, by rule or by mark, in a diary that steps by days."""
    if flare.at(line.flare_time(step)).under_way or _mark(line, step):
        return (*fold.flare_days, line.day[step])
    return fold.flare_days


class _Facts(NamedTuple):
    """What a belief holds of its diary's timeline alone."""

    contrasts: tuple[Contrast | None, ...]
    digest: str
    rating_sd: float
    rated_days: np.ndarray
    takes_part_in: np.ndarray


def _facts(diary: Diary, line: Timeline) -> _Facts:
    ratings = line.rating[~np.isnan(line.rating)]
    sd = spread_of(ratings)[1] if len(ratings) else 0.0
    return _Facts(contrasts_of(line, diary.scales), line.digest(len(line)), sd, line.rated_days(), line.takes_part_in())


def _belief(
    diary: Diary,
    target: str,
    seed: int,
    road: tuple[Timeline, Shape, _Facts],
    *,
    ends: tuple[Particles, Particles],
    fold: _Fold,
    population: Population | None,
    settled: Settled | None,
) -> Belief:
    line, shape, facts = road
    flare_days = fold.flare_days if line.daily else tuple(sorted(flare_record(diary, target).days))
    # What follows is forecast by days, not by entries.
    rated_share, marks = (fold.rated_share, fold.marks) if line.daily else by_own_day(line)
    return Belief(
        person=diary.person, target=target, seed=seed, scale=diary.scale(target), rated=diary.rated, daily=line.daily,
        first_day=diary.first_day, through=diary.last_day, last_at=line.at[-1], last_time=float(line.time[-1]),
        steps=len(line), entries=fold.entries, exposures=line.exposures, unit=line.unit, zero=line.zero,
        limit=line.limit, rated_days=facts.rated_days, takes_part_in=facts.takes_part_in, shape=shape, level=ends[0],
        exposed=ends[1], use=fold.use, flare=fold.flare, flare_time=line.flare_time(len(line) - 1), marks=marks,
        rated_share=rated_share, rating_sd=facts.rating_sd, contrasts=facts.contrasts, flare_days=flare_days,
        waiting=fold.waiting, diary_digest=facts.digest, reading=_reading(diary, target, population),
        population=population, coupling=fold.coupling, settled=settled,
    )  # fmt: skip
