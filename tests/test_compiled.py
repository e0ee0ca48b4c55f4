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
from andante.learn import ladder
print(ladder.gap_class(7), sum(ladder.gap_class.stats.cache_hits.values()))
"""


def run(home: Path, code: str = SUMMED) -> str:
    free = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
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
    assert numbers == "4"
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


LEARNED = """
import hashlib
import numpy as np
from andante.learn import particles
from andante.learn.priors import Shape
from andante.learn.track import Track
rng, shape = np.random.default_rng(0), Shape(2, 1)
road = Track(np.ones(60), rng.uniform(0, 10, 60), rng.gamma(2, 0.5, (60, 3)), np.ones((60, 3), bool), np.ones((60, 3)))
group, casts, _ = particles.work_through(
    np.random.default_rng, particles.start(rng, shape, 32), road._replace(ahead=np.tile([1.0, 2.0, 3.0], (60, 1))),
    (0, 60), shape=shape,
)
print(hashlib.sha256(group.logs.tobytes() + group.state.cov.tobytes() + casts.tobytes()).hexdigest())
"""


@pytest.mark.slow
def test_what_was_kept_gives_the_same_last_digit_as_what_was_just_compiled(tmp_path: Path) -> None:
    fresh = run(tmp_path, LEARNED)
    assert list(tmp_path.rglob("*.nbc"))
    assert run(tmp_path, LEARNED) == fresh


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


def test_sums_are_added_in_order_and_missing_stays_missing() -> None:
    @compiled
    def total(values: np.ndarray) -> float:
        answer = 0.0
        for value in values:
            answer += value
        return answer

    values = np.random.default_rng(0).standard_normal(1000)
    assert total(values) == sum(values.tolist())  # in any other order the last digits are others
    assert np.isnan(total(np.array([1.0, np.nan, 2.0])))


@pytest.mark.parametrize("alone", [True, False])
def test_answers_come_in_the_order_of_what_was_asked(monkeypatch: pytest.MonkeyPatch, *, alone: bool) -> None:
    monkeypatch.setenv("NPROC", "1" if alone else "2")
    assert two_at_once(lambda item: item**2, [3, 1, 2]) == [9, 1, 4]
