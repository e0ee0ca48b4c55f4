"""Draw the figures of `docs/body.md` anew, each into `docs/pictures/body-NAME.svg`.

    python docs/draw.py [NAME ...]

Without a name all of them. Seeds are fixed and nothing is read but the packaged table of constants: the same command on
the same table gives the same files. What is drawn is what the model does; what was published stands in the studies.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

os.environ.setdefault("JAX_PLATFORMS", "cpu")

import numpy as np

from andante.arrays import jnp
from andante.body import pain
from andante.body.adaptation import accustomed
from andante.body.central import HOURS, Morning
from andante.body.contraction import (
    NOT_YET,
    WORK_STEP_S,
    Going,
    Steps,
    Task,
    contract,
    even,
    idle,
    load_of,
    starting,
)
from andante.body.day import SLOT_MIN
from andante.body.laboratory import Setting, run
from andante.body.life import NEVER_STOPS, Day, Life, begin, spend
from andante.body.parameters import packaged
from andante.body.people import People, draw
from andante.body.protocol import Group, Probe, Work
from andante.body.simulate import DayPlan, planned
from andante.body.sites import UNITS, unit_of, units_of
from andante.body.state import Doing, State, constants_of, rested, traits_of
from andante.charts import Series, course_over_time
from andante.charts.png import PAPERS
from andante.studies import dasilva2018, freylaw2010, ge2012, hakkinen2002
from andante.studies.picture import thresholds_picture
from andante.studies.study import Size, in_laboratory

PICTURES: Final = Path(__file__).parent / "pictures"
SEED: Final = 0
SHOULDER: Final = unit_of("shoulder", "right")
GROUPS: Final[Mapping[Group, str]] = {"healthy": "healthy", "fm": "fibromyalgia"}


def typical(group: Group) -> People:
    """One person with the middle value of everything that differs between people: nobody drawn, nobody real."""
    return People(group, SEED, np.arange(1), packaged(), {})


# ── seconds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


class Moment(NamedTuple):
    """A shoulder at `second`: fatigued share of its motor-unit pool, and felt pain (0-10)."""

    second: float
    fatigued: float
    pain: float


def steps_of(seconds: float) -> Steps:
    """Steps that fill `seconds`, all of them lived."""
    times = even(seconds, WORK_STEP_S)
    return jnp.asarray(times), jnp.ones(len(times), bool)


class Arm:
    """The right shoulder of one person."""

    def __init__(self, people: People) -> None:
        self.people, self.traits, self.k = people, traits_of(people), constants_of(people)
        self.limit = jnp.asarray(10.0 / (1.0 + np.exp(-people.get("pain_limit"))), jnp.float32)

    def at(self, second: float, state: State) -> Moment:
        """What can be seen of it."""
        felt = pain.felt_pain(state, self.traits, self.k)[SHOULDER, 0]
        return Moment(second, float(state.fatigued[SHOULDER, 0]), float(felt))

    def works(self, work: Work) -> Iterator[tuple[Moment, State]]:
        """`work` until it ends or its cap is reached; cycles change between two looks."""
        load = jnp.asarray(load_of(work, self.people), jnp.float32)
        rows = units_of(work.muscle, work.side)
        units = jnp.asarray([[row in rows] for row in range(len(UNITS))])
        going, second = starting(rested(1)), 0.0
        yield self.at(0.0, going.state), going.state
        while second < work.cap_s and int(going.ended[0]) == NOT_YET:
            on = not work.cycles or second % (work.on_s + work.off_s) < work.on_s
            going = self._walked(going, Task(load, units, self.limit), on=on)
            second += SEEN_S
            yield self.at(float(going.clock[0]), going.state), going.state

    def _walked(self, going: Going, task: Task, *, on: bool) -> Going:
        times, lived = steps_of(SEEN_S)
        no_sites = jnp.zeros((2, 0, len(UNITS)), jnp.float32)
        course = ((times, lived), jnp.full(len(times), on))
        after: Going = contract(going, task, self.traits, self.k, course, no_sites)[0]
        return after

    def rests(self, state: State, start: float, seconds: float) -> Iterator[Moment]:
        """A rest of `seconds` after `start`."""
        nothing = jnp.zeros((len(UNITS), 1), jnp.float32)
        looks = max(round(seconds / SEEN_S), 1)
        for number in range(1, looks + 1):
            state = idle(state, Doing(nothing, nothing, nothing), self.traits, self.k, steps_of(seconds / looks))
            yield self.at(start + number * seconds / looks, state)


ARM: Final = Work("shoulder", load=ge2012.ARM_OF_HEALTHY_MVC, same_absolute_load=True, cap_s=600.0)
"""The load of Ge 2012: the weight of the arm, held out until the end."""
REST_S: Final = 180.0
SEEN_S: Final = 2.5


def held_and_rested(works: Mapping[str, tuple[People, Work]], rest_s: float) -> dict[str, list[Moment]]:
    """Contractions until their ends, and rest until `rest_s` after the last of them."""
    found, states = {}, {}
    for name, (people, work) in works.items():
        arm = Arm(people)
        seen = list(arm.works(work))
        found[name], states[name] = [moment for moment, _ in seen], (arm, seen[-1][1])
    last_s = max(moments[-1].second for moments in found.values()) + rest_s
    for name, (arm, state) in states.items():
        begun = found[name][-1].second
        found[name] += arm.rests(state, begun, last_s - begun)
    return found


def over_seconds(found: Mapping[str, list[Moment]], what: Callable[[Moment], float], *, title: str, y: str) -> str:
    """One line per name."""
    lines = [Series(name, [one.second for one in own], [what(one) for one in own]) for name, own in found.items()]
    return course_over_time(lines, title=title, x_title="seconds since the start", y_title=y)


def holds() -> dict[str, list[Moment]]:
    """The arm held out until the end, by a typical person of each group."""
    return held_and_rested({word: (typical(group), ARM) for group, word in GROUPS.items()}, REST_S)


def hold_fatigue() -> str:
    """Fatigue of the muscle over a hold and a rest."""
    title, y = "The arm held out, then rest: fatigue", "Tired share of the shoulder muscle, %"
    return over_seconds(holds(), lambda one: 100.0 * one.fatigued, title=title, y=y)


def hold_pain() -> str:
    """Felt pain over a hold and a rest."""
    title = "The arm held out, then rest: pain"
    return over_seconds(holds(), lambda one: one.pain, title=title, y="Felt pain in the shoulder, 0 to 10")


MEAN_LOAD: Final = 0.15
BITE_S: Final = 5.0
BUSY_S: Final = 300.0


def cycles() -> str:
    """The same mean load without and with rests, for a typical person with fibromyalgia."""
    held = Work("shoulder", load=MEAN_LOAD, cap_s=BUSY_S)
    bites = Work("shoulder", load=2.0 * MEAN_LOAD, on_s=BITE_S, off_s=BITE_S, cap_s=BUSY_S)
    people = typical("fm")
    whole, half = f"{100 * MEAN_LOAD:g} %, held", f"{200 * MEAN_LOAD:g} %, {BITE_S:g} s on and {BITE_S:g} s off"
    works = {whole: (people, held), half: (people, bites)}
    title = "The same mean load, held or in bites"
    return over_seconds(
        held_and_rested(works, REST_S / 3.0), lambda one: one.pain, title=title, y="Felt pain in the shoulder, 0 to 10"
    )


def endurance() -> str:
    """How long loads are held, over the published curves."""
    ratios = freylaw2010.measure(Size({"healthy": 20}, 2, SEED, packaged())).values
    percent = [100.0 * load for load in freylaw2010.LOADS]
    lines = [Series("published curve", percent, [1.0] * len(percent))]
    lines += [
        Series(joint, percent, [ratios[f"C13 {joint} {load:.0%}"] for load in freylaw2010.LOADS])  # type: ignore[misc]
        for joint in freylaw2010.CURVES
    ]
    return course_over_time(
        lines,
        title="Holds against the published curves",
        x_title="load, % of the own maximum",
        y_title="Median hold, as a multiple of the published time",
    )


def thresholds() -> str:
    """Thresholds after the hold of Ge 2012, at the study's groups many times over."""
    study = ge2012.STUDY
    records = in_laboratory(ge2012.PROTOCOL, Size(study.groups, 20, SEED, packaged()))
    return thresholds_picture(study.title, records, study.published)  # type: ignore[arg-type]


