"""Parts of Trends as the page pulls them, and a diary with ratings of areas for them."""

from __future__ import annotations

import datetime as dt

from tests.web.conftest import TODAY, write

PIECE = {"HX-Request": "true"}


def text_of(client, path: str) -> str:
    return client.get(path, headers=PIECE).content.decode()


def days_ago(count: int) -> dt.date:
    return TODAY - dt.timedelta(days=count)


def rate_areas(user, days: int, **areas: float) -> None:
    """`days` days up to yesterday with pain, work, and ratings of areas."""
    work = {"load__neck_shoulders": 10.0, "load__lower_legs": 20.0}
    for back in range(1, days + 1):
        write(user, days_ago(back), pain=float(4 + back % 3), **work, **areas)
