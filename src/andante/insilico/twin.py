"""The rules that no plan may break, counted a second time: from the diary's rows, the plan and the person's limits
alone, in plain loops. No guard, lock, level or mode of the planner is asked (`plan.guards` is what is judged here).

Where the design leaves a number open, the bound here is the looser one, so that what breaks it is a fault and no
difference of taste. `rows.py` reads the diary.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from andante.everyday import shares_of
from andante.insilico.rows import Rows, clear, highest, mean, rows_of, third_highest, usual_in

if TYPE_CHECKING:
    from andante.plan import Activity, Limits, Plan
    from andante.records import Diary

LARGEST_STEP: Final = 0.10
PAUSE_DAYS: Final = 14
RECENT_DAYS: Final = 28
LONG_DAYS: Final = 84
"""Days in flares and bad days may be passed over in looking for a level, as far back as this."""
YEAR: Final = range(28, 13 * 28, 28)
"""How many days ago each month of the year ended."""
ROUNDING: Final = 0.05
GENTLE: Final = {
    "whole_body": 9.0, "neck_shoulders": 3.9, "arms_hands": 4.5, "trunk": 6.1, "hips_thighs": 6.0, "lower_legs": 9.0
}  # fmt: skip
STALE_H: Final = 48.0
ENOUGH_RATED: Final = 14
FEWEST_BEFORE: Final = 7
DAY_HOLDS: Final = 960.0
SLIP_LEAST: Final = 60.0
"""No load up to this looks like a slip."""
FLARE_SHARE: Final = 0.5
EASING_SHARE: Final = 0.7
FLARE_DAYS: Final = 3
KEPT_MONTHS: Final = 25
FEWEST_OF_MONTH: Final = 14
SUDDEN_TIMES: Final = 1.7
"""Looser than the guard's: how slowly one gets used to things is its affair."""
AS_EVER: Final = 0.85
SLOWLY: Final = [(20 / 21) ** ago for ago in range(LONG_DAYS)]
WISH: Final = "the wish for none"
ENERGY: Final = "energy management"
SCREEN: Final = "a positive screen"
BIG_TIMES: Final = 2.0
BIG_DAYS: Final = 5
BUST_POINTS: Final = 1.5
OWN_SHARE: Final = 0.8
COUNTED_SHARE: Final = 0.25
"""What a muscle group bears of an activity for another is counted from this share on."""
A_LITTLE: Final = 1.5
"""Effort-minutes that what is not counted may come to beyond a room."""
EVEN_TIMES: Final = 1.2
KEPT_TIMES: Final = 1.6
UNEVEN_TIMES: Final = 1.3
"""A usual day is at most so much above the mean day, however the days go up and down."""


def breaches(
    plan: Plan, diary: Diary, limits: Limits, *, red_flags: Sequence[str] = (), last_safe: Plan | None = None
) -> list[str]:
    """A line for each rule that `plan` breaks, `rule: group: what was planned, what is allowed`; empty when it is
    sound. `diary`, `limits`, `red_flags` and `last_safe` are what the plan was made from.
    """
    rows = rows_of(diary, plan.on)
    lock = _locked(rows, limits)
    reason = _no_step(rows, lock)
    found = [
        *_sums(plan, limits),
        *_whole_day(plan, rows, limits, red_flags, lock=lock, reason=reason),
        *_own_limits(plan, limits),
    ]
    most = min(limits.step, LARGEST_STEP)
    steps = 0.0 if reason is not None else most, 0.0 if lock is not None else most
    for group in plan.envelope:
        found += [
            *_levels(plan, rows, group, steps, lock),
            *_pain(plan, rows, group, lock),
            *_energy(plan, rows, lock, group),
            *_unsure(plan, rows, last_safe, group),
        ]
    return found


def _line(rule: str, group: str, planned: float, allowed: float) -> Iterator[str]:
    if planned > allowed + ROUNDING:
        yield f"{rule}: {group}: planned {planned:.1f}, allowed {allowed:.1f}"


