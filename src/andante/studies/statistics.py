"""The few statistics that studies are judged by: changes, their significance in replications, standardised sizes."""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy import stats

from andante.body.laboratory import Record

ALPHA: Final = 0.05


def log_changes(record: Record) -> dict[tuple[str, int, float], np.ndarray]:
    """Log change of the threshold from before anything, by (site, step, moment): each (people,)."""
    return {
        (one.site, one.step, one.moment): np.log(one.ppt_kpa / record.before_kpa[one.site]) for one in record.readings
    }


def percent(log_change: np.ndarray) -> float:
    """Mean change in per cent (geometric, as ratios are)."""
    return float(100.0 * np.expm1(np.nanmean(log_change)))


def t_values(changes: np.ndarray) -> np.ndarray:
    """Paired t of each replication: `changes` (replications, people); people who could not be measured are left out."""
    count = np.sum(~np.isnan(changes), axis=-1)
    return np.asarray(np.nanmean(changes, axis=-1) / (np.nanstd(changes, axis=-1, ddof=1) / np.sqrt(count)))


def share_significant(changes: np.ndarray, *, up: bool) -> float:
    """Share of replications with a significant change (two-sided, 5 %) in that direction."""
    bound = stats.t.ppf(1.0 - ALPHA / 2.0, np.sum(~np.isnan(changes), axis=-1) - 1)
    t = t_values(changes)
    return float(np.mean(t > bound if up else t < -bound))


def share_of_sign(changes: np.ndarray, *, up: bool) -> float:
    """Share of replications whose mean change has that sign."""
    means = np.nanmean(changes, axis=-1)
    return float(np.mean(means > 0.0 if up else means < 0.0))


def standardised(changes: np.ndarray) -> float:
    """Mean change over the SD of changes between people (d of a paired change)."""
    return float(np.nanmean(changes) / np.nanstd(changes, ddof=1))
