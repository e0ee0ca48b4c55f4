"""How many links were looked at: what a few clear ones among many are worth depends on it. Counted from the answer
alone, so that a page needs nothing of the engine for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

SINGLE_DAYS: Final = ("2 days later", "3 days later", "4 days later")
"""The later days that are looked at by themselves, in words; they have a row only where they are clear."""


def looked_at(found: Sequence[Mapping[str, Any]]) -> int:
    """How many links were looked at for the rows `found` (as `Effect.answer` has them): also each later day of each
    exposure, and the means of the later days in whose place one that is clear stands.
    """
    rows = [each for each in found if each["when"] not in SINGLE_DAYS]
    alone = {each["exposure"] for each in found if each["when"] in SINGLE_DAYS}
    replaced = {(each["exposure"], each["part"]) for each in rows if each["exposure"] in alone}
    return len(rows) + len(replaced) + len(SINGLE_DAYS) * len({each["exposure"] for each in found if each["per"]})
