"""What andante finds in real diaries, as the tables of docs/real-diaries.md.

    python benchmarks/real_diaries.py [--data FOLDER] > tables.md

Learns every pain column with at least 100 ratings of every person, and plans the day after the last entry. The folder
(default: `shared/data/diaries` beside the project) is not part of the project; without it the script says so and ends.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from andante.exchange.diary_csv import read_people
from andante.learn import learn
from andante.learn.answer import answer
from andante.learn.belief import Belief
from andante.learn.effects import Effect
from andante.learn.links import links
from andante.plan import Limits, plan
from andante.records import Diary, Rated

DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "diaries"
FEWEST_RATINGS = 100
RATED: dict[str, Rated] = {"pmdata": "morning"}  # its ratings came before the loads of the same row; see the page


def diaries(data: Path) -> Iterator[tuple[str, Diary, str]]:
    """File, diary and pain column of everything worth learning."""
    for path in sorted(data.glob("*.csv")):
        for diary in read_people(path, rated=RATED.get(path.stem, "evening")):
            for column in diary.columns:
                if column == "pain" or column.startswith("pain."):
                    ratings = sum(column in entry.values for entry in diary.entries)
                    if ratings >= FEWEST_RATINGS:
                        yield path.stem, diary, column


def one_line(effect: Effect) -> str:
    """An effect in one line of words and numbers."""
    part = "" if effect.part == "whole" else f", {effect.part}"
    return (
        f"{effect.exposure}{part}, {effect.when}, per {effect.per}: {effect.mean:+.2f} "
        f"({effect.low:+.2f} to {effect.high:+.2f}) {effect.verdict}"
    )


def row(name: str, belief: Belief, diary: Diary, found: Counter[str]) -> str:
    """The line of one series in the table."""
    said = answer(belief, diary)
    weights = said["model_weights"]
    day = diary.last_day + dt.timedelta(days=1)
    mode = plan(belief, diary, day, Limits()).mode
    words = " | ".join(str(found[word]) for word in ("helps", "worsens", "no clear link", "not enough yet"))
    return (
        f"| {name} | {said['entries']} | {said['usual']['level']:.1f} | {said['usual']['sd']:.2f} | "
        f"{len(said['flares'])} | {words} | {weights['last value']:.2f} | {weights['with exposures']:.2f} | {mode} |"
    )


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    data = parser.parse_args().data
    if not data.is_dir():
        print(f"no folder {data.name} beside the project: nothing to look at")
        return
    print("| series | ratings | usual | SD | flares | helps | worsens | no clear link | not enough yet "
          "| trust: last value | trust: exposures | mode next day |")  # fmt: skip
    print("| --- " * 12 + "|")
    lines: list[str] = []
    for file, diary, column in diaries(data):
        name = f"{file.split('_')[0]} {diary.person or ''} {column}".replace("  ", " ")
        belief = learn(diary, column)
        found = links(belief, diary)
        print(row(name, belief, diary, Counter(effect.verdict for effect in found)), flush=True)
        lines += [f"- {name}: {one_line(e)}" for e in found if e.verdict in ("helps", "worsens")]
    print("\nEffects with a word:\n")
    print("\n".join(lines) or "- none")


if __name__ == "__main__":
    main()
