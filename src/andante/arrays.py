"""JAX as andante uses it: 64-bit floats and compiled code kept between runs. No model here.

Everything that needs JAX imports it from here, so that these settings are made before the first array.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import platformdirs

from andante.array_types import Array

config: Any = jax.config  # its update() carries no types
config.update("jax_enable_x64", True)

if not os.environ.get("JAX_COMPILATION_CACHE_DIR"):
    cache = Path(platformdirs.user_cache_dir("andante")) / "compiled"
    config.update("jax_compilation_cache_dir", str(cache))
config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
config.update("jax_persistent_cache_min_entry_size_bytes", 0)

__all__ = ["Array", "jax", "jnp"]
