"""All that belongs to one person, as the parts of an archive. What is not in it is named here, with its reason."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.apps import apps
from django.db.models import ForeignKey, Model
from django.utils import timezone

from andante import __version__
from andante.days import at_text
from andante.exchange.archive import archive_bytes
from andante.exchange.diary_write import diary_text
from andante.records import Diary
from andante.records import Entry as Row
from andante.web.accounts.models import User
from andante.web.diary.models import Entry
from andante.web.diary.rows import is_future

FORMAT: Final = 1
ROOM: Final = "andante.web."
LEFT_OUT: Final[Mapping[str, str]] = {
    "accounts.OneTimeLink": "keys that open doors",
    "accounts.CalendarFeed": "a key that opens a door",
    "mfa.Authenticator": "passkeys and codes: keys that open doors",
    "usersessions.UserSession": "where one is signed in just now",
    "accounts.WrongTries": "belongs to an address of a computer, not to a person",
    "today.TargetEffects": "made again from the diary",
    "today.BeliefAnswer": "made again from the diary",
    "today.BeliefSnapshot": "made again from the diary",
    "today.ForecastRecord": "made again from the diary",
}
SECRET_FIELDS: Final = frozenset({"password", "is_superuser", "is_staff", "is_active"})
UNITS: Final[Mapping[str, str]] = {"load": "effort-minutes", "flare": "0 or 1", "event": "0 or 1", "steps": "steps"}
OBSERVATION_COLUMNS: Final = (
    "entry", "version", "at", "zone", "own_day", "recorded_at", "backdated", "origin", "void", "column", "state",
    "value", "unit",
)  # fmt: skip
README: Final = """This is everything that andante keeps of one person.

