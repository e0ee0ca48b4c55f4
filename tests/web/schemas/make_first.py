"""Writes `first.sql`: a database as the first schema kept it, with a small diary in it. Run once, at that schema; kept
so that a reader sees where the file is from.

    PYTHONPATH=src python tests/web/schemas/make_first.py
"""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import tempfile
import uuid
from pathlib import Path

HERE = Path(__file__).parent
DAY = dt.date(2026, 3, 4)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        os.environ["ANDANTE_DATA"] = folder
        from andante.web.start import lay_folder, open_database

        lay_folder(data)
        open_database()
        _write()
        from django.db import connection

        connection.close()
        with sqlite3.connect(data / "andante.sqlite3") as database:
            (HERE / "first.sql").write_text("\n".join(database.iterdump()) + "\n", "utf-8")


def _write() -> None:
    from andante.web.accounts.models import User
    from andante.web.diary.answers import COLUMNS, Answers
    from andante.web.diary.models import Concern, Entry

    user = User.objects.create(username="ada", password="!", zone="Europe/Berlin", caution=0.15, me_cfs=True)
    blank = dict.fromkeys(COLUMNS)
    for number, values in enumerate(({"pain": 4.5, "sleep": 0.0}, {"pain": 0.0, "load.trunk": 12.0}, {"fatigue": 7.0})):
        day = DAY + dt.timedelta(days=number)
        now = dt.datetime.combine(day, dt.time(20, 15), tzinfo=dt.UTC)
        efforts = {"trunk": (4.0, 30.0)} if "load.trunk" in values else {}
        answers = Answers({**blank, **values}, efforts, note="a windy day, “quiet”" if number == 0 else None)
        Entry.check_in(user, day, answers, client_id=uuid.UUID(int=number + 1), now=now)
    entry = Entry.objects.get(client_id=uuid.UUID(int=1))
    entry.change(Answers({**entry.answers, "pain": 5.0}, note=entry.note), based_on=1)
    Entry.objects.get(client_id=uuid.UUID(int=3)).set_void(True)
    Concern.objects.create(user=user, flags=["fever"])


if __name__ == "__main__":
    main()
