"""The table of modes: one row for every day, the same table in the pages, and the ways from one mode to the next."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from andante.plan import modes
from andante.plan.guards import Question
from andante.plan.limits import Limits
from andante.plan.mode_words import BECAUSE, because
from andante.plan.modes import FACTS, MODES, NEXT, TABLE, mode_for, row_for
from andante.plan.planner import recommend
from andante.plan.situation import Situation

ON = dt.date(2026, 3, 5)
PAGE = Path(__file__).resolve().parents[2] / "docs" / "pacing.md"


def test_exactly_one_row_fits_any_set_of_facts():
    for chosen in itertools.product([False, True], repeat=len(FACTS)):
        facts = {fact for fact, holds in zip(FACTS, chosen, strict=True) if holds}
        fitting = [row for row in TABLE if row.fits(facts)]
        assert fitting == [row_for(facts)]


def test_every_fact_leads_to_a_row_and_every_mode_has_one():
    assert [row.when for row in TABLE] == [*FACTS, None]
    assert {row.mode for row in TABLE} == set(MODES) == set(NEXT)
    assert all(row.begins and row.ends for row in TABLE)


@pytest.mark.parametrize(
    ("facts", "mode"),
    [
        ((), "usual"),
        (("red flag", "flare"), "safe-default"),
        (("entries in doubt", "flare"), "safe-default"),
        (("flare", "too little known"), "flare"),
        (("after a flare", "worse days"), "re-entry"),
        (("too little known", "after a flare"), "safe-default"),
        (("locked for care",), "careful"),
        (("expected soreness",), "careful"),
        (("risk above limit",), "careful"),
    ],
)
def test_what_weighs_more_wins(facts, mode):
    assert mode_for(set(facts)) == mode


def rows_of(title):
    """The rows of the table under a heading of the page, each a tuple of cells."""
    section = PAGE.read_text("utf-8").partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [tuple(cell.strip() for cell in line.strip("|").split("|")) for line in lines]


def test_the_page_shows_the_table_as_it_is():
    rows = rows_of("Modes")
    told = [row[:4] for row in rows if len(row) == 4]
    assert told == [(str(i + 1), row.mode, row.begins, row.ends) for i, row in enumerate(TABLE)]
    after = [row for row in rows if len(row) == 2][2:]  # below its head and line
    assert {mode: tuple(re.split(", ", then)) for mode, then in after} == NEXT


def lived(draw_pain, marks, load, build):
    first = ON - dt.timedelta(days=len(draw_pain))
    rows = {}
    for i, value in enumerate(draw_pain):
        values = {"load.trunk": load[i]} if load[i] is not None else {}
        values |= {"pain": value} if value is not None else {}
        values |= {"flare": 1.0} if marks[i] else {}
        rows[first + dt.timedelta(days=i)] = values
    return build.diary(rows)


@settings(deadline=None, max_examples=12)
@given(data=st.data(), seed_days=st.integers(15, 30))
def test_days_follow_each_other_only_as_the_table_says(build, data, seed_days):
    """Day by day through random diaries with one entry a day."""
    tail = data.draw(st.lists(st.sampled_from([4.0, 4.0, 4.0, 5.5, 8.0, 8.0, None]), min_size=20, max_size=30))
    pain = [4.0] * seed_days + tail
    marks = [False] * seed_days + data.draw(
        st.lists(st.sampled_from([False] * 9 + [True]), min_size=len(tail), max_size=len(tail))
    )
    load = data.draw(st.lists(st.sampled_from([20.0, 20.0, 25.0, None, 60.0]), min_size=len(pain), max_size=len(pain)))
    diary = lived(pain, marks, load, build)
    before = None
    for ago in range(len(tail), -1, -1):
        day = ON - dt.timedelta(days=ago)
        known = diary.through(day - dt.timedelta(days=1))
        mode = recommend(Question(Situation.from_diary(known, day)), build.flat_risk(0.05)).mode
        assert before is None or mode in NEXT[before], (day, before, mode)
        before = mode


def test_a_row_is_made_of_its_place_in_the_order():
    assert TABLE[3].unless == FACTS[:3]
    assert modes.TABLE[-1].unless == FACTS


def test_the_page_names_every_cap_and_every_lock():
    page = PAGE.read_text("utf-8")
    folder = Path(modes.__file__).parent
    sources = [each.read_text("utf-8") for each in (folder / "locks.py", *(folder / "guards").glob("*.py"))]
    codes = {code for source in sources for code in re.findall(r'(?:Cap|Lock)\(\s*"([a-z-]+)"', source)}
    codes |= {"step-up", "recent-maximum", "stale", "contradictory", "implausible", "no-load", "little-load"}
    assert len(codes) > 25
    assert not [code for code in sorted(codes) if f"`{code}`" not in page]


class TestReason:
    """The mode came of all caps, the words of the lowest of each group: some plans were careful and did not say why."""

    def told(self, question):
        plan = recommend(question, None)
        return plan.mode, [why.code for why in plan.why if why.code.startswith("because-")]

    def test_a_stale_rating_behind_an_own_ceiling(self, build):
        assert self.told(build.question(last_rated_h=60.0)) == ("safe-default", [])
        low = Limits(ceilings={"neck_shoulders": 2.0})
        assert self.told(build.question(low, last_rated_h=60.0)) == ("safe-default", ["because-stale"])

    def test_a_flare_behind_an_own_ceiling(self, build):
        flare = (build.flare(2, None),)
        assert self.told(build.question(flares=flare)) == ("flare", [])
        low = Limits(ceilings={"neck_shoulders": 2.0})
        assert self.told(build.question(low, flares=flare)) == ("flare", ["because-flare"])

    def test_the_way_back_and_worse_days_behind_one(self, build):
        low = Limits(ceilings={"neck_shoulders": 2.0})
        assert self.told(build.question(low, flares=(build.flare(6, 2),))) == ("re-entry", ["because-re-entry"])
        assert self.told(build.question(low, pain=[4.0] * 47 + [6.0] * 2)) == ("careful", ["because-worse-days"])
        assert self.told(build.question(low, load=[20.0] * 48 + [None])) == ("careful", ["because-blanks"])


def test_each_reason_for_a_mode_has_words_and_belongs_to_a_row():
    facts = [row.when for row in TABLE]
    assert {because(fact, [], stale=stale) for fact in facts for stale in (True, False)} == {None, *BECAUSE}
