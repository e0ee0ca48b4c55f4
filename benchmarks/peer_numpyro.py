"""The same learning by NumPyro's NUTS: over the parameters alone, or over parameters, level, carry-over and effects.

Hoffman & Gelman 2014, arXiv 1111.4246 (NUTS); Phan, Pradhan & Jankowiak 2019, arXiv 1912.11554 (NumPyro). Each model
takes the diary as an argument, so that one compilation serves every diary of its shape.
"""

from __future__ import annotations

import time
from functools import partial
from typing import NamedTuple

import numpy as np
import numpyro
from numpyro import distributions as dist
from numpyro.diagnostics import summary
from numpyro.infer import MCMC, NUTS, init_to_uniform

import model_in_jax as model
from andante.arrays import jax, jnp
from andante.learn.priors import Shape
from andante.learn.track import Track


class Draws(NamedTuple):
    """What NUTS drew: `logs` (parameters, draws); per parameter `ess` and `r_hat`; divergences; leapfrogs per draw."""

    logs: np.ndarray
    ess: np.ndarray
    r_hat: np.ndarray
    divergences: int
    leapfrogs: float


def log_likelihood(logs: jax.Array, rows: Track, shape: Shape) -> jax.Array:
    """Log likelihood (scalar) of all `rows` for parameters `logs` (parameters,): that of `particles.replay`."""
    theta = model.theta_of(logs[:, None], shape)

    def row(state: model.State, here: Track) -> tuple[model.State, jax.Array]:
        return model.step(state, theta, here, shape)

    _, logs_t = jax.lax.scan(row, model.initial(theta, shape), rows)
    return jnp.sum(logs_t)


def _parameters(shape: Shape) -> jax.Array:
    """Logarithms of the parameters, sampled as standard normals, which is what NUTS likes best."""
    mean, sd = map(jnp.asarray, shape.log_prior())
    return mean + sd * numpyro.sample("z", dist.Normal(0.0, 1.0).expand(mean.shape).to_event(1))


def marginal(rows: Track, shape: Shape) -> None:
    """The model with level, carry-over and effects integrated out: what andante's particles are drawn from."""
    numpyro.factor("ratings", log_likelihood(_parameters(shape), rows, shape))


def joint(rows: Track, shape: Shape) -> None:
    """The model written down as one would at first: every day's level, carry-over and effects are unknowns too.

    Not centred: each shock is a standard normal, which avoids the funnels.
    """
    theta = model.theta_of(_parameters(shape)[:, None], shape)
    begin = model.initial(theta, shape)
    days = rows.gap.shape[0]
    first = numpyro.sample("first", dist.Normal(0.0, 1.0).expand((shape.states,)).to_event(1))
    shocks = numpyro.sample("shocks", dist.Normal(0.0, 1.0).expand((days, shape.states)).to_event(2))

    def day(life: tuple[jax.Array, model.State], row: tuple[Track, jax.Array]) -> tuple[tuple, jax.Array]:
        (linear, before), (here, shock) = life, row
        time = model.passage(theta, here.gap, shape)
        linear = time.keep * linear + jnp.sqrt(time.added) * shock[:, None]
        before = model.kernels_after(before, theta, here.gap)
        after = model.absorb(before, theta, here.exposure, here.known)
        return (linear, after), jnp.sum(model.loading(after if shape.evening else before, shape) * linear)

    linear = begin.mean + jnp.sqrt(jnp.diagonal(begin.cov).T) * first[:, None]
    # The first row's gap is zero: its shock moves nothing, and a root has no slope there.
    safe = rows._replace(gap=jnp.maximum(rows.gap, 1e-9))
    _, expected = jax.lax.scan(day, (linear, begin), (safe, shocks))
    written = ~jnp.isnan(rows.rating)
    spread = jnp.sqrt(theta.noise_var[0])
    numpyro.sample("rating", dist.Normal(expected, spread).mask(written), obs=jnp.where(written, rows.rating, 0.0))


