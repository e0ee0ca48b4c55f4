"""JAX as andante uses it: 64-bit floats and compiled code kept between runs. No model here.

Everything that needs JAX imports it from here, so that these settings are made before the first array.
"""

from __future__ import annotations

import glob
import os
import re
import warnings
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np

from andante.caches import compiled_folder

config: Any = jax.config  # its update() carries no types
config.update("jax_enable_x64", True)

if not os.environ.get("JAX_COMPILATION_CACHE_DIR"):
    cache = compiled_folder()
    config.update("jax_compilation_cache_dir", str(cache))

    def _heal(message: Warning | str, *told: Any, **more: Any) -> None:
        """JAX warns of a damaged entry, compiles around it, and never writes it anew while it is there: so it goes."""
        found = re.match(r"Error reading persistent compilation cache entry for '(.+?)'", str(message))
        entries = list(cache.glob(f"{glob.escape(found[1])}-*-cache")) if found else []
        for entry in entries:
            entry.unlink(missing_ok=True)
        if not entries:
            _shown(message, *told, **more)

    _shown: Any = warnings.showwarning
    warnings.showwarning = _heal
config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
config.update("jax_persistent_cache_min_entry_size_bytes", 0)

Array: TypeAlias = jax.Array | np.ndarray
"""A JAX array, or its copy on the host: the same numbers either way."""

__all__ = ["Array", "jax", "jnp"]