# ── hours, days and weeks ─────────────────────────────────────────────────────────────────────────────────────────────


def quiet_day(life: Life, plan: DayPlan) -> tuple[Life, Day]:
    """A day under `plan` with the centre kept still (usual sleep and stress, no flare), so that only the body moves."""
    usual, people = life.people.get("sleep_mean"), life.people
    found = Morning(usual, np.tile(people.get("stress_mean"), (HOURS, 1)), np.zeros((HOURS, len(people))))
    never = np.full(len(people), NEVER_STOPS)
    return spend(life, found, planned(plan), stops_at=never, step_min=STEP_MIN)


STEP_MIN: Final = 1.0
HOUR: Final = 60 // SLOT_MIN
DESK_H: Final = ((8.5, 12.5), (13.5, 17.5))


def desk_plan(*, breaks: bool) -> DayPlan:
    """A working day at the desk, with or without five minutes of walking at the end of each half hour."""
    plan = [("desk work", start, 60.0 * (end - start)) for start, end in DESK_H]
    if breaks:
        ends = [half for start, end in DESK_H for half in np.arange(start + 0.5, end + 0.1, 0.5)]
        plan += [("walking slowly", float(half) - SLOT_MIN / 60.0, float(SLOT_MIN)) for half in ends]
    return plan


