"""How plans move simulated ratings, of many candidates and paths at once, compiled. What for: `risk`."""

from __future__ import annotations

import math

import numpy as np

from andante.compiled import compiled


@compiled
def move(
    effects: tuple[np.ndarray, np.ndarray, np.ndarray],
    step: float,
    chance: np.ndarray,
    points: np.ndarray,
    moves: np.ndarray,
) -> None:
    """Into `moves` (H, candidates, paths): by how many steps of `step` points the rating of each path moves. The part
    of a step that is left over moves it by a whole one by `chance` (H, paths). `points` (paths,) is scratch paper.

    effects: what a unit of each input adds in points, `gain` (inputs, H, paths); how many units there are, `units`
    (rows, paths); and which row of that each input is in under each candidate, `row` (inputs, candidates).
    """
    gain, units, row = effects
    for c in range(row.shape[1]):
        for h in range(chance.shape[0]):
            for p in range(points.size):
                points[p] = 0.0
            for i in range(gain.shape[0]):
                at = row[i, c]
                for p in range(points.size):
                    points[p] += units[at, p] * gain[i, h, p]
            for p in range(points.size):
                moves[h, c, p] = math.floor(points[p] / step + chance[h, p])


@compiled
def tell_apart(codes: np.ndarray, moves: np.ndarray, which: np.ndarray, place: np.ndarray) -> None:
    """Add a day to `codes` (candidates, paths), which are alike for paths that are: as many times as `place` holds
    different ratings, plus which of them this is. `place` (told, moves): of each rating told so far and each of `moves`
    (candidates, paths; counted from the first); `which` (paths,) of those told each path has.
    """
    many = 0
    for t in range(place.shape[0]):
        for m in range(place.shape[1]):
            many = max(many, place[t, m] + 1)
    for c in range(codes.shape[0]):
        for p in range(codes.shape[1]):
            codes[c, p] = codes[c, p] * many + place[which[p], moves[c, p]]


@compiled
def one_of_each(codes: np.ndarray, found: np.ndarray) -> None:
    """Into `found` where each code stands (one of the places), -1 for those that are nowhere."""
    for code in range(found.size):
        found[code] = -1
    for at in range(codes.size):
        found[codes[at]] = at


@compiled
def counted(codes: np.ndarray, bad: np.ndarray, found: np.ndarray) -> None:
    """Into `found` (candidates,) how many of `codes` (candidates, paths) are `bad` (codes,)."""
    for c in range(codes.shape[0]):
        found[c] = 0
        for p in range(codes.shape[1]):
            found[c] += bad[codes[c, p]]
