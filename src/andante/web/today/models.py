"""What the engine said, kept as it was said: beliefs, plans, the record of forecasts, effects on areas of the body.
These can be thrown away at any time, for they are made again from the diary. And what a person wishes of plans, and the
questions asked after bouts. Never what a person wrote in the diary.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from andante.web.accounts.models import User


class BeliefSnapshot(models.Model):
    """The belief after working through the diary up to `through`. `digest` is that of the diary up to there, so that an
    edit of an older day makes it stale by itself. `packed`: as `Belief.to_bytes` wrote it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    through = models.DateField()
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seed = models.PositiveIntegerField()
    packed = models.BinaryField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user", "through", "digest", "version", "seed"), name="belief_once"),
        )

    def __str__(self) -> str:
        return f"belief through {self.through}"


class BeliefAnswer(models.Model):
    """What is believed after the diary up to `through`, as `andante learn --json` says it: for Trends. One each."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    through = models.DateField()
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seed = models.PositiveIntegerField()
    answer = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"what is believed through {self.through}"


class StoredPlan(models.Model):
    """The plan of one day as it was shown, with all that it was made from in `digest`. `stamp` is a quick stand-in for
    it: it changes whenever anything does, and also where nothing that matters did. `rated_days`: days with pain.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    digest = models.CharField(max_length=64)
    stamp = models.CharField(max_length=64, default="")
    rated_days = models.PositiveIntegerField(default=0)
    version = models.CharField(max_length=32)
    seed = models.PositiveIntegerField()
    mode = models.CharField(max_length=16)
    answer = models.JSONField()
    cast = models.JSONField(default=list)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("-day", "-made_at")
        constraints = (models.UniqueConstraint(fields=("user", "day", "digest"), name="plan_once"),)

    def __str__(self) -> str:
        return f"plan for {self.day}"


class ForecastRecord(models.Model):
    """Every forecast that would have been made before the fact, beside what happened, and the score. One per person.
    `rated`: how the ratings were read (see `User.rated`).
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    through = models.DateField()
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seed = models.PositiveIntegerField()
    rated = models.CharField(max_length=8, default="evening")
    rows = models.JSONField()
    score = models.JSONField()
    made_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"forecasts through {self.through}"


class Wishes(models.Model):
    """What a person wishes of plans beside their settings: what they value, ceilings of their own, hours, what has to
    be done (minutes by activity), gentle movement in a flare, and what they answered of effort (`plan.screen`). Theirs,
    and not made again: part of every backup.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="wishes")
    valued = models.JSONField(default=list)
    ceilings = models.JSONField(default=dict)
    hours = models.FloatField(null=True)
    flare_movement = models.BooleanField(default=False)
    must_do = models.JSONField(default=dict)
    pem_screen = models.JSONField(default=dict)
    welcomed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"wishes of {self.user_id}"

    @classmethod
    def of(cls, user: User) -> Wishes:
        """This person's wishes; none of them saved yet when there are none."""
        return cls.objects.filter(user=user).first() or cls(user=user)

    def limits(self) -> dict[str, Any]:
        """What of it reaches the planner."""
        return {
            "valued": tuple(self.valued),
            "ceilings": dict(self.ceilings),
            "hours": self.hours,
            "flare_movement": self.flare_movement,
            "must_do": dict(self.must_do),
            "pem_screen": dict(self.pem_screen),
        }


class Probe(models.Model):
    """One question about pain after one bout: when it is due, when it was first shown, and when it was closed."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    bout = models.UUIDField()
    activity = models.CharField(max_length=120)
    group = models.CharField(max_length=32)
    lag = models.CharField(max_length=16)
    due_from = models.DateTimeField()
    due_until = models.DateTimeField()
    shown_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    answered = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "bout"), name="one_probe_a_bout"),)

    def __str__(self) -> str:
        return f"probe {self.lag} after {self.activity}"


class TargetEffects(models.Model):
    """What moved one rating beside overall pain (`target`, its column), as learned from the diary up to `through`. Made
    again from the diary. Without `effects` it could not be worked out. `rated`: how the ratings were read.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    target = models.CharField(max_length=96)
    through = models.DateField()
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    seed = models.PositiveIntegerField()
    rated = models.CharField(max_length=8, default="evening")
    effects = models.JSONField(null=True)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "target"), name="target_once"),)

    def __str__(self) -> str:
        return f"effects on {self.target} through {self.through}"
