"""The deliberate errors of andante. Not for expected shortages: "three days are not enough" is a value, not an error.

AndanteError
├── InputError            something that was given is wrong; the command line ends with 2
│   ├── DiaryError        a diary file: one message per problem, with file, line and column
│   ├── LimitsError       a limits file or a limit given in Python
│   ├── BeliefError       a stored belief that is of another version, damaged, or does not fit the diary
│   └── ProtocolError     a protocol file: one message per problem, with file, line and key
└── Fault                 andante itself is wrong; the command line ends with 3
"""

from __future__ import annotations

from collections.abc import Sequence


class AndanteError(Exception):
    """Root of all errors that andante raises on purpose."""


class InputError(AndanteError):
    """Raised when something that was given is wrong: the message names what, where and what is allowed."""


class DiaryError(InputError):
    """Raised when a diary file cannot be read whole. `problems` holds one line per problem, at most 20 are shown.

    `found` is how many there were; `stopped` says that reading was given up after so many.
    """

    SHOWN = 20

    def __init__(self, problems: Sequence[str], found: int | None = None, *, stopped: bool = False) -> None:
        self.problems = tuple(problems[: self.SHOWN])
        self.found = len(problems) if found is None else found
        more = self.found - len(self.problems)
        at_least = "at least " if stopped else ""
        lines = [*self.problems, *([f"... and {at_least}{more} more"] if more > 0 else [])]
        super().__init__("\n".join(lines))


class LimitsError(InputError):
    """Raised when a limit is unknown, of the wrong kind or out of range."""


class BeliefError(InputError):
    """Raised when a stored belief cannot be used: other version, damaged, or not of this diary."""


class ProtocolError(InputError):
    """Raised when a protocol file cannot be read. `problems` holds one line per problem, the first 20 of `found`."""

    SHOWN = 20

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems[: self.SHOWN])
        self.found = len(problems)
        more = self.found - len(self.problems)
        super().__init__("\n".join([*self.problems, *([f"... and {more} more"] if more > 0 else [])]))


class Fault(AndanteError):  # noqa: N818 - it is the word the command line says
    """Raised when andante finds itself wrong."""
