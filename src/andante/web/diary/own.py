"""What a person added to their diary themselves: activities, remedies, symptoms, favourites. Not what they answered.

Nothing here is ever deleted, only hidden. A remedy or a symptom may get another name: its column stays, and what was
written of it then stands under the new name. An activity stands in each entry under the name it had.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from andante.web.accounts.models import User
from andante.web.activity_words import activity_words, with_capital
from andante.web.diary.answers import LONGEST_NAME


class OwnQuerySet(models.QuerySet[Any]):
    """Things of a person's own."""

    def of(self, user: User) -> Self:
        """Only this person's."""
        return self.filter(user=user)

    def shown(self) -> Self:
        """Not hidden."""
        return self.filter(hidden=False)


class Own(models.Model):
    """A thing with a name, one of a kind for its person."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)
    hidden = models.BooleanField(default=False)

    objects = OwnQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ("name", "id")
        constraints: ClassVar[tuple[models.UniqueConstraint, ...]] = (
            models.UniqueConstraint(fields=("user", "name"), name="%(class)s_named_once"),
        )

    def __str__(self) -> str:
        return self.name


class OwnActivity(Own):
    """An activity of one's own. `groups`: how much (0-1) each muscle group has to do, the busiest one 1; `positions`:
    those it can be done in, the usual one first.
    """

    groups = models.JSONField(default=dict)
    positions = models.JSONField(default=list)
    favourite = models.BooleanField(default=False)


class Favourite(models.Model):
    """An activity of the catalogue that a person wants to see first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=LONGEST_NAME)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("user", "name"), name="favourite_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def words(self) -> str:
        """The activity in the language of the page."""
        return with_capital(activity_words(self.name))


class Column(Own):
    """A thing with a column of the diary for itself; `slug` is the column's own name, made from the first name."""

    slug = models.CharField(max_length=64)

    class Meta(Own.Meta):
        abstract = True
        constraints: ClassVar[tuple[models.UniqueConstraint, ...]] = (
            *Own.Meta.constraints,
            models.UniqueConstraint(fields=("user", "slug"), name="%(class)s_column_once"),
        )


class Remedy(Column):
    """Something taken or done against pain. `dose` is the person's own words; andante never reads or suggests one."""

    dose = models.CharField(max_length=LONGEST_NAME, blank=True, default="")
    prescribed = models.BooleanField(default=False)

    class Meta(Column.Meta):
        abstract = False


class Symptom(Column):
    """A symptom that this person wants asked every day, 0-10, higher is worse."""

    class Meta(Column.Meta):
        abstract = False


def slug_of(name: str, taken: set[str]) -> str:
    """A column's own name for `name`: letters, digits, - and _ of any script, and none that is `taken`."""
    plain = unicodedata.normalize("NFC", name).strip().lower()
    base = re.sub(r"[^\w-]+", "_", plain)[: LONGEST_NAME - 4].strip("_") or "own"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}_{number}"
    return slug
