"""Answers of a frozen object's methods, kept with it: guards and locks ask for the same ones many times."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

_Self = TypeVar("_Self")
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")


def remembered(
    method: Callable[Concatenate[_Self, _Asked], _Answer],
) -> Callable[Concatenate[_Self, _Asked], _Answer]:
    """`method`, worked out once for the same arguments (hashable) of the same object.

    As `functools.cached_property` is for a property: for objects that never change, with a `__dict__`, and for answers
    that nobody changes. They go with their object.
    """
    kept_as = f"_remembered_{method.__name__}"

    @wraps(method)
    def answer(self: _Self, /, *asked: _Asked.args, **named: _Asked.kwargs) -> _Answer:
        kept: dict[object, _Answer] = self.__dict__.setdefault(kept_as, {})
        key = (asked, *named.items()) if named else asked
        if key not in kept:
            kept[key] = method(self, *asked, **named)
        return kept[key]

    return answer
