"""People, diaries and a small stand-in for the learner, for tests of the web app."""

from __future__ import annotations

import datetime as dt
import json
import sys
import types
import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from andante.anatomy import MUSCLE_GROUPS
from andante.learn.effects import Effect, where_of
from andante.records import Diary
from andante.records import Entry as Row
from andante.web.accounts.models import User
from andante.web.diary.adopt import adopt
from andante.web.diary.answers import COLUMNS, Answers, Doing
from andante.web.diary.models import Entry
from andante.web.diary.sending import take
from andante.web.trends import remembered

OWNERS = "four calm words here"  # the owner's password
NOW = dt.datetime(2026, 3, 5, 18, 30, tzinfo=dt.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def _fast_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def clock(monkeypatch):
    """Set the time: `clock(instant)`. It stands at NOW to begin with."""

    def stand(instant: dt.datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: instant)

    stand(NOW)
    return stand


@pytest.fixture
def owner(db, clock) -> User:
    return User.objects.create_user("ada", password=OWNERS)


@pytest.fixture
def other(db, clock) -> User:
    return User.objects.create_user("ben", password="four other words here")


@pytest.fixture(autouse=True)
def _fresh_counts():
    """How often something was tried is counted in the cache, which outlives a test; and so does what Trends showed."""
    cache.clear()
    remembered.forget()


def signed_in_as(user: User) -> Client:
    """A browser that is signed in, and that was noted among the person's devices (once a day, on any page)."""
    signed_in = Client()
    signed_in.force_login(user)
    signed_in.get("/pair/")
    return signed_in


def once_more(client: Client, password: str = OWNERS) -> Client:
    """The browser, with the password given once more: what could give the account away asks for that."""
    assert client.post("/sign-in/again/", {"password": password}).status_code == 302
    return client


@pytest.fixture
def client(owner) -> Client:
    return signed_in_as(owner)


@pytest.fixture
def other_client(other) -> Client:
    return signed_in_as(other)


@pytest.fixture
def connection_queries(db):
    """How many queries a call makes."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(call) -> int:
        with CaptureQueriesContext(connection) as captured:
            call()
        return len(captured)

    return count


def write(user: User, day: dt.date, *, note: str | None = None, **values: float | None) -> Entry:
    """One entry of `user`, as the form would have written it on the evening of `day`."""
    named = {name.replace("__", "."): value for name, value in values.items()}
    answers = Answers({**dict.fromkeys(COLUMNS), **named}, note=note)
    now = dt.datetime.combine(day, dt.time(21), tzinfo=user.zone_info).astimezone(dt.UTC)
    return Entry.check_in(user, day, answers, client_id=uuid.uuid4(), now=now)[0]


def write_days(user: User, days: int, *, last: dt.date = TODAY - dt.timedelta(days=1)) -> None:
    """`days` days in a row up to `last`, with pain that wanders and some work."""
    for back in range(days):
        work = {"load__neck_shoulders": 10.0 + back % 4, "load__lower_legs": 20.0 + back % 3}
        write(user, last - dt.timedelta(days=back), pain=float(4 + back % 3), **work)


def rate_days(user: User, days: int, *, last: dt.date = TODAY - dt.timedelta(days=1)) -> None:
    """`days` full days up to `last`, written at once: ratings, areas, every muscle group, a note."""
    areas = ("neck", "lower_back", "shoulder_girdle_left", "knee_right", "lower_leg_left")
    rows = []
    for back in reversed(range(days)):
        values = {"pain": 4 + back % 3, "fatigue": 5 + back % 2, "sleep": 6 - back % 4, "stress": back % 5}
        values |= {f"pain.{area}": (back * step) % 7 for step, area in enumerate(areas, 1)}
        values |= {f"load.{group}": 5.0 + (back * step) % 13 for step, group in enumerate(MUSCLE_GROUPS, 2)}
        known = {column: float(value) for column, value in values.items()}
        rows.append(Row(at=last - dt.timedelta(days=back), values=known, note=f"Day {back}: the garden, a letter."))
    adopt(user, Diary(entries=tuple(rows), columns=tuple(rows[0].values)), origin="virtual")


def log_bout(user: User, doing: Doing, *, client_id: uuid.UUID | None = None, now: dt.datetime = NOW) -> Entry:
    """A bout that was done at `now`, sent as the timer sends it. The same `client_id` twice is one entry."""
    local = now.astimezone(user.zone_info)
    sent = {
        "client_id": str(client_id or uuid.uuid4()),
        "kind": "bout",
        "local": local.replace(tzinfo=None).isoformat(),
        "offset_min": int(local.utcoffset().total_seconds() // 60),
        "zone": user.zone,
        "doings": [doing.to_json()],
    }
    outcome = take(user, sent, now)
    assert outcome.entry is not None, outcome.reason
    return outcome.entry


def posted(**answers: object) -> dict[str, str]:
    """A check-in form as a browser sends it: every field is there, what was left alone is empty."""
    fields = ["pain", "fatigue", "sleep", "stress", "note"]
    groups = ["neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs"]
    fields += [f"{part}_{group}" for group in groups for part in ("effort", "minutes")]
    blank = {**dict.fromkeys(fields, ""), "client_id": str(uuid.uuid4()), "based_on": ""}
    return {**blank, **{name: str(value) for name, value in answers.items()}}


@dataclass
class StandInBelief:
    """As much of a belief as the web and the planner look at. It knows no exposure, so no risk is asked of it."""

    through: dt.date
    learned: int
    target: str = "pain"
    person: str | None = None
    exposures: tuple[str, ...] = ()
    digest: str = "stand-in"

    def to_bytes(self) -> bytes:
        return json.dumps([self.through.isoformat(), self.learned]).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> StandInBelief:
        through, learned = json.loads(content)
        return cls(dt.date.fromisoformat(through), learned)

    def answer(self, diary: Diary) -> dict:
        base = {"on": "pain", "when": "next day", "per": "10 effort-minutes", "p_worse": 0.9, "more_days_needed": 0}
        return {
            "belief": self.digest,
            "changes": [{"on": diary.first_day.isoformat(), "by": 1.64, "low": 1.0, "high": 2.3}],
            "effects": [
                {**base, "exposure": "load.neck_shoulders", "part": "above capacity", "verdict": "worsens"}
                | {"mean": 0.7, "low": 0.2, "high": 1.2},
                {
                    **base,
                    "exposure": "sleep",
                    "part": None,
                    "verdict": "helps",
                    "mean": -0.6,
                    "low": -1.1,
                    "high": -0.1,
                },
                {**base, "exposure": "stress", "part": None, "verdict": "no clear link"}
                | {"mean": 0.0, "low": -0.1, "high": 0.1},
                {**base, "exposure": "load.trunk", "part": "below capacity", "verdict": "not enough yet"}
                | {"mean": 0.2, "low": -0.9, "high": 1.3, "more_days_needed": 40},
            ],
        }


@dataclass
class Learner:
    """What was asked of the learner, and of what areas. It fails on those in `broken`."""

    calls: list[tuple[str, dt.date]] = field(default_factory=list)
    good: bool = True
    areas: list[tuple[str, ...]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)


def area_effects(column: str) -> list[Effect]:
    """One effect of each verdict on an area: from the neck worse the next day, from the trunk not known at all."""

    def effect(group: str, when: str, sizes: tuple[float, float, float], verdict: str, **more: Any) -> Effect:
        known = {"part": "whole", "per": "10 effort-minutes", "p_worse": 0.9, "more_days_needed": 0, **more}
        numbers = dict(zip(("mean", "low", "high"), sizes, strict=True))
        name, where = f"load.{group}", where_of(f"load.{group}", column)
        return Effect(exposure=name, on=column, when=when, verdict=verdict, where=where, **numbers, **known)

    return [
        effect("neck_shoulders", "next day", (0.6, 0.1, 1.1), "worsens"),
        effect("neck_shoulders", "2 to 4 days later", (0.2, -0.4, 0.8), "not enough yet", more_days_needed=30),
        effect("lower_legs", "next day", (-0.5, -0.9, -0.1), "helps"),
        effect("lower_legs", "2 to 4 days later", (0.04, -0.1, 0.1), "no clear link"),
        effect("trunk", "next day", (0.0, 0.0, 0.0), "not enough yet", per="", more_days_needed=8),
        effect("trunk", "2 to 4 days later", (0.0, 0.0, 0.0), "not enough yet", per="", more_days_needed=8),
    ]


def all_effects(column: str) -> list[Effect]:
    """Effects on a symptom: those of loads; of stress on the same day, which may be the other way round; and of the
    load of the arms, six ways.
    """
    per = "10 effort-minutes"
    stress = Effect("stress", column, "whole", "same day", "2 points", 0.8, 0.4, 1.2, 0.99, "worsens", 0, "general")
    arms = [
        Effect("load.arms_hands", column, part, when, per, 0.1, -0.3, 0.7, 0.6, "not enough yet", 40, "general")
        for part in ("below capacity", "above capacity")
        for when in ("same day", "next day", "2 to 4 days later")
    ]
    return [*area_effects(column), stress, *arms]


def _quantiles(middle: float) -> dict[str, float]:
    spread = {"0.025": -0.4, "0.1": -0.3, "0.25": -0.1, "0.5": 0.0, "0.75": 0.1, "0.9": 0.3, "0.975": 0.4}
    return {level: middle + shift for level, shift in spread.items()}


def _stand_in_for_areas(asked: Learner, monkeypatch: pytest.MonkeyPatch) -> None:
    def learn_all(diary, targets=None, *, seed=0):
        asked.areas.append(tuple(targets))
        if asked.broken & set(targets):
            raise RuntimeError("this area cannot be worked out")
        return {column: column for column in targets}

    for name, stand_in in (
        ("targets", {"learn_all": learn_all}),
        (
            "links",
            {
                "load_links": lambda column, _diary: area_effects(column),
                "links": lambda column, _diary: all_effects(column),
            },
        ),
    ):
        module = types.ModuleType(f"andante.learn.{name}")
        vars(module).update(stand_in)
        monkeypatch.setitem(sys.modules, module.__name__, module)


@pytest.fixture
def learner(monkeypatch) -> Learner:
    """The learner's verbs stood in for by quick ones that remember what they were asked. The planner is real."""
    import andante.learn

    asked = Learner()

    def learn(diary, target=None, *, seed=0):
        asked.calls.append(("learn", diary.last_day))
        return StandInBelief(diary.last_day, len(diary.entries))

    def update(belief, diary, through=None):
        asked.calls.append(("update", through))
        return StandInBelief(min(through, diary.last_day), belief.learned + 1)

    def forecast(belief, days=3):
        ahead = [belief.through + dt.timedelta(days=n + 1) for n in range(days)]
        cast = [types.SimpleNamespace(day=day, horizon=1, quantiles=_quantiles(5.0), p_flare=0.1) for day in ahead]
        return types.SimpleNamespace(days=tuple(cast))

    def prequential(diary, target=None, *, horizon=3, warmup=14, seed=0):
        asked.calls.append(("prequential", diary.last_day))
        rated = [(diary.day(entry), entry.values["pain"]) for entry in diary.entries if "pain" in entry.values]
        for (origin, _), (day, value) in zip(rated[warmup - 1 :], rated[warmup:], strict=False):
            middle = value if asked.good else value + 4.0
            yield {
                "origin": origin.isoformat(),
                "for": day.isoformat(),
                "horizon": 1,
                "quantiles": _quantiles(middle),
                "p_flare": 0.3 if value >= 7.0 else 0.1,
                "observed": value,
            }

    _stand_in_for_areas(asked, monkeypatch)
    for name, stand_in in (("learn", learn), ("update", update), ("forecast", forecast), ("Belief", StandInBelief)):
        monkeypatch.setattr(andante.learn, name, stand_in, raising=False)
    for name, stand_in in (("prequential", prequential), ("answer", StandInBelief.answer)):
        module = types.ModuleType(f"andante.learn.{name}")
        setattr(module, name, stand_in)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    return asked
