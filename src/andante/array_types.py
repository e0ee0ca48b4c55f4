"""Names for arrays and their shapes. No JAX is loaded here: what is written for NumPy arrays runs on JAX arrays too."""

from __future__ import annotations

from typing import Any, TypeAlias

from jaxtyping import Bool, Float

Array: TypeAlias = Any
"""Whatever has a shape and a dtype: a NumPy array, or one of JAX that may be traced."""

Scalar = Float[Array, ""] | float
PerParticle = Float[Array, " particles"]
PerState = Float[Array, "states particles"]
PerInput = Float[Array, "inputs particles"]
Covariance = Float[Array, "states states particles"]


def arrays_of(values: Array) -> Any:
    """The module whose functions work on `values`: NumPy, or JAX where numbers are traced or differentiated."""
    return values.__array_namespace__()


__all__ = ["Array", "Bool", "Covariance", "Float", "PerInput", "PerParticle", "PerState", "Scalar", "arrays_of"]
