"""The table of a benchmark: what was measured, what was found, and whether its target is met."""

from __future__ import annotations

from typing import NamedTuple

from rich.console import Console
from rich.table import Table


class Row(NamedTuple):
    """A line of the table. `met` is None where there is no target or nothing was measured."""

    what: str
    found: str
    target: str = ""
    met: bool | None = None


def report(rows: list[Row], console: Console, *, found: str = "found") -> None:
    """Print the table, `found` above its numbers, and how many targets are met."""
    table = Table(box=None, pad_edge=False)
    for name in ("measured", found, "target", ""):
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(row.what, row.found, row.target, "" if row.met is None else "met" if row.met else "MISSED")
    console.print(table)
    judged = [row for row in rows if row.met is not None]
    console.print(f"\n{sum(bool(row.met) for row in judged)} of {len(judged)} targets met.")
