"""`make studies`: run every study and write docs/studies.md anew: each target with its value, its limits and whether it
is met.

Replications are 200 each at the study's own number of people (`--reps`).
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from andante.body.parameters import digest, packaged
from andante.studies import NAMES, study_named
from andante.studies.study import Answer, Found, Size, conduct

PAGE = Path(__file__).resolve().parents[1] / "docs" / "studies.md"
REPLICATIONS = 200


def row(one: Found) -> str:
    """A line of the table."""
    low, high = one.target.low, one.target.high
    allowed = f"at least {low:g}" if high is None else f"at most {high:g}" if low is None else f"{low:g} to {high:g}"
    share = "" if one.share is None else f" ({one.share:.0%} of replications)"
    met = "met" if one.passed else "**missed**"
    return f"| {one.target.id} | {one.target.what} | {one.value:.3g}{share} | {allowed} | {met} |"


def section(answer: Answer, seconds: float) -> list[str]:
    """What one study found."""
    study, size = answer.study, answer.size
    people = ", ".join(f"{count} {group}" for group, count in size.people.items())
    lines = [f"## {study.name}", "", f"{study.title}. {study.citation}.", ""]
    lines += [f"{people}; {size.reps} replications; {seconds:.0f} s.", ""]
    if study.note:
        lines += [study.note, ""]
    lines += ["| target | what | value | allowed | |", "| --- | --- | --- | --- | --- |"]
    lines += [row(one) for one in answer.found]
    tried = [f"- {one.target.id}: {one.target.tried}" for one in answer.found if one.target.tried and not one.passed]
    return [*lines, *(["", "Tried:", *tried] if tried else []), ""]


def numbers(answers: list[Answer]) -> tuple[set[str], set[str]]:
    """The numbers C1 to C28, and those of which some part is missed."""
    whole, missed = set(), set()
    for answer in answers:
        for one in answer.found:
            number = one.target.id.split()[0]
            whole.add(number)
            if not one.passed:
                missed.add(number)
    return whole, missed


def head(answers: list[Answer], asked: argparse.Namespace) -> list[str]:
    """How many targets are met, and how the page was made."""
    whole, missed = numbers(answers)
    found = [one.passed for answer in answers for one in answer.found]
    names = ", ".join(sorted(missed, key=lambda name: int(name[1:])))
    said = f"missed, in some part: {names}" if missed else "none is missed"
    how = (
        f"Written by `make studies` (seed {asked.seed}, {asked.reps} replications at each study's own size, body "
        f"`{digest(packaged())}`). One study alone: `andante study run ge2012 --reps {asked.reps}`."
    )
    what = (
        f"Of {len(whole)} calibration targets, cut into {len(found)} parts, {len(whole) - len(missed)} are met whole, "
        f"and {sum(found)} parts; {said}. These are the targets that the body was fitted to: meeting them shows that "
        "the model can hold them together, and not that it is right elsewhere."
    )
    return ["# Published experiments on virtual people", "", how, "", what, ""]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reps", type=int, default=REPLICATIONS)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--dry", action="store_true", help="print the page instead of writing it")
    asked = parser.parse_args()
    answers, sections = [], []
    for name in NAMES:
        chosen, began = study_named(name), time.monotonic()
        answer = conduct(chosen, Size(chosen.groups, asked.reps, asked.seed, packaged()))
        seconds = time.monotonic() - began
        met = sum(one.passed for one in answer.found)
        print(f"{name}: {met} of {len(answer.found)}, {seconds:.0f} s", file=sys.stderr, flush=True)
        answers.append(answer)
        sections += section(answer, seconds)
    page = "\n".join([*head(answers, asked), *sections]).rstrip() + "\n"
    if asked.dry:
        print(page)
    else:
        PAGE.write_text(page, "utf-8")


if __name__ == "__main__":
    main()
