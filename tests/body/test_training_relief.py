"""Relief by training: one bout changes hardly anything, weeks of it do; and the score of the PEM screen."""

from __future__ import annotations

import numpy as np
import pytest

from andante.body.central import Done, _of_the_day, evening, settled
from andante.body.life import day_draws
from andante.body.parameters import packaged
from andante.body.people import draw
from andante.studies.michaud2024 import screen_score

BOUT = 17.0  # effort-minutes: half an hour at moderate effort


def course(exercise):
    """Share of the full relief (days, people) in a life with so many effort-minutes of exercise each day."""
    people = draw("fm", range(40), seed=3, table=packaged())
    draws = day_draws(people, 0)
    quiet = settled(people, draws)
    still = quiet._replace(drift=quiet.drift * 0, level=quiet.level * 0)
    centre, found = still, []
    for minutes in exercise:
        same = np.full(len(people), 100.0)
        centre = evening(centre, people, Done(same, np.full(len(people), minutes), np.full(len(people), 5.0)))
        bare = centre._replace(flare_day=centre.flare_day * 0, delayed=centre.delayed * 0)
        found.append(-_of_the_day(bare, people) / people.get("training_relief"))
    return np.array(found)


def test_one_bout_changes_no_day_and_weeks_of_exercise_do():
    once = course([0.0] * 30 + [BOUT] + [0.0] * 60)
    often = course([0.0] * 30 + [BOUT, 0.0] * 60)
    assert np.abs(once).max() < 0.01
    assert (often[-1] > 0.5).all()
    assert (often[31 + 7] < 0.05).all(), "it comes late"
    assert (np.diff(often[40::2], axis=0) > 0.0).all()


def test_the_screen_is_as_far_as_the_lesser_of_often_and_moderate():
    days = 100
    often_mild = np.where(np.arange(days) < 60, 0.6, 0.0)
    seldom_strong = np.where(np.arange(days) < 10, 5.0, 0.0)
    both = np.where(np.arange(days) < 40, 1.5, 0.0)
    never = np.zeros(days)
    score = screen_score(np.stack([often_mild, seldom_strong, both, never], axis=1))
    assert score == pytest.approx([0.6, 0.0, 1.5, 0.0])
