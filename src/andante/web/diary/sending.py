"""Reading entries that were written without a connection, and keeping them: once each, whatever is repeated.

`GET /diary/send/` answers `{"token": "...", "person": "7"}`: the token for the header `X-CSRFToken`, fresh after every
signing in, and who is signed in. `POST /diary/send/` then takes, with that header,

    {"person": "7",                         whose entries these are; another person signed in gets 409
     "entries": [{
        "client_id": "<uuid made by the browser, the entry's own for good>",
        "local": "2026-03-04T23:50",        the clock where it was written, to the minute or finer
        "offset_min": 60,                   that clock's offset from UTC in minutes
        "zone": "Europe/Berlin",            and its IANA zone
        "day": "2026-03-04",                optional: the own day meant; another than `local` gives is backdated
        "kind": "check-in",                 or "now" or "bout"; optional
        "answers": {"pain": 4, "sleep": null, "pain.neck": 6, "treatment.magnesium": 1},
                                            asked and blank is null, not asked is absent; loads are worked out
                                            here and are not sent
        "doings": [{"activity": "dog walking", "minutes": 20, "effort_0_10": 3, "planned": false, "unplanned": true}],
                                            optional, as are position, planned, unplanned of each; null is unknown. One
                                            that nobody knows is kept by its name, and loads no muscle
        "efforts": {"trunk": [3, 20]},      optional: effort 0-10 and minutes by muscle group; null is unknown
        "doses": {"magnesium": "one"},      optional: the person's own words beside a treatment
        "note": "...",                      optional
        "form": {"pain": "4", "minutes_1": ""},
                                            instead of answers, doings, efforts, doses and note: the fields of the form
                                            "check-in" as they were filled in; read as if the form itself had come
        "based_on": 2                       only for a change: the version that the person saw. A change sends all
                                            its parts; only `answers` that are absent stay as they were
    }]}

At most 50 entries a call. The answer (200 whenever the call itself could be read) has one line for each, in order:

    {"entries": [{"client_id": "...", "outcome": "stored", "id": "<uuid>", "version": 1, "reason": null,
                  "retry": false}]}

`outcome` is "stored" (new, or a change on the newest version), "same" (it was here already: a retry), "both kept"
(changed on another device too; both are kept and shown to the person), or "refused" with a plain `reason`: the browser
keeps that entry and shows it, and sends it again by itself only where `retry` is true (a full disk, a busy database).
Whatever is not "refused" may be forgotten by the browser. 400: the call is no such list; 403: no valid token; 302 to
/sign-in/: signed out; 409: another person; 413: too many. In all of these nothing was stored, so keep everything.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast, get_args

from django.db import Error, transaction
from django.utils.translation import gettext as _

from andante import days
from andante.anatomy import MUSCLE_GROUPS
from andante.exchange.diary_columns import column_problem
from andante.web.accounts.models import User
from andante.web.diary.answers import (
    LOADS,
    LONGEST_NAME,
    LONGEST_NOTE,
    MINUTES,
    MOST_DOINGS,
    RATING,
    SYMPTOM,
    TREATMENT,
    Answers,
    Doing,
    Effort,
    Rule,
    loads_after,
    loads_by_group,
    rule_of,
    untold_by,
    with_zeros,
    words_for,
)
from andante.web.diary.asking import asked_of
from andante.web.diary.doings import known_name, shares_for
from andante.web.diary.forms import CheckInForm
from andante.web.diary.models import CHECK_IN, TIMER, Entry, Kind, Remedy, Sending, Symptom

MOST_ENTRIES: Final = 50
MOST_ANSWERS: Final = 200
MOST_FIELDS: Final = 400
FIRST_DAY: Final = dt.date(1990, 1, 1)
LARGEST_OFFSET_MIN: Final = 16 * 60
# A clock that runs ahead, or a journey east: kept and marked. Further than this it is a slip.
FURTHEST_AHEAD: Final = dt.timedelta(days=2)

_log = logging.getLogger("andante.web.diary")


class RefusedError(Exception):
    """An entry that cannot be kept; the message says why, in words for the person."""


@dataclass(frozen=True)
class Outcome:
    """What became of one entry."""

    client_id: str
    outcome: str
    entry: Entry | None = None
    reason: str | None = None
    retry: bool = False

    def to_json(self) -> dict[str, Any]:
        """One line of the answer."""
        return {
            "client_id": self.client_id,
            "outcome": self.outcome,
            "id": str(self.entry.pk) if self.entry else None,
            "version": self.entry.version if self.entry else None,
            "reason": self.reason,
            "retry": self.retry,
        }


def take(user: User, sent: object, now: dt.datetime) -> Outcome:
    """Keep one entry as it was sent, or say why not. Never raises: the others of the same call go on."""
    if not isinstance(sent, Mapping):
        return Outcome("", "refused", reason=_("This is no entry."))
    client_id = str(sent.get("client_id"))
    try:
        with transaction.atomic():
            outcome, entry = _keep(user, sent, now)
        return Outcome(client_id, outcome, entry)
    except RefusedError as refusal:
        return Outcome(client_id, "refused", reason=str(refusal))
    except Exception as error:  # noqa: BLE001 - a full disk, or a fault of andante: it waits, and the others go on
        if not isinstance(error, Error):
            _log.exception("an entry could not be taken")
        reason = _("It could not be written just now. It will be tried again.")
        return Outcome(client_id, "refused", reason=reason, retry=True)


def _keep(user: User, sent: Mapping[str, Any], now: dt.datetime) -> tuple[str, Entry]:
    try:
        client_id = uuid.UUID(str(sent.get("client_id")))
    except ValueError:
        raise RefusedError(_("The entry has no id of its own.")) from None
    based_on = sent.get("based_on")
    if based_on is not None and (not isinstance(based_on, int) or isinstance(based_on, bool) or based_on < 1):
        raise RefusedError(_("The version that it rests on is no number."))
    local, zone = _local(sent, now)
    day = _day(sent, max(days.own_day(local, user.day_start), user.own_day(local)))
    if day > days.own_day(local, user.day_start):  # on a journey west: the day that andante's own pages were at
        local, zone = local.astimezone(user.zone_info), user.zone
    answers = _form_answers(user, sent, day) if sent.get("form") is not None else _answers(user, sent)
    kind = _kind(sent)
    sending = Sending(client_id, now, local, zone, kind, TIMER if kind == "bout" else "without a connection")
    if answers.is_empty and based_on is None:
        raise RefusedError(_("Nothing is filled in."))
    entry, is_new = Entry.write(user, day, answers, sending)
    return ("stored", entry) if is_new else _again(user, entry, answers, based_on)


def _again(user: User, entry: Entry, answers: Answers, based_on: int | None) -> tuple[str, Entry]:
    """The same id came before: a retry, a change, or a change of something that changed elsewhere too."""
    entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if _says_nothing_new(user, entry.given, answers):
        return "same", entry
    # An old sending that comes late, after a change made elsewhere, is no change back.
    if based_on != entry.version and any(_says_nothing_new(user, old.given, answers) for old in entry.history.all()):
        return "same", entry
    outcome = entry.change(joined(user, entry.given, answers), based_on=based_on or 1)
    entry.refresh_from_db()
    return {"changed": "stored"}.get(outcome, outcome), entry


def _says_nothing_new(user: User, former: Answers, answers: Answers) -> bool:
    return joined(user, former, answers).stored() == former.stored()


def joined(user: User, former: Answers, answers: Answers) -> Answers:
    """`answers` in the place of `former`; columns that they do not ask about stay as they were."""
    shares = shares_for(user, (*former.doings, *answers.doings))
    given = {column: value for column, value in answers.values.items() if column not in LOADS}
    loads = loads_after(former, answers.doings, answers.efforts, shares)
    if answers.rested is None:  # only the form asks
        nowhere_else = former.nowhere_else and tuple(column for column in former.nowhere_else if column not in given)
        values = {**former.values, **given, **loads}
        return replace(answers, values=values, rested=former.rested, nowhere_else=nowhere_else)
    told = {*loads_by_group(answers.doings, answers.efforts, shares), *untold_by(answers.doings)}
    if answers.rested:  # the form knew of what nothing is written on that day
        told |= {column for column in LOADS if answers.values.get(column) is None}
    loads = with_zeros(loads, LOADS, said=answers.rested, was_said=bool(former.rested), told=told)
    filled = former.nowhere_else or ()
    if answers.nowhere_else is None:
        return replace(answers, values={**former.values, **dict.fromkeys(filled), **given, **loads})
    # Sent once more, it takes no 0 back because of what another entry says since.
    again = {column: 0.0 for column in filled if given.get(column) is None}
    noughts = {*answers.nowhere_else, *again}
    nowhere_else = tuple(column for column in dict.fromkeys((*filled, *answers.nowhere_else)) if column in noughts)
    return replace(answers, values={**former.values, **given, **again, **loads}, nowhere_else=nowhere_else)


# -- reading -----------------------------------------------------------------------------------------------------------


def _number(value: object, rule: Rule, what: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not rule.holds(value):
        raise RefusedError(f"{what}: {rule.allowed}")
    return float(value)


def _text(value: object, longest: int, what: str) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise RefusedError(_("%(what)s: please use at most %(longest)s letters.") % {"what": what, "longest": longest})
    # Half of a pair of letters, as cutting an emoji leaves it, can be kept nowhere: a form sends this mark instead.
    whole = value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.strip() or None


def _part(sent: Mapping[str, Any], name: str, kind: type[dict[str, Any] | list[Any]]) -> Any:
    part = sent.get(name)
    if part is None:
        return kind()
    if not isinstance(part, kind):
        raise RefusedError(_("This part cannot be read: %(name)s") % {"name": name})
    return part


def _answers(user: User, sent: Mapping[str, Any]) -> Answers:
    doings = tuple(_doing(user, each) for each in _part(sent, "doings", list)[: MOST_DOINGS + 1])
    if len(doings) > MOST_DOINGS:
        raise RefusedError(_("That is more than one entry can hold."))
    efforts = dict(_effort(group, pair) for group, pair in _part(sent, "efforts", dict).items())
    given = _part(sent, "answers", dict)
    if len(given) > MOST_ANSWERS:
        raise RefusedError(_("That is more than one entry can hold."))
    values: dict[str, float | None] = {}
    own = _own_columns(user) if any(column.startswith((SYMPTOM, TREATMENT)) for column in given) else set()
    for column, value in given.items():
        rule = rule_of(column)
        is_strange = column.startswith((SYMPTOM, TREATMENT)) and column not in own
        if rule is None or is_strange or column_problem(column):
            raise RefusedError(_("There is no such question: %(name)s") % {"name": column[:LONGEST_NAME]})
        values[column] = _number(value, rule, words_for(column))
    values |= loads_by_group(doings, efforts, shares_for(user, doings))
    return Answers(values, efforts, _text(sent.get("note"), LONGEST_NOTE, _("Note")), doings, _doses(sent, values))


def _own_columns(user: User) -> set[str]:
    symptoms = {f"{SYMPTOM}{each.slug}" for each in Symptom.objects.of(user)}
    return symptoms | {f"{TREATMENT}{each.slug}" for each in Remedy.objects.of(user)}


def _form_answers(user: User, sent: Mapping[str, Any], day: dt.date) -> Answers:
    """A check-in form that could not be sent when it was filled in."""
    given = _part(sent, "form", dict)
    if len(given) > MOST_FIELDS or not all(isinstance(value, str) for value in given.values()):
        raise RefusedError(_("This part cannot be read: %(name)s") % {"name": "form"})
    given = {**given, "client_id": str(sent.get("client_id"))}
    form = CheckInForm(given, asked=asked_of(user, day, sent=given))
    if not form.is_valid():
        named = [(form[name].label if name in form.fields else "", errors[0]) for name, errors in form.errors.items()]
        raise RefusedError(" ".join(f"{label}: {error}" if label else str(error) for label, error in named))
    return form.answers()


def _doses(sent: Mapping[str, Any], values: Mapping[str, float | None]) -> dict[str, str]:
    """Words stand only beside what was taken."""
    found = {slug: _text(words, LONGEST_NAME, slug) for slug, words in _part(sent, "doses", dict).items()}
    return {slug: words for slug, words in found.items() if words and values.get(f"{TREATMENT}{slug}") == 1}


def _doing(user: User, each: object) -> Doing:
    if not isinstance(each, Mapping):
        raise RefusedError(_("This part cannot be read: %(name)s") % {"name": "doings"})
    written = _text(each.get("activity"), LONGEST_NAME, _("Activity"))
    if not written:
        raise RefusedError(_("Which activity was this?"))
    name = known_name(user, written)
    return Doing(
        name or written,  # one that nobody knows is kept by its name: what else was written counts all the same
        _number(each.get("minutes"), MINUTES, _("Minutes")),
        _number(each.get("effort_0_10"), RATING, _("How hard")),
        planned=each.get("planned") is True,
        unplanned=each.get("unplanned") is True,
        position=_text(each.get("position"), LONGEST_NAME, _("Position")),
        unknown=name is None,
    )


def _effort(group: str, pair: object) -> tuple[str, Effort]:
    if group not in MUSCLE_GROUPS or not isinstance(pair, list) or len(pair) != 2:
        raise RefusedError(_("This part cannot be read: %(name)s") % {"name": "efforts"})
    return group, (_number(pair[0], RATING, _("How hard")), _number(pair[1], MINUTES, _("Minutes")))


def _kind(sent: Mapping[str, Any]) -> Kind:
    kind = sent.get("kind", CHECK_IN)
    if kind not in get_args(Kind):
        raise RefusedError(_("There is no such kind of entry."))
    return cast("Kind", kind)


def _local(sent: Mapping[str, Any], now: dt.datetime) -> tuple[dt.datetime, str]:
    """The writer's clock with its offset, and its zone."""
    offset_min, zone = sent.get("offset_min"), sent.get("zone")
    try:
        if isinstance(offset_min, bool) or not isinstance(offset_min, int) or abs(offset_min) > LARGEST_OFFSET_MIN:
            raise ValueError  # noqa: TRY301 - one refusal for all that is wrong with a moment
        zoneinfo.ZoneInfo(str(zone))
        wall = dt.datetime.fromisoformat(str(sent.get("local"))).replace(tzinfo=None)
        local = wall.replace(tzinfo=dt.timezone(dt.timedelta(minutes=offset_min)))
        is_possible = wall.date() >= FIRST_DAY and local <= now + FURTHEST_AHEAD
    except (ValueError, OverflowError, OSError, zoneinfo.ZoneInfoNotFoundError):  # OSError: a zone that is a folder
        raise RefusedError(_("Its date and time cannot be read.")) from None
    if not is_possible:
        raise RefusedError(_("Its date is too far away. Please look at the clock of the device."))
    return local, str(zone)


def _day(sent: Mapping[str, Any], written_on: dt.date) -> dt.date:
    if sent.get("day") is None:
        return written_on
    try:
        day = dt.date.fromisoformat(str(sent["day"]))
    except ValueError:
        raise RefusedError(_("Its day cannot be read.")) from None
    if not FIRST_DAY <= day <= written_on:
        raise RefusedError(_("That day has not come yet."))
    return day