def desk() -> str:
    """Overall pain of a typical person with fibromyalgia over a day at the desk."""
    waking = range(7 * HOUR, 21 * HOUR)
    lines = []
    for words, breaks in (("no breaks", False), ("5 min of walking each half hour", True)):
        _, day = quiet_day(begin(typical("fm")), desk_plan(breaks=breaks))
        lines.append(
            Series(words, [(slot + 1) / HOUR for slot in waking], [float(day.pain[slot, 0]) for slot in waking])
        )
    title = "A working day at the desk"
    return course_over_time(lines, title=title, x_title="hour of the day", y_title="Overall pain, 0 to 10")


ORDINARY: Final = (("cooking", 8.0, 20.0), ("walking", 10.0, 30.0), ("tidying up", 14.0, 20.0), ("cooking", 18.5, 30.0))
"""What a day holds besides exercise."""
SESSION: Final = hakkinen2002.TRAINING[0]
WEEK: Final = 7
SETTLING_DAYS: Final = 35
"""So long that the body knows its habits and its first strength."""


def settled(group: Group) -> Life:
    """A typical person after weeks of ordinary days; day 0 of what follows is a Monday."""
    life = begin(typical(group))
    for _ in range(SETTLING_DAYS):
        life, _ = quiet_day(life, ORDINARY)
    return life


def exercised(minutes: float) -> DayPlan:
    """An ordinary day with a session of strength training."""
    return (*ORDINARY, (SESSION.do, SESSION.start, minutes))


def trained(life: Life, days: int) -> Iterator[Life]:
    """Days of the training of Häkkinen 2002, twice a week and more and more; the life after each."""
    for number in range(days):
        on = number % WEEK in SESSION.weekdays
        life, _ = quiet_day(life, exercised(SESSION.minutes_on(number)) if on else ORDINARY)
        yield life


assert dasilva2018.STUDY.protocol is not None, "the study has a protocol"
BOUT: Final = dasilva2018.STUDY.protocol
SORE_PEOPLE: Final = 200
SORE_H: Final = (0.0, 0.25, 0.5, 1.0, 2.0, *(float(hour) for hour in range(3, 121, 3)))


