"""Nothing that a person reads is left outside the catalogue: no bare words in a template, no English in German."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.template.loader import render_to_string
from django.utils import translation
from tests.web.conftest import TODAY, log_bout, once_more, write, write_days
from tests.web.passkeys import SoftPasskey
from tests.web.test_access import addresses

from andante.activities import catalogue
from andante.everyday import EVERYDAY
from andante.plan.past_flares import PastFlare, summary
from andante.web.activity_words import activity_name, activity_words, with_capital
from andante.web.diary.answers import Doing
from andante.web.diary.models import Entry, Remedy
from andante.web.engine_words import help_words, number_words, short_number, within
from andante.web.today.models import Wishes
from andante.web.today.timer import free_courses, timer_words
from andante.web.trends.chart_words import chart_words

TEMPLATES = Path(__file__).resolve().parents[2] / "src" / "andante" / "web" / "templates"
NO_PAGE = {"backup"}  # without a data folder, as here, the next page quotes the engine's own words
NO_TEMPLATES = {"service-worker.js", "looks_of.html"}  # a script, and attributes of the root
BARE = {"andante"}
READ = "aria-label|title|alt|placeholder|data-[a-z]+"
"""Attributes whose words a person may get to read or hear."""
ENGLISH = set(
    re.findall(
        r"\w+",
        "the and you your of is are this that with from have has what when how for day days week weeks pain "
        "sleep flare flares today yesterday or to it its be been can could should would one two more less "
        "most than then there here rest sitting standing lying walking minutes effort entry entries diary "
        "written down noted unknown yes left right neck shoulders back knee change changed save delete show "
        "help usual level before after each every nothing something because room least good",
    )
)


def without(text: str, *patterns: str) -> str:
    for pattern in patterns:
        text = re.sub(pattern, " ", text, flags=re.DOTALL)
    return text


def bare_words(template: str) -> list[str]:
    """Words of a template that stand in no {% translate %}, between tags or in an attribute that is read."""
    text = without(
        template,
        r"{#.*?#}",
        r"{%\s*comment.*?endcomment\s*%}",
        r"{%\s*blocktranslate.*?endblocktranslate\s*%}",
        r"{%.*?%}",
        r"{{.*?}}",
        r"<!.*?>",
    )
    said = re.findall(rf'\s(?:{READ})="([^"]*)"', text)
    said = [each for each in said if " " in each.strip() or each[:1].isupper()]  # `data-show="time"` is for the script
    said.append(without(text, r"<(script|style|code|svg)\b.*?</\1>", r"<[^>]*>"))
    return [word for each in said for word in re.findall(r"[^\W\d_]{2,}", each) if word not in BARE]


def test_what_counts_as_bare():
    assert bare_words("<p>Hello {{ name }}</p>") == ["Hello"]
    assert bare_words('<a aria-label="Go on" href="/now/">{% translate "On" %}</a>') == ["Go", "on"]
    assert (
        bare_words('{% blocktranslate with n=1 %}<b>Hi</b>{% endblocktranslate %}<i data-do="more">andante</i>') == []
    )


@pytest.mark.parametrize(
    "path", sorted(TEMPLATES.rglob("*.*")), ids=lambda path: path.relative_to(TEMPLATES).as_posix()
)
def test_a_template_has_no_words_outside_the_catalogue(path):
    if path.name not in NO_TEMPLATES:
        assert bare_words(path.read_text("utf-8")) == []


def read_words(page: str) -> list[str]:
    """What a page says, to eyes and to ears."""
    text = without(
        page, r"<(script|style|code|pre)\b.*?</\1>", r'<select name="zone".*?</select>', r'data-zones="[^"]*"'
    )
    said = re.findall(r'\s(?:aria-label|title|alt|placeholder|data-[a-z]+)="([^"]* [^"]*)"', text)
    return [*said, without(text, r"<[^>]*>")]


def english_in(page: str) -> set[str]:
    said = " ".join(read_words(page)).replace("Nordic Walking", "").lower()
    return set(re.findall(r"[^\W\d_]+", said)) & ENGLISH


@pytest.fixture
def german(owner, client, learner):
    """A German who has written for some weeks: bouts, areas, a flare, what they value."""
    owner.language, owner.low_energy = "de", False
    owner.save()
    write_days(owner, 40)
    credential = SoftPasskey("localhost", "http://localhost").create(
        {"publicKey": {"challenge": "AAAA", "user": {"id": "AAAA"}}}
    )
    Authenticator.objects.create(user=owner, type="webauthn", data={"name": "Schlüssel", "credential": credential})
    entry = write(owner, TODAY, pain=4, fatigue=5, pain__neck=4, pain__knee_left=2, flare=0)
    Wishes.objects.update_or_create(user=owner, defaults={"valued": ["gardening", "piano", "snow shovelling"]})
    return entry


def test_no_page_says_anything_in_english_to_a_german(german, client):
    seen = {}
    once_more(client)
    heat = Remedy.objects.create(user=german.user, name="Wärme", slug="waerme")
    pages = {**addresses(german), "a remedy": ("GET", f"/diary/own/remedy/{heat.pk}/")}
    for name, (method, path) in pages.items():
        answer = client.get(path) if method == "GET" and name not in NO_PAGE else None
        is_shown = answer is not None and answer.status_code == 200
        if is_shown and answer.headers["Content-Type"].split(";")[0] in ("text/html", "image/svg+xml"):
            seen[name] = english_in(answer.content.decode())
    for column in ("neck-shoulders", "lower-legs"):
        picture = client.get(f"/trends/load-{column}.svg?days=30")
        if picture.status_code == 200:
            seen[column] = english_in(picture.content.decode())
    assert {name: found for name, found in seen.items() if found} == {}
    shown = {"today", "check-in", "diary", "edit", "timer", "settings", "trends", "picture", "keeping", "worry"}
    shown |= {"a remedy", "change-password", "add-phone", "mfa_activate_totp", "mfa_remove_webauthn"}
    assert shown <= set(seen)
    assert len(seen) > 30


def test_the_page_of_today_tells_its_reasons_in_german(german, client):
    page = client.get("/today/?now=1").content.decode()
    assert "Anstrengungsminuten" in page
    assert "Gartenarbeit" in page
    assert english_in(page) == set()


def test_a_page_that_is_not_there_is_told_in_german(german, client, settings):
    page = client.get("/no/such/page/").content.decode()
    assert "Diese Seite gibt es nicht" in page


def test_a_fault_is_told_in_german():
    with translation.override("de"):
        page = render_to_string("500.html")
    assert '<html lang="de">' in page
    assert english_in(page) == set()


def test_every_activity_has_words_of_its_own_that_lead_back_to_it():
    names = (*(words.name for words in EVERYDAY), *catalogue())
    with translation.override("de"):
        said = {name: activity_words(name) for name in names}
        assert len(set(said.values())) == len(names)
        assert {name: activity_name(f" {with_capital(words)}") for name, words in said.items()} == {
            name: name for name in names
        }
        assert all(activity_name(name) == name for name in names)
        assert not any("," in said[name] for name in catalogue()), (
            "a comma parts one from the next where one types them"
        )
        assert activity_words("walking") == "Gehen"
        assert translation.gettext("walking") == "im Gehen"
        assert activity_name("a private harp") is None


def test_what_is_typed_in_german_is_kept_under_its_own_name(german, client, owner):
    client.post("/today/wishes/", {"valued": "klavier spielen\nFenster putzen\nmeine Harfe"})
    assert Wishes.of(owner).valued == ["piano", "window cleaning", "meine Harfe"]
    assert "Klavier spielen\nFenster putzen\nmeine Harfe" in client.get("/today/wishes/").content.decode()
    form = {"client_id": "6f1c8f5e-6b0e-4f0e-9b1e-0d7c4f5a1b2c", "based_on": "", "activity_0": "Gartenarbeit"}
    client.post(f"/diary/{TODAY}/", {**form, "did_effort_0": "3", "did_minutes_0": "20"})
    entry = Entry.objects.of(owner).get(client_id=form["client_id"])
    assert Doing.from_json(entry.doings[0]).activity == "gardening"
    page = client.get(f"/diary/entry/{entry.pk}/").content.decode()
    assert 'value="Gartenarbeit"' in page


def test_a_bout_is_read_in_german(german, client, owner, clock):
    log_bout(owner, Doing("dog walking", 12, 2.5, planned=True), client_id=german.pk, now=german.instant)
    page = client.get(f"/diary/{TODAY}/").content.decode()
    assert "Mit dem Hund gehen" in page
    assert "12 min, Anstrengung 2,5" in page


def test_the_timer_has_german_words():
    with translation.override("de"):
        said = [*timer_words().values(), *(course["words"] for course in free_courses())]
    words = re.findall(r"[^\W\d_]+", re.sub(r"%\(\w+\)s", "", " ".join(said)).replace("Nordic Walking", "").lower())
    assert set(words) & ENGLISH == set()


def test_help_after_thoughts_of_harm_names_a_line_to_call_in_german_too():
    with translation.override("de"):
        ((level, said),) = help_words(("self_harm",))
    assert level == "now"
    assert "112" in said
    assert all(
        number in said for number in ("116 123", "0800 111 0 111 in Deutschland", "142 in Österreich", "143 in der")
    )


def test_past_flares_are_told_in_german():
    start = TODAY.replace(day=1)
    flare = PastFlare(start, TODAY, 5, 8.0, "eased slowly", marked=True, eased_days=3, days_to_usual_load=1)
    with translation.override("de"):
        said = summary([flare, flare], say=translation.gettext)
        alone = summary([flare], say=translation.gettext)
    assert said.startswith("Deine letzten 2 Schübe dauerten 5 Tage")
    assert set(re.findall(r"\w+", (said + alone).lower())) & ENGLISH == set()


def test_numbers_and_names_are_written_as_a_german_writes_them():
    with translation.override("de"):
        assert short_number(4.5) == "4,5"
        assert number_words("most", 2.55) == "2,5"
        assert number_words("activities", "gardening (room for about 12 minutes), a harp") == (
            "Gartenarbeit (Spielraum für etwa 12 Minuten), a harp"
        )
        assert number_words("column", "load.trunk") == "Rücken und Rumpf"
        assert within("Nacken") == "Nacken"
        words = chart_words()
        assert words.number(0.5) == "0,5"
        assert words.long_date(TODAY.replace(day=3)) == "3. März 2026"
        assert words.verdict("helps") == "hilft"
    assert short_number(4.5) == "4.5"
    assert within("Neck") == "neck"
