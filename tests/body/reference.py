"""A second body, written from the equations alone: one person, SciPy's LSODA, and the full three-compartment model.

It reads numbers of a person from the table of constants and how far segments reach; it uses none of the equations of
`andante.body`. Where andante takes recruitment as instant, this body recruits within a tenth of a second (LD = LR = 10/s).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.integrate import solve_ivp

from andante.body.people import People
from andante.body.protocol import Probe, Protocol, Rest, Work
from andante.body.sites import UNITS, closeness, site, units_of

RECRUIT = 10.0
"""LD and LR of 3CC-r, 1/s."""
PER_UNIT = ("active", "fatigued", "resting", "ischaemia", "nociception", "sensitised", "damage", "sore", "fast", "slow")
WIDTH = len(PER_UNIT)


def sat(x: float) -> float:
    return x / (1.0 + x)


class Body:
    """One person's numbers and the right-hand side of their equations, for the units that ever work."""

    def __init__(self, people: People, person: int, units: tuple[int, ...]) -> None:
        table, group = people.table, people.group
        self.units = units

        def own(name: str) -> float:
            return float(people.get(name)[person])

        def shared(name: str) -> float:
            return table.value(name, group)

        muscles = [UNITS[unit][0] for unit in units]
        pace = own("fatigability")
        self.F = [own(f"fatigue_rate.{m}") * pace for m in muscles]
        self.R = [own(f"recovery_rate.{m}") * pace for m in muscles]
        self.r = [own(f"rest_multiplier.{m}") for m in muscles]
        self.size = [own(f"size.{m}") for m in muscles]
        hurts = [group != "local" or muscle in ("neck", "shoulder") for muscle, _ in UNITS]
        self.tonic_pain = [own("tonic_pain") if hurt else 0.0 for hurt in hurts]
        self.tonic = [own("tonic_sensitised") if hurts[unit] else 0.0 for unit in units]
        self.accustomed = own("soreness_accustomed")
        self.g = own("pain_gain")
        self.sore_gain = own("soreness_gain")
        self.sustained, self.rhythmic, self.general = (own(f"relief_{k}") for k in ("sustained", "rhythmic", "general"))
        self.f = own("facilitation")
        self.limit = 10.0 / (1.0 + math.exp(-own("pain_limit")))
        self.effort_most, self.central = own("effort_most"), own("central_fatigue")
        self.on, self.off, self.whole = shared("ischaemia_on_s"), shared("ischaemia_off_s"), shared("ischaemia_load")
        self.v, self.tau_N = shared("rhythmic_nociception"), shared("nociception_s")
        self.k_Q, self.tau_Q = shared("sensitise_rate"), 3600.0 * shared("sensitise_h")
        self.k_D, self.half = shared("soreness_rate"), shared("soreness_half")
        self.tau_1, self.tau_2 = 3600.0 * shared("soreness_rise_h"), 3600.0 * shared("soreness_fall_h")
        self.tau_fast, self.tau_slow = shared("relief_fast_s"), shared("relief_slow_s")
        self.tau_G, self.slow_share = shared("relief_general_s"), shared("relief_slow_share")
        self.spared = shared("painful_relief")
        self.k_Z, self.tau_Z = shared("facilitation_rate"), 60.0 * shared("facilitation_min")
        self.l, self.q, self.most = shared("local_sensitivity"), shared("sensitised_ppt"), shared("largest_change")
        self.a, self.b, self.inhibits = shared("pain_sensitised"), shared("pain_sore"), shared("pain_relief")
        self.near = closeness()

    def at_rest(self) -> np.ndarray:
        y = np.zeros(WIDTH * len(self.units) + 2)
        y[2 : WIDTH * len(self.units) : WIDTH] = 1.0
        return y

    def rhs(self, load: list[float]) -> Callable[[float, np.ndarray], list[float]]:
        """The equations under `load` of each unit: 0 is rest."""
        units = range(len(self.units))

        def slope(_: float, y: np.ndarray) -> list[float]:
            values = y.tolist()
            out: list[float] = []
            drives = noxious = 0.0
            for u in units:
                MA, MF, MR, H, N, Q, D1, D2, fast, slow = values[WIDTH * u : WIDTH * (u + 1)]
                TL = load[u]
                if MA >= TL:
                    C = RECRUIT * (TL - MA)
                else:
                    C = RECRUIT * (TL - MA if MR > TL - MA else MR)
                back = (self.R[u] if TL > 0.0 else self.r[u] * self.R[u]) * MF
                works = 1.0 if TL > 0.0 else 0.0
                phi = min(1.0, MF / (1.0 - TL))
                dH = (min(1.0, TL / self.whole) - H) / self.on if works else -H / self.off
                gain = H * self.sustained + (1.0 - H) * self.rhythmic
                drive = works * min(1.0, TL / (1.0 - MF))
                c = 1.0 - self.spared * sat(self.tonic[u] + Q)
                out += [
                    C - self.F[u] * MA,
                    self.F[u] * MA - back,
                    back - C,
                    dH,
                    (phi * (self.v + (1.0 - self.v) * H) - N) / self.tau_N,
                    self.k_Q * N - Q / self.tau_Q,
                    self.k_D * works * max(TL - self.accustomed, 0.0) - D1 / self.tau_1,
                    D1 / self.tau_1 - D2 / self.tau_2,
                    (drive * gain * c - fast) / self.tau_fast,
                    (drive * gain * c - slow) / self.tau_slow,
                ]
                drives += self.size[u] * drive
                noxious += self.size[u] * N
            G, Z = values[-2:]
            out += [(self.general * drives - G) / self.tau_G, self.k_Z * noxious - Z / self.tau_Z]
            return out

        return slope

    def odds(self, y: np.ndarray) -> np.ndarray:
        """Odds of felt pain of every unit."""
        G, Z = y[-2], y[-1]
        common = self.f * sat(Z) - G
        every = np.array([tonic * math.exp(self.inhibits * common) for tonic in self.tonic_pain])
        for u, unit in enumerate(self.units):
            _, _, _, _, N, Q, _, D2, fast, _ = y[WIDTH * u : WIDTH * (u + 1)]
            work = N + self.a * sat(Q) + self.b * self.sore_gain * sat(D2 / self.half)
            every[unit] = (self.tonic_pain[unit] + self.g * work) * math.exp(self.inhibits * (common - fast))
        return every

    def pain(self, y: np.ndarray, which: tuple[int, ...]) -> float:
        """Felt pain in the worst of these units, 0-10."""
        return max(10.0 * sat(float(self.odds(y)[unit])) for unit in which)

    def overall(self, y: np.ndarray) -> float:
        return 10.0 * sat(float(np.mean(self.odds(y) ** 3) ** (1.0 / 3.0)))

    def effort(self, y: np.ndarray, load: list[float]) -> float:
        hardest = max(min(1.0, TL / (1.0 - y[WIDTH * u + 1])) for u, TL in enumerate(load))
        return self.effort_most * (1.0 - (1.0 - hardest) * (1.0 - self.central))

    def log_change(self, y: np.ndarray, load: list[float], here: int) -> float:
        """Log change of the threshold over unit `here`."""
        change = y[-2] - self.f * sat(y[-1])
        for u, unit in enumerate(self.units):
            _, MF, _, H, _, Q, _, _, fast, slow = y[WIDTH * u : WIDTH * (u + 1)]
            change += self.near[here, unit] * (fast + self.slow_share * slow)
            if unit == here:
                change -= self.l * H * min(1.0, MF / (1.0 - load[u]))
                change -= self.q * (sat(self.tonic[u] + Q) - sat(self.tonic[u]))
        return self.most * math.tanh(change / self.most)