class Budget(NamedTuple):
    """Of one chain: most steps of warm-up and draws, most processor seconds of each, and the deepest trees in each."""

    warmup: int
    draws: int
    warm_s: float
    draw_s: float
    depths: tuple[int, int] = (6, 10)


class Chain(NamedTuple):
    """One chain of NUTS, step by step: `z` (draws, parameters), the parameters as standard normals of the prior; steps
    of warm-up made; processor seconds of warm-up and of sampling, compilation left out; divergences; leapfrogs a draw.
    """

    z: np.ndarray
    warmed: int
    warm_s: float
    draw_s: float
    divergences: int
    leapfrogs: float


def chain(what: object, shape: Shape, rows: Track, seed: int, effort: Budget) -> Chain:
    """One chain on `rows`: so many steps of warm-up and draws, or fewer once its processor seconds are over.

    A warm-up that is cut short ends as it would have: with the mean of its step sizes, and the masses found so far.
    """
    kernel = NUTS(partial(what, shape=shape), init_strategy=init_to_uniform(radius=1), max_tree_depth=effort.depths)
    state = kernel.init(jax.random.PRNGKey(seed), effort.warmup, None, model_args=(rows,), model_kwargs={})
    step = jax.jit(lambda state, rows: kernel.sample(state, (rows,), {}))
    jax.block_until_ready(step(state, rows))  # compiles
    begin_s, warmed = time.process_time(), 0
    while int(state.i) < effort.warmup:
        if time.process_time() - begin_s > effort.warm_s:
            state = state._replace(i=jnp.full_like(state.i, effort.warmup - 1))
        state, warmed = jax.block_until_ready(step(state, rows)), warmed + 1
    warm_s = time.process_time() - begin_s
    begin_s, drawn, leapfrogs, diverging = time.process_time(), [], [], 0
    while len(drawn) < effort.draws and time.process_time() - begin_s < effort.draw_s:
        state = jax.block_until_ready(step(state, rows))
        drawn.append(np.asarray(state.z["z"]))
        leapfrogs.append(int(state.num_steps))
        diverging += int(state.diverging)
    draw_s = time.process_time() - begin_s
    return Chain(np.array(drawn), warmed, warm_s, draw_s, diverging, float(np.mean(leapfrogs)))


class Effort(NamedTuple):
    """How long NUTS works: chains side by side, and of each the steps to warm up and the draws kept."""

    chains: int
    warmup: int
    draws: int
    accept: float = 0.8


def nuts(what: object, shape: Shape, effort: Effort) -> MCMC:
    """A sampler of `what` (`marginal` or `joint`), to be run with a key and rows, as often as wanted."""
    kernel = NUTS(partial(what, shape=shape), target_accept_prob=effort.accept, init_strategy=init_to_uniform(radius=1))
    return MCMC(
        kernel, num_warmup=effort.warmup, num_samples=effort.draws, num_chains=effort.chains,
        chain_method="vectorized", progress_bar=False, jit_model_args=True,
    )  # fmt: skip


def draws_of(sampler: MCMC, seed: int, rows: Track, shape: Shape) -> Draws:
    """Run the sampler on `rows`."""
    sampler.run(jax.random.PRNGKey(seed), rows, extra_fields=("num_steps", "diverging"))
    z = np.asarray(sampler.get_samples(group_by_chain=True)["z"])
    extra, found = sampler.get_extra_fields(), summary({"z": z}, group_by_chain=True)["z"]
    return Draws(
        logs_of(z.reshape(-1, z.shape[-1]), shape), np.asarray(found["n_eff"]), np.asarray(found["r_hat"]),
        int(np.sum(extra["diverging"])), float(np.mean(extra["num_steps"])),
    )  # fmt: skip


def logs_of(z: np.ndarray, shape: Shape) -> np.ndarray:
    """The logarithms (parameters, draws) behind draws `z` (draws, parameters)."""
    mean, sd = shape.log_prior()
    return mean[:, None] + sd[:, None] * z.T
