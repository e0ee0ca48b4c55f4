"""Where the web asks the engine: rows -> diary -> belief -> plan, pulled when a page is opened, and kept.

Only this module, `beliefs` and `patterns` call the engine's verbs. They are imported when first needed, so that no
other page can fail, or wait, because of them. Not how any of it is shown (`page`).
"""

from __future__ import annotations

import datetime as dt
import logging
import threading
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext

from andante import __version__
from andante.errors import InputError
from andante.learn.scores import Record, record_of
from andante.records import Diary
from andante.web.accounts.models import User
from andante.web.diary.models import Concern, open_flags
from andante.web.diary.rows import diaries_of, stamp_of
from andante.web.today.beliefs import SEED, TARGET, answer_for, belief_for, rated_days_of
from andante.web.today.digests import DiaryDigests, digest_of
from andante.web.today.flares import with_easing
from andante.web.today.models import ForecastRecord, StoredPlan, Wishes

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from andante.learn import Belief
    from andante.plan import Plan
    from andante.plan.past_flares import PastFlare

DAYS_NEEDED = 14
HORIZON = 3
CAST_DAYS = 3
RECORD_GOOD_FOR_DAYS = 7

_log = logging.getLogger("andante.web.today")
# One learner at a time in this process: a page opened twice works the diary through once.
_learning = threading.Lock()


@dataclass(frozen=True)
class Today:
    """What the engine has for one day. `answer` is None when it was not asked, could not be (`fault`), or needs a while
    that the page did not want to wait for (`pending`).
    """

    day: dt.date
    rated_days: int
    flags: tuple[str, ...] = ()
    answer: Mapping[str, Any] | None = None
    cast: tuple[Mapping[str, Any], ...] = ()
    score: Record | None = None
    fault: bool = False
    pending: bool = False


@dataclass(frozen=True)
class Past:
    """What Trends shows: the diary, what is believed, and the record of forecasts made before the fact."""

    diary: Diary
    flare_days: frozenset[dt.date]
    belief: Mapping[str, Any] | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    score: Record | None = None
    cast: tuple[Mapping[str, Any], ...] = ()
    fault: bool = False
    pending: bool = False


def plan_for(user: User, day: dt.date, *, wait: bool = True) -> Today:
    """The plan of `day`: the stored one while nothing that it was made from has changed, else a new one. Without `wait`
    a plan that must first be learned for is left pending.
    """
    now = timezone.now()
    flags = open_flags(Concern.objects.open_for(user))
    stamp = _stamp(user, day, now)
    known = StoredPlan.objects.filter(user=user, day=day, stamp=stamp).first() if stamp and not flags else None
    if known is not None:  # nothing was written since: the diary need not be gone through
        return Today(day, known.rated_days, (), known.answer, tuple(known.cast), _latest_score(user))
    whole, each = diaries_of(user, now)
    diary = whole.through(day)
    rated_days = len(rated_days_of(diary))
    if flags:
        return Today(day, rated_days, flags, _help_first(diary, day, flags))
    made_from = _MadeFrom.of(user, diary, each, day)
    if not wait and _is_enough(diary, day) and _kept_plan(user, day, made_from.digest) is None:
        return Today(day, rated_days, pending=True)
    try:
        stored = _plan(user, diary, day, made_from)
        if stamp and stored.stamp != stamp:
            StoredPlan.objects.filter(pk=stored.pk).update(stamp=stamp, rated_days=rated_days, made_at=now)
        return Today(day, rated_days, (), stored.answer, tuple(stored.cast), _latest_score(user))
    except Exception:  # noqa: BLE001 - whatever is wrong in the engine, the page stands and shows the safe default
        _log.exception("no plan for %s", day)
        return Today(day, rated_days, fault=True)


def _stamp(user: User, day: dt.date, now: dt.datetime) -> str:
    """Of everything that the plan of `day` hangs on, without reading the diary. Empty while an entry waits for its
    hour, for then the diary changes without anybody writing.
    """
    entries = stamp_of(user, now)
    if entries is None:
        return ""
    parts = {"day": day, "entries": entries, "day_start": user.day_start, "rated": user.rated_when}
    return digest_of({**parts, "limits": _limits(user), "version": __version__, "seed": SEED})


