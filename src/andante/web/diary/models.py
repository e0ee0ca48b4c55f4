"""What a person wrote, one row per check-in, with a history of every change. Nothing here calls the engine."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from andante import days
from andante.web.accounts.models import User
from andante.web.diary.answers import Answers, Doing
from andante.web.diary.own import Favourite, OwnActivity, Remedy, Symptom

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Concern", "Entry", "EntryVersion", "Favourite", "OwnActivity", "Remedy", "Symptom"]

EVENING = dt.time(21, 0)
BY_HAND, AS_USUAL, SAME, TIMER = "by hand", "as usual", "same as yesterday", "timer"
DELETED, BROUGHT_BACK = "deleted", "brought back"
Change = Literal["same", "changed", "both kept"]
Kind = Literal["check-in", "now", "bout"]
CHECK_IN: Kind = "check-in"


@dataclass(frozen=True)
class Sending:
    """How an entry came: when it was written where, when it reached us, of what kind it is.

    `local` is the writer's clock with its offset, `zone` the zone that it stood in, `now` the moment of arrival.
    """

    client_id: uuid.UUID
    now: dt.datetime
    local: dt.datetime
    zone: str
    kind: Kind = CHECK_IN
    origin: str = BY_HAND

    @classmethod
    def here(
        cls, user: User, *, client_id: uuid.UUID, now: dt.datetime, kind: Kind = CHECK_IN, origin: str = BY_HAND
    ) -> Sending:
        """One written now, on a page that is open, in the person's own zone."""
        return cls(client_id, now, now.astimezone(user.zone_info), user.zone, kind, origin)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Entries of a person, by their own day."""

    def of(self, user: User) -> EntryQuerySet:
        """Only this person's."""
        return self.filter(user=user)

    def stamp(self, later: dt.datetime) -> tuple[int, int, int]:
        """How many entries there are and the sum of their versions: others after any change, for nothing is ever taken
        away and each change counts a version up. And how many have a moment after `later`.
        """
        after = models.Count("pk", filter=Q(instant__gt=later))
        counted = self.aggregate(entries=models.Count("pk"), versions=models.Sum("version"), after=after)
        return counted["entries"], counted["versions"] or 0, counted["after"]

    def kept(self) -> EntryQuerySet:
        """Not deleted."""
        return self.filter(void=False)

    def between(self, first: dt.date, last: dt.date, day_start: dt.time) -> EntryQuerySet:
        """Entries whose own day lies in first..last, when days start at `day_start`."""
        start_min = day_start.hour * 60 + day_start.minute
        early = Q(local_date__lt=first) | Q(local_date=first, local_min__lt=start_min)
        late = Q(local_date__gt=last + dt.timedelta(days=1)) | Q(
            local_date=last + dt.timedelta(days=1), local_min__gte=start_min
        )
        # Said once more by date alone, which the index by day can follow.
        near = self.filter(local_date__range=(first, last + dt.timedelta(days=1)))
        return near.exclude(early).exclude(late)

    def on_day(self, day: dt.date, day_start: dt.time) -> EntryQuerySet:
        """Entries of one own day."""
        return self.between(day, day, day_start)


