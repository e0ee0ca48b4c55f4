"""A diary file made of text or bytes, and what is said about it; a data folder with a database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from andante.errors import DiaryError
from andante.exchange.backup import DATABASE
from andante.exchange.diary_csv import read_people


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str | bytes], str]:
    """Puts text or bytes into `d.csv` of an empty folder and gives that name, short enough to stand in messages."""
    monkeypatch.chdir(tmp_path)

    def put(content: str | bytes) -> str:
        Path("d.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        return "d.csv"

    return put


@pytest.fixture
def problems(file: Callable[[str | bytes], str]) -> Callable[..., list[str]]:
    """The lines of the DiaryError that reading such a file ends with."""

    def read(content: str | bytes, **options: object) -> list[str]:
        with pytest.raises(DiaryError) as caught:
            read_people(file(content), **options)  # type: ignore[arg-type]
        return str(caught.value).split("\n")

    return read


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a database of 500 rows in it."""
    folder = tmp_path / "data"
    folder.mkdir()
    with sqlite3.connect(folder / DATABASE) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE diary_entry (number INTEGER)")
        database.executemany("INSERT INTO diary_entry VALUES (?)", [(n,) for n in range(500)])
    database.close()
    return folder
