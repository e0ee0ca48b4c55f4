"""The answer of the planner as a value: plan, room, reasons, activities. Not how it is chosen and not how it is
shown.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from andante.activities import ANY_POSITION as ANY_POSITION  # noqa: PLC0414 - handed on with the answer's words
from andante.activities import Position as Position  # noqa: PLC0414 - the same
from andante.errors import InputError
from andante.plan.activities import COUNTED_SHARE, share_on

Mode = Literal["usual", "careful", "flare", "re-entry", "safe-default"]
Step = Literal["hold", "up", "down"]
Tier = Literal["least", "usual", "if it goes well"]
Number = float | int | str

EFFORT_MINUTES = "effort-minutes"


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: a code for programs, a sentence for the person, and the numbers in it."""

    code: str
    text: str
    numbers: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Room:
    """What one muscle group may do in the day, in `unit`. `done` of it is already in the diary."""

    floor: float
    ceiling: float
    unit: str = EFFORT_MINUTES
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class Bout:
    """`minutes` of activity in one position, then `rest` minutes sitting or lying down. Both are whole."""

    minutes: float
    rest: float
    position: Position


@dataclass(frozen=True, slots=True)
class Activity:
    """Something to do, in bouts. `effort` is the share of full effort (0-1): minutes x effort = effort-minutes.

    `alternate_with`: an activity of the same tier for other muscles, whose bouts are best taken in turn with these.
    """

    activity: str
    bouts: tuple[Bout, ...]
    tier: Tier
    group: str
    effort: float
    alternate_with: str | None = None

    @property
    def effort_minutes(self) -> float:
        """The load of all bouts together."""
        return self.effort * math.fsum(bout.minutes for bout in self.bouts)

    def load_on(self, group: str) -> float:
        """The effort-minutes of `group` in it: what is planned for one muscle group loads others as well."""
        return share_on(group, self.activity, self.group) * self.effort_minutes

    def counts_on(self, group: str) -> float:
        """The same, less what is too small a share to hold a valued activity back."""
        counted = share_on(group, self.activity, self.group) >= COUNTED_SHARE
        return self.load_on(group) if counted else 0.0


@dataclass(frozen=True, slots=True)
class Block:
    """Something that has to be done today, in bouts with rests to take where one can; when it is done is not said.

    `loads`: what it is reckoned to take, effort-minutes by muscle group; guessed with care for unknown activities.
    """

    activity: str
    bouts: tuple[Bout, ...]
    loads: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Risk:
    """Chances (0-1) of a flare within three days, rounded up to whole chances in 100; None when nothing is learned
    yet.
    """

    p_flare_within_3_days: float | None
    if_unchanged: float | None
    limit: float


@dataclass(frozen=True)
class Plan:
    """The plan for the day `on`, with its reasons. What is planned never counts as done."""

    on: dt.date
    mode: Mode
    why: tuple[Why, ...]
    envelope: Mapping[str, Room]
    schedule: tuple[Activity, ...]
    risk: Risk
    step: Step
    belief: str | None = None
    must_do: tuple[Block, ...] = ()

    def taken(self, group: str) -> float:
        """The effort-minutes of the muscle group that are done, or will be by what has to be done, whichever is more:
        what is written may be a part of it.
        """
        return max(self.envelope[group].done, needed(self.must_do, group))

    def adds_up_to(self, activity: Activity) -> float:
        """The effort-minutes of the muscle group once `activity` is done: with what is done already or has to be, and
        all that is planned before, also for other muscles.
        """
        before = self.schedule[: self.schedule.index(activity) + 1]
        return self.taken(activity.group) + math.fsum(one.load_on(activity.group) for one in before)

    def more(self, activity: Activity) -> bool:
        """Whether `activity` comes on top of the same in an earlier tier."""
        return any(one.activity == activity.activity for one in self.schedule[: self.schedule.index(activity)])

    def answer(self) -> dict[str, Any]:
        """The plan as a JSON-safe object."""
        return {
            "on": self.on.isoformat(),
            "mode": self.mode,
            "why": [{"code": why.code, "text": why.text, "numbers": dict(why.numbers)} for why in self.why],
            "envelope": {
                group: {"floor": room.floor, "ceiling": room.ceiling, "unit": room.unit, "done": room.done}
                for group, room in self.envelope.items()
            },
            "schedule": [_activity_answer(activity) for activity in self.schedule],
            "risk": {
                "p_flare_within_3_days": self.risk.p_flare_within_3_days,
                "if_unchanged": self.risk.if_unchanged,
                "limit": self.risk.limit,
            },
            "step": self.step,
            "belief": self.belief,
            **({"must_do": [_block_answer(block) for block in self.must_do]} if self.must_do else {}),
        }

    @classmethod
    def from_answer(cls, answer: Mapping[str, Any]) -> Plan:
        """The plan that `answer()` gave. Raises InputError when a part is missing or of the wrong kind."""
        try:
            plan = cls(
                on=dt.date.fromisoformat(answer["on"]),
                mode=answer["mode"],
                why=tuple(Why(why["code"], why["text"], dict(why["numbers"])) for why in answer["why"]),
                envelope={group: _room(room) for group, room in answer["envelope"].items()},
                schedule=tuple(_activity(activity) for activity in answer["schedule"]),
                risk=Risk(**answer["risk"]),
                step=answer["step"],
                belief=answer["belief"],
                must_do=tuple(_block(block) for block in answer.get("must_do", ())),
            )
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(
                f"stored plan: {type(error).__name__}: {error}; allowed is what a plan answered"
            ) from error
        if plan.mode not in get_args(Mode) or plan.step not in get_args(Step):
            raise InputError(f"stored plan: mode {plan.mode!r}, step {plan.step!r}; allowed is what a plan answered")
        return plan


def needed(blocks: Sequence[Block], group: str) -> float:
    """The effort-minutes of `group` that `blocks` take."""
    return math.fsum(block.loads.get(group, 0.0) for block in blocks)


def _block_answer(block: Block) -> dict[str, Any]:
    return {"activity": block.activity, "bouts": _bouts_answer(block.bouts), "loads": dict(block.loads)}


def _bouts_answer(bouts: Sequence[Bout]) -> list[dict[str, Any]]:
    return [{"minutes": b.minutes, "rest": b.rest, "position": b.position} for b in bouts]


def _activity_answer(activity: Activity) -> dict[str, Any]:
    return {
        "activity": activity.activity,
        "tier": activity.tier,
        "group": activity.group,
        "effort": activity.effort,
        "bouts": _bouts_answer(activity.bouts),
        "alternate_with": activity.alternate_with,
    }


def _room(stored: Mapping[str, Any]) -> Room:
    floor, ceiling, done = float(stored["floor"]), float(stored["ceiling"]), float(stored.get("done", 0.0))
    if not 0.0 <= floor <= ceiling < math.inf:
        raise ValueError(f"floor {floor} and ceiling {ceiling}")
    return Room(floor, ceiling, str(stored["unit"]), done)


def _bouts(stored: Mapping[str, Any]) -> tuple[Bout, ...]:
    return tuple(Bout(float(b["minutes"]), float(b["rest"]), b["position"]) for b in stored["bouts"])


def _block(stored: Mapping[str, Any]) -> Block:
    return Block(stored["activity"], _bouts(stored), {group: float(load) for group, load in stored["loads"].items()})


def _activity(stored: Mapping[str, Any]) -> Activity:
    other = stored.get("alternate_with")
    partner = None if other is None else str(other)
    return Activity(
        stored["activity"], _bouts(stored), stored["tier"], stored["group"], float(stored["effort"]), partner
    )
