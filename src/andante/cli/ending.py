"""How `demo` and `serve` end: Ctrl-C, a signal to end and a closed terminal are one. No other command needs it."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from granian.server.common import AbstractServer

# A closed terminal says SIGHUP; Windows has none.
HANGUP = getattr(signal, "SIGHUP", None)
SIGNALS = (signal.SIGTERM, *([HANGUP] if HANGUP else []))


def end_by_signal() -> None:
    """From now on a signal to end goes the way of every ending, so that what was begun is cleared away."""
    for number in SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:  # `nohup` passes SIGHUP over, on purpose
            signal.signal(number, _end)


def end_by_hangup(server: AbstractServer[Any]) -> None:
    """Let a closed terminal end `server`. By itself it takes SIGHUP as a wish for new workers and goes on."""
    if HANGUP is None:
        return
    number, passed_over = HANGUP, signal.getsignal(HANGUP) is signal.SIG_IGN
    answer = signal.SIG_IGN if passed_over else server.signal_handler_interrupt
    # Once it runs, for it sets its own answer right before.
    server.on_startup(lambda: signal.signal(number, answer))


def _end(number: int, frame: FrameType | None) -> NoReturn:
    del frame
    # A terminal may say it twice; the second must not break off the clearing away.
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    sys.exit(128 + number)
