"""Products of many small matrices, one for each particle. No model here.

Equations carry the particles on their last axis. A product wants each particle's matrix in one piece, so covariances
lie in memory with the particles first and are seen with the particles last.
"""

from __future__ import annotations

import numpy as np

from andante.array_types import Array, Covariance, Float


def particles_first(cov: Covariance) -> np.ndarray:
    """Covariances (D, D, N) as (N, D, D), each in one piece: the same memory where they lie like that already."""
    return np.ascontiguousarray(np.asarray(cov).transpose(2, 0, 1))


def particles_last(cov: np.ndarray) -> np.ndarray:
    """Covariances (N, D, D) seen as (D, D, N), without a copy."""
    return cov.transpose(1, 2, 0)


def with_each(cov: Covariance, vectors: Float[Array, "vectors states particles"]) -> np.ndarray:
    """Products (K, D, N) of each particle's covariance (D, D, N) with K `vectors` (K, D, N)."""
    count, states, particles = vectors.shape
    rows = np.ascontiguousarray(np.asarray(vectors).reshape(-1, particles).T).reshape(particles, count, states)
    products = np.matmul(rows, particles_first(cov))
    return np.ascontiguousarray(products.reshape(particles, -1).T).reshape(count, states, particles)