@dataclass
class Story:
    """What happened: thresholds by (site, step, moment), ratings by (step, moment), stops by step, the state at last.

    A stop is the time, why, felt pain, effort, and whether the other reason to stop was as good as reached.
    """

    changes: dict[tuple[str, int, float], float] = field(default_factory=dict)
    ratings: dict[tuple[int, float], tuple[float, float]] = field(default_factory=dict)
    stops: dict[int, tuple[float, str, float, float, bool]] = field(default_factory=dict)
    last: np.ndarray = field(default_factory=lambda: np.zeros(0))


def lived(protocol: Protocol, people: People, person: int) -> Story:
    """One of `people` in the laboratory: every step in order."""
    works = [step for step in protocol.steps if isinstance(step, Work)]
    units = tuple(dict.fromkeys(u for work in works for u in units_of(work.muscle, work.side)))
    body, story = Body(people, person, units), Story()
    side = "left" if works[0].side == "left" else "right"
    idle = [0.0] * len(units)
    y = body.at_rest()
    for number, step in enumerate(protocol.steps):
        if isinstance(step, Work):
            y = _work(body, people, person, step, number, side, y, story)
        elif isinstance(step, Rest):
            y = _walk(body, y, idle, step.seconds).y[:, -1]
        else:
            y = _probes(body, step, number, side, y, story)
    story.last = y
    return story


