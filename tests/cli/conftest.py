"""Small diaries as files, and the command line run in this process: `main` ends it as it ends the real one."""

from __future__ import annotations

import datetime as dt
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from andante.cli import main

FIRST = dt.date(2026, 1, 1)


@dataclass(frozen=True)
class Done:
    """How a run ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def answers(self) -> list[dict[str, Any]]:
        """Standard output as JSON Lines: every line must be an object, and NaN is no JSON."""

        def refuse(name: str) -> None:
            raise AssertionError(f"{name} is no JSON")

        found = [json.loads(line, parse_constant=refuse) for line in self.out.splitlines()]
        assert all(isinstance(each, dict) for each in found)
        return found


@pytest.fixture
def andante(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Done]:
    """Runs `andante ARGUMENTS` in an empty folder, after writing the texts given by file name."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **files: str | bytes) -> Done:
        for name, content in files.items():
            Path(f"{name}.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        monkeypatch.setattr(sys, "argv", ["andante", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ending:
            main()
        said = capsys.readouterr()
        code = ending.value.code
        assert isinstance(code, int)
        return Done(code, said.out, said.err)

    return run


def csv(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as a diary file; what a row has not is blank."""
    columns = list(dict.fromkeys(name for row in rows for name in row))
    lines = [",".join("" if row.get(name) is None else str(row[name]) for name in columns) for row in rows]
    return "\n".join([",".join(columns), *lines]) + "\n"


def forty_days(person: str | None = None, seed: int = 1, days: int = 40) -> list[dict[str, object]]:
    """A diary of one entry a day: pain that jumps between few values, a load and a sleep; days 20 and 25 are missing,
    and day 22 has no rating.
    """
    rng = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for i in range(days):
        row: dict[str, object] = {"at": FIRST + dt.timedelta(days=i)}
        if person is not None:
            row["person"] = person
        row["pain"] = int(rng.choice([2, 3, 6]))
        row["load"] = int(rng.integers(0, 60))
        row["sleep"] = int(rng.integers(2, 9))
        if i == 22:
            row["pain"] = None
        if i not in (20, 25):
            rows.append(row)
    return rows


def entries(count: int = 40, seed: int = 2) -> list[dict[str, object]]:
    """A diary of three entries a day, 7, 6 and 11 hours apart; every fifth has no rating."""
    rng = np.random.default_rng(seed)
    hours = (8, 15, 21)
    rows: list[dict[str, object]] = []
    for i in range(count):
        at = f"{FIRST + dt.timedelta(days=i // 3)}T{hours[i % 3]:02}:00+01:00"
        row = {"at": at, "pain": int(rng.choice([2, 3, 6])), "load": int(rng.integers(0, 60)), "sleep": 5}
        rows.append({**row, "pain": None} if i % 5 == 4 else row)
    return rows


# What the system says of processes that a test has started.

needs_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="this system has no /proc to look into")


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def until(done, what: str, seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what
        time.sleep(0.1)
