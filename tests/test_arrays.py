"""What JAX compiled is kept between runs, and a damaged entry is written anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

DOUBLED = "from andante.arrays import jax, jnp; print(jax.jit(lambda x: 2 * x + 1)(jnp.arange(3.0)))"
WARNED = "import warnings; import andante.arrays; warnings.warn('anything else')"


def run(code: str, home: Path) -> tuple[str, str]:
    free = {name: value for name, value in os.environ.items() if name != "JAX_COMPILATION_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**free, "XDG_CACHE_HOME": str(home), "HOME": str(home)},
    )
    return done.stdout, done.stderr


def test_a_damaged_entry_is_written_anew_and_nobody_is_told(tmp_path: Path) -> None:
    assert run(DOUBLED, tmp_path) == ("[1. 3. 5.]\n", "")
    kept = {entry: entry.read_bytes() for entry in tmp_path.rglob("*-cache")}
    assert kept
    for entry, whole in kept.items():
        entry.write_bytes(whole[: len(whole) // 2])
    assert run(DOUBLED, tmp_path) == ("[1. 3. 5.]\n", "")
    assert all(len(entry.read_bytes()) > len(whole) // 2 + 1 for entry, whole in kept.items())
    assert {*tmp_path.rglob("*-cache")} == {*kept}


def test_any_other_warning_is_told_as_ever(tmp_path: Path) -> None:
    assert "anything else" in run(WARNED, tmp_path)[1]