def past_of(user: User, day: dt.date, *, wait: bool = True) -> Past:
    """Everything Trends needs up to `day`: the forecasts made before the fact, and the belief that drives the plan.
    Without `wait` it is left pending when it must first be learned for.
    """
    from andante.plan import lived_through  # noqa: PLC0415 - see the top of this module

    whole, each = diaries_of(user, timezone.now())
    diary = whole.through(day)
    if not rated_days_of(diary):
        return Past(diary, frozenset())
    made_from = _MadeFrom.of(user, diary, each, day)
    if not wait and _is_enough(diary, day) and not _is_worked_out(user, diary, day, made_from):
        return Past(diary, frozenset(), pending=True)
    try:
        if not _is_enough(diary, day):
            return Past(diary, _flare_days(diary))
        stored = _plan(user, diary, day, made_from)
        record = record_for(user, diary, day)
        score = Record(**record.score) if record else None
        rows = tuple(record.rows) if record else ()
        believed = answer_for(user, lived_through(diary, day, TARGET))
        return Past(diary, _flare_days(diary), believed, rows, score, tuple(stored.cast))
    except Exception:  # noqa: BLE001 - as above
        _log.exception("no trends for %s", day)
        return Past(diary, frozenset(), fault=True)


def stored_answer(user: User, day: dt.date) -> Mapping[str, Any] | None:
    """The plan of `day` as it was last shown, without asking the engine; none while help comes first."""
    if Concern.objects.open_for(user).exists():
        return None
    made = StoredPlan.objects.filter(user=user, day=day)
    stamp = _stamp(user, day, timezone.now())
    # Where something was taken back, an earlier plan is shown again, and the newest one is not what Today says.
    stored = (made.filter(stamp=stamp).first() if stamp else None) or made.first()
    return stored.answer if stored else None


def past_flares_for(user: User, day: dt.date) -> tuple[tuple[PastFlare, ...], str]:
    """The person's own flares up to `day`, the newest first, and the last ones in words; none when that fails."""
    from andante.plan.past_flares import past_flares, summary  # noqa: PLC0415 - see the top of this module

    diary = diaries_of(user, timezone.now())[0].through(day)
    try:
        flares = past_flares(diary, day, TARGET)
        return flares[::-1], summary(flares, say=gettext)
    except Exception:  # noqa: BLE001 - as above
        _log.exception("no past flares for %s", day)
        return (), ""


def _is_enough(diary: Diary, day: dt.date) -> bool:
    """Whether the days before `day` are enough to learn from."""
    return sum(rated < day for rated in rated_days_of(diary)) >= DAYS_NEEDED


def _flare_days(diary: Diary) -> frozenset[dt.date]:
    from andante.learn.flares import flare_record  # noqa: PLC0415 - see the top of this module

    return flare_record(diary, TARGET).days


# -- the plan --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _MadeFrom:
    """All that a plan is made from, and its digest. `each` is the diary entry by entry."""

    digests: DiaryDigests
    each: Diary
    limits: Mapping[str, Any]
    digest: str

    @classmethod
    def of(cls, user: User, diary: Diary, each: Diary, day: dt.date) -> _MadeFrom:
        digests, limits = DiaryDigests(diary), _limits(user)
        known = {"diary": digests.through(day), "each": DiaryDigests(each).through(dt.date.max)}
        return cls(digests, each, limits, digest_of({**known, "limits": limits, "version": __version__, "seed": SEED}))


def _limits(user: User) -> dict[str, Any]:
    """What the person set and wishes."""
    return {
        "caution": user.caution,
        "no_progression": user.no_progression,
        "me_cfs": user.me_cfs,
        "post_exertional_malaise": user.pem,
        **Wishes.of(user).limits(),
    }


def _kept_plan(user: User, day: dt.date, digest: str) -> StoredPlan | None:
    return StoredPlan.objects.filter(user=user, day=day, digest=digest).first()


def _plan(user: User, diary: Diary, day: dt.date, made_from: _MadeFrom) -> StoredPlan:
    with _learning:
        return _kept_plan(user, day, made_from.digest) or _new_plan(user, diary, day, made_from)


