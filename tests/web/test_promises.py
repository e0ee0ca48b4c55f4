"""Promises that no single page keeps: no dose, stages, two identities, no listening."""

from __future__ import annotations

import datetime as dt
import json
import re

import polib
import pytest
from django.conf import settings as django_settings
from django.test import Client
from tests.web.conftest import TODAY, posted, write, write_days
from tests.web.test_access import OPEN, addresses

from andante.web.diary.models import Entry, Remedy
from andante.web.settings import HERE
from andante.web.today.services import DAYS_NEEDED, plan_for


def test_no_plan_and_no_shortcut_says_or_repeats_a_dose(client, owner, learner):  # acceptance 36
    Remedy.objects.create(user=owner, name="Amitriptyline", slug="amitriptyline", dose="ten at night", prescribed=True)
    yesterday = TODAY - dt.timedelta(days=1)
    for back in range(40, 1, -1):
        write(owner, TODAY - dt.timedelta(days=back), pain=4.0 + back % 3, load__trunk=10)
    client.post(f"/diary/{yesterday}/", posted(pain=4, remedy_amitriptyline="1", dose_amitriptyline="ten at night"))
    assert Entry.objects.get(doses__amitriptyline="ten at night").answers["treatment.amitriptyline"] == 1
    for path in ("/today/?now=1", "/today/timer/"):
        page = client.get(path).content.decode().lower()
        assert "amitriptyline" not in page, path
        assert "ten at night" not in page, path
    assert "amitriptyline" not in json.dumps(plan_for(owner, TODAY).answer).lower()
    copied = client.post(f"/diary/{TODAY}/same/", {"client_id": posted()["client_id"]})
    assert copied.status_code == 302
    (today,) = Entry.objects.of(owner).on_day(TODAY, owner.day_start)
    assert today.doses == {}


def level_days(user, days: int) -> None:
    """Days at one level, with work in every muscle group: what a step up asks for, were they enough."""
    work = {f"load__{group}": 12.0 for group in ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")}
    for back in range(days, 0, -1):
        write(user, TODAY - dt.timedelta(days=back), pain=4.0 + back % 2, fatigue=4, **work)


@pytest.mark.parametrize(("days", "mode", "steps"), [(0, True, {"hold"}), (13, True, {"hold"}), (15, False, {"hold"})])
def test_more_load_is_unlocked_in_stages(owner, learner, days, mode, steps):  # acceptance 38
    """At first what is safe for everybody; then a plan of one's own that holds; steps up come after more level days."""
    level_days(owner, days)
    answer = plan_for(owner, TODAY).answer
    assert (answer["mode"] == "safe-default") == mode == (days < DAYS_NEEDED)
    assert answer["step"] in steps


def test_what_strangers_can_open_names_nobody_and_nothing_is_published(client, owner, learner):  # acceptance 56
    """There is no discussion yet: whatever is open to all is the same for all, and holds no word of a diary."""
    entry = write(owner, TODAY, pain=4, note="a private word")
    assert not {app for app in django_settings.INSTALLED_APPS if "articles" in app or "comments" in app}
    for name, (_, path) in addresses_without_rows(entry).items():
        page = Client().get(path).content
        assert b"a private" not in page, name
        assert not re.search(rb"\bada\b", page), name


def addresses_without_rows(entry: Entry) -> dict[str, tuple[str, str]]:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(user=entry.user, type="webauthn", data={"name": "a private key", "credential": {}})
    return {name: where for name, where in addresses(entry).items() if name in OPEN}


def test_nothing_of_andante_listens(client, learner):  # acceptance 57
    """Dictation is the system keyboard's: no script asks for the microphone, and no page would be given it."""
    folder = HERE / "static"
    scripts = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.js"))
    assert len(scripts) > 10_000
    assert not re.search(r"SpeechRecognition|getUserMedia|MediaRecorder|mediaDevices", scripts)
    answer = client.get(f"/diary/{TODAY}/")
    assert "microphone=()" in answer["Permissions-Policy"]
    assert re.search(r"<textarea[^>]*name=\"note\"", answer.content.decode())
    assert not re.search(r"<textarea[^>]*(readonly|inputmode=.none)", answer.content.decode())


SCOLDING = re.compile(
    r"\bstreaks?\b|days in a row|well done|great job|keep it up|congrat|you (?:missed|forgot|failed)|should have|!"
    r"|\bserien?\b|tage in folge|gut gemacht|weiter so|glückwunsch|du hast .*(?:verpasst|vergessen)|hättest .*sollen",
    re.IGNORECASE,
)


def test_no_sentence_counts_days_praises_or_scolds():  # acceptance 18
    """In English and in German, wherever it may be shown."""
    catalogue = polib.pofile(str(HERE / "locale/de/LC_MESSAGES/django.po"))
    said = [each for entry in catalogue for each in (entry.msgid, entry.msgid_plural, entry.msgstr)]
    said += [each for entry in catalogue for each in entry.msgstr_plural.values()]
    assert len(said) > 2000
    assert [each for each in said if SCOLDING.search(each)] == []


def test_days_left_out_change_no_word_but_those_on_what_is_known(client, owner, learner, clock):  # acceptance 18
    """A week away: Today greets as before, asks nothing about it, and the diary says no more than "No entry."."""
    write_days(owner, 40, last=TODAY - dt.timedelta(days=7))
    page = client.get("/today/?now=1").content.decode()
    assert "How is today?" in page
    assert re.findall(r"(?i)last (?:entry|week)|miss(?:ed|ing)|away|catch up", re.sub(r"<[^>]*>", " ", page)) == []
    diary = client.get("/diary/").content.decode()
    assert diary.count("No entry.") == 6  # today's is still to come
