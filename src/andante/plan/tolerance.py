"""What one person bears in a bout, as far as it is known: the middle person of the group, made more careful, and moved
by what the diary and the bouts themselves say. Not the lengths that follow from it (`lengths`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from andante.body.turns import Somebody, middle_of
from andante.errors import InputError

CAREFUL_GAIN: Final = 1.35
"""Pain per nociception against the group's middle: half a standard deviation more, until bouts have shown otherwise."""
CAREFUL_STRENGTH: Final = 0.9
LEAST_GAIN, MOST_GAIN = 0.6, 4.0
GAIN_BY_PAIN: Final = 0.33
"""How pain per nociception goes with usual pain (log on log odds): their correlation times the ratio of their spreads
in the body's table.
"""
FULL_CAPACITY: Final = 15.0
"""Effort-minutes a day of one muscle group at which the middle person stands."""
MOST_EASE: Final = 2.0
EXPECTED_RISE_0_10: Final = 2.0
"""Overall pain may be this much higher right after a bout than before: the middle person's by one to two points."""
HURT_MORE: Final = 0.2
"""Each point above what was expected raises pain per nociception by a fifth, at most two points at once ..."""
HURT_LESS: Final = 0.03
"""... and a bout that hurt no more than expected takes 3 % off: down at once, up slowly."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Limits of a bout and what stands for the person. Every default is careful.

    group: whose middle person is taken. usual_pain_0_10: the own usual rating, None when unknown. strength, pain_gain:
    factors on the middle person. rise_0_10: most that pain of the worst area may rise by an activity, points.
    fatigue_0_1: most that a muscle may tire, as a share of that at which it fails.
    """

    usual_pain_0_10: float | None = None
    strength: float = CAREFUL_STRENGTH
    pain_gain: float = CAREFUL_GAIN
    rise_0_10: float = 3.0
    fatigue_0_1: float = 0.6
    group: str = "fm"

    def __post_init__(self) -> None:
        usual = self.usual_pain_0_10
        if usual is not None and not 0.0 <= usual <= 10.0:
            raise InputError(f"usual_pain_0_10: found {usual}, allowed is a number from 0 to 10")
        for name in ("strength", "pain_gain", "rise_0_10", "fatigue_0_1"):
            if not 0.0 < getattr(self, name) <= 10.0:
                raise InputError(f"{name}: found {getattr(self, name)}, allowed is a number above 0, up to 10")

    def person(self) -> Somebody:
        """The person the body is asked about.

        Pain without work stays the middle one's, where the scale is steep: near its upper end a rise would hide.
        """
        middle = middle_of(self.group)
        gain = self.pain_gain
        if self.usual_pain_0_10 is not None:
            usual = min(9.0, max(1.0, self.usual_pain_0_10))
            gain *= (usual / (10.0 - usual) / middle.tonic_pain) ** GAIN_BY_PAIN
        return replace(middle, strength=self.strength * middle.strength, pain_gain=gain * middle.pain_gain)


def with_capacity(tolerance: Tolerance, effort_minutes: float) -> Tolerance:
    """The tolerance of a muscle group whose day holds that many effort-minutes: less for a small capacity, and a
    little more for a large one, which the person has shown to bear.
    """
    ease = round(min(MOST_EASE, max(0.25, effort_minutes / FULL_CAPACITY) ** 0.5), 1)
    return replace(tolerance, pain_gain=min(10.0, tolerance.pain_gain / ease))


def after_bout(tolerance: Tolerance, *, before_0_10: float, after_0_10: float) -> Tolerance:
    """The tolerance after a bout with overall pain rated before and right after it.

    A rise of more than EXPECTED_RISE_0_10 makes the next bouts shorter at once; any other makes them longer very
    slowly. One rating moves it by a bounded step only, and never beyond its bounds.
    """
    for name, value in (("before_0_10", before_0_10), ("after_0_10", after_0_10)):
        if not 0.0 <= value <= 10.0:
            raise InputError(f"{name}: found {value}, allowed is a number from 0 to 10")
    excess = after_0_10 - before_0_10 - EXPECTED_RISE_0_10
    factor = 1.0 + HURT_MORE * min(2.0, excess) if excess > 0.0 else 1.0 - HURT_LESS
    return replace(tolerance, pain_gain=min(MOST_GAIN, max(LEAST_GAIN, tolerance.pain_gain * factor)))