def _walk(body: Body, y: np.ndarray, load: list[float], seconds: float, *events: Callable[..., float]):  # noqa: ANN202
    found = solve_ivp(
        body.rhs(load), (0.0, seconds), y, method="LSODA", rtol=1e-8, atol=1e-10, events=events or None,
        dense_output=bool(events),
    )  # fmt: skip
    assert found.success, found.message
    return found


def _probes(body: Body, step: Probe, number: int, side: str, y: np.ndarray, story: Story) -> np.ndarray:
    idle, before = [0.0] * len(body.units), 0.0
    for at in step.at_s:
        if at > before:
            y = _walk(body, y, idle, at - before).y[:, -1]
        before = at
        for name in step.sites:
            story.changes[name, number, at] = body.log_change(y, idle, site(name, side).unit)
        story.ratings[number, at] = (body.overall(y), body.pain(y, tuple(range(len(UNITS)))))
    return y


def load_on(body: Body, people: People, person: int, work: Work) -> list[float]:
    """The load of each unit of `body` while the muscle is on."""
    rows = units_of(work.muscle, work.side)
    strength = people.get(f"strength_newton.{work.muscle}") * people.get(f"strength_ratio.{work.muscle}")
    own = float((strength * people.get("strength_common"))[person])
    load = work.load if work.newton is None else work.newton / own
    assert load is not None
    return [load if unit in rows else 0.0 for unit in body.units]


def _work(
    body: Body, people: People, person: int, work: Work, number: int, side: str, y: np.ndarray, story: Story
) -> np.ndarray:
    load, idle = load_on(body, people, person, work), [0.0] * len(body.units)
    rows = units_of(work.muscle, work.side)
    total = work.cap_s if work.seconds is None else work.seconds
    turns = [(load, work.on_s), (idle, work.off_s)] if work.cycles else [(load, total)]

    def strength_left(_: float, now: np.ndarray) -> float:
        return min(now[WIDTH * u] + now[WIDTH * u + 2] - TL for u, TL in enumerate(load) if TL > 0.0)

    def comfort_left(_: float, now: np.ndarray) -> float:
        return body.limit - body.pain(now, rows)

    for event in (strength_left, comfort_left):
        event.terminal, event.direction = True, -1.0  # type: ignore[attr-defined]
    clock, ended, effort, turn, course = 0.0, "", 0.0, 0, []
    while clock < total - 1e-9 and not ended:
        now, seconds = turns[turn % len(turns)]
        turn += 1
        if now is idle:
            y = _walk(body, y, now, seconds).y[:, -1]
            clock += seconds
            continue
        for event, why in ((comfort_left, "tolerance"), (strength_left, "capacity")):
            ended = why if event(0.0, y) <= 0.0 else ended
        if not ended:
            found = _walk(body, y, now, seconds, strength_left, comfort_left)
            ended = ("", "capacity", "tolerance")[next((i + 1 for i in (0, 1) if len(found.t_events[i])), 0)]
            course.append((clock, found.sol))
            y, clock = found.y[:, -1], clock + found.t[-1]
        effort = body.effort(y, load)
    close = max(strength_left(0.0, y), 0.1 * comfort_left(0.0, y)) < 0.005
    ended = ended or ("cap" if work.seconds is None else "time")
    story.stops[number] = (clock, ended, body.pain(y, rows), effort, close)
    if work.measured is not None:
        assert not work.cycles, "read within holds only"
        for share in work.measured.at_share:
            for name in work.measured.sites:
                then = course[0][1](share * clock)
                story.changes[name, number, share] = body.log_change(then, load, site(name, side).unit)
    return y


__all__ = ["PER_UNIT", "WIDTH", "Body", "Story", "lived", "units_of"]
