"""What a run of a study or of a protocol of one's own found, as the promised JSON. Words are the command's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from scipy import stats

from andante.body.laboratory import ENDED, Reading, Record, Stop
from andante.body.protocol import Group
from andante.studies.statistics import share_significant
from andante.studies.study import Answer, Size

Json = dict[str, Any]
CONFIDENCE: Final = 0.95
_NOTICEABLE: Final = 1.96
"""Errors of two thresholds beyond which one person's change is more than error."""


def number(value: float) -> float | None:
    """A number for JSON: None where it could not be computed."""
    return float(f"{value:.6g}") if np.isfinite(value) else None


def summary(values: np.ndarray) -> Json:
    """Mean, SD and 95 % interval of the mean over people (people who could not be measured are left out)."""
    known = values[~np.isnan(values)]
    if not len(known):
        return {"mean": None, "sd": None, "ci95": [None, None], "people": 0}
    mean, sd = float(known.mean()), float(known.std(ddof=1)) if len(known) > 1 else float("nan")
    half = (
        stats.t.ppf((1 + CONFIDENCE) / 2, len(known) - 1) * sd / np.sqrt(len(known)) if len(known) > 1 else float("nan")
    )
    return {
        "mean": number(mean),
        "sd": number(sd),
        "ci95": [number(mean - half), number(mean + half)],
        "people": len(known),
    }


def of_study(answer: Answer) -> Json:
    """The answer of a published study."""
    return {
        "study": answer.study.name,
        "title": answer.study.title,
        "citation": answer.study.citation,
        **_size(answer.size),
        "targets": [
            {
                "id": one.target.id,
                "what": one.target.what,
                "value": number(one.value),
                "low": one.target.low,
                "high": one.target.high,
                "pass": one.passed,
                "share": None if one.share is None else number(one.share),
                **({"tried": one.target.tried} if one.target.tried and not one.passed else {}),
            }
            for one in answer.found
        ],
        "groups": of_groups(answer.records, answer.size),
    }


def of_protocol(title: str, records: Mapping[Group, Record], size: Size) -> Json:
    """The answer of a protocol of one's own: there is nothing that it must reach."""
    return {"study": title, "title": title, **_size(size), "targets": [], "groups": of_groups(records, size)}


def _size(size: Size) -> Json:
    return {"people": dict(size.people), "reps": size.reps}


def of_groups(records: Mapping[Group, Record], size: Size) -> Json:
    """Hold times, ratings and thresholds of each group."""
    return {group: _group(group, record, size) for group, record in records.items()}


def _group(group: Group, record: Record, size: Size) -> Json:
    stops = [_stop(one) for one in record.stops]
    first = stops[0] if stops else {}
    error = size.table.value("probe_noise")
    return {
        **{key: value for key, value in first.items() if key != "step"},
        "holds": stops,
        "pain_before": summary(record.before_pain.overall),
        "ppt_before_kpa": {site: summary(values) for site, values in record.before_kpa.items()},
        "probes": [_probe(one, record.before_kpa[one.site], group, size, error) for one in record.readings],
        "ratings": [
            {
                "step": one.step + 1,
                "at_s": one.moment,
                "pain_overall": summary(one.overall),
                "pain_worst": summary(one.worst),
                "change": summary(one.overall - record.before_pain.overall),
            }
            for one in record.ratings
        ],
    }


def _stop(stop: Stop) -> Json:
    return {
        "step": stop.step + 1,
        "hold_s": summary(stop.hold_s),
        "stopped_for": {name: number(float(np.mean(stop.ended == i))) for i, name in enumerate(ENDED)},
        "pain_at_stop": summary(stop.pain),
        "effort_at_stop": summary(stop.effort),
    }


def _probe(one: Reading, before: np.ndarray, group: Group, size: Size, error: float) -> Json:
    log_change = np.log(one.ppt_kpa / before)
    by_replication = size.by_replication(group, log_change)
    beyond = _NOTICEABLE * np.sqrt(2.0) * error
    return {
        "site": one.site,
        "step": one.step + 1,
        **({"at_share": one.moment} if one.shared else {"at_s": one.moment}),
        "ppt_kpa": summary(one.ppt_kpa),
        "change_kpa": summary(one.ppt_kpa - before),
        "change_percent": summary(100.0 * np.expm1(log_change)),
        "share_up": number(share_significant(by_replication, up=True)),
        "share_down": number(share_significant(by_replication, up=False)),
        "people_up": number(float(np.nanmean(log_change > beyond))),
        "people_down": number(float(np.nanmean(log_change < -beyond))),
    }


def each_person(records: Mapping[Group, Record]) -> list[Json]:
    """One row per person: hold times, reasons, ratings and every threshold."""
    rows: list[Json] = []
    for group, record in records.items():
        count = len(record.before_pain.overall)
        for person in range(count):
            row: Json = {"group": group, "person": person + 1}
            for stop in record.stops:
                row[f"hold_s.{stop.step + 1}"] = number(float(stop.hold_s[person]))
                row[f"stopped_for.{stop.step + 1}"] = ENDED[int(stop.ended[person])]
                row[f"pain_at_stop.{stop.step + 1}"] = number(float(stop.pain[person]))
                row[f"effort_at_stop.{stop.step + 1}"] = number(float(stop.effort[person]))
            row |= {f"ppt_kpa.{site}.before": number(float(kpa[person])) for site, kpa in record.before_kpa.items()}
            row |= {
                f"ppt_kpa.{one.site}.{one.step + 1}.{one.moment:g}": number(float(one.ppt_kpa[person]))
                for one in record.readings
            }
            rows.append(row)
    return rows
