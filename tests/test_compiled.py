"""What Numba compiled is kept between runs; damage, a full disk or a closed folder cost time and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from numba.core.caching import FunctionCache

from andante.compiled import beside, compiled, two_at_once

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
import datetime as dt, hashlib
import numpy as np
from numba.core import event
from andante.learn import forecast, learn, ready, update
from andante.learn.risk import flare_risk
from andante.records import Diary, Entry

class Told(event.Listener):
    count = 0
    def on_start(self, what): self.count += 1
    def on_end(self, what): pass

made, told, rng = ready.make_ready(), Told(), np.random.default_rng(0)
event.register("numba:compile", told)
names = ("pain", "load.legs", "load.back", "sleep", "steps")
answers, columns = [], (names, names[:1])
for hours, rated, some in ((24, "evening", names), (8, "morning", names), (24, "evening", names[:1])):
    entries = tuple(
        Entry(dt.datetime(2026, 1, 1) + dt.timedelta(hours=hours * at),
              {name: float(rng.integers(0, 11)) for name in some if name != "pain" or at % 9})
        for at in range(70)
    )
    belief = learn(Diary(entries[:-1], some, rated=rated))
    belief = update(belief, Diary(entries, some, rated=rated))
    answers += [belief.exposed.state.cov, belief.use.pools, [day.mean for day in forecast(belief, 5).days]]
    if "load.legs" in some:
        amounts = {"load.legs": np.array([0.0, 5.0, 20.0])}
        answers.append(flare_risk(belief, amounts, on=belief.through + dt.timedelta(days=1)))
print(hashlib.sha256(b"".join(np.asarray(each).tobytes() for each in answers)).hexdigest(), made, told.count)
"""


@pytest.mark.slow
def test_all_is_compiled_ahead_and_what_was_kept_gives_the_same_last_digit(tmp_path: Path) -> None:
    digest, made, later = run(tmp_path, LEARNED).split()
    assert (made, later) == ("True", "0")
    assert list(tmp_path.rglob("*.nbc"))
    assert run(tmp_path, LEARNED).split() == [digest, "False", "0"]


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


def test_the_last_is_done_here_the_others_beside_and_each_says_what_came_of_it() -> None:
    def root(value: float) -> tuple[float, int]:
        if value < 0.0:
            raise ValueError(value)
        return value**0.5, threading.get_ident()

    first, failed, third, last = beside(root, [(9.0,), (-1.0,), (4.0,), (1.0,)])
    assert [each.result()[0] for each in (first, third, last)] == [3.0, 2.0, 1.0]
    with pytest.raises(ValueError, match="-1"):
        failed.result()
    assert last.result()[1] == threading.get_ident() != first.result()[1] == third.result()[1]
    (alone,) = beside(root, [(9.0,)])
    assert alone.result() == (3.0, threading.get_ident())
