"""Whatever is answered stays what it was, from the form to the file and back: not asked, blank, a number."""

from __future__ import annotations

import datetime as dt
import tempfile
import uuid
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.web.conftest import posted

from andante.exchange.diary_csv import read_diary, write_diary
from andante.web.accounts.models import User
from andante.web.diary.asking import asked_of
from andante.web.diary.forms import CheckInForm
from andante.web.diary.models import Entry, Remedy, Symptom
from andante.web.diary.rows import diary_of

half = st.none() | st.integers(0, 20).map(lambda number: number / 2)


class Anything(TestCase):
    """Whatever is answered reaches the file as it was meant: not asked, blank, and a number, zero included."""

    @settings(max_examples=20, deadline=None)
    @given(
        answers=st.fixed_dictionaries(
            {
                "pain": half,
                "fog": half,
                "mood": half,
                "symptom_itching": half,
                "area_neck": half,
                "area_knee_left": half,
            }
        ),
        taken=st.sampled_from(["1", "0", ""]),
        minutes=st.none() | st.integers(0, 60),
        effort=half,
    )
    def test_three_states_from_form_to_row_to_diary_to_file(self, answers, taken, minutes, effort):  # acceptance 9, 16
        user = User.objects.create_user(uuid.uuid4().hex)
        Symptom.objects.create(user=user, name="Itching", slug="itching")
        Remedy.objects.create(user=user, name="Heat", slug="heat")
        given_ = {**answers, "remedy_heat": taken, "did_effort_0": effort, "did_minutes_0": minutes}
        sent = {name: "" if value is None else value for name, value in given_.items()}
        form = CheckInForm(posted(**sent, activity_0="yoga"), asked=asked_of(user, user.today()))
        assert form.is_valid(), form.errors
        now = dt.datetime.now(dt.UTC)
        entry, _ = Entry.check_in(user, user.today(), form.answers(), client_id=uuid.uuid4(), now=now)
        entry.refresh_from_db()
        diary = diary_of(user, now + dt.timedelta(hours=1))
        with tempfile.TemporaryDirectory() as folder:
            write_diary(diary, Path(folder) / "diary.csv")
            back = read_diary(Path(folder) / "diary.csv")
        assert back.columns == diary.columns
        (row,) = back.entries
        wanted = {
            "pain": answers["pain"],
            "fog": answers["fog"],
            "mood": answers["mood"],
            "symptom.itching": answers["symptom_itching"],
            "treatment.heat": float(taken) if taken else None,
        }
        for column, value in wanted.items():
            assert back.state(row, column) == ("blank" if value is None else "answered"), column
            assert row.get(column) == value
        for area in ("neck", "knee_left"):
            value = answers[f"area_{area}"]
            assert back.state(row, f"pain.{area}") == ("not asked" if value is None else "answered")
        known = (minutes is not None and effort is not None) or 0 in (minutes, effort)
        assert back.state(row, "load.trunk") == ("answered" if known else "blank")
        again = CheckInForm(asked=asked_of(user, user.today(), entry.given), former=entry.given, version=1)
        shown = {bound.name: bound.value() for bound in again if bound.value() not in (None, False)}
        form = CheckInForm(
            {**shown, "client_id": str(uuid.uuid4())},
            asked=asked_of(user, user.today(), entry.given),
            former=entry.given,
        )
        assert form.is_valid(), form.errors
        assert entry.change(form.answers(), based_on=1) == "same"
