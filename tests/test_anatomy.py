"""Body areas, regions and muscle groups."""

from __future__ import annotations

import pytest

from andante.anatomy import AREA_WORDS, AREAS, COARSE, EXTRA_AREAS, MUSCLE_GROUPS, REGIONS, SIDELESS, WPI_AREAS, covers

WPI = [
    "jaw_left",
    "jaw_right",
    "shoulder_girdle_left",
    "shoulder_girdle_right",
    "upper_arm_left",
    "upper_arm_right",
    "lower_arm_left",
    "lower_arm_right",
    "hip_buttock_left",
    "hip_buttock_right",
    "upper_leg_left",
    "upper_leg_right",
    "lower_leg_left",
    "lower_leg_right",
    "neck",
    "upper_back",
    "lower_back",
    "chest",
    "abdomen",
]
OUTSIDE = [
    "head",
    "face",
    "hand_left",
    "hand_right",
    "foot_left",
    "foot_right",
    "knee_left",
    "knee_right",
    "breast_left",
    "breast_right",
]
WITHOUT_SIDE = [
    "knee",
    "hand",
    "foot",
    "breast",
    "jaw",
    "shoulder_girdle",
    "upper_arm",
    "lower_arm",
    "hip_buttock",
    "upper_leg",
    "lower_leg",
]


def test_the_words_for_areas_are_those_of_the_file_format():
    assert sorted(WPI_AREAS) == sorted(WPI)
    assert sorted(EXTRA_AREAS) == sorted(OUTSIDE)
    assert sorted(SIDELESS) == sorted(WITHOUT_SIDE)
    assert sorted(COARSE) == sorted(["arm", "leg", "hip", "back", "shoulder", "finger", "eyes"])
    assert len(AREA_WORDS) == len(set(AREA_WORDS)) == 19 + 10 + 11 + 7


def test_the_widespread_pain_index_has_19_areas_in_5_regions():
    assert len(WPI_AREAS) == len(set(WPI_AREAS)) == 19
    assert [len(areas) for areas in REGIONS.values()] == [4, 4, 3, 3, 5]


@pytest.mark.parametrize("word", AREA_WORDS)
def test_every_word_covers_areas(word):
    covered = covers(word)
    assert covered
    assert len(set(covered)) == len(covered)
    assert set(covered) <= set(AREAS)


def test_what_some_words_cover():
    assert covers("neck") == ("neck",)
    assert covers("knee") == ("knee_left", "knee_right")
    assert covers("back") == ("upper_back", "lower_back")
    assert covers("arm") == ("upper_arm_left", "upper_arm_right", "lower_arm_left", "lower_arm_right")


@pytest.mark.parametrize("word", ["", "tail", "Neck", "knee_middle"])
def test_another_word_covers_nothing(word):
    with pytest.raises(KeyError):
        covers(word)


def test_left_and_right_mirror_each_other():
    left = {area for area in AREAS if area.endswith("_left")}
    assert {area.replace("_left", "_right") for area in left} == {area for area in AREAS if area.endswith("_right")}


def test_five_muscle_groups_carry_load_and_share_no_area():
    assert tuple(MUSCLE_GROUPS) == ("neck_shoulders", "arms_hands", "trunk", "hips_thighs", "lower_legs")
    under = [area for areas in MUSCLE_GROUPS.values() for area in areas]
    assert len(set(under)) == len(under)
    assert set(under) <= set(AREAS)