def after_bout(accustomed_load: float | None) -> Series:
    """Mean rise of overall pain over days after the bout of da Silva 2018, of people used to that load or to none."""
    people = draw("fm", range(SORE_PEOPLE), seed=SEED, table=packaged())
    if accustomed_load is not None:
        used = {**people.spread, "soreness_accustomed": np.full(len(people), accustomed_load)}
        people = replace(people, spread=used)
    steps = BOUT.steps[:-1]
    looks = Probe((), tuple(3600.0 * hour for hour in SORE_H))
    record = run(replace(BOUT, steps=(*steps, looks)), people, Setting(seed=SEED))
    rises = [float(np.mean(one.overall - record.before_pain.overall)) for one in record.ratings]
    words = "first bout" if accustomed_load is None else "after six weeks of training"
    return Series(words, [hour / 24.0 for hour in SORE_H], rises)


def soreness() -> str:
    """What a bout of strength training leaves behind, untrained and after six weeks."""
    *_, life = trained(settled("fm"), 6 * WEEK)
    rows = [row for muscle in dasilva2018.EXERCISES for row in units_of(muscle, "both")]
    used_to = float(np.mean(accustomed(life.training, life.people)[rows]))
    return course_over_time(
        [after_bout(None), after_bout(used_to)], title="Sore for days, less so once used to it",
        x_title="days since the bout", y_title="Overall pain above that before, points of 10",
    )  # fmt: skip


TRAINED_WEEKS, STOPPED_WEEKS = 21, 12


def strength_course(group: Group) -> Series:
    """Strength of the knee week by week, % above the start, through training and after its end."""
    life = settled(group)
    lives = [life, *trained(life, TRAINED_WEEKS * WEEK)]
    for _ in range(STOPPED_WEEKS * WEEK):
        lives.append(quiet_day(lives[-1], ORDINARY)[0])
    knee = unit_of("knee", "right")
    logs = np.array([one.training.strength[knee, 0] for one in lives[::WEEK]])
    return Series(GROUPS[group], list(range(len(logs))), (100.0 * np.expm1(logs - logs[0])).tolist())


def training() -> str:
    """Strength over weeks of training and weeks without."""
    return course_over_time(
        [strength_course(group) for group in GROUPS], title="Strength, trained for 21 weeks, then not",
        x_title="weeks since the start", y_title="Knee strength above the start, %",
    )  # fmt: skip


# ── the command ───────────────────────────────────────────────────────────────────────────────────────────────────────

FIGURES: Final[Mapping[str, Callable[[], str]]] = {
    "ge2012": thresholds,
    "hold-fatigue": hold_fatigue,
    "hold-pain": hold_pain,
    "cycles": cycles,
    "endurance": endurance,
    "desk": desk,
    "soreness": soreness,
    "training": training,
}


def on_paper(svg: str) -> str:
    """The picture on light paper of its own, for readers whose page is dark."""
    opening = svg.index("</desc>") + len("</desc>")
    return f'{svg[:opening]}<rect width="100%" height="100%" fill="{PAPERS["light"]}"/>{svg[opening:]}\n'


def main() -> None:
    """Draw what is asked for, or everything."""
    parser = argparse.ArgumentParser(description="Draw the figures of docs/body.md anew.")
    parser.add_argument("name", nargs="*", help=f"{', '.join(FIGURES)}; all when none is named")
    names = parser.parse_args().name or list(FIGURES)
    if unknown := [name for name in names if name not in FIGURES]:
        parser.error(f"found {', '.join(unknown)}, allowed are {', '.join(FIGURES)}")
    for name in names:
        path = PICTURES / f"body-{name}.svg"
        path.write_text(on_paper(FIGURES[name]()), "utf-8")
        print(path)


if __name__ == "__main__":
    main()
