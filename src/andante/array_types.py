"""Names for arrays and their shapes. No JAX is loaded here: what is written for NumPy arrays runs on JAX arrays too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from jaxtyping import Bool, Float

if TYPE_CHECKING:
    import jax
    import numpy as np

    Array: TypeAlias = jax.Array | np.ndarray
else:
    Array = Any  # whatever has a shape and a dtype

Scalar = Float[Array, ""] | float
PerParticle = Float[Array, " particles"]
PerState = Float[Array, "states particles"]
PerInput = Float[Array, "inputs particles"]
Covariance = Float[Array, "states states particles"]


def arrays_of(values: Array) -> Any:
    """The module whose functions work on `values`: NumPy, or JAX where the numbers are being traced or differentiated."""
    return values.__array_namespace__()


__all__ = ["Array", "Bool", "Covariance", "Float", "PerInput", "PerParticle", "PerState", "Scalar", "arrays_of"]
