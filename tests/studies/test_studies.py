"""Published experiments come out on virtual people: every target of the CALIBRATION set, at few replications here;
docs/studies.md holds the whole runs.
"""

from __future__ import annotations

import numpy as np
import pytest

from andante.body.parameters import packaged
from andante.studies import NAMES, study_named
from andante.studies.cohort import intraclass
from andante.studies.fischer2016 import lead
from andante.studies.statistics import share_significant, standardised, t_values
from andante.studies.study import Size, conduct

FEW = {
    "ge2012": 11,
    "kosek1996": 100,
    "staud2005": 20,
    "naugle2012": 10,
    "hoegerbement2008": 10,
    "freylaw2010": 12,
    "looft2018": 1,
    "larsson2018": 4,
    "restingppt": 20,
    "mun2019": 3,
    "harris2005": 2,
    "fischer2016": 8,
    "diary2004": 2,
    "gomez2022": 1,
    "michaud2024": 1,
    "dasilva2018": 4,
    "exercise2023": 3,
    "hakkinen2002": 2,
    "vancampfort2024": 4,
}
FAST = ("larsson2018", "restingppt", "staud2005", "hoegerbement2008")


def test_the_set_is_whole():
    ids = {target.id.split()[0] for name in NAMES for target in study_named(name).targets}
    assert ids == {f"C{number}" for number in range(1, 29)}
    assert set(FEW) == set(NAMES)


@pytest.mark.parametrize("name", [pytest.param(name, marks=() if name in FAST else pytest.mark.slow) for name in NAMES])
def test_the_targets_are_met(name):
    chosen = study_named(name)
    answer = conduct(chosen, Size(chosen.groups, FEW[name], 1, packaged()))
    missed = {one.target.id: one.value for one in answer.found if not one.passed}
    assert not missed


def test_a_study_has_a_citation_and_its_own_number_of_people():
    for name in NAMES:
        one = study_named(name)
        assert one.name == name
        assert any(mark in one.citation for mark in ("doi", "20", "19", "Acta"))
        assert all(count >= 11 for count in one.groups.values())


# ── the statistics that judge ─────────────────────────────────────────────────────────────────────────────────────────


def test_significance_is_that_of_scipy():
    from scipy.stats import ttest_1samp

    changes = np.random.default_rng(1).normal(0.3, 1.0, (200, 14))
    changes[:, 3] = np.nan
    reference = [ttest_1samp(row[~np.isnan(row)], 0.0) for row in changes]
    assert t_values(changes) == pytest.approx([one.statistic for one in reference])
    up = np.mean([one.pvalue < 0.05 and one.statistic > 0 for one in reference])
    assert share_significant(changes, up=True) == pytest.approx(up)
    assert share_significant(-changes, up=False) == pytest.approx(up)


def test_no_change_is_significant_in_one_of_twenty():
    changes = np.random.default_rng(2).normal(0.0, 1.0, (20_000, 22))
    assert share_significant(changes, up=True) == pytest.approx(0.025, abs=0.005)


def test_a_standardised_change_is_mean_over_sd():
    assert standardised(np.array([1.0, 2.0, 3.0])) == pytest.approx(2.0)


def test_the_share_between_people_is_recovered():
    rng = np.random.default_rng(3)
    values = rng.normal(0.0, 1.0, 4000) + rng.normal(0.0, 1.5, (21, 4000))
    assert intraclass(values) == pytest.approx(1.0 / (1.0 + 1.5**2), abs=0.02)
    assert intraclass(rng.normal(0.0, 1.0, (21, 4000))) < 0.02


def test_a_lead_is_found_in_its_own_direction_only():
    rng = np.random.default_rng(4)
    stress = rng.normal(0.0, 1.0, (14, 6, 32))
    pain = rng.normal(0.0, 1.0, stress.shape)
    pain[:, 1:] += 0.5 * stress[:, :-1]
    assert lead(stress, pain) > 5.0
    assert abs(lead(pain, stress)) < 3.0
