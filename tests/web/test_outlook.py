"""What stands above all else on Today, and the words of a plan that has less room than a usual day."""

from __future__ import annotations

import pytest
from tests.web.conftest import TODAY

from andante.learn.scores import Record
from andante.web.today.page import page_of
from andante.web.today.services import Today
from andante.web.today.words import tiers_of


class TestTheFirstLine:
    """What stands above all else: no quiet day above one's limit, on the way back, or with more to do than room."""

    def page(self, *, mode="usual", risk=0.04, limit=0.1, step="hold", why=(), schedule=()):
        room = {"floor": 6.0, "ceiling": 10.0, "done": 0.0}
        answer = {
            "on": TODAY.isoformat(), "mode": mode, "why": list(why), "envelope": {"trunk": room}, "step": step,
            "schedule": list(schedule), "belief": None,
            "risk": {"p_flare_within_3_days": risk, "if_unchanged": risk, "limit": limit},
        }  # fmt: skip
        return page_of(Today(TODAY, rated_days=90, answer=answer, score=Record(99, 0.5, 0.9, 0.8)))

    @pytest.mark.parametrize(
        ("risk", "limit", "said"),
        [
            (0.04, 0.1, "Quiet days look likely"),
            (0.04, 0.03, "Go gently"),
            (0.19, 0.2, "Mostly quiet days ahead"),
            (0.19, 0.1, "Go gently"),
            (0.3, 0.4, "Go gently"),
            (0.6, 0.9, "Go very gently"),
        ],
    )
    def test_no_chance_above_the_limit_is_called_quiet(self, risk, limit, said):
        assert self.page(risk=risk, limit=limit).headline == said

    def test_the_way_back_is_called_so(self):
        page = self.page(mode="re-entry", step="down")
        assert page.headline == "A day of coming back"
        assert "4 in 100" in page.outlook

    def test_more_to_do_than_room_is_said_first_and_once_more_where_nothing_else_is_planned(self):
        """A shift of 400 effort-minutes was greeted with "Quiet days look likely"."""
        over = {"code": "must-do-over", "numbers": {"group": "trunk", "needs": 400.0, "most": 10.0}, "text": "."}
        bout = {"minutes": 10.0, "rest": 5.0, "position": "sitting"}
        one = {"activity": "piano", "tier": "least", "group": "trunk", "effort": 0.2, "bouts": [bout]}
        for schedule, else_ in ((), True), ((one,), False):
            page = self.page(why=[over], schedule=schedule)
            assert page.headline == "A full day"
            assert "More has to be done than there is room for." in page.outlook
            assert ("Nothing else is planned" in page.outlook) is else_
        assert self.page(why=[over], mode="flare").headline == "Rest comes first today"


def test_a_second_tier_that_is_the_last_leads_to_the_room_and_not_to_a_usual_day():
    """ "Up to a usual day" stood over 62 % of one, on the way back."""
    bout = {"minutes": 10.0, "rest": 5.0, "position": "sitting"}
    one = {"activity": "piano", "group": "trunk", "effort": 0.2, "bouts": [bout]}
    tiers = [{**one, "tier": tier} for tier in ("least", "usual", "if it goes well")]
    for codes, usual in ((), "on top of the least, up to"), (({"code": "no-floor"},), "on top, up to"):
        for schedule, to in ((tiers, "a usual day"), (tiers[:2], "today’s room")):
            answer = {"mode": "careful", "why": list(codes), "schedule": schedule}
            assert f"{usual} {to}" in str(tiers_of(answer)["usual"][1])


def test_beside_what_has_to_be_done_there_is_no_least_to_reach_and_a_bout_of_it_to_start():
    """ "No room here today", "good to do at least 6", nothing to start, and no way to the wishes."""
    bout = {"minutes": 10.0, "rest": 5.0, "position": "sitting"}
    must = {"activity": "desk work", "bouts": [bout], "loads": {"trunk": 8.0}}
    room = {"floor": 6.0, "ceiling": 10.0, "done": 0.0}
    answer = {
        "on": TODAY.isoformat(), "mode": "careful", "envelope": {"trunk": room, "arms_hands": room},
        "why": [{"code": "floor", "numbers": {"floor": 6.0, "group": "arms_hands"}, "text": "At least 6."}],
        "step": "hold", "schedule": [], "must_do": [must], "belief": None,
        "risk": {"p_flare_within_3_days": None, "if_unchanged": None, "limit": 0.1},
    }  # fmt: skip
    page = page_of(Today(TODAY, rated_days=90, answer=answer))
    assert [room.floor for room in page.rooms] == ["0", "0"]
    assert page.start.activity == "Desk work"
    assert page.reasons == ()
    one = {"activity": "piano", "tier": "least", "group": "arms_hands", "effort": 0.2, "bouts": [bout]}
    page = page_of(Today(TODAY, rated_days=90, answer={**answer, "schedule": [one]}))
    assert [room.floor for room in page.rooms] == ["0", "6"]
    assert page.start.activity == "Piano"
    assert len(page.reasons) == 1