def _sums(plan: Plan, limits: Limits) -> Iterator[str]:
    """Floor, ceiling and what is scheduled fit into each other. What loads a muscle group a little, less than a quarter
    of what it asks of its own, comes to no more than a little beyond its room; in a flare, where the ceiling is the
    person's own, and where more is done already, to nothing beyond it.
    """
    for group, room in plan.envelope.items():
        borne, most = _borne(plan, group, COUNTED_SHARE), max(room.ceiling, room.done)
        yield from _line("scheduled", group, room.done + borne, most)
        strict = plan.mode == "flare" or group in limits.ceilings or room.done > room.ceiling
        little = most if strict else max(room.ceiling, room.done + A_LITTLE)
        yield from _line("borne", group, room.done + _borne(plan, group, 0.0), little)
        yield from _line("floor", group, room.floor, room.ceiling)
        yield from _line("below nothing", group, 0.0, room.floor)


def _borne(plan: Plan, group: str, least: float) -> float:
    """What the schedule loads a muscle group with: for itself, and of what is planned for another its share, where that
    is `least` (0-1) or more.
    """
    found = ((_share(group, one), one) for one in plan.schedule)
    return math.fsum(share * one.effort * bout.minutes for share, one in found if share >= least for bout in one.bouts)


def _share(group: str, one: Activity) -> float:
    """How much of what is planned for one muscle group another bears as well."""
    if one.group in (group, "whole_body"):
        return float(one.group == group)
    return (shares_of(one.activity) or {}).get(group, 0.0)


def _own_limits(plan: Plan, limits: Limits) -> Iterator[str]:
    whole = math.fsum(room.ceiling for room in plan.envelope.values())
    for group, room in plan.envelope.items():
        if group in limits.ceilings:
            yield from _line("own ceiling", group, room.ceiling, limits.ceilings[group])
    if "whole_body" in limits.ceilings:
        yield from _line("own ceiling", "whole_body", whole, limits.ceilings["whole_body"])
    if limits.hours is not None:
        minutes = math.fsum(bout.minutes for one in plan.schedule for bout in one.bouts)
        yield from _line("hours", "all", minutes, 60.0 * limits.hours)


def _whole_day(
    plan: Plan, rows: Rows, limits: Limits, red_flags: Sequence[str], *, lock: str | None, reason: str | None
) -> Iterator[str]:
    """What the mode and the step must be."""
    if red_flags:
        if plan.schedule or any(room.ceiling for room in plan.envelope.values()) or plan.why[0].code != "red-flag":
            yield "red flag: all: help does not come first"
        return
    doubtful = _stale(rows) or rows.contradicts_itself()
    if doubtful and plan.mode != "safe-default":
        yield f"doubt: all: the mode is {plan.mode}"
    # A load that looks like a slip of the pen comes before the mark, and both hold the day down.
    slip = plan.mode == "safe-default" and max(_recent(rows, group) for group in plan.envelope) > SLIP_LEAST
    if not (doubtful or slip) and rows.marked_now() and plan.mode != "flare":
        yield f"marked flare: all: the mode is {plan.mode}"
    if plan.mode == "usual" and lock not in (None, WISH):
        yield f"lock: all: the mode is usual with {lock}"
    if plan.mode == "flare" and not limits.flare_movement and any(room.floor for room in plan.envelope.values()):
        yield "floor in a flare: all: nobody asked for one"
    if plan.step == "up" and reason is not None:
        yield f"step up: all: {reason}"


def _locked(rows: Rows, limits: Limits) -> str | None:
    if limits.me_cfs or limits.post_exertional_malaise:
        return ENERGY
    for answer in limits.pem_screen.values():
        if isinstance(answer, list | tuple) and min(answer) >= 2:
            return SCREEN
    if rows.delayed_worsening():
        return "repeated delayed worsening"
    return WISH if limits.no_progression else None


