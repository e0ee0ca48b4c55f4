"""The daily copies: which stay, which go, who may read them. And files that are written whole or not at all."""

from __future__ import annotations

import datetime as dt
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.errors import InputError
from andante.exchange.backup import DATABASE, make_backup
from andante.exchange.copies import copies, forget_copies, keep_copy, to_keep
from andante.exchange.files import replace_file

NOW = dt.datetime(2026, 3, 5, 18, 30, tzinfo=dt.UTC)


def kept_by_hand(days: set[dt.date]) -> set[dt.date]:
    """The same said a second time, day by day: seven days, then four more weeks, then six more months."""
    weeks: list[tuple[int, int]] = []
    months: list[tuple[int, int]] = []
    newest_first = sorted(days, reverse=True)
    kept = newest_first[:7]
    for day in newest_first:
        week = (day.isocalendar().year, day.isocalendar().week)
        if all((each.isocalendar().year, each.isocalendar().week) != week for each in kept) and len(weeks) < 4:
            weeks.append(week)
            kept.append(day)
    for day in newest_first:
        month = (day.year, day.month)
        if all((each.year, each.month) != month for each in kept) and len(months) < 6:
            months.append(month)
            kept.append(day)
    return set(kept)


@given(st.sets(st.integers(0, 500), max_size=120))
def test_what_stays_is_what_the_words_say(numbers):
    days = {dt.date(2024, 9, 1) + dt.timedelta(days=number) for number in numbers}
    assert to_keep(days) == kept_by_hand(days)


def test_a_year_of_days_leaves_seven_four_and_six():
    days = {dt.date(2026, 3, 5) - dt.timedelta(days=number) for number in range(400)}
    assert len(to_keep(days)) == 7 + 4 + 6
    assert min(to_keep(days)) == dt.date(2025, 8, 31)


def test_older_copies_go_when_a_new_one_is_made_and_other_files_stay(data):
    folder = data / "copies"
    folder.mkdir()
    for number in range(1, 40):
        (folder / f"andante-{NOW.date() - dt.timedelta(days=number)}.zip").write_bytes(b"an older copy")
    others = [folder / name for name in ("andante-mine.zip", "andante-2026-03-01-mine.zip", "notes.txt")]
    for path in others:
        path.write_bytes(b"a file of one's own")
    keep_copy(data, version="1", now=NOW)
    days = {NOW.date() - dt.timedelta(days=number) for number in range(40)}
    assert list(copies(data)) == sorted(to_keep(days))
    assert all(path.exists() for path in others)
    forget_copies(data)
    assert sorted(path.name for path in folder.iterdir()) == sorted(path.name for path in others)


def test_a_copy_that_cannot_be_made_takes_no_older_one_away(data):
    folder = data / "copies"
    folder.mkdir()
    for number in range(1, 40):
        (folder / f"andante-{NOW.date() - dt.timedelta(days=number)}.zip").write_bytes(b"an older copy")
    before = copies(data)
    (data / DATABASE).write_bytes(b"no database at all")
    with pytest.raises(InputError):
        keep_copy(data, version="1", now=NOW)
    assert copies(data) == before


def test_nobody_else_may_read_what_is_kept(data, tmp_path):
    keep_copy(data, version="1", now=NOW)
    make_backup(data, tmp_path / "b.zip", version="1", now=NOW)
    for path in (data / "copies", *(data / "copies").iterdir(), tmp_path / "b.zip"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_forgetting_where_there_is_nothing_is_done_at_once(data):
    assert forget_copies(data) == 0


def test_what_is_no_file_cannot_be_written_in_the_place_of(tmp_path):
    with pytest.raises(InputError, match="cannot be written"):
        replace_file(tmp_path, "text")


def test_text_and_bytes_are_written_and_a_file_keeps_its_rights(tmp_path):
    path = tmp_path / "d.csv"
    replace_file(path, "at,pain\n")
    assert path.read_bytes() == b"at,pain\n"
    path.chmod(0o640)
    replace_file(path, b"\x00\xff")
    assert path.read_bytes() == b"\x00\xff"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [each.name for each in tmp_path.iterdir()] == ["d.csv"]
