"""How long a file of many people takes with `--pool`: `andante learn --json --pool` as a whole process.

    python benchmarks/pool_speed.py [--people 100] [--days 100] [--seed 0] [--forecasts]

Everybody is learned from the packaged prior, what they have in common is fitted, and everybody is learned again from
the prior of the others. With `--forecasts` the command is `andante forecast`, which also makes every forecast of every
day. The people are virtual ones, with five loads, sleep and stress. Prints seconds from start to end and of processor
time, what a thousand people would take at the same pace, and the largest memory of the process. Set `--people 1000` to
see it done. The aim: a thousand people of a hundred days in five minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

AIM_S, AIM_PEOPLE = 300.0, 1000


def andante(*arguments: str, to: Path) -> resource.struct_rusage:
    """Run one command with its answer going to a file; what it used."""
    environment = {"JAX_PLATFORMS": "cpu", **os.environ}
    command = [sys.executable, "-m", "andante", *arguments]
    with to.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"andante {' '.join(arguments)} ended with {process.returncode}")
    return used


def main() -> None:
    """Write the file, run the command, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--days", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--forecasts", action="store_true", help="make all forecasts as well")
    options = parser.parse_args()
    verb = "forecast" if options.forecasts else "learn"
    with tempfile.TemporaryDirectory() as folder:
        diary, answers = Path(folder) / "people.csv", Path(folder) / "answers.jsonl"
        size = ["--people", str(options.people), "--days", str(options.days), "--seed", str(options.seed)]
        begin = time.perf_counter()
        andante("simulate", *size, "--out", str(diary), to=answers)
        made_s = time.perf_counter() - begin
        begin = time.perf_counter()
        used = andante(verb, str(diary), "--json", "--pool", to=answers)
        took = time.perf_counter() - begin
        with answers.open(encoding="utf-8") as lines:
            persons = {json.loads(line)["person"] for line in lines}
    processor, scale = used.ru_utime + used.ru_stime, AIM_PEOPLE / options.people
    of_whom = f"{options.people} people of {options.days} days"
    print(f"andante {verb} --pool: {of_whom}, {os.cpu_count()} cores; answers for {len(persons)}")
    print(f"making the people, not counted below  {made_s:8.1f} s")
    print(f"whole process                         {took:8.1f} s")
    print(f"processor time                        {processor:8.1f} s")
    print(f"a thousand at this pace               {took * scale:8.0f} s   (aim: under {AIM_S:.0f})")
    print(f"  were both cores free and used       {processor * scale / 2.0:8.0f} s")
    print(f"largest memory                        {used.ru_maxrss / 1024.0:8.0f} MB")


if __name__ == "__main__":
    main()
