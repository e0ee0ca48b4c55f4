"""How long a bout may be and how long the rest after it, for one activity and one person: the body's answer
(`body.turns`) on a grid of lengths, and the rule that picks from it. Not how a day is filled (`breaks`).

For each bout, the rest is the shortest that keeps pain and fatigue under the limits of that bout when the two go on in
turn; the longer a bout, the less it may hurt (SHARE_OF_RISE). Chosen is the longest bout whose rest is no longer than
it is worth (MOST_REST). Both only ask which lengths are within limits, so whoever bears less never gets longer bouts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from andante.activities import ANY_POSITION, Everyday, Position, catalogue
from andante.body.doing import REST, loads, strain_of
from andante.body.turns import Peak, Task, peak
from andante.everyday import everyday
from andante.plan.tolerance import Tolerance

BOUT_MIN: Final = (3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30)
MOST_REST: Final = (6, 4, 3, 2, 2, 2, 2, 3, 4, 5, 5)
"""The longest rest, in minutes, that each bout of BOUT_MIN is worth. Short: in the body the same share of work in
shorter bouts always peaks lower.
"""
SHARE_OF_RISE: Final = (1.3, 1.22, 1.16, 1.1, 1.05, 1.0, 0.95, 0.88, 0.8, 0.72, 0.65)
"""What each bout of BOUT_MIN may raise pain by, as a share of what ten minutes may."""
LOAD_BY_EFFORT: Final = 0.8
"""How loads go with effort (log on log) between the catalogue's ways of walking and of resistance training."""
REST_MIN: Final = (1, 2, 3, 4, 5, 6)
LEAST_SHARE: Final = 6
"""A rest is at least this part (a sixth) of its bout: muscles may need less, but the body here knows muscles only."""
HARD_REST_MIN: Final = 6
"""After the shortest bout, where nothing keeps within the limits."""
HORIZONS_MIN: Final = (30, 60, 120, 240, 480)
"""Minutes of work in all that are told apart: sensitivity builds up over hours."""
UNKNOWN: Final = ("cleaning", "standing at a counter", "walking")
"""What the body is asked about where nobody knows the activity: the worst of these at every length."""
Positions = tuple[Position, ...]


@dataclass(frozen=True, slots=True)
class Lengths:
    """The longest bout in minutes, the rest after each length of bout up to it, and the positions to take in turn."""

    longest: int
    rests: tuple[int, ...]
    positions: Positions

    def rest_after(self, minutes: float) -> int:
        """The rest after a bout of `minutes`, never shorter for a longer one."""
        at = next((i for i, bout in enumerate(BOUT_MIN[: len(self.rests)]) if bout >= minutes), len(self.rests) - 1)
        return self.rests[at]


def lengths(
    activity: str, tolerance: Tolerance, *, work_min: int, effort: float | None = None, positions: Positions = ()
) -> Lengths:
    """Bouts and rests for `work_min` minutes in all of `activity`.

    effort: how hard it is done (0-1); the activity's own when not said. positions: those in which it can be done; the
    body says whether taking turns among them is better than keeping to the first.
    """
    horizon = next((each for each in HORIZONS_MIN if each >= work_min), HORIZONS_MIN[-1])
    return _lengths(activity, tolerance, horizon, effort, positions)


@lru_cache(maxsize=4096)
def _lengths(activity: str, tolerance: Tolerance, horizon: int, effort: float | None, positions: Positions) -> Lengths:
    """`lengths` for one of HORIZONS_MIN: remembered, for of all minutes a day could hold only these are told apart."""
    who = tolerance.person()
    known = [catalogue()[name] for name in models_of(activity)]
    best, taken = None, positions
    for turns in (positions, positions[:1]) if len(positions) > 1 else (positions,):
        tasks = [_task(one, harder(one, effort), turns) for one in known]
        peaks = [peak(who, task, bout_min=_BOUTS, rest_min=_RESTS, work_min=float(horizon)) for task in tasks]
        worst = Peak(*(np.max(each, axis=0) for each in zip(*peaks, strict=True)))
        if best is None or worst.worst.mean() < best.worst.mean():
            best, taken = worst, turns
    assert best is not None, "there is always at least one way to do it"
    return Lengths(*_chosen(best, tolerance), taken)


_BOUTS: Final = np.array(BOUT_MIN, float)
_RESTS: Final = np.array(REST_MIN, float)


def models_of(activity: str) -> tuple[str, ...]:
    """The activities of the catalogue that stand for `activity`: itself, those like everyday words, or UNKNOWN."""
    words = everyday(activity)
    return (activity,) if activity in catalogue() else UNKNOWN if words is None else words.lasts_like


def harder(one: Everyday, effort: float | None) -> float:
    """The factor on the loads of an activity that is done at `effort` (0-1); it is never taken to be done gentler."""
    own = max(one.effort / 10.0, 0.05)
    return 1.0 if effort is None else max(1.0, (effort / own) ** LOAD_BY_EFFORT)


def _task(one: Everyday, factor: float, positions: Iterable[Position]) -> Task:
    known = loads()
    row = known.row(one.name)
    turns: list[Position] = [each for each in positions if each != ANY_POSITION]
    return Task(
        np.minimum(factor * known.load[row], 1.0),
        float(one.duty),
        np.array([strain_of(one, position) for position in turns or [one.position]]),
        known.posture[known.row(REST)],
    )


def _chosen(found: Peak, tolerance: Tolerance) -> tuple[int, tuple[int, ...]]:
    """The longest bout, and the rest after each length up to it."""
    limit = tolerance.rise_0_10 * np.array(SHARE_OF_RISE)[:, None]
    within = (found.worst <= limit) & (found.fatigue <= tolerance.fatigue_0_1)
    shortest = np.where(within.any(axis=1), _RESTS[np.argmax(within, axis=1)], np.inf)
    rests = np.maximum.accumulate(np.maximum(shortest, np.ceil(_BOUTS / LEAST_SHARE)))
    worth = np.flatnonzero(rests <= MOST_REST)
    if not len(worth):
        return BOUT_MIN[0], (HARD_REST_MIN,)
    last = int(worth[-1])
    return BOUT_MIN[last], tuple(int(each) for each in rests[: last + 1])
