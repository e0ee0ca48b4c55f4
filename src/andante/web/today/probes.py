"""At most one question after a bout: how is the pain now? Asked once, gone when stale, and never in a flare.

Which moment: of the four (just after, after about 20 minutes, next morning, after 48 hours) the one that this muscle
group has been answered for least in the last four weeks, for that is where an answer teaches most; among equals the
next morning before 48 hours, 20 minutes and just after, for the late answers are the ones a day's entry tells least
about. One question waits at a time, and one is asked a day at most.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from andante.web.accounts.models import User
from andante.web.diary.models import Entry
from andante.web.today.models import Probe

LAGS: Final = ("morning", "two days", "20 min", "just after")
"""The moments, the preferred one first."""
BOUT: Final = "bout"
COUNTED_DAYS: Final = 28
ON_SCREEN_MIN: Final = 10
SOON_H: Final = 2
MORNING: Final = (dt.time(5), dt.time(12))


def probe_for(user: User, recent: Sequence[Entry], now: dt.datetime) -> Probe | None:
    """The question to show at `now`, made from the newest bout of `recent` entries if need be. None when there is
    nothing to ask.
    """
    bouts = [entry for entry in recent if entry.kind == BOUT and entry.doings and entry.instant <= now]
    if bouts and now - bouts[-1].instant <= dt.timedelta(hours=SOON_H):
        _ask_about(user, bouts[-1], now)
    due = _open_ones(user).filter(due_from__lte=now, due_until__gt=now)
    probe = due.order_by("due_from").first()
    if probe is None:
        return None
    if probe.shown_at is None:
        probe.shown_at = now
        probe.save(update_fields=["shown_at"])
    return probe if now - probe.shown_at < dt.timedelta(minutes=ON_SCREEN_MIN) else None


def _open_ones(user: User) -> QuerySet[Probe]:
    """Questions that nobody closed; none about a bout that was deleted since."""
    deleted = Entry.objects.of(user).filter(kind=BOUT, void=True).values("pk")
    return Probe.objects.filter(user=user, closed_at=None).exclude(bout__in=deleted)


def _ask_about(user: User, bout: Entry, now: dt.datetime) -> None:
    asked = Probe.objects.filter(user=user)
    waiting = _open_ones(user).filter(due_until__gt=now)
    day_ago = asked.filter(due_from__gt=now - dt.timedelta(days=1), due_from__lte=now)
    if waiting.exists() or day_ago.exists() or asked.filter(bout=bout.pk).exists():
        return
    group = _group_of(bout)
    lag = next_lag(user, group, now)
    begins, ends = window(user, bout.instant, lag)
    fields = {
        "activity": bout.doings[0]["activity"],
        "group": group,
        "lag": lag,
        "due_from": begins,
        "due_until": ends,
    }
    Probe.objects.get_or_create(user=user, bout=bout.pk, defaults=fields)


def _group_of(bout: Entry) -> str:
    """The muscle group that the bout loaded most; none known is a group of its own."""
    loads = {name: value for name, value in bout.answers.items() if name.startswith("load.") and value}
    return max(loads, key=lambda name: loads[name]).removeprefix("load.") if loads else "unknown"


def next_lag(user: User, group: str, now: dt.datetime) -> str:
    """The moment least answered for `group` of late."""
    since = now - dt.timedelta(days=COUNTED_DAYS)
    answered = Probe.objects.filter(user=user, group=group, answered=True, due_from__gte=since)
    counts = Counter(answered.values_list("lag", flat=True))
    return min(LAGS, key=lambda lag: (counts[lag], LAGS.index(lag)))


def window(user: User, done_at: dt.datetime, lag: str) -> tuple[dt.datetime, dt.datetime]:
    """From when to when the question is worth asking; after that it is stale and gone."""
    if lag == "morning":
        morning = user.own_day(done_at) + dt.timedelta(days=1)
        begins, ends = (dt.datetime.combine(morning, at, tzinfo=user.zone_info) for at in MORNING)
        return begins, ends
    after_min, for_min = {"just after": (0, 15), "20 min": (20, 40), "two days": (44 * 60, 8 * 60)}[lag]
    begins = done_at + dt.timedelta(minutes=after_min)
    return begins, begins + dt.timedelta(minutes=for_min)


def close(user: User, probe_id: int, *, answered: bool, now: dt.datetime) -> bool:
    """Close the question. False when it is not this person's, or was closed before."""
    open_one = Probe.objects.filter(pk=probe_id, user=user, closed_at=None)
    return open_one.update(closed_at=now, answered=answered) == 1


def client_id_of(probe_id: int, user: User) -> uuid.UUID:
    """The entry's own id, the same for every try to send the answer."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"andante probe {user.pk} {probe_id}")
