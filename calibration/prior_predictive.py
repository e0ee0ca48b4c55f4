"""Diaries drawn from the packaged prior, what they look like, and a picture of that. For `prior.py`; fits nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields

import numpy as np

from andante.learn.model import kernels, theta_of
from andante.learn.priors import EFFECTS, LEVEL_PRIOR_MEAN, LEVEL_PRIOR_SD, Shape

EXPOSURES = 4  # that vary by one own unit from day to day, of which nothing is known beforehand
LAGS = 12  # days; after that all kernels are over


@dataclass(frozen=True)
class Drawn:
    """Of each drawn diary (people,): mean, SD within the person, lag-1 correlation, share of ratings at 0 or 10."""

    mean: np.ndarray
    sd_within: np.ndarray
    lag_1: np.ndarray
    at_ends: np.ndarray


NAMES = {
    "mean": "mean",
    "sd_within": "SD within the person",
    "lag_1": "lag-1 correlation, day to day",
    "at_ends": "share of ratings at 0 or 10",
}
# Low and high of what was published (equal: one figure); see the design's evidence and the estimates of De Paepe et al.
PUBLISHED: dict[str, tuple[float, float] | None] = {
    "mean": (5.64, 5.64),
    "sd_within": (1.34, 1.61),
    "lag_1": (0.2, 0.5),
    "at_ends": None,
}


def draw_diaries(rng: np.random.Generator, people: int, days: int) -> Drawn:
    """`people` drawn from the packaged prior of the model with exposures, rating whole points for `days` days."""
    shape = Shape(0, EXPOSURES)
    mean, sd = shape.log_prior()
    theta = theta_of(mean[:, None] + sd[:, None] * rng.standard_normal((len(mean), people)), shape)
    level = LEVEL_PRIOR_MEAN + LEVEL_PRIOR_SD * rng.standard_normal(people)
    carry = theta.carry_sd * rng.standard_normal(people)
    effects = theta.effect_size * rng.standard_normal((EFFECTS, EXPOSURES, people))
    weights = kernels(theta, np.arange(float(LAGS)), shape)[:, :, None]  # (effects, lags, 1, people)
    kept = np.exp(-1.0 / theta.carry_days)
    done = np.zeros((LAGS, EXPOSURES, people))  # newest first
    ratings = np.empty((days, people))
    for day in range(days):
        done = np.concatenate([rng.standard_normal((1, EXPOSURES, people)), done[:-1]])
        felt = level + carry + (effects * (weights * done).sum(axis=1)).sum(axis=(0, 1))
        felt = felt + np.sqrt(theta.noise_var) * rng.standard_normal(people)
        ratings[day] = np.clip(np.round(felt), 0.0, 10.0)
        level = level + theta.level_rate * rng.standard_normal(people)
        carry = kept * carry + theta.carry_sd * np.sqrt(1.0 - kept**2) * rng.standard_normal(people)
    return described(ratings)


def described(ratings: np.ndarray) -> Drawn:
    """What diaries (days, people) look like; the lag-1 correlation of one who always writes the same is NaN."""
    centred = ratings - ratings.mean(axis=0)
    square = (centred**2).sum(axis=0)
    lag = np.where(square > 0.0, (centred[1:] * centred[:-1]).sum(axis=0) / np.maximum(square, 1e-12), np.nan)
    ends = ((ratings == 0.0) | (ratings == 10.0)).mean(axis=0)
    return Drawn(ratings.mean(axis=0), ratings.std(axis=0), lag, ends)


def table(drawn: Drawn) -> list[str]:
    """The distributions over drawn people beside the published figures, and how people differ."""
    lines = [
        "| of a diary | 5 % | 25 % | median | 75 % | 95 % | published | lies at |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for field in fields(drawn):
        values = getattr(drawn, field.name)
        numbers = " | ".join(f"{q:.2f}" for q in np.nanquantile(values, (0.05, 0.25, 0.5, 0.75, 0.95)))
        known = PUBLISHED[field.name]
        said = "-" if known is None else f"{known[0]:g}" if known[0] == known[1] else f"{known[0]:g} to {known[1]:g}"
        places = [] if known is None else [f"{np.nanmean(values < each):.0%}" for each in dict.fromkeys(known)]
        lines.append(f"| {NAMES[field.name]} | {numbers} | {said} | {' to '.join(places) or '-'} |")
    between, within = float(drawn.mean.std()), float(np.sqrt((drawn.sd_within**2).mean()))
    share = between**2 / (between**2 + within**2)
    half = float((drawn.at_ends > 0.5).mean())
    lines += [
        "",
        f"Between people the means differ by an SD of {between:.2f} (published: 1.63), so the share of the variance",
        f"between people is {share:.2f} (published: 0.51 to 0.585). {half:.0%} of the drawn diaries have more than",
        f"half of their ratings at an end of the scale, and {float((drawn.sd_within > 3.0).mean()):.0%} an SD above 3.",
        "The level's wide prior makes both: it is meant for any person and any scale, and a diary soon replaces it.",
    ]
    return lines


# ── the picture ───────────────────────────────────────────────────────────────────────────────────────────────────────

WIDE, HIGH, LEFT, BETWEEN = 300, 120, 30, 40
RANGES = {"mean": (0.0, 10.0), "sd_within": (0.0, 4.0), "lag_1": (-0.5, 1.0), "at_ends": (0.0, 1.0)}
BARS = 30


def picture(drawn: Drawn) -> str:
    """Four histograms over drawn people as one SVG, the published figures as a band or line."""
    parts = [_panel(name, getattr(drawn, name), place) for place, name in enumerate(NAMES)]
    width, height = 2 * (WIDE + BETWEEN) + LEFT, 2 * (HIGH + 70)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="12" role="img">'
        "<title>Diaries that the packaged prior expects, with published figures</title>"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


def _panel(name: str, values: np.ndarray, place: int) -> str:
    low, high = RANGES[name]
    left, top = LEFT + (place % 2) * (WIDE + BETWEEN), 30 + (place // 2) * (HIGH + 70)
    counts, edges = np.histogram(np.clip(values[np.isfinite(values)], low, high), BARS, (low, high))

    def across(value: float) -> float:
        return left + WIDE * (value - low) / (high - low)

    bars = [
        f'<rect x="{across(edge):.1f}" y="{top + HIGH - high_px:.1f}" width="{WIDE / BARS - 1:.1f}" '
        f'height="{high_px:.1f}" fill="#5b7f95"/>'
        for edge, high_px in zip(edges[:-1], HIGH * counts / counts.max(), strict=True)
    ]
    ticks = [
        f'<text x="{across(at):.1f}" y="{top + HIGH + 16}" text-anchor="middle" fill="#333333">{at:g}</text>'
        for at in np.linspace(low, high, 5 if name != "lag_1" else 4)
    ]
    return "\n".join([
        f'<text x="{left}" y="{top - 8}" fill="#333333">{NAMES[name]}</text>',
        *_band(PUBLISHED[name], across, top),
        *bars,
        f'<line x1="{left}" x2="{left + WIDE}" y1="{top + HIGH}" y2="{top + HIGH}" stroke="#333333"/>',
        *ticks,
    ])  # fmt: skip


def _band(known: tuple[float, float] | None, across: Callable[[float], float], top: int) -> Sequence[str]:
    """The published figure: a band, or a line where it is one number."""
    if known is None:
        return ()
    begin, end = across(known[0]), across(known[1])
    width = max(end - begin, 2.0)
    return (
        f'<rect x="{begin:.1f}" y="{top - 4}" width="{width:.1f}" height="{HIGH + 4}" fill="#e0a458" opacity="0.6"/>',
        f'<text x="{end + 4:.1f}" y="{top + 8}" fill="#8a5a14">published</text>',
    )
