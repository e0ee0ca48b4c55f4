"""Work side by side on two or more processors: the same answers in the same order, only sooner.

Threads serve where most of the work is compiled code. Processes serve long work with much Python in it: each is begun
afresh (JAX runs threads, and a fork copies their locks), keeps to one thread, for there is one process for each
processor already, and ends with whoever began it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for
from typing import Any, Final, TypeVar

AHEAD: Final = 4
TWO: Final = 2
THREADS: Final = ("OPENBLAS_NUM_THREADS", "NPROC")
"""How many threads linear algebra and XLA take. The second is what XLA asks before it counts processors: steps as small
as a minute of a body are else shared out among threads, for two thirds more of the processor and no less time.
"""

T = TypeVar("T")
U = TypeVar("U")


def side_by_side(do: Callable[[T], U], items: Iterable[T], *, processes: bool = False) -> Iterator[U]:
    """`do` of each item, two at a time; in their order, and never far ahead of what was asked for.

    With `processes` each is done in a process of its own: `do`, items and answers are then sent there and back, and the
    program must be one that can be begun again (a command, not a notebook).
    """
    with begun(TWO) if processes else ThreadPoolExecutor(TWO, thread_name_prefix="andante-people") as pool:
        waiting: deque[Future[U]] = deque()
        for item in items:
            waiting.append(pool.submit(do, item))
            if len(waiting) > AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def begun(count: int, begin: Callable[..., None] | None = None, *given: Any) -> Iterator[ProcessPoolExecutor]:
    """`count` processes, each of which does `begin(*given)` first. Left by an error or Ctrl-C they end at once,
    whatever they are at: nobody needs the rest.
    """
    context = multiprocessing.get_context("spawn")
    with _one_thread_each(), ProcessPoolExecutor(count, context, initializer=_begin, initargs=(begin, given)) as pool:
        others = {*multiprocessing.active_children()}
        try:
            with _ctrl_c_held():
                for _ in range(count):
                    pool.submit(int)  # begins a process
            yield pool
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in {*multiprocessing.active_children()} - others:
                process.kill()
            raise


@contextmanager
def quietly_beside(module: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """`python -m module` in a process of its own, of which nobody hears anything, and which ends with what is done
    here at the latest.
    """
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(  # noqa: S603 - our own
        [sys.executable, "-m", module], stdin=quiet, stdout=quiet, stderr=quiet, env={**os.environ, **environment}
    )
    threading.Thread(target=process.wait, daemon=True).start()  # no trace of it is left once it is done
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def _ctrl_c_held() -> Iterator[None]:
    """Processes begun here never hear Ctrl-C, which a terminal says to all: they would each end with a traceback. The
    one who asked hears it afterwards, and ends them.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    before = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _begin(begin: Callable[..., None] | None, given: tuple[Any, ...]) -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if begin is not None:
        begin(*given)


def _end_with_parent() -> None:
    """However the one who asked came to an end, nobody needs the rest: it may take half an hour."""
    parent = multiprocessing.parent_process()
    assert parent is not None, "a process of the pool was begun by somebody"
    wait_for([parent.sentinel])
    os._exit(1)
