"""Pain after a bout of resistance exercise in fibromyalgia, at four doses: up at once, falling by 48 h, still above the
start at 96 h, and alike for the four doses.

The bout is whole-body: five exercises in sets of ten. What people chose for themselves is not in the abstract; loads
below the prescribed 60 % are taken, with more repetitions where the volume was matched.
"""

from __future__ import annotations

import numpy as np

from andante.body.protocol import Probe, Protocol, Rest, Work
from andante.studies.study import Measures, Size, Study, Target, in_laboratory

EXERCISES = ("knee", "hip", "shoulder", "elbow", "trunk")
DOSES = {
    "prescribed": (0.60, 10),
    "chosen": (0.45, 10),
    "chosen, volume matched": (0.45, 13),
    "chosen, to effort 7": (0.52, 10),
}
HOURS = (0, 24, 48, 72, 96)
SETS, TURN_S, PAUSE_S = 3, 2.0, 60.0
ALIKE = 0.7
"""Points of 10: less than the smallest difference that people call better."""


def _protocol(load: float, repetitions: int) -> Protocol:
    steps: list[Work | Rest | Probe] = []
    for muscle in EXERCISES:
        for _ in range(SETS):
            steps.append(Work(muscle, "both", load=load, on_s=TURN_S, off_s=TURN_S, seconds=2 * TURN_S * repetitions))
            steps.append(Rest(PAUSE_S))
    steps.append(Probe((), tuple(3600.0 * hour for hour in HOURS)))
    return Protocol("Resistance exercise", {"fm": 32}, tuple(steps))


TARGETS = (
    Target("C25 up", "rise of pain right after, 0-10 points", 0.3),
    Target("C25 falling", "pain right after less that at 48 h", 0.0),
    Target("C25 later", "pain at 48 h less that at 96 h", 0.0),
    Target("C25 still", "pain at 96 h above the start", 0.05),
    Target("C25 alike", "largest difference between mean courses of the doses", None, ALIKE),
)


def courses(size: Size) -> np.ndarray:
    """Rise of overall pain: (doses, hours, replications, people)."""
    found = []
    for occasion, (load, repetitions) in enumerate(DOSES.values()):
        record = in_laboratory(_protocol(load, repetitions), size, occasion=occasion)["fm"]
        rise = np.stack([one.overall - record.before_pain.overall for one in record.ratings])
        found.append(size.by_replication("fm", rise))
    return np.stack(found)


def measure(size: Size) -> Measures:
    """The course over days, and how alike the doses are."""
    rise = courses(size)
    mean = rise.mean(axis=(0, 3))  # hours by replications
    by_dose = rise.mean(axis=(2, 3))
    steps = {"up": mean[0], "falling": mean[0] - mean[2], "later": mean[2] - mean[4], "still": mean[4]}
    values: dict[str, float | tuple[float, float]] = {
        f"C25 {name}": (float(step.mean()), float(np.mean(step > 0.0))) for name, step in steps.items()
    }
    values["C25 alike"] = float(np.max(np.ptp(by_dose, axis=0)))
    return Measures(values)


STUDY = Study(
    "dasilva2018",
    "Pain for days after resistance exercise, four doses",
    "Front Physiol 2018;9:1097, resistance exercise, self-selected or prescribed. doi 10.3389/fphys.2018.01097",
    {"fm": 32},
    TARGETS,
    measure,
    _protocol(*DOSES["prescribed"]),
    reps=50,
)
