"""The same learning by IBIS of the package `particles` (Chopin & Papaspiliopoulos 2020, doi 10.1007/978-3-030-47845-2).

Run by `learn_peers.py` in an environment of its own, where andante is not: `python peer_particles.py DATA.npz RUNS
SECONDS`. So many runs; once that much processor time is used no further one is begun, after two at least, as one run
tells nothing of its error.
The package brings resampling, random-walk moves and waste-free chains; the Kalman likelihood is written here in NumPy,
over all its particles at once and remembering where the filter stands, which is kinder than the package's own filter
(one parameter at a time). Prints as JSON: seconds of processor time and posterior means of each run, and a likelihood
to compare.
"""

from __future__ import annotations

import json
import math
import sys
import time
import warnings
from collections import OrderedDict

import numpy as np

ROUNDING_VAR, LEVEL_MEAN, LEVEL_SD, CENTRE_MEMORY = 0.1**2 / 12.0, 4.0, 3.0, 60.0
KERNEL_RATES = np.arange(1, 9) / 1.25


def _bernstein(order: int) -> list[float]:
    rest = 8 - order
    highest = (order / 8) ** order * (rest / 8) ** rest
    return [0.0] * (order - 1) + [(-1.0) ** k * math.comb(rest, k) / highest for k in range(rest + 1)]


KERNEL_SHARES = np.array([_bernstein(4), _bernstein(1)])  # next, later
PARTICLES, LEN_CHAIN = 26, 10  # waste-free: 260 particles in all, next to andante's 256


class Filter:
    """The marginal likelihood of `andante.learn.model`, N parameters at once, one row after the other."""

    def __init__(self, data: dict[str, np.ndarray], logs: np.ndarray) -> None:
        """Before the first row; `logs` (N, parameters)."""
        self.data, self.t = data, 0
        value = np.exp(logs.T)
        self.noise_var, self.carry_sd, self.carry_days, self.level_rate = value[0] ** 2 + ROUNDING_VAR, *value[1:4]
        self.drift, self.fast_days = value[4:6]
        exposures, count = data["exposure"].shape[1], len(logs)
        own, self.capacity = value[6 : 6 + exposures].T, value[6 + exposures :]
        loads = len(self.capacity)
        inputs = loads + exposures
        self.size = np.concatenate([own[:, :loads], own], axis=1)
        self.fast, self.centre = np.zeros((2, count, inputs))
        self.decayed = np.zeros((len(KERNEL_RATES), count, inputs))
        self.seen = np.zeros(inputs)
        self.mean = np.zeros((count, 2 + 3 * inputs))
        self.mean[:, 0] = LEVEL_MEAN
        first = np.concatenate([np.zeros((count, 2)), *[self.size**2] * 3], axis=1)
        first[:, 0], first[:, 1] = LEVEL_SD**2, self.carry_sd**2
        self.cov = first[:, :, None] * np.eye(first.shape[1])

    def absorb(self) -> None:
        """The row's exposures pass into the kernels."""
        x, known, loads = self.data["exposure"][self.t], self.data["known"][self.t], len(self.capacity)
        above = np.maximum(x[:loads] - self.capacity.T, 0.0)
        whole = np.broadcast_to(x, (len(above), len(x)))
        inputs = np.concatenate([whole[:, :loads], above, whole[:, loads:]], axis=1)
        is_known = np.concatenate([known[:loads], known])
        gap = np.where(is_known, inputs - self.centre, 0.0)
        deviation = np.where(self.seen > 0, gap, 0.0)
        self.seen = self.seen + is_known
        self.centre += gap / np.clip(self.seen, 1.0, CENTRE_MEMORY)
        self.fast += deviation
        self.decayed += deviation

    def step(self) -> np.ndarray:
        """Log densities (N,) of the next rating; diaries rated in the evening alone."""
        days, rating = self.data["gap"][self.t], self.data["rating"][self.t]
        phi = np.exp(-days / self.carry_days)
        self.mean[:, 1] *= phi
        self.cov[:, 1, :] *= phi[:, None]
        self.cov[:, :, 1] *= phi[:, None]
        drift = (self.size * self.drift[:, None]) ** 2 * days
        added = np.concatenate([np.zeros((len(phi), 2)), drift, drift, drift], axis=1)
        added[:, 0], added[:, 1] = self.level_rate**2 * days, self.carry_sd**2 * (1.0 - phi**2)
        states = np.arange(self.mean.shape[1])
        self.cov[:, states, states] += added
        self.fast *= np.exp(-days / self.fast_days)[:, None]
        self.decayed *= np.exp(-days * KERNEL_RATES)[:, None, None]
        self.absorb()
        self.t += 1
        if np.isnan(rating):
            return np.zeros(len(phi))
        delayed = np.tensordot(KERNEL_SHARES, self.decayed, 1)
        row = np.concatenate([np.ones((len(phi), 2)), self.fast, *delayed], axis=1)
        across = (self.cov @ row[:, :, None])[:, :, 0]
        variance = (row * across).sum(axis=1) + self.noise_var
        gap = rating - (row * self.mean).sum(axis=1)
        self.mean += across * (gap / variance)[:, None]
        self.cov -= (across / variance[:, None])[:, :, None] * across[:, None, :]
        return -0.5 * (np.log(2.0 * np.pi * variance) + gap**2 / variance)


def model_of(data: dict[str, np.ndarray]) -> object:
    """The package's static model: prior and likelihood."""
    from particles import distributions
    from particles.smc_samplers import StaticModel, view_2d_array

    prior = OrderedDict(
        (f"p{i}", distributions.Normal(loc=mean, scale=sd))
        for i, (mean, sd) in enumerate(zip(data["prior_mean"], data["prior_sd"], strict=True))
    )

    class Pain(StaticModel):
        """Remembers the filter of the particles last asked for: IBIS asks for one row after the other."""

        last: tuple[object, Filter] | None = None

        def logpyt(self, theta: np.ndarray, t: int) -> np.ndarray:
            if self.last is None or self.last[0] is not theta or self.last[1].t != t:
                self.last = (theta, Filter(data, view_2d_array(theta)))
                for _ in range(t):
                    self.last[1].step()
            return self.last[1].step()

        def loglik(self, theta: np.ndarray, t: int | None = None) -> np.ndarray:
            walk = Filter(data, view_2d_array(theta))
            return sum((walk.step() for _ in range((self.T if t is None else t + 1))), np.zeros(len(theta)))

    return Pain(data=data["rating"], prior=distributions.StructDist(prior))


def main() -> None:
    """Run and print; without a diary there is nothing to run."""
    if len(sys.argv) != 4:
        print(__doc__)
        return
    warnings.simplefilter("ignore")
    import particles
    from particles.smc_samplers import IBIS, view_2d_array

    with np.load(sys.argv[1]) as file:
        data = dict(file)
    spent, means, first = [], [], Filter(data, data["prior_mean"][None])
    for seed in range(int(sys.argv[2])):
        np.random.seed(seed)  # noqa: NPY002 - the package draws from NumPy's old global state
        begin = time.process_time()
        sampler = particles.SMC(fk=IBIS(model=model_of(data), len_chain=LEN_CHAIN), N=PARTICLES)
        sampler.run()
        spent.append(time.process_time() - begin)
        means.append((sampler.W @ view_2d_array(sampler.X.theta)).tolist())
        if len(spent) > 1 and sum(spent) > float(sys.argv[3]):
            break
    likelihood = float(sum(first.step()[0] for _ in range(len(data["rating"]))))
    print(json.dumps({"seconds": spent, "means": means, "likelihood": likelihood}))


if __name__ == "__main__":
    main()