def _no_step(rows: Rows, lock: str | None) -> str | None:
    """Why there may be no step up, if so."""
    fortnight = [rows.on - dt.timedelta(days=i) for i in range(1, PAUSE_DAYS + 1)]
    week = [rows.pain[day] for day in fortnight[:7] if day in rows.pain]
    before = [rows.pain[day] for day in fortnight[7:] if day in rows.pain]
    worse = sum(rows.worse(day) for day in fortnight)
    reasons = {
        "entries in doubt": _stale(rows) or rows.contradicts_itself(),
        lock: lock is not None,
        "a flare in the last 14 days": any(day in rows.flare_days for day in [*fortnight, rows.on]),
        "too few ratings": not week or not before or len(week) + len(before) < PAUSE_DAYS // 2,
        "pain has crept up": rows.crept_up(),
        "pain rises": bool(week and before) and mean(week) - mean(before) > max(0.5, rows.margin() / 2.0),
        "the last day was worse": rows.two_worse() or rows.worse(rows.last_rated_day()),
        "fatigue lately": rows.tired_lately(),
        "worse on more than half of the days": worse > (len(week) + len(before)) / 2,
        "booms and busts": any(rows.booms(group, BIG_TIMES, BUST_POINTS) >= BIG_DAYS for group in rows.loads),
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def _recent(rows: Rows, group: str) -> float:
    """The highest load of the day and the two before it."""
    return max(rows.loads[group].get(rows.on - dt.timedelta(days=i), 0.0) for i in range(3))


def _stale(rows: Rows) -> bool:
    return rows.rated_h_ago is not None and rows.rated_h_ago > STALE_H


def _gentle(group: str) -> float:
    return GENTLE[group]


def _levels(plan: Plan, rows: Rows, group: str, steps: tuple[float, float], lock: str | None) -> Iterator[str]:
    """Recent maximum, one step in fourteen days, the week. steps: what may be added now, and in 14 days."""
    ceiling, (step, slow) = plan.envelope[group].ceiling, steps
    if rows.area_worse(group):
        step = 0.0
    known, long = rows.known(group, 1, RECENT_DAYS), rows.known(group, 1, LONG_DAYS)
    gentle, kept = _gentle(group), _kept(rows, group)
    least = max(gentle, kept)
    if len(known) >= 3 and any(known):
        yield from _line("highest day", group, ceiling, max(kept, (1 + LARGEST_STEP) * highest(known)))
    if len(long) >= 3:
        yield from _line("recent maximum", group, ceiling, max(least, (1 + step) * third_highest(long)))
    if not slow:
        yield from _months(rows, group, ceiling, least)
    if len(long) >= FEWEST_BEFORE:
        yield from _line("sudden day", group, ceiling, max(gentle, _not_sudden(rows, group, long, lock)))
    before = rows.known(group, PAUSE_DAYS + 1, PAUSE_DAYS + LONG_DAYS)
    if len(before) >= FEWEST_BEFORE:
        yield from _line("one step in 14 days", group, ceiling, max(least, (1 + slow) * third_highest(before)))
    if len(known) < 3 and len(long) < 3:
        yield from _line("too little known", group, ceiling, gentle)
    yield from _week(rows, group, ceiling, slow, kept)


def _kept(rows: Rows, group: str) -> float:
    """What a plan may keep for who does less than it allows: what an average day of two months of two years held, as
    far back as the last flare; no more than 1.6 times an average day of four weeks. Nothing after a flare in twelve
    weeks, nor where pain or fatigue speaks against it.
    """
    months: list[float] = []
    for ago in range(RECENT_DAYS, KEPT_MONTHS * RECENT_DAYS, RECENT_DAYS):
        known = rows.known(group, ago + 1, ago + RECENT_DAYS)
        if len(known) < FEWEST_OF_MONTH or not rows.flare_days.isdisjoint(rows.days(0, ago + RECENT_DAYS)):
            break
        months.append(mean(known))
    lately = rows.known(group, 1, RECENT_DAYS)
    if len(months) < 2 or not lately or rows.crept_up() or rows.tired_lately() or rows.area_worse(group):
        return 0.0
    return min(sorted(months)[-2], KEPT_TIMES * mean(lately))


def _not_sudden(rows: Rows, group: str, long: Sequence[float], lock: str | None) -> float:
    """Half as much again as the days of late; or what three of twelve weeks reached, as far as the days of late hold
    about what those of twelve weeks held, where energy need not be saved.
    """
    used_to = _used_to(rows, group)
    if lock in (ENERGY, SCREEN) or len(long) < RECENT_DAYS or not any(long):
        return SUDDEN_TIMES * used_to
    held = min(mean(each) for each in (long, rows.ordinary(group, LONG_DAYS)) if any(each))
    return max(SUDDEN_TIMES * used_to, third_highest(long) * min(1.0, used_to / (AS_EVER * held)))


def _months(rows: Rows, group: str, ceiling: float, least: float) -> Iterator[str]:
    """Where there are no steps: no more than what three days of twelve weeks reached, in any of the months up to four
    weeks ago, where half of the days of three are known, and three of each were neither bad nor held down by a flare.
    """
    series = rows.loads[group]
    months = [[day for day in rows.days(ago + 1, ago + RECENT_DAYS) if day in series] for ago in YEAR]
    free = [[day for day in month if day not in rows.held and not rows.worse(day)] for month in months]
    whole = sum(2 * len(month) >= RECENT_DAYS and len(days) >= 3 for month, days in zip(months, free, strict=True))
    each = (rows.known(group, ago + 1, ago + LONG_DAYS) for ago in YEAR)
    if whole >= 3:
        most = max(third_highest(known) for known in each if len(known) >= 3)
        yield from _line("level of months", group, ceiling, max(least, most))


def _used_to(rows: Rows, group: str) -> float:
    """What the days of late have held on average: each day, the older ones lose a 21st part of what they count."""
    total, weight, loads = 0.0, 0.0, rows.loads[group]
    for count, day in zip(SLOWLY, rows.days(1, LONG_DAYS), strict=True):
        if day in loads:
            total += count * loads[day]
            weight += count
    return total / weight


def _week(rows: Rows, group: str, ceiling: float, step: float, kept: float) -> Iterator[str]:
    """A day of more than the mean one stays within the highest week up to a fortnight ago, and a step, or seven days
    of what is `kept`. Where there are steps at all, seven days of 1.2 of the middle one are such a week, too.
    """
    weeks = rows.weeks(group, PAUSE_DAYS + 1, PAUSE_DAYS + LONG_DAYS)
    average = rows.mean_day(group)
    if not weeks or average is None:
        return
    lived = [rows.loads[group].get(rows.on - dt.timedelta(days=i)) for i in range(1, 7)]
    last = math.fsum(average if load is None else load for load in lived)
    if step:
        weeks.append(7 * EVEN_TIMES * rows.middle_free(group, PAUSE_DAYS + 1, PAUSE_DAYS + LONG_DAYS))
    most = max((1 + step) * highest(weeks), 7 * kept)
    yield from _line("week", group, ceiling, max(most - last, average, _gentle(group)))


def _pain(plan: Plan, rows: Rows, group: str, lock: str | None) -> Iterator[str]:
    """Two worse days, a flare, the way back, booms."""
    ceiling = plan.envelope[group].ceiling
    gentle = _gentle(group)
    known = rows.known(group, 1, LONG_DAYS)
    if len(known) < 3:
        return
    if rows.two_worse():
        yield from _line("two worse days", group, ceiling, max(gentle, 0.9 * third_highest(known)))
    flare, often = rows.flare_now(), lock in (None, WISH) and _often_in_flare(rows)
    if flare is not None and plan.mode == "flare":
        average = rows.mean_day(group, until=flare)
        share = FLARE_SHARE if (rows.on - flare).days < FLARE_DAYS and not often else EASING_SHARE
        if average is not None:
            yield from _line("flare", group, ceiling, max(gentle, share * average))
    for start, end in rows.flares_over():
        average = rows.mean_day(group, until=start) if _still_bad(rows, start, end) else None
        if average is not None:
            yield from _line("flare", group, ceiling, max(gentle, FLARE_SHARE * average))
        day, length = (rows.on - end).days, (end - start).days + 1
        climb = min(PAUSE_DAYS, length)
        before = rows.known(group, (rows.on - start).days + 1, (rows.on - start).days + LONG_DAYS)
        if length > 3 and 1 <= day <= climb and len(before) >= 3:
            start_share = 0.75 if often else 0.5
            share = start_share + (1.0 - start_share) * day / climb
            yield from _line("way back", group, ceiling, max(gentle, share * third_highest(before)))
    average = rows.mean_day(group)
    swings = any(rows.booms(each, BIG_TIMES, BUST_POINTS) >= BIG_DAYS for each in rows.loads)
    if rows.booms(group, BIG_TIMES, BUST_POINTS) >= BIG_DAYS and average is not None:
        yield from _line("booms and busts", group, ceiling, max(gentle, UNEVEN_TIMES * average))
    calm = rows.beside_big_days(group, swings=swings) if swings or rows.delayed_worsening() else None
    if calm is not None:
        yield from _line("big days as usual ones", group, ceiling, max(gentle, EVEN_TIMES * calm))


def _still_bad(rows: Rows, start: dt.date, end: dt.date) -> bool:
    """Whether the last day of a flare was marked, it is over for three days at the most, and each rating since, one at
    the least, is clearly worse than four weeks before it were.
    """
    if end not in rows.marked or (rows.on - end).days > FLARE_DAYS:
        return False
    since = [day for day in rows.days(0, (rows.on - end).days - 1) if day in rows.pain]
    before = (start - dt.timedelta(days=ago) for ago in range(1, RECENT_DAYS + 1))
    usual = usual_in([rows.pain[day] for day in before if day in rows.pain and day not in rows.flare_days])
    return usual is not None and bool(since) and min(rows.pain[day] for day in since) >= clear(usual)


def _often_in_flare(rows: Rows) -> bool:
    """Whether a fortnight of twelve weeks or more lay in flares, none of them marked."""
    days = rows.days(PAUSE_DAYS + 1, PAUSE_DAYS + LONG_DAYS)
    return sum(day in rows.flare_days for day in days) >= PAUSE_DAYS and rows.marked.isdisjoint(rows.days(0, LONG_DAYS))


def _energy(plan: Plan, rows: Rows, lock: str | None, group: str) -> Iterator[str]:
    """With ME/CFS or malaise after effort nothing has to be reached, and one clearly worse day is a step down."""
    if lock not in (ENERGY, SCREEN):
        return
    room, known = plan.envelope[group], rows.known(group, 1, LONG_DAYS)
    yield from _line("least with malaise", group, room.floor, 0.0)
    if rows.clearly_worse() and len(known) >= 3:
        yield from _line("one worse day", group, room.ceiling, max(_gentle(group), 0.9 * third_highest(known)))


def _unsure(plan: Plan, rows: Rows, last_safe: Plan | None, group: str) -> Iterator[str]:
    """Too little known, stale or implausible entries."""
    ceiling = plan.envelope[group].ceiling
    if sum(day < rows.on for day in rows.pain) < ENOUGH_RATED:
        known = rows.known(group, 1, LONG_DAYS)
        own = OWN_SHARE * third_highest(known) if len(known) >= 3 else 0.0
        yield from _line("not enough yet", group, ceiling, max(_gentle(group), own))
    if _stale(rows) or rows.contradicts_itself() or _recent(rows, group) > DAY_HOLDS:
        if last_safe is not None and group in last_safe.envelope and 0 < (plan.on - last_safe.on).days <= RECENT_DAYS:
            yield from _line("last safe plan", group, ceiling, last_safe.envelope[group].ceiling)
        else:
            yield from _line("safe default", group, ceiling, _gentle(group))
