"""Whether days are mostly rated before noon of late, while the settings say: in the evening. Reads only."""

from __future__ import annotations

import datetime as dt

from andante.web.accounts.models import User
from andante.web.diary.models import CHECK_IN, Entry

LOOK_BACK_DAYS = 14
FEWEST = 5  # check-ins; fewer say nothing of a habit
NOON_MIN = 12 * 60


def looks_like_mornings(user: User, day: dt.date) -> bool:
    """Whether most ratings of pain in the two weeks up to `day` were written before noon of their own day, by one whose
    setting says evening. What was written later for a day says nothing of when days are rated.
    """
    if user.rated_when == "morning":
        return False
    first = day - dt.timedelta(days=LOOK_BACK_DAYS - 1)
    near = Entry.objects.of(user).kept().between(first, day, user.day_start)
    written = [each for each in near.filter(kind=CHECK_IN, backdated=False) if each.answers.get("pain") is not None]
    early = [each for each in written if each.local_date == each.own_day(user.day_start) and each.local_min < NOON_MIN]
    return len(written) >= FEWEST and 2 * len(early) > len(written)
