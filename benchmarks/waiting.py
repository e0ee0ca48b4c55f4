"""How often "N more days" is kept: of links that wait for a word, how many have one when the days are over.

    python benchmarks/waiting.py [--diaries 28] [--seed 0]

The made-up diaries of `verdicts.py`, 600 days long; in half of them one thing moves pain by half a point or a point per
realistic contrast, on the same day or on the next. Each is learned on from 60 days by 15, and each link that waits
after 60, 90, 120, 165 or 210 days is looked at again on the first of these days on which its own are over.

Printed: of how many such links the number was kept (aim: more than half, for that is what it says), by how long it was;
how many had their word already after half of them; and of those that were promised nothing within a year, how many had
their word by then.
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from collections.abc import Iterator

import numpy as np
from rich.console import Console
from rich.table import Table

import verdicts
from andante.learn import learn, update
from andante.learn.belief import Belief
from andante.learn.effects import NOT_YET, Effect
from andante.learn.links import links

DAYS, EVERY, LOOKS = 600, 15, (60, 90, 120, 165, 210)
LENGTHS = ((1, 30), (31, 90), (91, 365))
KEPT_AIM = 0.5
Told = dict[int, dict[tuple[str, str, str], Effect]]
"""By day: the links as of then, by exposure, part and time."""


def waited(count: int, seed: int) -> Iterator[tuple[int | None, bool, bool]]:
    """Of each link that waits: for how many days, and whether it had its word after half of them, and after all."""
    for number in range(count):
        moved = verdicts.EXPOSURES[number // 2 % 4], number // 8 % 2
        size = (0.5, 1.0)[number // 4 % 2]
        rng = np.random.default_rng([seed, 9, number])
        diary = verdicts.diary(rng, DAYS, None if number % 2 else moved, size=size)
        belief: Belief | None = None
        told: Told = {}
        for day in range(LOOKS[0], DAYS + 1, EVERY):
            through = verdicts.FIRST + dt.timedelta(days=day - 1)
            so_far = diary.through(through)
            belief = learn(so_far, seed=number) if belief is None else update(belief, so_far)
            told[day] = {(one.exposure, one.part, one.when): one for one in links(belief, so_far)}
        for day in LOOKS:
            for which, one in told[day].items():
                if one.verdict == NOT_YET and one.per:
                    wait = one.more_days_needed
                    known = LENGTHS[-1][1] if wait is None else min(wait, LENGTHS[-1][1])
                    yield wait, _on(told, which, day, known / 2.0), _on(told, which, day, known)


def _on(told: Told, which: tuple[str, str, str], day: int, wait: float) -> bool:
    """Whether that link has a word on the first day learned through on which `wait` days are over."""
    at = day + EVERY * math.ceil(wait / EVERY)
    return which in told[at] and told[at][which].verdict != NOT_YET


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--diaries", type=int, default=28)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    found = list(waited(asked.diaries, asked.seed))
    table = Table("promised", "kept", "95 % interval", "after half of it", "of", "aim", box=None, pad_edge=False)
    for least, most in (*LENGTHS, (1, LENGTHS[-1][1])):
        mine = [each for each in found if each[0] is not None and least <= each[0] <= most]
        kept, early = sum(each[2] for each in mine), sum(each[1] for each in mine)
        low, high = verdicts.wilson(kept, len(mine))
        share = f"{100 * kept / len(mine):.0f} %"
        table.add_row(f"{least} to {most} days", share, f"{100 * low:.0f} to {100 * high:.0f} %",
                      f"{100 * early / len(mine):.0f} %", str(len(mine)), f"at least {KEPT_AIM:.0%}")  # fmt: skip
    console = Console(width=110)
    console.print(table)
    longer = [told for wait, _, told in found if wait is None or wait > LENGTHS[-1][1]]
    console.print(f"nothing within a year: {len(longer)} of {len(found)} that wait; {sum(longer)} had a word by then")


if __name__ == "__main__":
    main()
