"""Where compiled code is kept between runs: with the caches of the account, never with anybody's data."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def compiled_folder() -> Path:
    """The folder; it need not be there yet."""
    return Path(platformdirs.user_cache_dir("andante")) / "compiled"
