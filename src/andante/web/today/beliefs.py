"""What is believed of a person, kept between two pages so that a new entry works through the days since, not a year.

Two beliefs are kept: one of the day before the diary's last, from which every further entry of today is worked out, and
one of a week or two before, for edits of the days between. Whatever an older edit makes stale is learned again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from andante import __version__
from andante.errors import BeliefError
from andante.records import Diary
from andante.web.accounts.models import User
from andante.web.today.digests import DiaryDigests
from andante.web.today.models import BeliefAnswer, BeliefSnapshot

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from andante.learn import Belief

SEED = 0
TARGET = "pain"
EDIT_REACH_DAYS = 8  # an edit within this reach replays a week or two, not a year


def rated_days_of(diary: Diary) -> list[dt.date]:
    """The days with a rating, in order."""
    return [diary.day(entry) for entry in diary.entries if TARGET in entry.values]


def belief_for(user: User, diary: Diary, digests: DiaryDigests) -> Belief:
    """The belief after all of `diary`, worked out from the newest kept one that still fits."""
    from andante.learn import learn, update  # noqa: PLC0415 - see the top of `services`

    last = diary.last_day
    belief, reached = _newest_belief(user, digests, last)
    for day in _milestones(diary, reached):
        belief = learn(diary.through(day), TARGET, seed=SEED) if belief is None else update(belief, diary, through=day)
        _keep(user, belief, digests)
    _further_back(user, diary, digests)
    _trim(user, last, digests)
    if belief is None:
        return learn(diary, TARGET, seed=SEED)
    return belief if belief.through == last else update(belief, diary, through=last)


def answer_for(user: User, diary: Diary) -> Mapping[str, Any]:
    """What is believed after all of `diary`, as `andante learn --json` says it: the belief that the plan rests on."""
    from andante.learn.answer import answer  # noqa: PLC0415 - see the top of `services`

    digests, through = DiaryDigests(diary), diary.last_day
    known = {"through": through, "digest": digests.through(through), "version": __version__, "seed": SEED}
    kept = BeliefAnswer.objects.filter(user=user, **known).first()
    if kept is None:
        said = answer(belief_for(user, diary, digests), diary)
        kept, _ = BeliefAnswer.objects.update_or_create(user=user, defaults={**known, "answer": said})
    answered: Mapping[str, Any] = kept.answer
    return answered


def _milestones(diary: Diary, reached: dt.date | None) -> list[dt.date]:
    """The days at which a belief is kept, after the one that is `reached`."""
    begun = rated_days_of(diary)[0]
    wanted = {diary.last_day - dt.timedelta(days=back) for back in (EDIT_REACH_DAYS, 1)}
    return sorted(day for day in wanted if day >= begun and (reached is None or day > reached))


def _mine(user: User, last: dt.date) -> QuerySet[BeliefSnapshot]:
    """The kept beliefs that may fit, the newest first, without what weighs much."""
    mine = BeliefSnapshot.objects.filter(user=user, version=__version__, seed=SEED, through__lte=last)
    return mine.order_by("-through", "-made_at").defer("packed")


def _fitting(user: User, digests: DiaryDigests, last: dt.date) -> list[BeliefSnapshot]:
    return [each for each in _mine(user, last) if each.digest == digests.through(each.through)]


def _newest_belief(user: User, digests: DiaryDigests, last: dt.date) -> tuple[Belief | None, dt.date | None]:
    for snapshot in _fitting(user, digests, last):
        belief = _unpacked(snapshot)
        if belief is not None:
            return belief, snapshot.through
    return None, None


def _unpacked(snapshot: BeliefSnapshot) -> Belief | None:
    """The belief in it. One of another model, or damaged, is none, and goes: it would only be in the way."""
    from andante.learn import Belief  # noqa: PLC0415 - see the top of `services`

    try:
        return Belief.from_bytes(bytes(snapshot.packed))
    except BeliefError:
        snapshot.delete()
        return None


def _further_back(user: User, diary: Diary, digests: DiaryDigests) -> None:
    """Let the further of the two follow when it lies more than twice the reach back, by replaying the days between."""
    from andante.learn import update  # noqa: PLC0415 - see the top of `services`

    wanted = diary.last_day - dt.timedelta(days=EDIT_REACH_DAYS)
    before = _fitting(user, digests, wanted)[:1]
    if before and before[0].through < wanted - dt.timedelta(days=EDIT_REACH_DAYS):
        belief = _unpacked(before[0])
        if belief is not None:
            _keep(user, update(belief, diary, through=wanted), digests)


def _keep(user: User, belief: Belief, digests: DiaryDigests) -> None:
    known: dict[str, Any] = {
        "through": belief.through,
        "digest": digests.through(belief.through),
        "version": __version__,
        "seed": SEED,
    }
    BeliefSnapshot.objects.update_or_create(user=user, **known, defaults={"packed": belief.to_bytes()})


def _trim(user: User, last: dt.date, digests: DiaryDigests) -> None:
    """Keep the newest belief that fits, and the newest of those further back than an edit mostly reaches."""
    fitting = _fitting(user, digests, last)
    further = [each for each in fitting if each.through <= last - dt.timedelta(days=EDIT_REACH_DAYS)]
    kept = [each.pk for each in (*fitting[:1], *further[:1])]
    others = BeliefSnapshot.objects.filter(user=user).exclude(pk__in=kept)
    if others.exists():
        others.delete()
