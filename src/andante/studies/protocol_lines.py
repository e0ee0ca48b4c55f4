"""On which line each key of a TOML text stands, and problems that name it: `tomllib` says the line only of what it
cannot read. Not what a key means (`protocol_file`).

The text has been read by `tomllib` before, so that its grammar need not be checked again: this walks over it and
counts.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from andante.errors import ProtocolError

Path = tuple[str | int, ...]
"""Keys and places in lists from the top: ("step", 0, "load"), ("step", 1, "sites", 2)."""

DEEPEST: Final = 6
"""Longer paths are not kept: no protocol has them, and a line of a thousand dots would make a thousand."""

LONGEST_WORD: Final = 60
NEAREST_SOUGHT: Final = 200

_BLANK: Final = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_EQUALS: Final = re.compile(r"=[ \t]*")
_KEY: Final = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[\w-]+)[ \t]*(\.?)""")
_PLAIN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}' r"|'''.*?'{3,5}" r'|"(?:\\.|[^"\\])*"' r"|'[^']*'" r"|[^,\[\]{}#\n]+",
    re.DOTALL,
)
"""A value without values in it: the four kinds of text, and everything else up to the next mark."""


class _LostError(Exception):
    """Raised where the text is not what the walk expects; the lines found so far stand."""


def key_lines(text: str) -> dict[Path, int]:
    """The line (from 1) of every key, list item and `[[table]]` of a valid TOML text, by path up to `DEEPEST`.

    Raises RecursionError where lists are nested a thousand deep, as `tomllib` does.
    """
    walk = _Walk(text)
    # Lost in a newer TOML than this knows: lines are missing, and a problem names that of the table around it.
    with suppress(_LostError):
        walk.document()
    return walk.lines


@dataclass(slots=True)
class Problems:
    """What is wrong in the file `name`, each with the line of its key; `lines` come from `key_lines`."""

    name: str
    lines: Mapping[Path, int]
    noted: list[tuple[int, str]] = field(default_factory=list)

    def add(self, path: Path, found: str, allowed: str) -> None:
        """Note that something was `found` at `path`, and what is allowed there."""
        line = self.line_of(path)
        inner = path[2:] if path[:1] == ("step",) and len(path) > 2 else path
        key = ".".join(_shown(part) for part in inner if isinstance(part, str))
        self.noted.append((line, f"{self.name}:{line}: {key}: found {found}, allowed is {allowed}"))

    def near(self, word: Any, known: Iterable[str]) -> str:
        """Which of the `known` words is nearest, to be set behind them; nothing for what is no word."""
        # Looking for the nearest costs a moment, and only the first few problems of the file are shown.
        if not isinstance(word, str) or len(self.noted) > NEAREST_SOUGHT:
            return ""
        return f"; nearest is {difflib.get_close_matches(word[:LONGEST_WORD], known, n=1, cutoff=0.0)[0]}"

    def line_of(self, path: Path) -> int:
        """The line of `path`; of the nearest table around it where it is not written; 1 where there is none."""
        around = (path[:length] for length in range(len(path), 0, -1))
        return next((self.lines[one] for one in around if one in self.lines), 1)

    def error(self) -> ProtocolError:
        """The problems in the order of the file."""
        return ProtocolError([words for _, words in sorted(self.noted, key=lambda problem: problem[0])])


def _shown(key: str) -> str:
    """A key as it is, unless it would spoil the line."""
    return key if key.isprintable() and 0 < len(key) <= LONGEST_WORD else repr(key[:LONGEST_WORD])


class _Walk:
    """A walk over the text. `at` is where it is, `lines` what it has seen."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\r\n", "\n")
        self.at = 0
        self.lines: dict[Path, int] = {}
        self._ends = [match.start() for match in re.finditer("\n", self.text)]
        self._latest: dict[Path, int] = {}

    def document(self) -> None:
        """All of the text: headers, and the pairs under each."""
        here: Path = ()
        while self._next():
            if self.text.startswith("[", self.at):
                here = self._header()
            else:
                self._pair(here)

    def _header(self) -> Path:
        """The path that `[a.b]` or `[[a.b]]` opens; `a` may be a list of tables, then its latest is meant."""
        line, start = self._line(), self.at
        double = self.text.startswith("[[", start)
        self.at += 2 if double else 1
        keys = self._keys()
        self.at += 2 if double else 1
        path: Path = ()
        for place, key in enumerate(keys, start=1):
            path = (*path, key)
            self._note(path, line)
            if double and place == len(keys):
                self._latest[path] = self._latest.get(path, -1) + 1
            if path in self._latest:
                path = (*path, self._latest[path])
                self._note(path, line)
        return path

    def _pair(self, here: Path) -> None:
        line = self._line()
        for key in self._keys():
            here = (*here, key)
            self._note(here, line)
        self._take(_EQUALS)
        self._value(here)

    def _value(self, path: Path) -> None:
        mark = self.text[self.at : self.at + 1]
        if mark == "[":
            self._list(path)
        elif mark == "{":
            self._table(path)
        else:
            self._take(_PLAIN)

    def _list(self, path: Path) -> None:
        self.at += 1
        index = 0
        while self._next() != "]":
            self._note((*path, index), self._line())
            self._value((*path, index))
            index += 1
            if self._next() == ",":
                self.at += 1
        self.at += 1

    def _table(self, path: Path) -> None:
        self.at += 1
        while self._next() != "}":
            self._pair(path)
            if self._next() == ",":
                self.at += 1
        self.at += 1

    def _keys(self) -> list[str]:
        """The parts of a dotted key, with quotes taken off."""
        keys: list[str] = []
        more = "."
        while more:
            match = self._take(_KEY)
            keys.append(match[1] if match[1][0] not in "\"'" else _unquoted(match[1]))
            more = match[2]
        return keys

    def _next(self) -> str:
        """Pass over blanks, line ends and comments; the character that follows, "" at the end."""
        self._take(_BLANK)
        return self.text[self.at : self.at + 1]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _LostError
        self.at = match.end()
        return match

    def _line(self) -> int:
        return bisect_left(self._ends, self.at) + 1

    def _note(self, path: Path, line: int) -> None:
        if len(path) <= DEEPEST:
            self.lines.setdefault(path, line)


def _unquoted(key: str) -> str:
    try:
        return str(tomllib.loads(f"key = {key}")["key"])
    except tomllib.TOMLDecodeError as error:
        raise _LostError from error
