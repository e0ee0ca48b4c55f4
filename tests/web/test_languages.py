"""Every string of a page can be said in German, and says the same with the same numbers."""

from __future__ import annotations

import importlib.util
import re
import string
from pathlib import Path

import polib
import pytest
from django.utils import translation

from andante.plan.answer import Why
from andante.plan.flare_words import PAST_FLARES
from andante.plan.sentences import NOT_OF_PAIN, SENTENCES, why
from andante.plan.together import TOGETHER
from andante.plan.together import TOGETHER_NOT_OF_PAIN as ALIKE
from andante.plan.told import told, told_of
from andante.web.activity_words import activity_name, in_order
from andante.web.engine_words import red_flag_words, sentence_words, told_words
from andante.web.today.page import group_words
from andante.web.today.timer import free_courses
from andante.web.today.words import NUMBERS

ROOT = Path(__file__).resolve().parents[2]
GERMAN = ROOT / "src/andante/web/locale/de/LC_MESSAGES/django.po"


def messages():
    spec = importlib.util.spec_from_file_location("messages", ROOT / ".ci" / "messages.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def catalogues() -> dict[Path, polib.POFile]:
    """What each catalogue should be, from the words in pages and tables as they are now."""
    return dict(messages().catalogues())


def test_every_string_is_translated_and_none_is_doubtful(catalogues):
    assert [path.parents[1].name for path in catalogues] == ["de"]
    for path, made in catalogues.items():
        written = polib.pofile(str(path))
        assert not written.fuzzy_entries()
        assert [entry.msgid for entry in made if not entry.translated()] == []
        assert len(made) > 150


def test_the_files_are_in_step_with_the_words(catalogues):
    """`make messages` brings them there."""
    for path, made in catalogues.items():
        assert path.read_text("utf-8") == f"{made}\n"
        assert path.with_suffix(".mo").read_bytes() == made.to_binary()


def names_in(text: str) -> set[str]:
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "%(" not in text else set()
    return braces | set(re.findall(r"%\((\w+)\)", text))


def test_a_translation_has_the_same_numbers_in_it(catalogues):
    for made in catalogues.values():
        for entry in made:
            said = [entry.msgstr, *entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
            said = [each for each in said if each]
            allowed = names_in(entry.msgid) | names_in(entry.msgid_plural)
            for each in said:
                assert names_in(each) <= allowed, entry.msgid
                groups = {"group", "groups", "Group", "Groups"}  # "{Group}: ..." may have to begin otherwise
                assert names_in(each) - groups == allowed - groups, entry.msgid
                assert "!" not in each  # the tone is the same in every language


def test_every_sentence_of_the_engine_is_said_in_german():
    numbers = {
        name: 7.5
        for template in (*SENTENCES.values(), *TOGETHER.values(), *NOT_OF_PAIN.values())
        for name in names_in(template)
        if name.lower() not in {"group", "groups"}
    }
    with translation.override("de"):
        for template in [each for table in (SENTENCES, TOGETHER, NOT_OF_PAIN, ALIKE) for each in table.values()]:
            german = sentence_words(template, numbers, ["trunk"])
            assert german
            assert "{" not in german
            assert german != template


def answer(*reasons) -> dict:
    return {
        "why": [{"code": each.code, "text": each.text, "numbers": each.numbers} for each in reasons],
        "envelope": {},
    }


def test_past_flares_are_told_whole_on_a_german_day():
    """Only how long they lasted was told, and not that each one eased."""
    about = {"flares": 2, "shortest": 2, "longest": 5, "eased": 2, "stayed": 0, "eased_from": 1, "eased_to": 2}
    whole = {**about, "back_from": 1, "back_to": 3}

    def german_of(text: str, numbers: dict) -> str:
        return told_words(told(answer(Why("past-flares", text, numbers)), forecast_shown=True)[0])

    with translation.override("de"):
        said = german_of("Your last", whole)
        german = [translation.gettext(PAST_FLARES[each]) for each in ("all eased", "speed", "back")]
        apart = translation.gettext(PAST_FLARES["days apart"])
        spans = [apart.format(low=low, high=high) for low, high in ((2, 5), (1, 2), (1, 3))]
        other = german_of("Your last", {**whole, "rated": "sleep"})
        older = german_of("Older", {"flares": 1, "longest": 3, "shortest": 3})
        oldest = german_of("Oldest", {})
    assert said == " ".join(each.format(flares=2, span=span) for each, span in zip(german, spans, strict=True))
    assert "Schmerz" in said
    assert "Schmerz" not in other
    assert older == "Dein letzter Schub dauerte 3 Tage."
    assert oldest == "Oldest"


def test_a_reason_keeps_its_numbers_and_dates():
    reason = why("full-week", {"most": 12.34, "week": 80.0, "done": 71.5, "eases": "2026-03-10"}, group="trunk")
    (one,) = told_of(answer(reason), "trunk")
    assert told_words(one) == one.text
    with translation.override("de"):
        said = told_words(one)
    assert "12" in said
    assert "Dienstag" in said
    assert "Rumpf" in said


@pytest.mark.parametrize(
    ("code", "numbers", "english", "german"),
    [
        ("later-entries", {"entries": 1}, "1 entry is dated after this day and is left", "1 Eintrag trägt"),
        ("later-entries", {"entries": 1}, "please look at its date.", "schau dir bitte sein Datum an."),
        ("own-ceiling", {"most": 1.04}, "at most 1 effort-minute, the", "höchstens 1 Anstrengungsminute,"),
        ("own-ceiling", {"most": 21.0}, "at most 21 effort-minutes, the", "höchstens 21 Anstrengungsminuten,"),
        ("own-ceiling", {"most": 1.1}, "at most 1.1 effort-minutes, the", "höchstens 1,1 Anstrengungsminuten,"),
        ("hours", {"most": 1.0, "hours": 0.5}, "at most 1 effort-minute fits gently", "1 Anstrengungsminute passt"),
        ("done-today", {"done": 1.0}, "1 effort-minute of today is in the", "1 Anstrengungsminute von heute steht"),
        ("pain-rising", {"rise": 1.0}, "was 1 point above", "lag 1 Punkt über"),
        ("pain-rising", {"rise": 2.1}, "was 2.1 points above", "lag 2,1 Punkte über"),
        ("bouts", {"longest": 1}, "at most 1 minute,", "höchstens 1 Minute,"),
        ("valued", {"activities": "yoga (room for about 1 minutes)"}, "about 1 minute)", "etwa 1 Minute)"),
        ("not-enough-yet", {"most": 2.0, "known": 1, "needed": 14, "earliest": "soon"}, "so far is 1 of", "hat 1 der"),
        ("week-unknown", {"most": 2.0, "missing": 1}, "1 of the last six has none", "sechs hat keine"),
    ],
)  # fmt: skip
def test_one_is_said_as_one(code, numbers, english, german):
    reason = why(code, numbers, group="trunk")
    assert english in reason.text
    (one,) = told(answer(reason), forecast_shown=True)
    with translation.override("de"):
        assert german in told_words(one)


def test_what_is_planned_by_is_named_where_it_is_not_pain():
    about = {"step_percent": 10.0, "most": 3.0, "reached": 2.0, "rated": "sleep"}
    reasons = [why("step-up", about, group=group) for group in ("arms_hands", "trunk")]
    assert "your ratings of sleep have been level" in reasons[0].text
    (one,) = told(answer(*reasons), forecast_shown=True)
    assert "your ratings of sleep have been level" in one.text
    with translation.override("de"):
        assert "Angaben zu „Schlaf“" in told_words(one)
        assert "Angaben zu „Schlaf“" in told_words(told(answer(reasons[0]), forecast_shown=True)[0])


def test_reasons_told_together_name_all_groups_together():
    groups = ("neck_shoulders", "arms_hands", "trunk")
    reasons = [why("recent-maximum", {"most": 10.0}, group=group) for group in groups]
    (one,) = told({**answer(*reasons), "envelope": dict.fromkeys(groups)}, forecast_shown=True)
    with translation.override("de"):
        assert told_words(one).startswith("Alle Muskelgruppen")
        within = sentence_words(
            "No step up yet for {groups}: it is not known what your level was {days} days ago.",
            {"days": 14.0},
            groups,
            all_groups=True,
        )
        assert within is not None
        assert "für alle Muskelgruppen" in within


def test_every_number_of_a_reason_has_a_name_on_the_page():
    templates = (*SENTENCES.values(), *TOGETHER.values(), *NOT_OF_PAIN.values())
    names = {name for template in templates for name in names_in(template)} - {"group", "groups", "Group", "Groups"}
    assert names - set(NUMBERS) == set()


def test_the_examples_of_a_form_are_activities_that_are_known():
    for message in ("such as “desk work 240”", "with its minutes: desk work 240"):
        (entry,) = [each for each in polib.pofile(str(GERMAN)) if message in each.msgid]
        example = re.search(r"([A-ZÄÖÜ][\w ]+) 240", entry.msgstr)
        assert example
        with translation.override("de"):
            assert activity_name(example[1]) == "desk work"


def test_a_plan_of_an_older_version_keeps_its_own_words():
    reason = {"code": "full-week", "text": "As it was said then.", "numbers": {"group": "trunk"}}
    (one,) = told_of({"why": [reason], "envelope": {}}, "trunk")
    with translation.override("de"):
        assert told_words(one) == "As it was said then."


def test_activities_are_listed_in_the_order_of_the_language():
    with translation.override("de"):
        words = [course["words"] for course in free_courses()]
        assert words == sorted(words, key=in_order)
        assert words.index("Nähen") < words.index("Übungen aus der Physiotherapie")
        assert words.index("Übungen aus der Physiotherapie") < words.index("Wäsche falten")


def test_the_first_plan_names_the_whole_body_in_german():
    with translation.override("de"):
        assert group_words("whole_body") == "Ganzer Körper"
        assert group_words("trunk") == "Rücken und Rumpf"


def test_help_is_said_in_german_too():  # acceptance 35
    with translation.override("de"):
        said = red_flag_words(("chest_pain", "fever"))
    assert "112" in said
    assert said.index("112") < said.index("heute")
    assert "Brust" in said
