"""The table of constants: every row accounts for itself, a broken table is refused, and people are drawn as it says."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from andante.anatomy import MUSCLES
from andante.body import parameters
from andante.body.laboratory import Setting, run
from andante.body.parameters import correlations, digest, packaged, parsed
from andante.body.people import People, draw
from andante.body.protocol import GROUPS, Probe, Protocol, Work
from andante.body.sites import SITES
from andante.body.state import Constants
from andante.errors import Fault

MANY = 4000
HEAD = "parameter,group,value,unit,distribution,spread,status,prior,prior_sd,source,meaning"
GOOD = "a,all,1,s,fixed,,assumed,,,why,what"
ROWS = tuple(packaged().rows.values())


@cache
def crowd(group: str) -> People:
    return draw(group, range(MANY), seed=8, table=packaged())


# ── the table ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)
def test_every_row_accounts_for_itself(row: parameters.Constant) -> None:
    assert row.unit.strip()
    assert row.meaning.strip()
    assert row.group in ("all", *GROUPS)
    assert np.isfinite(row.value)
    if row.status in ("published", "derived"):
        assert row.source.strip(), "what is published or derived names where it comes from"
    if row.status == "fitted":
        assert row.prior is not None and row.prior_sd is not None and row.prior_sd > 0.0
        assert row.source.strip(), "a prior has a reason"
    if row.distribution == "lognormal":
        assert row.value > 0.0


def test_every_parameter_is_there_for_every_group() -> None:
    names = {row.parameter for row in ROWS if not row.parameter.endswith(".spread")}
    for name in names:
        for group in GROUPS:
            assert packaged().constant(name, group).parameter == name
    for name in Constants._fields:
        assert packaged().constant(name, "all").group == "all", f"{name} is shared by everybody"
    for muscle in MUSCLES:
        for name in ("fatigue_rate", "recovery_rate", "rest_multiplier", "strength_newton", "strength_ratio", "size"):
            assert packaged().value(f"{name}.{muscle}", "fm") > 0.0
    for kind in SITES:
        assert packaged().value(f"ppt_kpa.{kind}", "fm") > 0.0


def test_rates_and_times_are_positive() -> None:
    for row in ROWS:
        if row.unit in ("s", "min", "h", "days", "1/s") or row.distribution == "lognormal":
            assert row.value > 0.0, row.key


def test_a_row_of_a_spread_belongs_to_a_row_that_differs() -> None:
    """Otherwise it would be fitted and used by nobody."""
    for row in ROWS:
        if row.parameter.endswith(".spread"):
            whose = packaged().rows[row.key.replace(".spread", "")]
            assert whose.distribution != "fixed"
            assert packaged().spread(whose) == row.value > 0.0


def test_a_row_of_a_spread_may_be_everybodys() -> None:
    table = parsed(
        [HEAD, "a,all,1,s,lognormal,0.1,assumed,,,why,what", "a.spread,all,0.3,log,fixed,,assumed,,,why,what"]
    )
    assert table.spread(table.rows["a"]) == 0.3


def test_other_values_are_another_table() -> None:
    table = packaged()
    other = table.with_values({"pain_limit@fm": 9.0})
    assert (other.value("pain_limit", "fm"), table.value("pain_limit", "fm") == 9.0) == (9.0, False)
    assert other.value("pain_limit", "healthy") == table.value("pain_limit", "healthy")
    assert digest(other) != digest(table) == digest(table.with_values({}))


@pytest.mark.parametrize("key", ["no_such", "pain_limit", "pain_limit@nobody", "fatigability@fm"])
def test_an_unknown_key_is_a_key_error(key: str) -> None:
    with pytest.raises(KeyError, match=key):
        packaged().with_values({key: 1.0})


def test_an_unknown_parameter_is_a_fault() -> None:
    with pytest.raises(Fault, match="no_such"):
        packaged().value("no_such", "fm")


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ("b,all,one,s,fixed,,assumed,,,why,what", "one"),
        ("b,all,,s,fixed,,assumed,,,why,what", "float"),
        ("b,all,1,s,gamma,0.1,assumed,,,why,what", "gamma"),
        ("b,all,1,s,fixed,,guessed,,,why,what", "guessed"),
        ("b,all,1,s,fixed,0.1,assumed,,,why,what", "spread"),
        ("b,all,1,s,lognormal,,assumed,,,why,what", "spread"),
        ("b,all,1,s,normal,-0.1,assumed,,,why,what", "spread"),
        ("b,all,1,s,fixed,,fitted,,,why,what", "prior"),
        ("b,all,1,s,fixed,,published,1,0.1,why,what", "prior"),
        ("a,all,2,s,fixed,,assumed,,,why,what", "twice"),
        ("b,all,1", "distribution|None"),
    ],
)
def test_a_broken_table_is_a_fault_that_names_the_line(bad: str, says: str) -> None:
    with pytest.raises(Fault, match=rf"parameters\.csv:3: .*({says})"):
        parsed([HEAD, GOOD, bad])


@pytest.mark.parametrize(
    "bad",
    [
        "b,all,nan,s,fixed,,assumed,,,why,what",
        "b,all,inf,s,fixed,,assumed,,,why,what",
        "b,all,0,s,lognormal,0.1,assumed,,,why,what",
        "b,fmm,1,s,fixed,,assumed,,,why,what",
        "b,all,1,,fixed,,assumed,,,why,what",
        "b,all,1,s,fixed,,published,,,,what",
        "b,all,1,s,fixed,,fitted,1,,why,what",
    ],
    ids=["not a number", "no end", "log of nothing", "no such group", "no unit", "no source", "no prior_sd"],
)
def test_a_row_that_cannot_be_meant_is_a_fault_too(bad: str) -> None:
    with pytest.raises(Fault, match=r"parameters\.csv:3"):
        parsed([HEAD, GOOD, bad])


def test_a_table_without_its_columns_is_a_fault() -> None:
    with pytest.raises(Fault, match=r"parameters\.csv:2"):
        parsed(["parameter,value", "a,1"])


# ── the people ───────────────────────────────────────────────────────────────────────────────────────────────────────


def drawn(people: People, name: str) -> np.ndarray:
    """The drawn values on the scale on which they are normal."""
    lognormal = people.table.constant(name, people.group).distribution == "lognormal"
    return np.log(people.get(name)) if lognormal else people.get(name)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("pair", correlations(), ids=lambda pair: f"{pair[0]} and {pair[1]}")
def test_correlations_are_those_of_the_table(pair: tuple[str, str, float], group: str) -> None:
    one, other, r = pair
    people = crowd(group)
    assert np.corrcoef(drawn(people, one), drawn(people, other))[0, 1] == pytest.approx(r, abs=4.0 / np.sqrt(MANY))


def test_correlations_name_parameters_that_differ_between_people() -> None:
    for one, other, r in correlations():
        assert {one, other} <= set(packaged().spread_names())
        assert -1.0 < r < 1.0


def test_strong_people_have_higher_thresholds_and_less_pain() -> None:
    """On the scales that a study would use: newton, kPa, and pain at rest."""
    people = crowd("fm")
    strength, ppt = people.strength_newton().mean(axis=0), people.ppt_kpa(tuple(SITES)).mean(axis=0)
    assert np.corrcoef(np.log(strength), np.log(ppt))[0, 1] == pytest.approx(0.38, abs=0.06)
    assert np.corrcoef(strength, people.get("tonic_pain"))[0, 1] < -0.1


@pytest.mark.parametrize("group", GROUPS)
def test_spreads_and_middles_are_those_of_the_table(group: str) -> None:
    people, table = crowd(group), packaged()
    for name in table.spread_names():
        row = table.constant(name, group)
        if row.distribution == "fixed":
            np.testing.assert_array_equal(people.get(name), row.value)
            continue
        values, spread = drawn(people, name), table.spread(row)
        middle = np.log(row.value) if row.distribution == "lognormal" else row.value
        assert np.std(values) == pytest.approx(spread, rel=4.5 / np.sqrt(2 * MANY)), name
        assert np.mean(values) == pytest.approx(middle, abs=4.5 * spread / np.sqrt(MANY)), name


def test_parameters_without_a_correlation_are_drawn_apart() -> None:
    people = crowd("fm")
    tied = {frozenset((one, other)) for one, other, _ in correlations()}
    names = [name for name in packaged().spread_names() if packaged().constant(name, "fm").distribution != "fixed"]
    found = np.corrcoef(np.stack([drawn(people, name) for name in names]))
    for i, one in enumerate(names):
        for j, other in enumerate(names[:i]):
            if frozenset((one, other)) not in tied:
                assert abs(found[i, j]) < 5.0 / np.sqrt(MANY), f"{one} and {other}"


def test_people_with_fibromyalgia_answer_in_both_directions() -> None:
    """After a hold of the knee some are helped and some are worse where they worked, noise taken out."""
    quiet = packaged().with_values({"probe_noise": 1e-12, "occasion_noise": 1e-12})
    hold = Protocol(
        "knee", {"fm": 600}, (Work("knee", load=0.25, cap_s=300.0), Probe(("quadriceps", "trapezius"), (0.0,)))
    )
    record = run(hold, draw("fm", range(600), seed=8, table=quiet), Setting())
    for one in record.readings:
        change = np.log(one.ppt_kpa / record.before_kpa[one.site])
        # Far from the work hardly anybody is relieved in this fit: what falls there falls in nearly everybody.
        assert one.site != "quadriceps" or np.mean(change > 0.0) > 0.05
        assert np.mean(change < 0.0) > 0.05, one.site


def test_groups_differ_as_they_were_measured_to() -> None:
    fm, healthy = crowd("fm"), crowd("healthy")
    for kind in ("forearm", "lumbar"):
        ratio = np.median(fm.ppt_kpa([kind])) / np.median(healthy.ppt_kpa([kind]))
        assert ratio == pytest.approx(packaged().value("ppt_ratio", "fm"), rel=0.06)
    assert np.median(fm.strength_newton()) < np.median(healthy.strength_newton())
    assert np.median(fm.get("tonic_pain")) > np.median(crowd("local").get("tonic_pain"))
