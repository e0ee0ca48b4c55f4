"""Whether said chances of a flare come true: a table of shares said and happened, and the picture of it.

Imported by `forecast_skill.py`, which makes the forecasts; nothing is measured here alone.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rich.table import Table

from andante.charts import Series, course_over_time

EDGES = np.array([0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0])
FEWEST = 20
"""A range of chances with fewer forecasts is not drawn."""


def shares(said: np.ndarray, happened: np.ndarray) -> list[tuple[int, float, float]]:
    """Of each range of chances that was said: number of forecasts, mean chance said, share that came true."""
    where = np.clip(np.searchsorted(EDGES, said, side="right") - 1, 0, len(EDGES) - 2)
    return [
        (int(mine.sum()), float(said[mine].mean()), float(happened[mine].mean()))
        for mine in (where == at for at in range(len(EDGES) - 1))
        if mine.any()
    ]


def apart(said: np.ndarray, happened: np.ndarray) -> float:
    """Expected calibration error: the mean distance of said from happened over the ranges, by their forecasts."""
    rows = shares(said, happened)
    return sum(count * abs(chance - share) for count, chance, share in rows) / sum(count for count, _, _ in rows)


def brier_skill(said: np.ndarray, happened: np.ndarray) -> tuple[float, float, float | None]:
    """Brier score, that of always saying the base rate, and the skill above it (None where there is no flare)."""
    brier, base = float(np.mean((said - happened) ** 2)), float(happened.mean() * (1.0 - happened.mean()))
    return brier, base, 1.0 - brier / base if base > 0.0 else None


def table(kinds: dict[str, tuple[np.ndarray, np.ndarray]]) -> Table:
    """A row for each kind of diary and range of chances."""
    rows = Table("diaries", "forecasts", "said", "happened", box=None, pad_edge=False)
    for kind, (said, happened) in kinds.items():
        for count, chance, share in shares(said, happened):
            rows.add_row(kind, f"{count}", f"{chance:.3f}", f"{share:.3f}")
    return rows


def draw(kinds: dict[str, tuple[np.ndarray, np.ndarray]], path: Path) -> None:
    """The reliability curves as SVG, beside the line on which said is happened."""
    lines = [Series("as said", (0.0, 100.0), (0.0, 100.0))]
    for kind, (said, happened) in kinds.items():
        rows = [(chance, share) for count, chance, share in shares(said, happened) if count >= FEWEST]
        lines.append(Series(kind, [100.0 * x for x, _ in rows], [100.0 * y for _, y in rows]))
    svg = course_over_time(
        lines, title="Flares as they were forecast", x_title="chance said, %", y_title="share that came true, %"
    )
    path.write_text(svg, encoding="utf-8")
