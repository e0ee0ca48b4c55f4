"""The picture of a trial: each policy's flare days against the same people as they live anyway."""

from __future__ import annotations

from andante.charts import EffectBar, Words, effects_chart
from andante.charts.effects import Verdict
from andante.insilico.faults import NONE
from andante.insilico.policies import AS_LIVED
from andante.insilico.scoring import Table


def trial_picture(table: Table, days: int) -> str:
    """Difference in flare days to as lived, with its interval over seeds; valued minutes stand in words. An SVG."""
    faults = table.values("fault")
    plain = table.where(fault=NONE) if NONE in faults else table.where(fault=faults[0])
    bars = []
    for policy in plain.values("policy"):
        more = plain.difference(policy, AS_LIVED, "flare_days")
        if policy == AS_LIVED or more["mean"] is None:
            continue
        low, high = (more["mean"] if edge is None else edge for edge in more["ci95"])
        minutes = plain.difference(policy, AS_LIVED, "valued_minutes_per_day")["mean"]
        label = f"{policy}: {minutes:+.0f} valued minutes a day"
        bars.append(EffectBar(label, more["mean"], low, high, _verdict(low, high, seeds=len(plain.values("number")))))
    people = len(plain.values("person"))
    title = f"Flare days in {days} days against as lived, {people} virtual people"
    return effects_chart(bars, title=title, words=Words(less="fewer flare days", more="more flare days"))


def _verdict(low: float, high: float, *, seeds: int) -> Verdict:
    if seeds < 2:
        return "not enough yet"
    return "helps" if high < 0.0 else "worsens" if low > 0.0 else "no clear link"
