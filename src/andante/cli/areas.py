"""Muscle groups by painful areas, as a table: what the load of one does to the pain of another. In words, no JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from andante.cli.options import plain_table

if TYPE_CHECKING:
    from rich.console import RenderableType

    from andante.learn import Belief
    from andante.learn.effects import Effect

MOST_AREAS = 4  # side by side, so that a table fits 80 columns
SHORT = {"next day": "next day", "2 to 4 days later": "2-4 days"}


def areas_page(beliefs: Mapping[str, Belief]) -> list[RenderableType]:
    """What is shown of loads and areas; nothing without a painful area and a muscle group's load."""
    from andante.learn.effects import load_effects

    areas = {target: load_effects(belief) for target, belief in beliefs.items() if target.startswith("pain.")}
    if not any(areas.values()):
        return []
    names = list(areas)
    page: list[RenderableType] = [
        "",
        "What the load of each muscle group does to each painful area",
        "(points from a low to a high day of this load, with the 95 % range; * the area lies on that muscle group)",
    ]
    for first in range(0, len(names), MOST_AREAS):
        page += ["", _table({name: areas[name] for name in names[first : first + MOST_AREAS]})]
    return page


def _table(areas: Mapping[str, Sequence[Effect]]) -> RenderableType:
    table = plain_table("", "", *(name.partition(".")[2] for name in areas))
    for row in zip(*areas.values(), strict=True):
        group, when = row[0].exposure.partition(".")[2], SHORT[row[0].when]
        table.add_row(group if when == "next day" else "", when, *(_cell(effect) for effect in row))
    return table


def _cell(effect: Effect) -> str:
    """The mean with its interval; a word where there is nothing to say yet."""
    near = "*" if effect.where == "local" else ""
    if not effect.per:
        return f"not enough yet{near}"
    return f"{effect.mean:+z.1f}{near} ({effect.low:+z.1f} to {effect.high:+z.1f})"
