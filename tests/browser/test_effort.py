"""The five questions about malaise after effort, from the tick that they stand beside, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from andante.web.today.models import Wishes

pytestmark = pytest.mark.browser


def test_from_the_tick_to_what_the_answers_come_to(open_page, year):
    seen = open_page(year, has_touch=True)
    seen.go("/settings/")
    seen.page.get_by_role("link", name="Not sure? Five questions").tap()
    about = seen.page.get_by_role("group", name="A little thinking, reading or talking")
    about.get_by_label("How often").select_option("mostly")
    about.get_by_label("How strong").select_option("clear")
    seen.page.get_by_role("button", name="Save").tap()
    result = seen.page.get_by_role("region", name="What your answers come to")
    expect(result).to_contain_text("does not step up")
    expect(result).to_contain_text("not a diagnosis")
    assert Wishes.of(year).pem_screen == {"mind_tires": [3, 2]}
    expect(about.get_by_label("How often")).to_have_value("3")
