"""Accounts: the user with their own day and limits, one-time links, and the slowing down of wrong tries."""

from __future__ import annotations

import datetime as dt
import hashlib
import math
import secrets
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AbstractUser
from django.db import models, transaction
from django.utils import timezone

from andante import days

if TYPE_CHECKING:
    from django.http import HttpRequest

CAUTION = 0.10


class User(AbstractUser):
    """One person. `caution` is the chance of a flare within three days that they accept, 0 to 1."""

    zone = models.CharField(max_length=64, default="UTC")
    day_start = models.TimeField(default=days.MIDNIGHT)
    caution = models.FloatField(default=CAUTION)
    no_progression = models.BooleanField(default=False)
    me_cfs = models.BooleanField(default=False)
    pem = models.BooleanField(default=False)
    is_virtual = models.BooleanField(default=False)

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone the person lives in."""
        return ZoneInfo(self.zone)

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

    def yesterday(self) -> dt.date:
        """The person's own day before today."""
        return self.today() - dt.timedelta(days=1)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class LinkQuerySet(models.QuerySet["OneTimeLink"]):
    """Links that still open a door."""

    def make(self, purpose: str, *, user: User | None = None, hours: float = 24) -> str:
        """A new link of `purpose`; older ones of the same purpose stop working. Gives the token, which is not kept."""
        token = secrets.token_urlsafe(24)
        with transaction.atomic():
            self.filter(purpose=purpose, user=user).delete()
            expires_at = timezone.now() + dt.timedelta(hours=hours)
            self.create(digest=_digest(token), purpose=purpose, user=user, expires_at=expires_at)
        return token

    def open(self, token: str, *purposes: str) -> OneTimeLink | None:
        """The link of this token, if it is of one of `purposes`, unused and not too old."""
        still = self.filter(digest=_digest(token), purpose__in=purposes, used_at=None, expires_at__gt=timezone.now())
        return still.select_related("user").first()


class OneTimeLink(models.Model):
    """A link printed on the terminal: it sets up the owner, signs in, or lets one choose a new password. Once."""

    SET_UP, SIGN_IN, NEW_PASSWORD = "set-up", "sign-in", "new-password"

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
        digest = _digest(f"{request.META.get('REMOTE_ADDR', '')}|{name.strip().lower()}")
        tries = cls.objects.filter(digest=digest).first() or cls(digest=digest)
        if tries.last_at < timezone.now() - dt.timedelta(hours=cls.FORGOTTEN_H):
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
        """One more wrong try."""
        self.count += 1
        self.last_at = timezone.now()
        self.save()

    def right(self) -> None:
        """The password was right: forget the wrong ones."""
        if self.pk:
            self.delete()
