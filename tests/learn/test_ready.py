"""Learning is compiled ahead by one process at a time, once, and by none where nothing can be kept."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest

from andante.learn import ready


@pytest.fixture
def times(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """What was compiled, one item each time; in a folder of its own."""
    done: list[int] = []
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "compiled"))
    monkeypatch.setattr(ready, "work_once", lambda: done.append(1))
    return done


def test_it_is_done_once_and_again_for_other_code(times: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    assert [ready.make_ready(), ready.make_ready()] == [True, False]
    assert len(times) == 1
    monkeypatch.setattr(ready, "COMPILED", ("learn/steps.py",))
    assert ready.make_ready()
    assert len(times) == 2


def test_no_file_with_compiled_loops_is_forgotten() -> None:
    package = Path(ready.__file__).parents[1]
    found = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "\n@compiled\n" in path.read_text("utf-8")
    }
    assert found == {*ready.COMPILED} - {"compiled.py"}


def test_who_comes_while_another_is_at_it_leaves_it_to_them(times: list[int], tmp_path: Path) -> None:
    (tmp_path / "compiled").mkdir()
    with (tmp_path / "compiled" / "ready.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not ready.make_ready()
    assert not times
    assert ready.make_ready()


def test_what_failed_is_done_again(times: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(ready, "work_once", broken)
        assert not ready.make_ready()
    assert ready.make_ready()
    assert len(times) == 1


def test_where_nothing_can_be_kept_nothing_is_compiled_ahead(
    times: list[int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "file"))
    assert not ready.make_ready()
    assert not times
