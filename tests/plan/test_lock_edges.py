"""Locks on steps up at their edges: which days count, and what is not known of them."""

from __future__ import annotations

import pytest

from andante.plan import locks
from andante.plan.limits import Limits
from andante.plan.situation import Situation

GROUP = "neck_shoulders"
HEAVY = (20, 35, 50, 65)


def code(lock) -> str | None:
    return None if lock is None else lock.code


class TestLevelPain:
    def asked(self, build, pain, **more) -> str | None:
        return code(locks.level_pain(build.situation(pain=pain, **more), Limits()))

    @pytest.mark.parametrize(("ago", "found"), [(13, "flare-lately"), (14, "flare-lately"), (15, None), (40, None)])
    def test_a_flare_counts_while_a_day_of_it_is_one_of_the_fourteen(self, build, ago, found):
        assert self.asked(build, [4.0] * 84, flares=(build.flare(ago + 3, ago),)) == found

    @pytest.mark.parametrize(
        ("bad", "too_many"),
        [
            ((1, 3, 5), False),  # three of the last week
            ((1, 3, 5, 7), True),  # four of it
            ((1, 3, 5, 8), False),  # the eighth day back is of the week before
            ((1, 3, 5, 9, 11), False),  # five of fourteen
            ((1, 3, 5, 9, 11, 13), True),
        ],
    )
    def test_three_days_of_a_week_and_five_of_two_may_be_worse(self, build, bad, too_many):
        pain = [4.0] * 49
        for ago in bad:
            pain[-ago] = 7.0
        assert (self.asked(build, pain) == "pain-not-level") is too_many

    @pytest.mark.parametrize(("last", "found"), [(4.3, None), (4.4, "pain-rising")])
    def test_a_rise_is_half_of_what_makes_a_day_worse(self, build, last, found):
        """Where days are even a day is worse by 0.7 points, and 0.35 are a rise."""
        assert self.asked(build, [4.0] * 42 + [last] * 7) == found

    def test_where_days_go_up_and_down_a_point_more_is_none(self, build):
        assert self.asked(build, [*[2.0, 6.0] * 21, 3.0, 7.0, 3.0, 7.0, 3.0, 7.0, 3.0]) is None

    def test_days_missing_lately_count_as_worse_and_those_before_not_at_all(self, build):  # acceptance 17
        """Three blanks in the last week, just worse than usual each, are 0.3 points a day of it."""
        lately = [4.2, None, 4.2, None, 4.2, None, 4.2]
        assert self.asked(build, [*[4.0] * 42, *lately]) == "pain-rising"
        assert self.asked(build, [*[4.0] * 35, *(each and 4.0 for each in lately), *[4.0] * 7]) is None


class TestRisenLately:
    @pytest.mark.parametrize(("known", "found"), [(9, "level-unknown"), (10, None)])
    def test_ten_days_of_the_four_weeks_before_the_fortnight_have_to_be_known(self, build, known, found):
        load = [*[None] * 20, *[20.0] * known, *[None] * (15 - known), *[20.0] * 14]
        assert code(locks.risen_lately(build.situation(load=load), GROUP)) == found

    def test_what_is_said_is_what_was_measured(self, build):
        found = locks.risen_lately(build.situation(load=[20.04] * 39 + [22.06] * 10), GROUP)
        assert found.numbers == {"now": 22.1, "before": 20.0, "days": 14}


class TestWhatIsKnownOfTheDaysAfter:
    def delayed(self, build, *after):
        """Heavy days fifteen days apart; after each the three ratings told (one for all of them, or one each)."""
        load, pain = [10.0] * 84, [4.0] * 84
        for at, rated in zip(HEAVY, after if len(after) > 1 else after * len(HEAVY), strict=True):
            load[at] = 40.0
            pain[at + 1 : at + 4] = rated
        return locks.delayed_worsening(build.situation(load=load, pain=pain), Limits())

    def test_a_heavy_day_with_one_rating_after_it_speaks_neither_for_nor_against(self, build):  # acceptance 16
        worse, unknown = (4.0, 7.0, 7.0), (None, None, 7.0)
        assert self.delayed(build, worse, worse, worse, unknown).numbers == {"times": 3, "heavy_days": 3}
        assert self.delayed(build, worse, worse, worse, (None, 4.0, 4.0)).numbers == {"times": 3, "heavy_days": 4}
        assert self.delayed(build, worse, worse, (4.0, 4.0, 4.0), unknown) is None

    def test_one_worse_day_and_one_not_wait_for_the_third(self, build):  # acceptance 16
        """Found on a virtual person: the last heavy day, three days ago, counted as one that nothing came of."""
        worse, open_ = (4.0, 7.0, 7.0), (4.0, 7.0, None)
        assert self.delayed(build, worse, worse, worse, open_).numbers == {"times": 3, "heavy_days": 3}

    @pytest.mark.parametrize(
        ("heavy", "spared", "seen"), [(4, 0, True), (5, 0, True), (5, 1, False), (3, 0, False), (7, 1, False)]
    )
    def test_in_a_young_diary_each_of_four_heavy_days_is_enough(self, build, heavy, spared, seen):
        """Every fifth day is heavy and followed by two worse ones, but for the first `spared`: no stretch is left to
        compare with, so no test can tell. Of many, nearly all would do: of seven, six are not.
        """
        load, pain = ([10.0, *[2.0] * 4] * heavy, [4.0, 4.0, 8.0, 8.0, 4.0] * heavy)
        pain[2:4] = [4.0, 4.0] if spared else pain[2:4]
        found = locks.delayed_worsening(build.situation(load=load, pain=pain), Limits())
        assert (found is not None) is seen

    @pytest.mark.parametrize(("pain", "seen"), [(4.7, True), (4.6, False)])
    def test_worse_is_from_the_margin_on(self, build, pain, seen):
        assert (self.delayed(build, (pain, pain, 4.0)) is not None) is seen

    def swings(self, build, *, pain=None, load=None) -> Situation:
        """Big days a week apart, and on the day after each what is told; None is a blank."""
        loads, rated = [20.0] * 84, [4.0] * 84
        for day in (50, 57, 64, 71, 78):
            loads[day], loads[day + 1], rated[day + 1] = 60.0, load, pain
        return build.situation(load=loads, pain=rated)

    @pytest.mark.parametrize(
        ("pain", "load", "seen"),
        [
            (6.5, None, True),  # pain says it, whatever was done
            (None, 2.0, True),  # and so does a day with hardly anything done
            (None, 7.0, False),
            (4.0, None, False),
            (5.5, 20.0, True),
            (5.4, 20.0, False),
        ],
    )
    def test_a_bust_is_known_from_pain_alone_or_from_load_alone(self, build, pain, load, seen):
        assert (locks.boom_and_bust(self.swings(build, pain=pain, load=load), Limits()) is not None) is seen

    def test_where_every_stretch_is_one_after_a_big_day_nearly_all_have_to_end_badly(self, build):
        """Every third day is big: hardly anything is left to compare with, and the test against chance says nothing."""

        def found(good: int):
            loads, rated = [20.0] * 84, [4.0] * 84
            for turn, day in enumerate(range(0, 82, 3)):
                loads[day] = 36.0
                rated[day + 1] = 4.0 if turn % 28 < good else 6.5
            return locks.boom_and_bust(build.situation(load=loads, pain=rated), Limits())

        assert found(3) is not None
        assert found(5) is None
