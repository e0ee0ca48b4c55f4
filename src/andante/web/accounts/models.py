"""Accounts: the user with their own day, limits and looks, reminders, one-time links, and the slowing down of wrong
tries. How one signs in (passkeys, codes, sessions) is kept by django-allauth's own tables.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from andante import days
from andante.records import Rated
from andante.web.units import HOURS, MINUTES, TWELVE, TWENTY_FOUR

if TYPE_CHECKING:
    from django.http import HttpRequest

CAUTION = 0.10
CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none that looks like another
CODE_LENGTH = 8


class User(AbstractUser):
    """One person. `caution` is the chance of a flare within three days that they accept, 0 to 1. `rated`: when they
    mostly rate a day, before (morning) or after (evening) what they do that day.
    """

    zone = models.CharField(max_length=64, default="UTC")
    day_start = models.TimeField(default=days.MIDNIGHT)
    caution = models.FloatField(default=CAUTION)
    RATED = (("evening", _("In the evening, looking back")), ("morning", _("In the morning, when I get up")))
    rated = models.CharField(max_length=8, choices=RATED, default="evening")
    no_progression = models.BooleanField(default=False)
    me_cfs = models.BooleanField(default=False)
    pem = models.BooleanField(default=False)
    is_virtual = models.BooleanField(default=False)

    THEMES = (("system", _("As my device has it")), ("light", _("Light")), ("dark", _("Dark")))
    TEXT_SIZES = (("normal", _("Usual")), ("large", _("Large")), ("larger", _("Very large")))

    language = models.CharField(max_length=8, blank=True, default="")  # empty: as the browser asks
    last_language = models.CharField(max_length=8, blank=True, default="")  # of the last page, as the browser asked
    theme = models.CharField(max_length=8, choices=THEMES, default="system")
    text_size = models.CharField(max_length=8, choices=TEXT_SIZES, default="normal")
    CLOCKS = (
        ("", _("As my language has it")),
        (TWENTY_FOUR, _("24 hours: 20:15")),
        (TWELVE, _("12 hours: 8:15 pm")),
    )
    LENGTHS = ((HOURS, _("1 h 30 min")), (MINUTES, _("90 minutes")))

    clock = models.CharField(max_length=2, choices=CLOCKS, blank=True, default="")
    lengths = models.CharField(max_length=8, choices=LENGTHS, default=HOURS)
    still = models.BooleanField(default=False)
    low_energy = models.BooleanField(default=False)
    remind_in_flare = models.BooleanField(default=False)

    @property
    def spoken(self) -> str:
        """The language of what is made without a page of theirs: as they chose, else as last read. Empty: not known."""
        return self.language or self.last_language

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone the person lives in."""
        return ZoneInfo(self.zone)

    @property
    def rated_when(self) -> Rated:
        """When a day is rated, as the engine reads it."""
        return "morning" if self.rated == "morning" else "evening"

    @property
    def locked(self) -> bool:
        """Whether no plan may ever step up for this person."""
        return self.no_progression or self.me_cfs or self.pem

    def own_day(self, instant: dt.datetime) -> dt.date:
        """The person's own day of `instant`."""
        return days.own_day(instant.astimezone(self.zone_info), self.day_start)

    def today(self) -> dt.date:
        """The person's own day now."""
        return self.own_day(timezone.now())

    def day_ends(self, day: dt.date) -> dt.datetime:
        """The instant at which the own day `day` is over."""
        return dt.datetime.combine(day + dt.timedelta(days=1), self.day_start, tzinfo=self.zone_info)

    def yesterday(self) -> dt.date:
        """The person's own day before today."""
        return self.today() - dt.timedelta(days=1)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["OneTimeLink"]):
    """Links that still open a door."""

    def make(self, purpose: str, *, user: User | None = None, hours: float = 24) -> str:
        """A new link of `purpose`; older ones of the same purpose stop working. Gives the token, which is not kept."""
        return self._keep(secrets.token_urlsafe(24), purpose, user=user, hours=hours)

    def make_code(self, user: User) -> str:
        """A code that signs a phone of `user` in, once, within ten minutes: short enough to type, 31^8 of them."""
        code = "".join(secrets.choice(CODE_LETTERS) for _each in range(CODE_LENGTH))
        return self._keep(code, OneTimeLink.PAIR, user=user, hours=OneTimeLink.PAIR_MIN / 60)

    def _keep(self, token: str, purpose: str, *, user: User | None, hours: float) -> str:
        with transaction.atomic():
            self.filter(purpose=purpose, user=user).delete()
            expires_at = timezone.now() + dt.timedelta(hours=hours)
            self.create(digest=_digest(token), purpose=purpose, user=user, expires_at=expires_at)
        return token

    def end_of(self, user: User) -> None:
        """Links and codes of `user` that nobody used open nothing any more: who else may hold one is not known."""
        self.filter(user=user, used_at=None).delete()

    def open(self, token: str, *purposes: str) -> OneTimeLink | None:
        """The link of this token, if it is of one of `purposes`, unused and not too old."""
        still = self.filter(digest=_digest(token), purpose__in=purposes, used_at=None, expires_at__gt=timezone.now())
        return still.select_related("user").first()


