"""Products of many small matrices, one for each particle. No model here.

Equations carry the particles on their last axis. A product wants each particle's matrix in one piece, so covariances
lie in memory with the particles first and are seen with the particles last.
"""

from __future__ import annotations

import numpy as np

from andante.array_types import Covariance


def particles_first(cov: Covariance) -> np.ndarray:
    """Covariances (D, D, N) as (N, D, D), each in one piece: the same memory where they lie like that already."""
    return np.ascontiguousarray(np.asarray(cov).transpose(2, 0, 1))


def particles_last(cov: np.ndarray) -> np.ndarray:
    """Covariances (N, D, D) seen as (D, D, N), without a copy."""
    seen: np.ndarray = cov.transpose(1, 2, 0)
    return seen


def diagonals(matrices: np.ndarray) -> np.ndarray:
    """The diagonals (N, D) of `matrices` (N, D, D): writing to them writes to the matrices."""
    own: np.ndarray = np.einsum("nii->ni", matrices)
    return own


SLICE_BYTES = 500_000  # of matrices written at a time: small enough to stay close to a core


def less_products(matrices: np.ndarray, left: np.ndarray, right: np.ndarray, out: np.ndarray) -> None:
    """Into `out`: `matrices` (N, D, D) less the products of `left` transposed and `right`, both (N, K, D), K > 1.

    Left and right must not be the same memory: a matrix by its own transpose goes another, slower way.
    """
    step = max(SLICE_BYTES // matrices[0].nbytes, 1)
    for first in range(0, len(matrices), step):
        here = slice(first, first + step)
        np.subtract(matrices[here], np.matmul(left[here].transpose(0, 2, 1), right[here]), out=out[here])