person.json          every row, without loss: answers (null: asked and left blank), former versions, plans, settings
person.schema.json   what person.json may hold (JSON Schema)
observations.csv     one row for each answer; `state` tells a blank from an answer; a question not asked has no row
doings.csv           one row for each activity that was written down
diary.csv            the diary as `andante learn` and the other commands read it (when there is an entry)
SHA256SUMS           checksums, for `sha256sum --check SHA256SUMS`
"""
RATED_IN_THE_MORNING: Final = """
The days in diary.csv were rated in the morning, before what was done on them. The file itself has no place for that:
read it with `andante learn --rated morning diary.csv`.
"""


@dataclass(frozen=True)
class Archive:
    """The zip, and what it was counted to hold."""

    content: bytes
    entries: int
    observations: int

    @property
    def sha256(self) -> str:
        """The checksum of the zip."""
        return hashlib.sha256(self.content).hexdigest()


def archive_of(user: User) -> Archive:
    """The archive of one person. The same rows give the same bytes."""
    entries = list(Entry.objects.of(user))
    observations = list(_observations(entries, user))
    parts = {
        "README.txt": README + (RATED_IN_THE_MORNING if user.rated_when == "morning" else ""),
        "person.json": _json({"andante": __version__, "format": FORMAT, "rows": rows_of(user)}),
        "person.schema.json": _json(schema()),
        "observations.csv": _csv(OBSERVATION_COLUMNS, observations),
        "doings.csv": _csv(_DOING_COLUMNS, _doings(entries)),
    }
    diary = diary_csv(user)
    if diary is not None:
        parts["diary.csv"] = diary
    return Archive(archive_bytes({n: text.encode() for n, text in parts.items()}), len(entries), len(observations))


def diary_csv(user: User) -> str | None:
    """The diary as a diary file, entry by entry with its notes; None while there is none to write.

    A diary file has one row for each moment: what was written in the same second follows a second later.
    """
    now, rows, columns = timezone.now(), [], dict[str, None]()
    moments: set[dt.datetime] = set()
    for entry in Entry.objects.of(user).kept():
        values = {column: value for column, value in entry.answers.items() if value is not None}
        columns.update(dict.fromkeys(entry.answers))
        if is_future(entry, now) or not (values or entry.note):
            continue
        at = entry.local_at.replace(microsecond=0)
        while at in moments:
            at += dt.timedelta(seconds=1)
        moments.add(at)
        rows.append(Row(at, values, entry.note))
    if not rows:
        return None
    kept = Diary(tuple(rows), (*columns, "note"), rated=user.rated_when, day_start=user.day_start)
    return diary_text(kept)


# -- rows ------------------------------------------------------------------------------------------------------------


def paths_to_user() -> dict[type[Model], str | None]:
    """Each model of andante, with the lookup that leads from it to its person; None when none does."""
    models = [model for model in apps.get_models() if model.__module__.startswith(ROOM)]
    found: dict[type[Model], str | None] = dict.fromkeys(models)
    found[User] = "pk"
    for _ in models:  # a chain is at most as long as there are models
        for model in models:
            if found[model] is None:
                found[model] = _path(model, found)
    return found


def _path(model: type[Model], found: Mapping[type[Model], str | None]) -> str | None:
    for field in model._meta.get_fields():
        if isinstance(field, ForeignKey):
            target = field.related_model
            if target is User:
                return field.name
            further = found.get(target) if isinstance(target, type) else None
            if further is not None:
                return f"{field.name}__{further}"
    return None


def rows_of(user: User) -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to `user`, by model."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for model, path in paths_to_user().items():
        if path is None or model._meta.label in LEFT_OUT:
            continue
        found = model._default_manager.filter(**{path: user.pk}).order_by("pk")
        rows[model._meta.label] = [_row(each) for each in found]
    return rows


def _row(row: Model) -> dict[str, Any]:
    fields = [field for field in row._meta.concrete_fields if field.name not in SECRET_FIELDS]
    return {field.attname: _plain(field.value_from_object(row)) for field in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def schema() -> dict[str, Any]:
    """The JSON Schema of person.json, from the models themselves."""
    tables = {
        model._meta.label: {"type": "array", "items": _row_schema(model)}
        for model, path in paths_to_user().items()
        if path is not None and model._meta.label not in LEFT_OUT
    }
    whole = {"andante": {"type": "string"}, "format": {"const": FORMAT}, "rows": _closed(tables)}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_closed(whole)}


_KINDS: Final[Mapping[str, dict[str, Any]]] = {
    "BooleanField": {"type": "boolean"},
    "FloatField": {"type": "number"},
    "DateField": {"type": "string", "format": "date"},
    "DateTimeField": {"type": "string", "format": "date-time"},
    "UUIDField": {"type": "string", "format": "uuid"},
    "JSONField": {},
}


def _row_schema(model: type[Model]) -> dict[str, Any]:
    properties: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        if field.name in SECRET_FIELDS:
            continue
        target = field.target_field if isinstance(field, ForeignKey) else field
        name = target.get_internal_type()
        kind = _KINDS.get(name, {"type": "integer" if "Integer" in name or "Auto" in name else "string"})
        properties[field.attname] = {"anyOf": [kind, {"type": "null"}]} if field.null and kind else kind
    return _closed(properties)


def _closed(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


# -- tables ----------------------------------------------------------------------------------------------------------

_DOING_COLUMNS: Final = ("entry", "at", "void", "activity", "minutes", "effort_0_10", "planned", "unplanned")


def _observations(entries: Iterable[Entry], user: User) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        shared = (
            entry.pk, entry.version, at_text(entry.local_at), entry.zone, entry.own_day(user.day_start),
            entry.recorded_at.astimezone(dt.UTC).isoformat(), int(entry.backdated), entry.origin, int(entry.void),
        )  # fmt: skip
        for column, value in entry.answers.items():
            state = "blank" if value is None else "answered"
            yield (*shared, column, state, "" if value is None else f"{value:g}", unit_of(column))
        for slug, words in entry.doses.items():
            yield (*shared, f"dose.{slug}", "answered", words, "text")
        if entry.rested:
            yield (*shared, "rested", "answered", "1", "0 or 1")
        if entry.nowhere_else is not None:
            yield (*shared, "nowhere_else", "answered", "1", "0 or 1")
        if entry.note is not None:
            yield (*shared, "note", "answered", entry.note, "text")


def unit_of(column: str) -> str:
    """The unit of a diary column."""
    kind = column.split(".", 1)[0]
    if kind == "minutes":
        return "minutes"
    return UNITS.get(kind, "0 or 1, or the person's own unit" if kind == "treatment" else "0-10")


def _doings(entries: Iterable[Entry]) -> Iterator[tuple[Any, ...]]:
    for entry in entries:
        for doing in getattr(entry, "doings", None) or []:
            named = tuple("" if doing.get(name) is None else doing.get(name) for name in _DOING_COLUMNS[3:])
            yield (entry.pk, at_text(entry.local_at), int(entry.void), *named)


def _csv(header: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> str:
    text = io.StringIO()
    written = csv.writer(text, lineterminator="\n")
    written.writerow(header)
    written.writerows(rows)
    return text.getvalue()


def _json(content: Any) -> str:
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
