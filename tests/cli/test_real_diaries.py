"""The commands on real diaries, beside the checkout. None of their content is in this repository."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Done

Run = Callable[..., Done]
DIARIES = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "diaries"


@pytest.mark.slow
@pytest.mark.skipif(not DIARIES.is_dir(), reason=f"no real diaries here: {DIARIES} is missing")
@pytest.mark.parametrize(("person", "in_words"), [("p01", True), ("p16", False)])
def test_a_real_diary_is_learned_and_forecast(andante: Run, person: str, in_words: bool) -> None:
    # These ratings were given in the morning, before the loads of the same row.
    options = (str(DIARIES / "pmdata.csv"), "--rated", "morning", "--person", person)
    learned = andante("learn", *options, "--json")
    assert (learned.code, learned.err) == (0, "")
    (found,) = learned.answers
    assert (found["person"], found["target"]) == (person, "pain")
    assert 0 <= found["usual"]["level"] <= 10
    assert not any(effect["when"] == "same day" for effect in found["effects"])
    forecast = andante("forecast", *options, "--json")
    assert (forecast.code, forecast.err) == (0, "")
    rows = forecast.answers
    assert {row["horizon"] for row in rows} == {1, 2, 3}
    assert sum(row["observed"] is not None for row in rows if row["horizon"] == 1) >= found["entries"] - 20
    assert all(0 <= min(row["quantiles"].values()) <= max(row["quantiles"].values()) <= 10 for row in rows)
    if in_words:
        words = andante("forecast", *options)
        assert words.code == 0
        assert '"same as last time"' in " ".join(words.out.split())
