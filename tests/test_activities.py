"""The catalogue of everyday activities: its names, its numbers, and what a broken table says."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from importlib.resources import files
from typing import get_args

import pytest

from andante import activities
from andante.activities import ANY_POSITION, COLUMNS, Kind, Position, Sides, catalogue, find, read_catalogue
from andante.anatomy import MUSCLE_GROUP_OF, MUSCLE_GROUPS, MUSCLES
from andante.errors import Fault

# What the plans of earlier versions stand on: groups and positions, each in this order.
PLANNED_BEFORE = {
    "cleaning": (("arms_hands", "trunk", "neck_shoulders"), ("standing", "walking")),
    "computer": (("neck_shoulders", "arms_hands"), ("sitting", "standing")),
    "cooking": (("arms_hands", "neck_shoulders"), ("standing", "sitting")),
    "cycling": (("hips_thighs", "lower_legs"), ("sitting",)),
    "dancing": (("lower_legs", "hips_thighs"), ("standing",)),
    "drawing": (("arms_hands", "neck_shoulders"), ("sitting", "standing")),
    "driving": (("neck_shoulders", "trunk"), ("sitting",)),
    "gardening": (("trunk", "arms_hands", "hips_thighs"), ("standing", "sitting")),
    "hairdressing": (("neck_shoulders", "arms_hands", "lower_legs"), ("standing", "sitting")),
    "knitting": (("arms_hands", "neck_shoulders"), ("sitting",)),
    "painting": (("neck_shoulders", "arms_hands"), ("standing", "sitting")),
    "piano": (("arms_hands", "neck_shoulders"), ("sitting",)),
    "sewing": (("arms_hands", "neck_shoulders"), ("sitting",)),
    "shopping": (("lower_legs", "arms_hands"), ("walking",)),
    "swimming": (("neck_shoulders", "hips_thighs"), ("as it suits",)),
    "walking": (("lower_legs", "hips_thighs"), ("walking",)),
    "yoga": (("trunk", "hips_thighs"), ("standing", "sitting", "lying")),
}
OF_A_DAY = """
sleeping, resting lying down, resting sitting, showering, hair washing, brushing hair, dressing, eating, vacuuming,
grill scrubbing, window cleaning, washing up, carrying a milk jug, standing at a counter, standing still, ironing,
hanging laundry, making beds, painting a wall, weeding, raking, snow shovelling, carrying groceries, lifting a child,
playing with children, pushing a wheelchair, caring for a relative, desk work, typing, office meeting, ward shift,
factory line standing, teaching, waiting tables, bus ride, phone use lying down, reading, watching television, crafting,
dog walking, walking slowly, brisk walking, hill walking, stairs, jogging, stationary cycling, pool exercise,
stretching, tai chi, resistance training light, resistance training moderate, resistance training hard
"""
ALL = list(catalogue().values())
HEADER = ",".join(COLUMNS)
ROW = dict(
    zip(
        COLUMNS,
        (
            *("hopping", "home", "standing", "sitting;lying", "rhythmic", "0.5", "3"),
            *("0.1" for _ in MUSCLES),
            *("0.3", "both", "estimate"),
        ),
        strict=True,
    )
)


def table(**changes: str) -> list[str]:
    return [HEADER, ",".join((ROW | {"name": "first"}).values()), ",".join((ROW | changes).values())]


def each(one: activities.Everyday) -> str:
    return one.name


def test_there_are_enough_and_each_name_is_there_once():
    lines = (files("andante") / activities.TABLE).read_text("utf-8").splitlines()[1:]
    names = [line.split(",")[0] for line in lines]
    assert len(names) == len(set(names)) >= 75
    assert list(catalogue()) == names


@pytest.mark.parametrize("name", [*PLANNED_BEFORE, *(" ".join(name.split()) for name in OF_A_DAY.split(","))])
def test_what_a_day_is_made_of_is_known(name):
    assert catalogue()[name].name == name


@pytest.mark.parametrize("one", ALL, ids=each)
def test_the_numbers_of_an_activity_fit_each_other(one):
    assert tuple(one.load) == MUSCLES
    assert all(0.0 <= load <= 0.6 for load in one.load.values())
    assert 0.0 <= one.effort <= 10.0
    assert 0.0 <= one.posture <= 1.0
    assert one.kind in get_args(Kind)
    assert one.sides in get_args(Sides)
    assert one.duty == {"static": 1.0, "rest": 0.0}.get(one.work, one.duty)
    assert (one.work == "rhythmic") == (0.0 < one.duty < 1.0)
    assert (one.work == "rest") == (not any(one.load.values())) == (not one.groups) == (one.effort == 0.0)
    assert (one.kind in ("sleep", "rest")) == (one.work == "rest")


@pytest.mark.parametrize("one", ALL, ids=each)
def test_an_activity_has_positions_and_loads_the_groups_of_its_most_loaded_muscles(one):
    assert set(one.positions) <= set(get_args(Position))
    assert len(set(one.positions)) == len(one.positions) >= 1
    assert ANY_POSITION not in one.positions or len(one.positions) == 1
    assert set(one.groups) <= set(MUSCLE_GROUPS)
    assert len(set(one.groups)) == len(one.groups)
    if one.groups:
        most = max(one.load.values())
        assert most in [one.load[muscle] for muscle in MUSCLES if MUSCLE_GROUP_OF[muscle] == one.groups[0]]


@pytest.mark.parametrize("muscle", MUSCLES)
def test_each_muscle_is_loaded_by_several_activities(muscle):
    assert sum(one.load[muscle] >= 0.1 for one in ALL) >= 5


def test_each_group_each_kind_and_each_way_of_working_occurs():
    groups = Counter(group for one in ALL for group in one.groups)
    assert all(groups[group] >= 5 for group in MUSCLE_GROUPS)
    works = Counter(one.work for one in ALL)
    assert min(works["static"], works["rhythmic"]) >= 20
    assert works["rest"] >= 3
    assert {one.kind for one in ALL} == set(get_args(Kind))
    assert {one.sides for one in ALL} == set(get_args(Sides))


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("resting lying down", "resting sitting"),
        ("resting sitting", "desk work"),
        ("walking", "standing still"),
    ],
)
def test_a_held_position_strains_more(less, more):
    assert catalogue()[less].posture < catalogue()[more].posture


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ("walking slowly", "walking"),
        ("walking", "brisk walking"),
        ("brisk walking", "jogging"),
        ("resistance training light", "resistance training moderate"),
        ("resistance training moderate", "resistance training hard"),
        ("desk work", "vacuuming"),
        ("vacuuming", "snow shovelling"),
    ],
)
def test_what_is_harder_has_more_effort_and_more_load(less, more):
    one, other = catalogue()[less], catalogue()[more]
    assert one.effort < other.effort
    assert max(one.load.values()) < max(other.load.values())


@pytest.mark.parametrize("name", PLANNED_BEFORE)
def test_what_plans_stood_on_before_the_catalogue_stays(name):
    one = catalogue()[name]
    assert (one.groups, one.positions) == PLANNED_BEFORE[name]


@pytest.mark.parametrize("written", ["tai chi", "Tai Chi", "  TAI\t chi ", "tai\nchi"])
def test_case_and_spaces_do_not_hide_an_activity(written):
    assert find(written) is catalogue()["tai chi"]


@pytest.mark.parametrize("written", ["", " ", "my own thing", "taichi"])
def test_what_nobody_wrote_down_is_not_found(written):
    assert find(written) is None


def test_an_activity_is_a_value():
    one = catalogue()["walking"]
    assert hash(one) == hash(copy.deepcopy(one))
    assert pickle.loads(pickle.dumps(one)) == one  # noqa: S301 - our own, a moment ago
    with pytest.raises(AttributeError):
        one.effort = 3.0


# ── a broken table ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_whole_table_is_read():
    assert list(read_catalogue(table())) == ["first", "hopping"]
    assert read_catalogue(table())["hopping"].other_positions == ("sitting", "lying")


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("name", ""),
        ("name", "Hopping"),
        ("name", "hopping "),
        ("name", "first"),
        ("kind", "hobby"),
        ("position", "kneeling"),
        ("position", "as it suits"),
        ("other_positions", "kneeling"),
        ("other_positions", "standing"),
        ("other_positions", "lying;lying"),
        ("other_positions", "as it suits"),
        ("work", "hard"),
        ("duty", "1"),
        ("duty", "0"),
        ("duty", "1.5"),
        ("effort", "11"),
        ("effort", "-1"),
        ("effort", ""),
        *((muscle, cell) for muscle in MUSCLES for cell in ("0.7", "-0.1", "much", "nan")),
        ("posture", "2"),
        ("sides", "left"),
        ("source", ""),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(column, cell):
    named = "other_positions" if (column, cell) == ("position", "as it suits") else column
    found = ROW["other_positions"] if named != column else cell
    with pytest.raises(Fault, match=rf"^activities\.csv: line 3: {named}: found '{found}', allowed is "):
        read_catalogue(table(**{column: cell}))


@pytest.mark.parametrize(("work", "duty"), [("static", "0.5"), ("rest", "0.5"), ("rhythmic", "1")])
def test_the_share_of_time_fits_the_way_of_working(work, duty):
    with pytest.raises(Fault, match=rf"line 3: duty: found '{duty}', allowed is 1 for static"):
        read_catalogue(table(work=work, duty=duty))


def test_rest_loads_nothing():
    with pytest.raises(Fault, match=r"^activities\.csv: line 3: shoulder: found '0.1', allowed is 0 in rest"):
        read_catalogue(table(work="rest", duty="0"))


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("hopping,home", "line 2: position: found 2 cells, allowed are 18"),
        ("", "line 2: name: found 0 cells"),
        (",".join(ROW.values()) + ",more", "line 2: source: found 19 cells"),
    ],
)
def test_a_line_with_too_few_or_too_many_cells_is_named(line, says):
    with pytest.raises(Fault, match=says):
        read_catalogue([HEADER, line])


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ([], "line 1: columns: found "),
        ([HEADER.replace("elbow", "elbows")], "line 1: column 10: found name"),
        ([HEADER + ",more"], "line 1: columns: found name"),
    ],
)
def test_a_wrong_header_is_named(header, says):
    with pytest.raises(Fault, match=says):
        read_catalogue(header)
