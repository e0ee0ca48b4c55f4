"""The plan for one day: caps from the guards, the worthiest load under the limit of risk, and the reasons. No guard
is made here.

Pure functions of a `Question` and a risk; `andante.plan` puts diary and belief in front of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from andante.plan.activities import values_of
from andante.plan.answer import Mode, Plan, Risk, Room, Step, Why
from andante.plan.breaks import schedule
from andante.plan.candidates import VALUED_WEIGHT, Choice, RiskOf, choose, down
from andante.plan.guards import (
    Cap,
    Question,
    caps,
    doubt,
    floor_of,
    granted_step,
    step_locks,
    two_worse_days,
    usable_last_safe,
)
from andante.plan.locks import LEVEL_DAYS, rarely_rated
from andante.plan.sentences import red_flag_why, why

SAFE_DEFAULT_CODES = frozenset({"not-enough-yet", "no-load", "little-load"})


@dataclass(frozen=True)
class Draft:
    """What is known before the reasons are written. `lowest` is the binding cap of each muscle group."""

    mode: Mode
    lowest: Mapping[str, Cap]
    choice: Choice
    rooms: Mapping[str, Room]
    step: Step


def recommend(
    question: Question,
    risk: RiskOf | None,
    *,
    belief: str | None = None,
    notes: tuple[Why, ...] = (),
) -> Plan:
    """The plan for `question.situation.on`.

    risk: load column -> (candidates,) effort-minutes, to (candidates,) chance (0-1) of a flare within three days;
    None when nothing can be said, and then no group goes above its usual day. notes: reasons known before (they go
    behind the mode's).
    """
    draft = _draft(question, risk, careful=bool(notes))
    situation, limits = question.situation, question.limits
    usual = {group: situation.usual_load(group) for group in draft.rooms}
    activities = schedule(draft.rooms, usual, valued=limits.valued, more=draft.mode in ("usual", "careful"))
    longest = max((bout.minutes for one in activities for bout in one.bouts), default=None)
    return Plan(
        on=situation.on,
        mode=draft.mode,
        why=tuple(_reasons(question, draft, notes=notes, longest=longest)),
        envelope=draft.rooms,
        schedule=activities,
        risk=Risk(draft.choice.p_flare, draft.choice.if_unchanged, limits.caution),
        step=draft.step,
        belief=belief,
    )


def _draft(question: Question, risk: RiskOf | None, *, careful: bool) -> Draft:
    situation, limits = question.situation, question.limits
    groups = tuple(situation.loads)
    every = {group: caps(question, group) for group in groups}
    lowest = {group: found[0] for group, found in every.items()}
    codes = {cap.code for found in every.values() for cap in found}
    mode = _mode(question, lowest, codes, careful=careful)
    ceilings = {group: down(cap.most) for group, cap in lowest.items()}
    usual = {group: situation.usual_load(group) for group in groups}
    choice = choose(
        {group: down(floor_of(question, group, ceilings[group])) for group in groups},
        ceilings,
        usual,
        weights={group: VALUED_WEIGHT if values_of(group, limits.valued) else 1.0 for group in groups},
        done={group: situation.done(group) for group in groups},
        risk=None if mode == "safe-default" else risk,
        caution=limits.caution,
    )
    if rarely_rated(situation):
        choice = _unsaid(choice, ceilings, usual)
    if mode == "usual" and not (choice.within and choice.p_flare is not None):
        mode = "careful"
    rooms = {
        group: Room(down(floor_of(question, group, load)), load, done=round(situation.done(group), 1))
        for group, load in choice.loads.items()
    }
    return Draft(mode, lowest, choice, rooms, _step(question, mode, lowest, choice))


def _unsaid(choice: Choice, ceilings: Mapping[str, float], usual: Mapping[str, float | None]) -> Choice:
    """The choice without its chances: they may hold the plan back, but are no fact to tell, and no reason for more
    than a usual day.
    """
    loads = {group: min(load, down(usual[group] or ceilings[group])) for group, load in choice.loads.items()}
    return replace(choice, loads=loads, p_flare=None, if_unchanged=None)


def _mode(question: Question, lowest: Mapping[str, Cap], codes: set[str], *, careful: bool) -> Mode:
    situation = question.situation
    if question.red_flags or doubt(situation) is not None:
        return "safe-default"
    if "flare" in codes:
        return "flare"
    if "not-enough-yet" in codes or all(cap.code in SAFE_DEFAULT_CODES for cap in lowest.values()):
        return "safe-default"
    if "re-entry" in codes:
        return "re-entry"
    locked = bool({"energy-management", "delayed-worsening", "swings"} & set(question.locks))
    unsure = careful or bool(codes & {"missing-days", "little-load", "no-load"})
    return "careful" if locked or unsure or two_worse_days(situation) else "usual"


def _step(question: Question, mode: Mode, lowest: Mapping[str, Cap], choice: Choice) -> Step:
    if mode in ("flare", "re-entry") or question.red_flags or two_worse_days(question.situation):
        return "down"
    reached = {group: question.situation.reached(group) for group in lowest}
    # From rest to the safe default is no step up: there is no level yet to step from.
    higher = any(level and choice.loads[group] > level for group, level in reached.items())
    return "up" if higher and mode in ("usual", "careful") else "hold"


def _reasons(question: Question, draft: Draft, *, notes: tuple[Why, ...], longest: float | None) -> list[Why]:
    if question.red_flags:
        return [red_flag_why(question.red_flags)]
    found = [*_stance(question, draft), *notes, *_risk_reasons(question, draft)]
    for group, cap in draft.lowest.items():
        # A cap above what was chosen did not bind: the risk did, or the lack of one.
        if draft.rooms[group].ceiling >= down(cap.most):
            found.append(why(cap.code, {"most": down(cap.most), **cap.numbers}, group=group))
    found += _step_reasons(question, draft)
    found += _room_reasons(question, draft)
    if draft.mode == "flare" and question.limits.flare_movement:
        found.append(why("flare-movement"))
    if question.limits.valued:
        found.append(why("valued", {"activities": ", ".join(question.limits.valued)}))
    if longest is not None:
        found.append(why("bouts", {"longest": longest}))
    return found


def _room_reasons(question: Question, draft: Draft) -> list[Why]:
    """What is to be said of each muscle group's room besides its ceiling."""
    found: list[Why] = []
    for group, room in draft.rooms.items():
        if question.situation.reached(group) == 0.0 and not question.starts_gently(group):
            found.append(why("builds-on-notes", group=group))
        if room.floor > 0:
            found.append(why("floor", {"floor": room.floor}, group=group))
        if room.done > 0:
            found.append(why("done-today", {"done": room.done}, group=group))
    return found


def _stance(question: Question, draft: Draft) -> list[Why]:
    """What stands in for a plan of one's own, when something does."""
    if draft.mode != "safe-default":
        return []
    stored = usable_last_safe(question)
    if doubt(question.situation) is not None and stored is not None:
        return [why("last-safe-plan", {"plan_of": stored.on.isoformat()})]
    return [why("safe-default")]


def _risk_reasons(question: Question, draft: Draft) -> list[Why]:
    choice = draft.choice
    if draft.mode == "flare":
        return []  # the flare is here: its chance is no news, and no reason for anything
    if choice.p_flare is None or choice.if_unchanged is None:
        return _unknown_risk(question, draft)
    numbers = {"p": round(100 * choice.p_flare), "limit": round(100 * question.limits.caution, 1)}
    code = "least-risk" if not choice.within else "risk-bound" if choice.bound else "risk-kept"
    return [why(code, numbers), why("unchanged", {"p": round(100 * choice.if_unchanged)})]


def _unknown_risk(question: Question, draft: Draft) -> list[Why]:
    if draft.mode == "safe-default" or not rarely_rated(question.situation):
        return [why("risk-unknown")]
    known = question.situation.rated_days(LEVEL_DAYS)
    held = [why("risk-held")] if draft.choice.bound or not draft.choice.within else []
    return [why("rarely-rated", {"known": known, "days": LEVEL_DAYS}), *held]


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
            reason = why(lock.code, lock.numbers, group=lock.group)
            if reason not in seen:
                seen.append(reason)
    return seen
