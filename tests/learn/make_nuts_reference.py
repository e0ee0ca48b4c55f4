"""Make `reference/nuts.json`: posteriors of twenty drawn diaries by NumPyro's NUTS, for `test_against_nuts.py`.

    PYTHONPATH=benchmarks python tests/learn/make_nuts_reference.py [DIARY ...]

NUTS draws from the same marginal likelihood and prior, but shares no step of the particles' way. Of each diary: mean
and SD of the logarithm of each parameter, in the order of `Shape.names`, and how far these can be trusted (ESS). A run
that did not mix (r-hat above 1.01, fewer than 2,000 effective draws) is done again with twice the draws. References
already in the file are kept; all twenty take about 15 minutes on two idle cores. Needed again when the model's
equations or priors change; the test tells.
"""

from __future__ import annotations

import json
import sys
import time
from functools import cache
from operator import itemgetter
from pathlib import Path

import numpyro
from numpyro.infer import MCMC

from andante.arrays import jax
from andante.learn.priors import Shape, model_digest
from drawn_from_model import Drawn, drawn_diary
from peer_numpyro import Draws, Effort, draws_of, marginal, nuts

OUT = Path(__file__).with_name("reference") / "nuts.json"
DAYS = 60
# NUTS does not mix on diary 12, whose noise has a long left tail (r-hat 1.05 after 51,200 draws); 20 stands in.
DIARIES = tuple(number for number in range(21) if number != 12)
EFFORT = Effort(chains=32, warmup=300, draws=200, accept=0.85)
LEAST_ESS, MOST_R_HAT, TRIES = 2000, 1.01, 4


def shape_of(diary: int) -> Shape:
    """Two exposures, rated in the evening and in the morning by turns; every fifth diary knows of no exposure."""
    return Shape() if diary % 5 == 4 else Shape(loads=1, plain=1, evening=diary % 2 == 0)


def diary_of(diary: int) -> Drawn:
    """Diary number `diary`, a tenth of its cells blank."""
    return drawn_diary(diary, DAYS, shape_of(diary))


def mixed(draws: Draws) -> bool:
    """Whether these draws may serve as a reference."""
    return bool(draws.ess.min() >= LEAST_ESS and draws.r_hat.max() <= MOST_R_HAT)


@cache
def sampler(shape: Shape, effort: Effort) -> MCMC:
    """One sampler for all diaries of a shape: it is compiled once."""
    return nuts(marginal, shape, effort)


def reference_of(diary: int) -> dict[str, object]:
    """The reference posterior of one diary. Raises RuntimeError when NUTS does not mix."""
    drawn, effort = diary_of(diary), EFFORT
    for _ in range(TRIES):
        rows = drawn.road
        draws = draws_of(sampler(drawn.shape, effort), diary, rows, drawn.shape)
        if mixed(draws):
            return {
                "diary": diary,
                "mean": [round(float(x), 5) for x in draws.logs.mean(axis=1)],
                "sd": [round(float(x), 5) for x in draws.logs.std(axis=1)],
                "ess": [round(float(x)) for x in draws.ess],
                "r_hat": round(float(draws.r_hat.max()), 4),
                "divergences": draws.divergences,
                "draws": draws.logs.shape[1],
            }
        effort = effort._replace(warmup=2 * effort.warmup, draws=2 * effort.draws)
    raise RuntimeError(f"diary {diary}: NUTS did not mix, r-hat {draws.r_hat.max():.3f}, ESS {draws.ess.min():.0f}")


def known() -> list[dict[str, object]]:
    """The references there are, when they are of this model."""
    if not OUT.exists():
        return []
    found = json.loads(OUT.read_text("utf-8"))
    return list(found["posteriors"]) if (found["model"], found["days"]) == (model_digest(), DAYS) else []


def keep(posterior: dict[str, object]) -> None:
    """Add one reference to the file."""
    found = sorted([*known(), posterior], key=itemgetter("diary"))
    made_by = f"NumPyro {numpyro.__version__} NUTS, JAX {jax.__version__}"
    whole = {"made_by": made_by, "model": model_digest(), "days": DAYS, "posteriors": found}
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(whole) + "\n", encoding="utf-8")


def main() -> None:
    """Make every reference that is not there yet, or those named."""
    wanted = [int(number) for number in sys.argv[1:]] or DIARIES
    for diary in wanted:
        if diary in [posterior["diary"] for posterior in known()]:
            continue
        begin_s = time.perf_counter()
        posterior = reference_of(diary)
        keep(posterior)
        print(diary, f"{time.perf_counter() - begin_s:.0f} s", posterior, file=sys.stderr)


if __name__ == "__main__":
    main()
