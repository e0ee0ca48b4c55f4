"""What Numba compiled is kept between runs; damage, a full disk or a closed folder cost time and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from numba.core.caching import FunctionCache

from andante.compiled import compiled, two_at_once

SUMMED = """
import numpy as np
from andante.learn import steps
found = np.zeros(3)
steps.covariance_with(np.eye(3), np.array([1.0, 2.0, 3.0]), found)
print(found, sum(steps.covariance_with.stats.cache_hits.values()))
"""


def run(home: Path) -> str:
    free = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", SUMMED],
        capture_output=True,
        text=True,
        check=True,
        env={**free, "XDG_CACHE_HOME": str(home), "HOME": str(home)},
    )
    assert done.stderr == ""
    return done.stdout.strip()


def hits(answer: str) -> int:
    """How much was taken from what was kept; the answer itself must be right."""
    numbers, _, told = answer.rpartition(" ")
    assert numbers == "[1. 2. 3.]"
    return int(told)


@pytest.mark.parametrize("kind", ["*.nbi", "*.nbc"])
@pytest.mark.parametrize("damage", ["half", "nothing", "another"])
def test_a_damaged_entry_is_compiled_anew_and_nobody_is_told(tmp_path: Path, kind: str, damage: str) -> None:
    assert hits(run(tmp_path)) == 0
    entries = list(tmp_path.rglob(kind))
    assert entries
    for entry in entries:
        whole = entry.read_bytes()
        entry.write_bytes({"half": whole[: len(whole) // 2], "nothing": b"", "another": b"no pickle"}[damage])
    assert hits(run(tmp_path)) == 0
    assert hits(run(tmp_path)) == 1  # written anew


def doubled(value: float) -> float:
    return 2.0 * value


@pytest.mark.parametrize("trouble", [RuntimeError("no locator available"), None])
def test_where_nothing_can_be_kept_it_is_compiled_each_time(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception | None
) -> None:
    """No folder that could be written to, or a disk that is full by then."""

    def full(*_: object) -> None:
        raise trouble or OSError("No space left on device")

    monkeypatch.setattr(FunctionCache, "__init__" if trouble else "save_overload", full)
    assert compiled(doubled)(3.0) == 6.0


def test_sums_pass_over_nothing_and_missing_stays_missing() -> None:
    @compiled
    def total(values: np.ndarray) -> float:
        answer = 0.0
        for value in values:
            answer += value
        return answer

    assert total(np.arange(1000.0)) == 499500.0
    assert np.isnan(total(np.array([1.0, np.nan, 2.0])))


@pytest.mark.parametrize("alone", [True, False])
def test_answers_come_in_the_order_of_what_was_asked(monkeypatch: pytest.MonkeyPatch, *, alone: bool) -> None:
    monkeypatch.setenv("NPROC", "1" if alone else "2")
    assert two_at_once(lambda item: item**2, [3, 1, 2]) == [9, 1, 4]
