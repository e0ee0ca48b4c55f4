"""The zip of one person: the same content gives the same bytes, and whatever is not as it was packed is found."""

from __future__ import annotations

import io
import stat
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from andante.exchange.archive import SUMS, archive_bytes, checked_parts

PARTS = {"person.json": b'{"rows": {}}\n', "diary.csv": b"at,pain\n2026-03-04,5\n", "empty.txt": b""}


def packed_again(*, without: str | None = None, **changed: bytes) -> bytes:
    """The archive of PARTS with members taken out, changed or added, and the checksums left as they were."""
    with zipfile.ZipFile(io.BytesIO(archive_bytes(PARTS))) as zipped:
        members = {name: zipped.read(name) for name in zipped.namelist() if name != without}
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as zipped:
        for name, content in {**members, **{name.replace("__", "."): each for name, each in changed.items()}}.items():
            zipped.writestr(name, content)
    return again.getvalue()


@given(st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=50)))
def test_there_and_back_and_the_order_of_the_parts_is_no_content(parts):
    whole = archive_bytes(parts)
    assert checked_parts(whole) == parts
    assert archive_bytes(dict(reversed(parts.items()))) == whole


def test_its_checksums_are_those_of_sha256sum_and_its_files_are_for_their_owner_alone():
    with zipfile.ZipFile(io.BytesIO(archive_bytes(PARTS))) as zipped:
        names = [line.split("  ")[1] for line in zipped.read(SUMS).decode().splitlines()]
        empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  empty.txt"
        assert empty in zipped.read(SUMS).decode().splitlines()
        assert names == sorted(PARTS)
        assert {stat.S_IMODE(each.external_attr >> 16) for each in zipped.infolist()} == {0o600}


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        (packed_again(diary__csv=b"at,pain\n2026-03-04,6\n"), "diary.csv"),
        (packed_again(without="person.json"), "person.json"),
        (packed_again(more__txt=b"added"), "more.txt"),
        (packed_again(diary__csv=b"", person__json=b""), "diary.csv, person.json"),
        (packed_again(without=SUMS), "diary.csv, empty.txt, person.json"),
    ],
)
def test_what_is_missing_added_or_changed_is_named_and_nothing_else(spoilt, named):
    with pytest.raises(ValueError, match="checksums") as told:
        checked_parts(spoilt)
    assert str(told.value).endswith(f" in {named}")


@pytest.mark.parametrize("spoilt", [b"", b"no zip", archive_bytes(PARTS)[:-30]])
def test_half_an_archive_is_none(spoilt):
    with pytest.raises(ValueError, match="no whole archive"):
        checked_parts(spoilt)
