"""A second body, written from the equations alone: one person, SciPy's LSODA, and the full three-compartment model.

It reads numbers of a person from the table of constants and how far segments reach; it uses none of the equations of
`andante.body`. Where andante takes recruitment as instant, this body recruits in a tenth of a second:
LD = LR = 10/s.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product

import numpy as np
from scipy.integrate import solve_ivp

from andante.body.people import People
from andante.body.protocol import Probe, Protocol, Rest, Work
from andante.body.sites import UNITS, closeness, site, units_of

RECRUIT = 10.0
"""LD and LR of 3CC-r, 1/s."""
PER_UNIT = ("active", "fatigued", "resting", "ischaemia", "nociception", "sensitised", "damage", "sore", "fast", "slow")
WIDTH = len(PER_UNIT)
ENDS = {True: "cap", False: "time"}
"""How work ends by itself, by whether it was to last until failure."""


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
                C = RECRUIT * (TL - MA if MA >= TL or MR > TL - MA else MR)
                back = (self.R[u] if TL > 0.0 else self.r[u] * self.R[u]) * MF
                works = 1.0 if TL > 0.0 else 0.0
                phi = min(1.0, MF / (1.0 - TL))
                h = min(1.0, (TL / self.whole) ** 2)
                dH = (h - H) / self.on if works else -H / self.off
                gain = H * self.sustained + (1.0 - H) * self.rhythmic
                drive = works * min(1.0, TL / (1.0 - MF))
                c = 1.0 - self.spared * sat(self.tonic[u] + Q)
                out += [
                    C - self.F[u] * MA,
                    self.F[u] * MA - back,
                    back - C,
                    dH,
                    (phi * (self.v * h + (1.0 - self.v) * H) - N) / self.tau_N,
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
    visit = _Visit(people, person, Body(people, person, units), "left" if works[0].side == "left" else "right")
    for number, step in enumerate(protocol.steps):
        if isinstance(step, Work):
            visit.work(number, step)
        elif isinstance(step, Rest):
            visit.rest(step.seconds)
        else:
            visit.probe(number, step)
    visit.story.last = visit.y
    return visit.story


class _Visit:
    """One person's visit to the laboratory. Sites without a side lie on `side`."""

    def __init__(self, people: People, person: int, body: Body, side: str) -> None:
        self.people, self.person, self.body, self.side = people, person, body, side
        self.y, self.story, self.idle = body.at_rest(), Story(), [0.0] * len(body.units)

    def walk(self, load: list[float], seconds: float, *events: Callable[..., float]):
        found = solve_ivp(
            self.body.rhs(load), (0.0, seconds), self.y, method="LSODA", rtol=1e-8, atol=1e-10,
            events=events or None, dense_output=bool(events),
        )  # fmt: skip
        assert found.success, found.message
        self.y = found.y[:, -1]
        return found

    @staticmethod
    def still(y: np.ndarray) -> Callable[[float], np.ndarray]:
        """The course of a hold that ended at once."""
        return lambda _: y

    def rest(self, seconds: float) -> None:
        if seconds > 0.0:
            self.walk(self.idle, seconds)

    def note(self, name: str, step: int, moment: float, load: list[float], y: np.ndarray) -> None:
        """The threshold at a site in the state `y`."""
        self.story.changes[name, step, moment] = self.body.log_change(y, load, site(name, self.side).unit)

    def probe(self, number: int, step: Probe) -> None:
        before = 0.0
        for at in step.at_s:
            self.rest(at - before)
            before = at
            for name in step.sites:
                self.note(name, number, at, self.idle, self.y)
            worst = self.body.pain(self.y, tuple(range(len(UNITS))))
            self.story.ratings[number, at] = (self.body.overall(self.y), worst)

    def load_on(self, work: Work) -> list[float]:
        """The load of each unit while the muscle is on."""
        rows = units_of(work.muscle, work.side)
        assert (work.load is None) != (work.newton is None)
        strength = self.people.get(f"strength_newton.{work.muscle}") * self.people.get(f"strength_ratio.{work.muscle}")
        own = float((strength * self.people.get("strength_common"))[self.person])
        load = work.newton / own if work.load is None else work.load
        return [load if unit in rows else 0.0 for unit in self.body.units]

    def work(self, number: int, work: Work) -> None:
        load, rows = self.load_on(work), units_of(work.muscle, work.side)
        total = work.cap_s if work.seconds is None else work.seconds

        def strength_left(_: float, now: np.ndarray) -> float:
            return min(now[WIDTH * u] + now[WIDTH * u + 2] - TL for u, TL in enumerate(load) if TL > 0.0)

        def comfort_left(_: float, now: np.ndarray) -> float:
            return self.body.limit - self.body.pain(now, rows)

        def hold(seconds: float) -> tuple[float, str]:
            """How long the muscle stays on, and why it does not for longer; a stop may come at once."""
            for event, why in ((strength_left, "capacity"), (comfort_left, "tolerance")):
                if event(0.0, self.y) <= 0.0:
                    self.course = self.still(self.y)
                    return 0.0, why
            found = self.walk(load, seconds, strength_left, comfort_left)
            self.course = found.sol
            reasons = [why for why, times in zip(("capacity", "tolerance"), found.t_events, strict=True) if len(times)]
            return float(found.t[-1]), "".join(reasons[:1])

        for event in (strength_left, comfort_left):
            event.terminal, event.direction = True, -1.0  # type: ignore[attr-defined]
        clock, ended, effort = 0.0, "", 0.0
        while clock < total - 1e-9 and not ended:
            held, ended = hold(work.on_s or total)
            clock, effort = clock + held, self.body.effort(self.y, load)
            pause = work.off_s if not ended else 0.0
            self.rest(pause)
            clock += pause
        close = max(strength_left(0.0, self.y), 0.1 * comfort_left(0.0, self.y)) < 0.005
        ended = ended or ENDS[work.seconds is None]
        self.story.stops[number] = (clock, ended, self.body.pain(self.y, rows), effort, close)
        if work.measured is not None:
            assert not work.cycles, "read within holds only"
            for share, name in product(work.measured.at_share, work.measured.sites):
                self.note(name, number, share, load, self.course(share * clock))