class Entry(models.Model):
    """One check-in. The wall clock is kept as it was where the person stood; the own day follows from it and the day
    start, so changing the day start moves early-morning entries and nothing is baked in.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="entries")
    client_id = models.UUIDField()
    local_date = models.DateField()
    local_min = models.PositiveSmallIntegerField()
    instant = models.DateTimeField()
    offset_min = models.SmallIntegerField()
    zone = models.CharField(max_length=64)
    recorded_at = models.DateTimeField()
    backdated = models.BooleanField(default=False)
    origin = models.CharField(max_length=32, default="by hand")
    version = models.PositiveIntegerField(default=1)
    void = models.BooleanField(default=False)
    answers = models.JSONField(default=dict)
    efforts = models.JSONField(default=dict)
    note = models.TextField(null=True)
    kind = models.CharField(max_length=16, default=CHECK_IN)
    doings = models.JSONField(default=list)
    doses = models.JSONField(default=dict)
    rested = models.BooleanField(default=False)
    nowhere_else = models.JSONField(null=True, default=None)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("instant", "recorded_at")
        constraints = (models.UniqueConstraint(fields=("user", "client_id"), name="entry_sent_once"),)
        indexes = (models.Index(fields=("user", "local_date"), name="entry_by_day"),)

    def __str__(self) -> str:
        return f"entry of {self.local_date}"

    @property
    def local_at(self) -> dt.datetime:
        """The moment as the person's clock showed it, with its offset."""
        return self.instant.astimezone(dt.timezone(dt.timedelta(minutes=self.offset_min)))

    def own_day(self, day_start: dt.time) -> dt.date:
        """The own day this entry counts for."""
        wall = dt.datetime.combine(self.local_date, dt.time(self.local_min // 60, self.local_min % 60))
        return days.own_day(wall, day_start)

    @property
    def given(self) -> Answers:
        """What was answered."""
        return _given(self)

    @classmethod
    def check_in(
        cls, user: User, day: dt.date, answers: Answers, *, client_id: uuid.UUID, now: dt.datetime
    ) -> tuple[Entry, bool]:
        """Write a check-in for `day` on an open page. The same `client_id` twice gives the first entry again, and
        False.
        """
        return cls.write(user, day, answers, Sending.here(user, client_id=client_id, now=now))

    @classmethod
    def write(cls, user: User, day: dt.date, answers: Answers, sending: Sending) -> tuple[Entry, bool]:
        """Write an entry for the own day `day`. The same `client_id` twice gives the first entry again, and False."""
        backdated = day != days.own_day(sending.local, user.day_start)
        local = cls._evening_of(user, day, sending.zone) if backdated else sending.local
        fields: dict[str, Any] = {
            **moment(local, sending.zone),
            **answers.stored(),
            "recorded_at": sending.now,
            "backdated": backdated,
            "kind": sending.kind,
            "origin": sending.origin,
        }
        return cls.objects.get_or_create(user=user, client_id=sending.client_id, defaults=fields)

    @classmethod
    def _evening_of(cls, user: User, day: dt.date, zone: str) -> dt.datetime:
        """A backdated entry stands at 21:00 of its day, or just after what stands there later: it has the last word."""
        evening = dt.datetime.combine(day, EVENING, tzinfo=ZoneInfo(zone))
        last = cls.objects.of(user).on_day(day, user.day_start).aggregate(last=models.Max("instant"))["last"]
        if last is None or last < evening:
            return evening
        after = ((last + later).astimezone(ZoneInfo(zone)) for later in (dt.timedelta(minutes=1), dt.timedelta(0)))
        return next((at for at in after if days.own_day(at, user.day_start) == day), evening)

    def change(self, answers: Answers, *, based_on: int) -> Change:
        """Replace the answers, keeping the former ones in the history. `based_on` is the version the person saw: when
        another device changed the entry meanwhile, both are kept and the person is told.
        """
        with transaction.atomic():
            current = Entry.objects.select_for_update().get(pk=self.pk)
            if current.given.stored() == answers.stored():
                return "same"
            is_newest = current.version == based_on
            current._keep("changed" if is_newest else "both kept")
            for column, value in answers.stored().items():
                setattr(current, column, value)
            current.save()
            return "changed" if is_newest else "both kept"

    def set_void(self, void: bool) -> None:
        """Delete the entry, or take that back. Nothing is erased; doing it twice changes nothing more."""
        with transaction.atomic():
            current = Entry.objects.select_for_update().get(pk=self.pk)
            if current.void == void:
                return
            current._keep(DELETED if void else BROUGHT_BACK)
            current.void = void
            current.save()

    def settle(self) -> None:
        """Of two versions that came from two devices, this one was chosen. The other stays in the history."""
        with transaction.atomic():
            current = Entry.objects.select_for_update().get(pk=self.pk)
            newest = current.history.exclude(what__in=(DELETED, BROUGHT_BACK)).first()  # neither is a choice
            if newest is not None and newest.what == "both kept":
                current._keep("settled")
                current.save()

    def restore(self, version: int) -> bool:
        """Make a former version the present one again; what is present now becomes a former one. Also the undo."""
        former = self.history.filter(version=version).first()
        if former is None:
            return False
        self.change(former.given, based_on=self.version)
        return True

    def _keep(self, what: str) -> None:
        """Put the present state into the history and count the version up (not yet saved)."""
        EntryVersion.objects.create(
            entry=self,
            version=self.version,
            what=what,
            replaced_at=timezone.now(),
            void=self.void,
            kind=self.kind,
            **self.given.stored(),
        )
        self.version += 1


def moment(local: dt.datetime, zone: str) -> dict[str, Any]:
    """The columns that keep one local moment whole: instant, offset, zone, and the wall clock."""
    offset = local.utcoffset()
    assert offset is not None, "a local moment has an offset"
    return {
        "instant": local.astimezone(dt.UTC),
        "offset_min": round(offset.total_seconds() / 60),
        "zone": zone,
        "local_date": local.date(),
        "local_min": local.hour * 60 + local.minute,
    }


class EntryVersion(models.Model):
    """An entry as it was before a change."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="history")
    version = models.PositiveIntegerField()
    what = models.CharField(max_length=16)
    replaced_at = models.DateTimeField()
    answers = models.JSONField()
    efforts = models.JSONField()
    note = models.TextField(null=True)
    void = models.BooleanField()
    kind = models.CharField(max_length=16, default=CHECK_IN)
    doings = models.JSONField(default=list)
    doses = models.JSONField(default=dict)
    rested = models.BooleanField(default=False)
    nowhere_else = models.JSONField(null=True, default=None)

    class Meta:
        ordering = ("-version",)
        constraints = (models.UniqueConstraint(fields=("entry", "version"), name="version_kept_once"),)

    def __str__(self) -> str:
        return f"version {self.version}"

    @property
    def given(self) -> Answers:
        """What was answered then."""
        return _given(self)


def _given(kept: Entry | EntryVersion) -> Answers:
    efforts = {group: (pair[0], pair[1]) for group, pair in kept.efforts.items()}
    doings = tuple(map(Doing.from_json, kept.doings))
    nowhere_else = None if kept.nowhere_else is None else tuple(kept.nowhere_else)
    return Answers(kept.answers, efforts, kept.note, doings, kept.doses, kept.rested, nowhere_else)


class ConcernQuerySet(models.QuerySet["Concern"]):
    """What a person said is new or worrying."""

    def open_for(self, user: User) -> ConcernQuerySet:
        """Not yet seen to."""
        return self.filter(user=user, closed_at=None)


class Concern(models.Model):
    """Something new or worrying. While it is open, help comes first and no plan is made around it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="concerns")
    flags = models.JSONField(default=list)
    said_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ("-said_at",)

    def __str__(self) -> str:
        return f"concern of {self.said_at:%Y-%m-%d}"


def open_flags(concerns: Iterable[Concern]) -> tuple[str, ...]:
    """All flags of `concerns`, each once."""
    return tuple(dict.fromkeys(flag for concern in concerns for flag in concern.flags))
