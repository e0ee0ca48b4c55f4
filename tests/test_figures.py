"""Numbers to few figures."""

from __future__ import annotations

import pytest

from andante.figures import figures


@pytest.mark.parametrize(
    ("value", "most", "said"),
    [(4500.0, 3, "4500"), (12345.0, 3, "12300"), (0.25, 3, "0.25"), (22.5, 3, "22.5"), (0.0, 3, "0"), (-3.0, 3, "-3"),
     (117.0, 2, "120"), (0.00001, 3, "0.00001")],
)  # fmt: skip
def test_a_number_has_few_figures_and_no_exponent(value, most, said):
    assert figures(value, most) == said
