"""What the guards cost in the trial on virtual people, and what they save: the same people again without some of them.

    python benchmarks/guards_left_out.py [--people 42] [--days 182] [--seed 16000] [--jobs 2]

Each form of the planner is that of `andante insilico` with some guards, locks or the limit of risk left out; nobody is
to be advised by any of them. Whether plans break guards is not counted here. Four minutes of a processor for each form
and 42 people.
"""

from __future__ import annotations

import argparse
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from andante.insilico import paced
from andante.insilico.faults import FAULTS
from andante.insilico.living import live
from andante.insilico.people import cohort
from andante.insilico.policies import ANDANTE, AS_LIVED, policies_named
from andante.insilico.scoring import Table, scores_of
from andante.plan import Limits, guards, question

OF_PAIN = ("flare_rest", "re_entry", "worse_days", "boom_cap")
OF_BLANKS_AND_WEEKS = ("week_total", "missing_days")
OF_EVEN_DAYS = ("even_day", "sudden_day", "lasting_rise")
FORMS: dict[str, tuple[tuple[str, ...], bool, float | None]] = {
    "as it is": ((), False, None),
    "any risk": ((), False, 1.0),
    "no rest in a flare, no way back": (OF_PAIN[:2], False, None),
    "no guard of pain": (OF_PAIN, False, None),
    "no guard of pain, no lock on steps": (OF_PAIN, True, None),
    "no cap of the week, none of blanks": (OF_BLANKS_AND_WEEKS, False, None),
    "none of all these, no lock": (OF_PAIN + OF_BLANKS_AND_WEEKS, True, None),
    "nor even days, nor months": (OF_PAIN + OF_BLANKS_AND_WEEKS + OF_EVEN_DAYS, True, None),
}
"""By name: guards left out, whether the locks of the whole person are, and another limit of risk."""
PEERS = ("quota", "energy-envelope")
SHOWN = ("flare_days", "flare_days_expected", "pain_median", "valued_minutes_per_day", "strength_change_percent")
HEAD = ("flare days", "expected", "median pain", "valued min", "strength, %")


def leave_out(names: tuple[str, ...], locks: bool, caution: float | None) -> None:
    """Take guards, locks and the limit of risk out of this process's planner."""
    known = {guard.__name__ for guard in guards.GUARDS}
    if not known.issuperset(names):
        raise SystemExit(f"guards: found {sorted(set(names) - known)}, known are {sorted(known)}")
    guards.GUARDS = tuple(guard for guard in guards.GUARDS if guard.__name__ not in names)
    if locks:
        question.person_locks = _nothing
    if caution is not None:
        paced.Limits = partial(Limits, caution=caution)
    paced.breaches = paced.broken_guards = _nothing


def _nothing(*_: object, **__: object) -> tuple[()]:
    return ()


def lived(form: str | None, people: int, days: int, seed: int) -> Table:
    """The scores of a form of the planner, or those of the peers (None)."""
    if form is not None:
        leave_out(*FORMS[form])
    policies = policies_named(PEERS if form is None else (ANDANTE,))
    return Table(tuple(scores_of(live(cohort(people, seed=seed), policies, FAULTS["none"], days))))


def line(name: str, scores: Table) -> str:
    """A row of the table; a run that failed is said, not left out in silence."""
    numbers = [scores.mean(outcome)["mean"] for outcome in SHOWN]
    told = " ".join("-".rjust(12) if number is None else f"{number:12.2f}" for number in numbers)
    runs = scores.runs()
    return f"{name:38} {told}  {runs['done']} of {len(scores.scores)} done"


def main() -> None:
    """Live every form and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=42)
    parser.add_argument("--days", type=int, default=182)
    parser.add_argument("--seed", type=int, default=16000)
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    print(f"{'':38} " + " ".join(f"{word:>12}" for word in HEAD))
    # A process for each: what one leaves out the next has again.
    alone = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(asked.jobs, mp_context=alone, max_tasks_per_child=1) as pool:
        names = (None, *FORMS)
        waiting = [pool.submit(lived, name, asked.people, asked.days, asked.seed) for name in names]
        for name, found in zip(names, waiting, strict=True):
            table = found.result()
            for policy in (ANDANTE,) if name else (AS_LIVED, *PEERS):
                print(line(name or policy, table.where(policy=policy)), flush=True)


if __name__ == "__main__":
    main()