def _new_plan(user: User, diary: Diary, day: dt.date, made_from: _MadeFrom) -> StoredPlan:
    from andante.plan import Limits, lived_through, plan  # noqa: PLC0415 - see the top of this module

    lived = lived_through(diary, day, TARGET)
    belief = belief_for(user, lived, made_from.digests) if _is_enough(diary, day) else None
    limits, last_safe = Limits(**made_from.limits), _last_safe(user, day)
    told = with_easing(diary, made_from.each, day)
    answer = plan(belief, told, day, limits, last_safe=last_safe, entries=made_from.each).answer()
    made = StoredPlan.objects.create(
        user=user,
        day=day,
        digest=made_from.digest,
        version=__version__,
        seed=SEED,
        mode=answer["mode"],
        answer=answer,
        cast=_cast(belief) if belief is not None else [],
    )
    if belief is not None and _record_is_old(user, day):
        _record(user, diary, day)
    return made


def _help_first(diary: Diary, day: dt.date, flags: tuple[str, ...]) -> Mapping[str, Any] | None:
    """What the planner says to open flags: help, and room for nothing. The page has its help without it too."""
    from andante.plan import plan  # noqa: PLC0415 - see the top of this module

    try:
        return plan(None, diary, day, red_flags=flags).answer()
    except Exception:  # noqa: BLE001 - as above
        _log.exception("no answer to flags for %s", day)
        return None


def _is_worked_out(user: User, diary: Diary, day: dt.date, made_from: _MadeFrom) -> bool:
    """Whether plan and record of `day` are kept already."""
    through = day - dt.timedelta(days=1)
    records = _records(user).filter(digest=made_from.digests.through(through))
    return _kept_plan(user, day, made_from.digest) is not None and (
        records.exists() or len(rated_days_of(diary.through(through))) <= DAYS_NEEDED
    )


def _cast(belief: Belief) -> list[dict[str, Any]]:
    """The days to come as the belief sees them, kept with the plan so that both are of one moment."""
    from andante.learn import forecast  # noqa: PLC0415 - see the top of this module

    days = forecast(belief, CAST_DAYS).days
    return [{"day": each.day.isoformat(), "quantiles": dict(each.quantiles), "p_flare": each.p_flare} for each in days]


def _last_safe(user: User, day: dt.date) -> Plan | None:
    """The newest plan of an earlier day that rested on the diary. One that can no longer be read is no plan."""
    from andante.plan import Plan  # noqa: PLC0415 - see the top of this module

    stored = StoredPlan.objects.filter(user=user, day__lt=day).exclude(mode="safe-default").first()
    try:
        return Plan.from_answer(stored.answer) if stored else None
    except InputError:
        return None


# -- the record ------------------------------------------------------------------------------------------------------


def record_for(user: User, diary: Diary, day: dt.date) -> ForecastRecord | None:
    """The record of all forecasts through the day before `day`; made again when the diary up to there has changed."""
    with _learning:
        return _record(user, diary, day)


def _record(user: User, diary: Diary, day: dt.date) -> ForecastRecord | None:
    from andante.learn.prequential import prequential  # noqa: PLC0415 - see the top of this module

    through = day - dt.timedelta(days=1)
    past = diary.through(through)
    if len(rated_days_of(past)) <= DAYS_NEEDED:
        return None
    digest = DiaryDigests(past).through(through)
    stored = _records(user).filter(seed=SEED, digest=digest).first()
    if stored:
        return stored
    rows = list(prequential(past, TARGET, horizon=HORIZON, warmup=DAYS_NEEDED, seed=SEED))
    fields = {
        "through": through,
        "digest": digest,
        "version": __version__,
        "seed": SEED,
        "rated": user.rated_when,
        "rows": rows,
        "score": asdict(record_of(rows, past, TARGET)),
    }
    return ForecastRecord.objects.update_or_create(user=user, defaults=fields)[0]


def _records(user: User) -> QuerySet[ForecastRecord]:
    """What may be shown of the record: made by this andante, of ratings read as they are read now."""
    return ForecastRecord.objects.filter(user=user, version=__version__, rated=user.rated_when)


def _record_is_old(user: User, day: dt.date) -> bool:
    good_from = day - dt.timedelta(days=RECORD_GOOD_FOR_DAYS)
    return not _records(user).filter(through__gte=good_from).exists()


def _latest_score(user: User) -> Record | None:
    stored = _records(user).values_list("score", flat=True).first()
    return Record(**stored) if stored else None