class OneTimeLink(models.Model):
    """A link or code that works once: it sets up the owner, signs in, adds a phone, or leads to a new password."""

    SET_UP, SIGN_IN, NEW_PASSWORD, PAIR = "set-up", "sign-in", "new-password", "pair"
    PAIR_MIN = 10

    digest = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(max_length=16)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    objects = LinkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.purpose} link"

    def use(self) -> bool:
        """Mark the link as used. False when another request was faster: only one may win."""
        return OneTimeLink.objects.filter(pk=self.pk, used_at=None).update(used_at=timezone.now()) == 1


class WrongTries(models.Model):
    """Wrong passwords from one place for one name: each makes the next try wait longer, never longer than a minute."""

    FREE, LONGEST_S, FORGOTTEN_H = 3, 60, 1

    digest = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.count} wrong tries"

    @classmethod
    def of(cls, request: HttpRequest, name: str) -> WrongTries:
        """The record for this name from this address (saved only once a try was wrong)."""
        digest = _digest(f"{get_client_ip(request) or ''}|{name.strip().lower()}")
        return cls._kept(digest) or cls(digest=digest)

    @classmethod
    def _kept(cls, digest: str) -> WrongTries | None:
        tries = cls.objects.filter(digest=digest).first()
        if tries and tries.last_at < timezone.now() - dt.timedelta(hours=cls.FORGOTTEN_H):
            tries.count = 0
        return tries

    def wait_s(self) -> int:
        """Seconds until the next try is looked at, 0 for now."""
        if self.count < self.FREE:
            return 0
        pause_s = min(2.0 ** (self.count - self.FREE + 1), self.LONGEST_S)
        passed_s = (timezone.now() - self.last_at).total_seconds()
        return max(0, math.ceil(pause_s - passed_s))

    def wrong(self) -> None:
        """One more wrong try. Each of two at once counts."""
        with transaction.atomic():  # one after the other: a writer waits for its turn
            kept = self._kept(self.digest) or WrongTries(digest=self.digest)
            kept.count += 1
            kept.last_at = timezone.now()
            kept.save()

    def right(self) -> None:
        """The password was right: forget the wrong ones."""
        if self.pk:
            self.delete()


class Reminder(models.Model):
    """A time of day at which a person wants to be reminded: on their own clock, in the zone they live in.

    `told_on` is the own day for which it was last told, so that no day's reminder comes twice.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="reminders")
    at = models.TimeField()
    words = models.CharField(max_length=80, blank=True)
    enabled = models.BooleanField(default=True)
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"reminder at {self.at:%H:%M}"

    def moment(self, day: dt.date) -> dt.datetime:
        """The instant (UTC) at which it is time on the own day `day`.

        A time before the day's start comes after midnight. A wall time that the clocks skip is taken as if they had
        not moved yet (an hour later on the wall); of one that comes twice, the first: as calendars have it (RFC 5545).
        """
        date = day + dt.timedelta(days=1) if self.at < self.user.day_start else day
        return dt.datetime.combine(date, self.at, tzinfo=self.user.zone_info).astimezone(dt.UTC)

    def tell(self, day: dt.date) -> bool:
        """Mark it as told for `day`. False when another device was faster: only one may tell it."""
        fresh = Reminder.objects.filter(models.Q(told_on=None) | models.Q(told_on__lt=day), pk=self.pk)
        return fresh.update(told_on=day) == 1


class CalendarFeed(models.Model):
    """The secret address of a person's reminders for a calendar. Only its digest is kept; a new one ends the old."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="calendar_feed")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"calendar of {self.user_id}"

    @classmethod
    def renew(cls, user: User) -> str:
        """A new secret for `user`. Gives it; it is not kept."""
        token = secrets.token_urlsafe(24)
        cls.objects.update_or_create(user=user, defaults={"digest": _digest(token), "made_at": timezone.now()})
        return token

    @classmethod
    def open(cls, token: str) -> CalendarFeed | None:
        """The feed of this secret."""
        return cls.objects.filter(digest=_digest(token)).select_related("user").first()
