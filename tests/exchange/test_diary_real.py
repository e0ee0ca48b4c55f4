"""Real diaries that lie beside the checkout, read and written back. Skipped where they do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from andante.exchange.diary_csv import read_people, write_diary

FOLDER = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "diaries"


@pytest.mark.parametrize(("name", "people", "entries"), [("p1_2015_2020.csv", 1, 1864), ("pmdata.csv", 16, 2235)])
def test_a_real_diary_comes_back_byte_for_byte(tmp_path, name, people, entries):
    if not (FOLDER / name).is_file():
        pytest.skip(f"the real diary {name} does not lie beside this checkout (../shared/data/diaries)")
    read = read_people(FOLDER / name)
    assert len(read) == people
    assert sum(len(diary.entries) for diary in read) == entries
    write_diary(read, tmp_path / name)
    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()
