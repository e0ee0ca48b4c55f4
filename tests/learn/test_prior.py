"""The packaged prior expects diaries that people write: the published figures lie well inside what it draws."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from andante.learn.priors import model_digest

CALIBRATION = Path(__file__).resolve().parents[2] / "calibration"


@pytest.fixture(scope="module")
def predictive():
    place = importlib.util.spec_from_file_location("prior_predictive", CALIBRATION / "prior_predictive.py")
    module = importlib.util.module_from_spec(place)
    sys.modules["prior_predictive"] = module
    place.loader.exec_module(module)
    yield module
    del sys.modules["prior_predictive"]


def test_published_figures_lie_inside_what_the_prior_expects(predictive):
    drawn = predictive.draw_diaries(np.random.default_rng(0), 600, 60)
    for name, known in predictive.PUBLISHED.items():
        for figure in known or ():
            assert 0.1 < np.nanmean(getattr(drawn, name) < figure) < 0.9, name


def test_few_drawn_diaries_are_unbelievable(predictive):
    drawn = predictive.draw_diaries(np.random.default_rng(1), 600, 60)
    assert np.mean(drawn.sd_within > 3.0) < 0.1
    assert np.mean(drawn.at_ends > 0.5) < 0.25


def test_what_a_diary_looks_like_is_computed_as_said(predictive):
    ratings = np.array([[0.0, 5.0], [10.0, 5.0], [0.0, 5.0], [10.0, 5.0]])
    found = predictive.described(ratings)
    assert found.mean == pytest.approx([5.0, 5.0])
    assert found.sd_within == pytest.approx([5.0, 0.0])
    assert found.lag_1[0] == pytest.approx(-0.75)
    assert np.isnan(found.lag_1[1])
    assert found.at_ends == pytest.approx([1.0, 0.0])


def test_the_page_on_the_prior_is_of_this_model():
    page = (CALIBRATION.parent / "docs" / "prior.md").read_text("utf-8")
    assert f"(model and priors {model_digest()}," in page, "priors or model changed: run `make prior`"
