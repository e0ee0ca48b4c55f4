"""Loops over numbers that Numba compiles, and keeps compiled between runs. No model here.

What is decorated runs without Python's lock, so threads share the processors. It is compiled when it is first called,
for floats of 64 bits, whatever the sizes of its arrays. Sums are added in the order in which they are written, so that
a program just compiled and one that was kept give the same last digit: a plan must come out the same again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from typing import Any, TypeVar

import numba
from numba.core.caching import FunctionCache

from andante.caches import compiled_folder
from andante.workers import THREADS, TWO

config: Any = numba.config  # carries no types
if not os.environ.get("NUMBA_CACHE_DIR"):
    config.CACHE_DIR = str(compiled_folder())

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")
U = TypeVar("U")

_options: Any = {
    "nogil": True,
    "error_model": "numpy",
    "boundscheck": False,
    "_nrt": False,
    "no_cfunc_wrapper": True,
}
_inner: Any = {**_options, "no_cpython_wrapper": True}  # nor is what leads there from Python compiled
_njit: Any = numba.njit(**_options)
_part: Any = numba.njit(**_inner)
_inline: Any = numba.njit(inline="always", **_options)


class _Kept(FunctionCache):
    """What Numba keeps of compiled code, as ever; but what is damaged is compiled anew, and a full disk is no error."""

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """What was kept for a signature, None where nothing can be read."""
        try:
            return super().load_overload(sig, target_context)
        except Exception:  # noqa: BLE001 - whatever unpickling half a file comes to
            self._forget()
            return None

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep it, if there is room."""
        with suppress(OSError):
            super().save_overload(sig, data)

    def _forget(self) -> None:
        with suppress(OSError):
            self.flush()


def compiled(loop: F) -> F:
    """`loop` as machine code: plain loops over arrays and floats, and other such functions of the same file (what was
    kept compiled is thrown away when that file changes, and no other).
    """
    answer: Any = _njit(loop)
    with suppress(RuntimeError):  # no folder that could be written to
        answer._cache = _Kept(loop)
    kept: F = answer
    return kept


def part(loop: F) -> F:
    """The same for a `loop` that only other such loops call: no way leads to it from Python, nor is it kept alone."""
    answer: F = _part(loop)
    return answer


def inlined(loop: F) -> F:
    """A part that runs so often that calling it would be felt: it is written into those who call it."""
    answer: F = _inline(loop)
    return answer


def two_at_once(do: Callable[[T], U], items: Sequence[T]) -> list[U]:
    """`do` of each item, two at a time: one after the other in a process that keeps to one thread."""
    if len(items) < TWO or os.environ.get(THREADS[1]) == "1":
        return [do(item) for item in items]
    return list(_threads().map(do, items))


def beside(loop: Callable[..., T], given: Sequence[tuple[object, ...]]) -> list[Future[T]]:
    """What comes of a compiled `loop` for each of `given`: of the last here and now, while another thread takes one
    after the other of those before it. It is woken once: waking takes as long as some of what it is woken for.
    """
    found: list[Future[T]] = [Future() for _ in given]
    if len(given) > 1:
        _threads().submit(_in_turn, loop, given[:-1], found)
    _in_turn(loop, given[-1:], found[-1:])
    return found


def _in_turn(loop: Callable[..., T], given: Sequence[tuple[object, ...]], found: Sequence[Future[T]]) -> None:
    """Each future of `found` learns what comes of `loop` for its place in `given`, or that it failed."""
    for each, future in zip(given, found, strict=False):
        try:
            future.set_result(loop(*each))
        except Exception as error:  # noqa: BLE001 - it is raised where the result is asked for
            future.set_exception(error)


@cache
def _threads() -> ThreadPoolExecutor:
    """Two threads, kept: beginning them anew would be felt. What they do must not wait for anything else of theirs."""
    return ThreadPoolExecutor(TWO, thread_name_prefix="andante-compiled")
