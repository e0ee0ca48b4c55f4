"""Twelve other ways to forecast a diary, kept in a scratch folder, so that the benchmark soon runs again.

Nine are plain (`peer_plain`), three are fitted by packages (`peer_fitted`): statsforecast is installed into an
environment of its own, since andante does not need it. What a peer said is kept under a digest of the series, of the
peer's code and of the packages' versions: a change of any of them runs it again.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np

import peer_plain

HERE = Path(__file__).resolve().parent
PINS = ("statsforecast==2.1.1", "statsmodels==0.15.0", "numpy==2.4.6", "scipy==1.17.1")
SCRATCH = Path(tempfile.gettempdir()) / "andante-forecast-peers"
PATIENCE_S = 7200.0


def peers(ratings: np.ndarray, exposures: np.ndarray, folder: Path | None = SCRATCH) -> dict[str, np.ndarray]:
    """Quantiles (steps, 3, 7) on 0-10 of each peer, made at each calendar day for the days that follow.

    `ratings` (steps,) on 0-10 and `exposures` (steps, J) in any unit, NaN where unknown. The three fitted peers are
    left out, with a sentence, where their packages cannot be had, and without a `folder`.
    """
    if folder is None:
        return peer_plain.plain(ratings, exposures)
    folder.mkdir(parents=True, exist_ok=True)
    plain = folder / f"plain-{_key(ratings, exposures, code='peer_plain.py')}.npz"
    if not plain.exists():
        _save(plain, peer_plain.plain(ratings, exposures))
    made = _load(plain)
    fitted = folder / f"fitted-{_key(ratings, code='peer_fitted.py')}.npz"
    if not fitted.exists():
        _fit(ratings, fitted)
    return {**made, **(_load(fitted) if fitted.exists() else {})}


def _key(*arrays: np.ndarray, code: str) -> str:
    text = (HERE / code).read_bytes() + repr(PINS).encode()
    return hashlib.sha256(text + b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()[:16]


def _load(path: Path) -> dict[str, np.ndarray]:
    with np.load(path) as kept:
        return {name: kept[name] for name in kept.files}


def _save(path: Path, made: dict[str, np.ndarray]) -> None:
    """Written beside and renamed: a broken run leaves nothing half written behind."""
    beside = path.with_suffix(".part.npz")
    np.savez_compressed(beside, **made)
    beside.replace(path)


def _fit(ratings: np.ndarray, to: Path) -> None:
    """Run the fitted peers in their own environment."""
    given, beside = to.with_suffix(".in.npz"), to.with_suffix(".part.npz")
    np.savez(given, ratings=ratings)
    try:
        python = _python(to.parent)
        subprocess.run(
            [python, str(HERE / "peer_fitted.py"), str(given), str(beside)],
            check=True,
            capture_output=True,
            timeout=PATIENCE_S,
        )
        beside.replace(to)
    except subprocess.CalledProcessError as error:
        print(f"(fitted peers left out: {error.stderr.decode().strip().splitlines()[-1:]})")
    except (subprocess.TimeoutExpired, OSError) as error:
        print(f"(fitted peers left out: {error})")
    finally:
        given.unlink(missing_ok=True)


def _python(folder: Path) -> str:
    """The interpreter of an environment with the pinned packages, made on first use."""
    python, ready = folder / "venv" / "bin" / "python", folder / "venv" / "ready"
    if not ready.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True, capture_output=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, *PINS], check=True, capture_output=True, timeout=PATIENCE_S)
        ready.write_text("\n".join(PINS), encoding="utf-8")
    return str(python)
