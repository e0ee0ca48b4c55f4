"""From work to pain over one step of time: nociception, sensitisation, soreness, inhibition and facilitation; and the
two things that can be asked of a body, kept apart: sensitivity at a site and felt pain in an area.

Equations, with fatigue M_F, ischaemia H, posture strain P, load L, relative effort e = L / (1 - M_F) and duty d:

    nociception     dN/dt = (phi (v h + (1 - v) H) + p P - N) / tau_N    phi = M_F / (1 - L), h = (L / L_i)^2, at most 1
    sensitisation   dQ/dt = k_Q N - Q / tau_Q
    soreness        dD1/dt = k_D d max(L - a, 0) - D1 / tau_1                dD2/dt = D1 / tau_1 - D2 / tau_2
    segmental       dJ/dt = (d e g(H) c - J) / tau_J, a fast and a slow one  g = H g_sustained + (1 - H) g_rhythmic
    general         dG/dt = (g_general sum w d e - G) / tau_G
    facilitation    dZ/dt = k_Z sum w N - Z / tau_Z

    sensitivity     log PPT = log PPT0 + sum_u K_u (J_fast + s J_slow) + G - l H phi - q sat(Q) - f sat(Z), in tanh
    felt pain       10 X / (1 + X)    X = (T + g (N + a sat(Q) + b S sat(D2 / D_half))) exp(m (f sat(Z) - J_fast - G))

sat(x) = x / (1 + x); Q counts above the lasting sensitisation. `g` of inhibition and `f` differ between people in size
and sign. `c` is less than 1 in a muscle that hurts anyway.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from andante.arrays import Array, jnp
from andante.body.muscle import fatigue, ischaemia, posture, relative_effort, relaxed, squeezed
from andante.body.state import Constants, Doing, PerPerson, PerUnit, State, Traits

HOUR_S: Final = 3600.0


def saturated(x: Array) -> Array:
    """x / (1 + x)."""
    return x / (1.0 + x)


def relative_fatigue(fatigued: PerUnit, load: PerUnit) -> PerUnit:
    """Fatigue as a share of that at which the load fails, at most 1."""
    return jnp.minimum(1.0, fatigued / jnp.maximum(1.0 - load, 1e-3))


def step(state: State, doing: Doing, traits: Traits, k: Constants, step_s: Array) -> State:
    """The bodies after `step_s` seconds of `doing`. What feeds the slower states is the mean of the faster ones."""
    tired = fatigue(state.fatigued, doing, traits, step_s)
    flow = ischaemia(state.ischaemia, doing, k, step_s)
    strain = posture(state.posture, doing, k, step_s)
    aching = relative_fatigue(tired.mean, doing.load)
    flowing = k.rhythmic_nociception * squeezed(doing.load, k)
    source = aching * (flowing + (1.0 - k.rhythmic_nociception) * flow.mean)
    noxious = relaxed(
        state.nociception,
        towards=source + k.posture_nociception * strain.mean,
        rate=1.0 / k.nociception_s,
        step_s=step_s,
    )
    slow = _slow(state, doing, noxious.mean, traits, k, step_s)
    relief = _relief(state, doing, tired.mean, flow.mean, traits, k, step_s)
    return State(
        tired.end, flow.end, strain.end, noxious.end, slow.sensitised, slow.damage, slow.sore,
        relief.fast, relief.slow, relief.general, slow.facilitation,
    )  # fmt: skip


class _Slow(NamedTuple):
    sensitised: PerUnit
    damage: PerUnit
    sore: PerUnit
    facilitation: PerPerson


def _slow(state: State, doing: Doing, noxious: PerUnit, traits: Traits, k: Constants, step_s: Array) -> _Slow:
    """Sensitisation, soreness and facilitation: what nociception and load leave behind for hours and days."""
    sensitise = k.sensitise_h * HOUR_S
    sensitised = relaxed(
        state.sensitised, towards=k.sensitise_rate * noxious * sensitise, rate=1.0 / sensitise, step_s=step_s
    )
    rise, fall = k.soreness_rise_h * HOUR_S, k.soreness_fall_h * HOUR_S
    harm = k.soreness_rate * doing.duty * jnp.maximum(doing.load - traits.accustomed, 0.0)
    damage = relaxed(state.damage, towards=harm * rise, rate=1.0 / rise, step_s=step_s)
    sore = relaxed(state.sore, towards=damage.mean * (fall / rise), rate=1.0 / fall, step_s=step_s)
    faded = k.facilitation_min * 60.0
    reached = k.facilitation_rate * jnp.sum(traits.size * noxious, axis=0)
    facilitation = relaxed(state.facilitation, towards=reached * faded, rate=1.0 / faded, step_s=step_s)
    return _Slow(sensitised.end, damage.end, sore.end, facilitation.end)


class _Relief(NamedTuple):
    fast: PerUnit
    slow: PerUnit
    general: PerPerson


def _relief(
    state: State, doing: Doing, tired: PerUnit, flow: PerUnit, traits: Traits, k: Constants, step_s: Array
) -> _Relief:
    """Inhibition: woken by effort, by another gain for sustained than for rhythmic work, less where it hurts."""
    drive = doing.duty * relative_effort(tired, doing.load)
    gain = flow * traits.relief_sustained + (1.0 - flow) * traits.relief_rhythmic
    spared = 1.0 - k.painful_relief * saturated(traits.tonic_sensitised + state.sensitised)
    towards = drive * gain * spared
    fast = relaxed(state.relief_fast, towards=towards, rate=1.0 / k.relief_fast_s, step_s=step_s)
    slow = relaxed(state.relief_slow, towards=towards, rate=1.0 / k.relief_slow_s, step_s=step_s)
    general = relaxed(
        state.relief_general,
        towards=traits.relief_general * jnp.sum(traits.size * drive, axis=0),
        rate=1.0 / k.relief_general_s,
        step_s=step_s,
    )
    return _Relief(fast.end, slow.end, general.end)


def log_threshold_change(state: State, load: PerUnit, traits: Traits, k: Constants, reach: Array) -> Array:
    """Change of the log pressure pain threshold at sites; `reach` (sites, units, ...) says what each site hears.

    Gives (sites, people). 0 at rest: lasting sensitisation is part of the resting threshold.
    """
    near, here = reach
    relief = near @ (state.relief_fast + k.relief_slow_share * state.relief_slow) + state.relief_general
    more = saturated(traits.tonic_sensitised + state.sensitised) - saturated(traits.tonic_sensitised)
    local = k.local_sensitivity * state.ischaemia * relative_fatigue(state.fatigued, load) + k.sensitised_ppt * more
    change = relief - here @ local - traits.facilitation * saturated(state.facilitation)
    return k.largest_change * jnp.tanh(change / k.largest_change)


def pain_odds(state: State, traits: Traits, k: Constants) -> PerUnit:
    """Felt pain of each unit as odds X of 10: what hurts anyway and what work adds, less inhibition."""
    soreness = traits.soreness_gain * saturated(state.sore / k.soreness_half)
    work = state.nociception + k.pain_sensitised * saturated(state.sensitised) + k.pain_sore * soreness
    facilitated = traits.facilitation * saturated(state.facilitation)
    relief = state.relief_fast + state.relief_general
    return (traits.tonic_pain + traits.pain_gain * work) * jnp.exp(k.pain_relief * (facilitated - relief))


def rating(odds: Array) -> Array:
    """Odds to 0-10."""
    return 10.0 * saturated(odds)


def overall_odds(odds: PerUnit) -> PerPerson:
    """Odds of pain as a whole: between the mean of all places and the worst (their cubic mean)."""
    return jnp.cbrt(jnp.mean(odds**3, axis=0))


def felt_pain(state: State, traits: Traits, k: Constants) -> PerUnit:
    """Felt pain of each unit, 0-10."""
    return rating(pain_odds(state, traits, k))


def rated_effort(state: State, doing: Doing, traits: Traits) -> PerPerson:
    """Rated effort (fatigue of the task), 0-10: of the unit that works hardest, with a central share."""
    hardest = jnp.max(relative_effort(state.fatigued, doing.load), axis=0)
    return jnp.minimum(10.0, traits.effort_most * (1.0 - (1.0 - hardest) * (1.0 - traits.central_fatigue)))
