"""The plan for one day: caps from the guards, the worthiest load under the limit of risk, and the reasons. No guard
is made here.

Pure functions of a `Question` and a risk; `andante.plan` puts diary and belief in front of them.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from andante.everyday import shares_of
from andante.plan.activities import values_of
from andante.plan.answer import Activity, Block, Mode, Number, Plan, Risk, Room, Step, Why, needed
from andante.plan.blocks import beside, blocks_of, hours_of, is_unheard_of, unknown
from andante.plan.breaks import in_hours, most_loaded, schedule, takes_any, touches_any
from andante.plan.candidates import VALUED_WEIGHT, Choice, RiskOf, Wishes, choose, down
from andante.plan.guards import (
    Cap,
    Question,
    caps,
    doubt,
    first_part,
    floor_of,
    granted_step,
    marked_in_a_row,
    step_locks,
    steps_down,
    usable_last_safe,
)
from andante.plan.limits import WHOLE_BODY
from andante.plan.locks import LEVEL_DAYS, rarely_rated
from andante.plan.mode_words import FLARE_CODES, because
from andante.plan.modes import Fact, Row, mode_for, row_for
from andante.plan.past_flares import look_back, reasons_of
from andante.plan.sentences import red_flag_why, why
from andante.plan.situation import RECENT_DAYS, Situation
from andante.plan.tolerance import Tolerance
from andante.plan.valued import Wanted, done_today, in_words, still_wanted

SAFE_DEFAULT_CODES = frozenset({"not-enough-yet", "no-load", "little-load"})
WAKING_HOURS = 16.0
CARE_LOCKS = frozenset({"energy-management", "pem-screen", "delayed-worsening", "swings"})


@dataclass(frozen=True)
class Draft:
    """What is known before the reasons are written. `lowest` is the binding cap of each muscle group, `wanted` what is
    wanted beside what has to be done.
    """

    row: Row
    lowest: Mapping[str, Cap]
    choice: Choice
    rooms: Mapping[str, Room]
    step: Step
    wanted: Wanted
    blocks: tuple[Block, ...] = ()

    @property
    def mode(self) -> Mode:
        """The mode of the day."""
        return self.row.mode

    @property
    def left(self) -> dict[str, Room]:
        """The rooms with what has to be done counted as if it were: for everything else that is planned."""
        taken = beside(self.rooms, self.blocks)
        return {group: replace(room, done=taken[group]) for group, room in self.rooms.items()}


def recommend(
    question: Question,
    risk: RiskOf | None,
    *,
    belief: str | None = None,
    notes: tuple[Why, ...] = (),
    tolerance: Tolerance | None = None,
) -> Plan:
    """The plan for `question.situation.on`.

    risk: load column -> (candidates,) effort-minutes, to (candidates,) chance (0-1) of a flare within three days;
    None when nothing can be said, and then no group goes above its usual day. notes: reasons known before (they go
    behind the mode's). tolerance: what bouts were borne; careful when not given.
    """
    situation, limits = question.situation, question.limits
    level = situation.usual_pain if situation.is_of_pain else None
    bears = replace(tolerance or Tolerance(), usual_pain_0_10=None if level is None else round(level.level))
    # A red flag is help first: then not even breaks are planned.
    blocks = () if question.red_flags else blocks_of(limits.must_do_on(situation.on), tuple(situation.loads), bears)
    draft = _draft(question, risk, careful=bool(notes), blocks=blocks)
    usual = {group: question.usual_load(group) for group in draft.rooms}
    today, _ = done_today(draft.left, draft.mode, draft.wanted.names, draft.wanted.minutes)
    more, most = draft.mode in ("usual", "careful"), draft.wanted.most(today)
    first = {group: down(first_part(question, group, room.ceiling)) for group, room in draft.rooms.items()}
    whole = schedule(
        draft.left,
        usual,
        valued=tuple(most),
        minutes=most,
        first=first,
        more=more,
        tolerance=bears,
        spared=_spared(question),
        strict=draft.rooms if draft.mode == "flare" else limits.ceilings,
    )
    hours = WAKING_HOURS if limits.hours is None else min(limits.hours, WAKING_HOURS)
    activities = in_hours(whole, max(hours - hours_of(blocks), 0.0))
    notes += (why("hours-end", {"hours": hours}),) if activities != whole else ()
    return Plan(
        on=situation.on,
        mode=draft.mode,
        why=tuple(_reasons(question, draft, activities, notes=notes)),
        envelope=draft.rooms,
        schedule=activities,
        risk=Risk(draft.choice.p_flare, draft.choice.if_unchanged, limits.caution),
        step=draft.step,
        belief=belief,
        must_do=blocks,
    )


def _draft(question: Question, risk: RiskOf | None, *, careful: bool, blocks: tuple[Block, ...]) -> Draft:
    situation, limits = question.situation, question.limits
    groups = tuple(situation.loads)
    every = {group: caps(question, group) for group in groups}
    lowest = {group: found[0] for group, found in every.items()}
    codes = {cap.code for found in every.values() for cap in found}
    facts = _facts(question, lowest, codes)
    ceilings = {group: down(cap.most) for group, cap in lowest.items()}
    usual = {group: question.usual_load(group) for group in groups}
    wanted = still_wanted(limits.valued, limits.valued_minutes, limits.must_do_on(situation.on))
    choice = choose(
        {group: first_part(question, group, ceilings[group]) for group in groups},
        ceilings,
        usual,
        wishes=Wishes(
            {group: VALUED_WEIGHT if values_of(group, wanted.names) else 1.0 for group in groups},
            wanted.names,
            wanted.minutes,
        ),
        done={group: max(situation.done(group), needed(blocks, group)) for group in groups},
        risk=None if mode_for(facts) == "safe-default" else risk,
        caution=limits.caution,
    )
    if None in usual.values():  # a usual day of all groups is not known, and no group's is taken to be none
        choice = replace(choice, if_unchanged=None)
    if rarely_rated(situation) or is_unheard_of(blocks, situation):
        choice = _unsaid(choice, ceilings, usual)
    row = row_for(facts | _risk_facts(choice, careful=careful))
    rooms = {
        group: Room(down(floor_of(question, group, load)), load, done=round(situation.done(group), 1))
        for group, load in choice.loads.items()
    }
    return Draft(row, lowest, choice, rooms, _step(question, row.mode, choice, beside(rooms, blocks)), wanted, blocks)


def _unsaid(choice: Choice, ceilings: Mapping[str, float], usual: Mapping[str, float | None]) -> Choice:
    """The choice without its chances: they may hold the plan back, but are no fact to tell, and no reason for more
    than a usual day.
    """
    loads = {group: min(load, down(usual[group] or ceilings[group])) for group, load in choice.loads.items()}
    return replace(choice, loads=loads, p_flare=None, if_unchanged=None)


def _facts(question: Question, lowest: Mapping[str, Cap], codes: set[str]) -> set[Fact]:
    """What of the day decides over its mode, the risk apart."""
    found: dict[Fact, bool] = {
        "red flag": bool(question.red_flags),
        "entries in doubt": doubt(question.situation) is not None,
        "flare": bool(codes & FLARE_CODES),
        "too little known": "not-enough-yet" in codes or all(cap.code in SAFE_DEFAULT_CODES for cap in lowest.values()),
        "after a flare": "re-entry" in codes,
        "locked for care": bool(CARE_LOCKS & set(question.locks)),
        "expected soreness": "expected-soreness" in codes,
        "worse days": steps_down(question),
        "days missing": bool(codes & {"missing-days", "little-load", "no-load"}),
    }
    return {fact for fact, holds in found.items() if holds}


def _risk_facts(choice: Choice, *, careful: bool) -> set[Fact]:
    found: set[Fact] = {"risk unknown"} if careful or choice.p_flare is None else set()
    return found if choice.within else {*found, "risk above limit"}


def _step(question: Question, mode: Mode, choice: Choice, taken: Mapping[str, float]) -> Step:
    if mode in ("flare", "re-entry") or question.red_flags or steps_down(question):
        return "down"
    return "up" if mode in ("usual", "careful") and _higher(question, choice, taken) else "hold"


def _higher(question: Question, choice: Choice, taken: Mapping[str, float]) -> dict[str, float]:
    """The muscle groups that get more room than the level they have reached, with that level; a few days are none."""
    reached = {group: None if question.is_new(group) else question.situation.reached(group) for group in choice.loads}
    # From rest to the safe default is no step up: there is no level yet to step from. Nor is what rounding leaves over,
    # or a room that an unplanned morning, or what has to be done, has used up already.
    open_to = {
        group: load for group, load in choice.loads.items() if taken[group] < load and not question.starts_gently(group)
    }
    # What the plan keeps of months before is none, either.
    above = {group: max(level, question.kept(group) or 0.0) + 1e-6 for group, level in reached.items() if level}
    return {group: reached[group] or 0.0 for group, least in above.items() if open_to.get(group, 0.0) > least}


def _reasons(
    question: Question, draft: Draft, activities: tuple[Activity, ...], *, notes: tuple[Why, ...]
) -> list[Why]:
    if question.red_flags:
        return [red_flag_why(question.red_flags)]
    situation = question.situation
    stance, found = _stance(question, draft), [*notes, *_risk_reasons(question, draft)]
    steps = _higher(question, draft.choice, beside(draft.rooms, draft.blocks)) if draft.step == "up" else {}
    for group, cap in draft.lowest.items():
        # A cap above what was chosen did not bind: the risk did, or the lack of one.
        if draft.rooms[group].ceiling >= down(cap.most):
            found.append(_told_cap(cap, _rated(situation), is_step=group in steps))
    if draft.step == "up":
        found += _steps_taken(question, draft, found)
    found += _step_reasons(question, draft)
    found += _room_reasons(question, draft)
    found += _flare_reasons(question, draft, activities)
    found += _must_do_reasons(draft)
    found += _valued_reasons(question, draft, activities)
    if activities:
        found.append(why("bouts", {"longest": max(bout.minutes for one in activities for bout in one.bouts)}))
    reason = doubt(situation)
    code = because(draft.row.when, [one.code for one in found], stale=reason is not None and reason[0] == "stale")
    return [*stance, *([why(code)] if code else []), *found]


def _told_cap(cap: Cap, rated: Mapping[str, Number], *, is_step: bool) -> Why:
    """The reason that `cap` is. A step that the day has used up already, or that is less than a tenth of an
    effort-minute, is none to tell of: then it is the level, or a little above it.
    """
    code, most, numbers = cap.code, down(cap.most), {**cap.numbers, **rated}
    if code == "step-up" and not is_step:
        reached = float(cap.numbers["reached"])
        code, numbers = "step-part" if most > reached + 1e-6 else "recent-maximum", {"reached": reached}
    return why(code, {"most": most, **numbers}, group=cap.group)


def _rated(situation: Situation) -> dict[str, Number]:
    """What is planned by, for the sentences that would else speak of pain."""
    return {} if situation.is_of_pain else {"rated": situation.target}


def _flare_reasons(question: Question, draft: Draft, activities: tuple[Activity, ...]) -> list[Why]:
    if draft.mode != "flare":
        return []
    situation = question.situation
    stays = question.limits.flare_movement and any(one.tier == "least" for one in activities)
    found = [why("flare-movement")] if stays else []
    if (marked := marked_in_a_row(situation)) > RECENT_DAYS:
        found.append(why("flare-long", {"days": marked}))
    past = look_back(question.flares, pain=situation.pain, load=situation.whole, on=situation.on)
    return [*found, *reasons_of(past, _rated(situation))]


def _must_do_reasons(draft: Draft) -> list[Why]:
    """That what has to be done stays, and where it takes more than there is room for."""
    if not draft.blocks:
        return []
    found = [why("must-do", {"activities": ", ".join(block.activity for block in draft.blocks)})]
    if names := unknown(draft.blocks):
        found.append(why("must-do-unknown", {"activities": ", ".join(names)}))
    if (hours := hours_of(draft.blocks)) > WAKING_HOURS:
        found.append(why("must-do-long", {"hours": math.ceil(hours)}))
    for group, room in draft.rooms.items():
        needs = needed(draft.blocks, group)
        if needs > room.ceiling:
            found.append(why("must-do-over", {"needs": needs, "most": room.ceiling}, group=group))
    return found


def _valued_reasons(question: Question, draft: Draft, activities: tuple[Activity, ...]) -> list[Why]:
    """What comes first, and for how long; what has to be done anyway; what there is no room for, or none kept."""
    spared, ceilings = _spared(question), question.limits.ceilings
    nothing = [group for group in draft.rooms if ceilings.get(group) == 0]
    wanted = draft.wanted
    today, _ = done_today(draft.left, draft.mode, wanted.names, wanted.minutes)
    planned = {name: sum(_minutes(one) for one in activities if one.activity == name) for name in today}
    # Rest, what nobody knows, and what takes muscles that the diary has no loads of are never planned.
    apart = [name for name in today if name not in wanted.counted and not most_loaded(name, draft.rooms)]
    strange = [name for name in apart if shares_of(name) is None]
    barred = [name for name in today if name not in wanted.counted
              and (takes_any(name, spared) or (not planned[name] and touches_any(name, nothing)))]  # fmt: skip
    elsewhere = [name for name in apart if shares_of(name) and name not in barred]
    nowhere = (*strange, *elsewhere, *barred)  # what no room is kept for does not come first
    first = {
        name: planned[name] if today[name] else None
        for name in today
        if name not in nowhere and (name in apart or planned[name])
    }
    # Of what has to be done in part the rest may wait, but the thing itself is not put off.
    later = [name for name in wanted.names if name not in (*first, *nowhere, *wanted.counted)]
    # In a flare rest comes first, and nothing else.
    code = "valued-in-flare" if draft.mode == "flare" else "valued"
    found = [why("valued-counted", {"activities": ", ".join(wanted.counted)})] if wanted.counted else []
    found += [why(code, {"activities": in_words(first)})] if first else []
    kinds = {"valued-unknown": strange, "valued-untracked": elsewhere, "valued-barred": barred, "valued-later": later}
    return [*found, *(why(code, {"activities": ", ".join(names)}) for code, names in kinds.items() if names)]


def _minutes(activity: Activity) -> float:
    return sum(bout.minutes for bout in activity.bouts)


def _untracked(question: Question) -> list[str]:
    """The muscle groups with an own ceiling that the diary has no loads of: nothing says how much they bear."""
    return [group for group in question.limits.ceilings if group not in (*question.situation.loads, WHOLE_BODY)]


def _spared(question: Question) -> tuple[str, ...]:
    """Those of them that nothing planned may load, by the person's word."""
    return tuple(group for group in _untracked(question) if question.limits.ceilings[group] == 0)


def _room_reasons(question: Question, draft: Draft) -> list[Why]:
    """What is to be said of each muscle group's room besides its ceiling."""
    found = [why("ceiling-not-kept", group=group) for group in _untracked(question)]
    found += [why("no-floor")] if question.saves_energy and draft.mode != "flare" else []
    taken = beside(draft.rooms, draft.blocks)
    for group, room in draft.rooms.items():
        if question.situation.reached(group) == 0.0 and not question.starts_gently(group):
            found.append(why("builds-on-notes", group=group))
        if room.floor > taken[group]:
            found.append(why("floor", {"floor": room.floor}, group=group))
        if room.done > 0:
            found.append(why("done-today", {"done": room.done}, group=group))
    return found


def _stance(question: Question, draft: Draft) -> list[Why]:
    """What stands in for a plan of one's own, when something does."""
    if draft.mode != "safe-default":
        return []
    stored = usable_last_safe(question)
    # A plan for other muscle groups, of before loads were written for these, is none for them.
    if doubt(question.situation) is not None and stored is not None and stored.envelope.keys() & draft.lowest.keys():
        return [why("last-safe-plan", {"plan_of": stored.on.isoformat()})]
    own = any(cap.code in SAFE_DEFAULT_CODES and "reached" in cap.numbers for cap in draft.lowest.values())
    return [why("safe-default"), *([why("first-days")] if own else [])]


def _risk_reasons(question: Question, draft: Draft) -> list[Why]:
    choice = draft.choice
    if draft.mode == "flare":  # it is here: its chance is no news, but may hold the day below what a flare does
        held = any(draft.rooms[group].ceiling < down(cap.most) for group, cap in draft.lowest.items())
        return [why("risk-held")] if held else []
    if choice.p_flare is None:
        return _unknown_risk(question, draft)
    numbers = {"p": round(100 * choice.p_flare), "limit": round(100 * question.limits.caution, 1)}
    code = "least-risk" if not choice.within else "risk-bound" if choice.bound else "risk-kept"
    compared = [why("compared", {"days": choice.compared})] if choice.within and choice.compared > 1 else []
    usual = choice.if_unchanged
    unchanged = [] if usual is None else [why("unchanged", {"p": round(100 * usual)})]
    return [why(code, numbers), *unchanged, *compared]


def _unknown_risk(question: Question, draft: Draft) -> list[Why]:
    if draft.mode == "safe-default" or not rarely_rated(question.situation):
        return [why("risk-unknown")]
    known = question.situation.rated_days(LEVEL_DAYS)
    held = [why("risk-held")] if draft.choice.bound or not draft.choice.within else []
    return [why("rarely-rated", {"known": known, "days": LEVEL_DAYS}), *held]


def _steps_taken(question: Question, draft: Draft, told: Sequence[Why]) -> list[Why]:
    """The small steps up that no cap in `told` speaks of: where another cap holds what is left of the step, or the risk
    does.
    """
    named = {one.numbers["group"] for one in told if one.code == "step-up"}
    return [
        why("step-part", {"most": draft.rooms[group].ceiling, "reached": level}, group=group)
        for group, level in _higher(question, draft.choice, beside(draft.rooms, draft.blocks)).items()
        if group not in named
    ]


def _step_reasons(question: Question, draft: Draft) -> list[Why]:
    """Every lock that holds, each once; none where a step is granted, or where a plan of one's own does not exist
    yet.
    """
    if draft.mode == "safe-default":
        return []
    seen: list[Why] = []
    for group in draft.lowest:
        if granted_step(question, group):
            continue
        for lock in step_locks(question, group):
            reason = why(lock.code, {**lock.numbers, **_rated(question.situation)}, group=lock.group)
            if reason not in seen:
                seen.append(reason)
    return seen
