"""The reasons of a plan as they are told to a person: each once, with the muscle groups it touches named together.

The plan itself keeps one reason per limit and muscle group. Both doors, the command line and the pages, tell them
through here, from the plan's answer as JSON. No reason is made or dropped for good here.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from andante.plan.flare_words import FOR_WORDS
from andante.plan.locks import FOR_GOOD
from andante.plan.sentences import SENTENCES, sentence, template_of
from andante.plan.together import TOGETHER

ALL_GROUPS = "All muscle groups"
EASES = "eases"
NOT_YET = frozenset(code for code, said in SENTENCES.items() if said.startswith("No step up yet"))
"""Reasons that promise a step some day: they are not told where steps are out for good."""


@dataclass(frozen=True, slots=True)
class Told:
    """One reason in words, and the reasons of the plan that it stands for.

    apart: numbers that the words are made of and that are not listed in `of`, as they would say nothing beside them.
    """

    code: str
    text: str
    of: tuple[Mapping[str, Any], ...]
    apart: Mapping[str, Any] = field(default_factory=dict)


def told(answer: Mapping[str, Any], *, forecast_shown: bool) -> tuple[Told, ...]:
    """The reasons of a plan's answer (`Plan.answer()`), in order, those that say the same put together.

    Without `forecast_shown` no chance of a flare is told: only that the risk held the plan back, where it did.
    """
    gathered: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for why in _worth_telling(answer["why"] if forecast_shown else _without_chances(answer["why"])):
        gathered.setdefault(_same(why), []).append(why)
    return tuple(_together(alike, set(answer["envelope"])) for alike in gathered.values())


def told_of(answer: Mapping[str, Any], group: str) -> tuple[Told, ...]:
    """The reasons that are about `group` alone, each in its own sentence."""
    whys = _promising_nothing(answer["why"])
    return tuple(Told(why["code"], why["text"], (why,)) for why in whys if why["numbers"].get("group") == group)


def _promising_nothing(whys: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without the "not yet" of single locks where another one says that steps are out."""
    is_out = any(why["code"] in FOR_GOOD for why in whys)
    return [why for why in whys if not (is_out and why["code"] in NOT_YET)]


def _without_chances(whys: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    held = {"code": "risk-held", "text": SENTENCES["risk-held"], "numbers": {}}
    kept = [held if why["code"] in ("risk-bound", "least-risk") else why for why in whys]
    return [why for why in kept if why["code"] not in ("risk-kept", "unchanged", "compared")]


def _worth_telling(whys: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What the other reasons do not say already."""
    chances = {why["numbers"]["p"] for why in whys if why["code"] in ("risk-kept", "risk-bound", "least-risk")}
    capped = any(why["code"] == "boom-and-bust" for why in whys)
    said = {why["code"] for why in whys if why["code"] == "unchanged" and why["numbers"]["p"] in chances}
    said |= {"swings"} if capped else set()
    return [why for why in _promising_nothing(whys) if why["code"] not in said]


def _same(why: Mapping[str, Any]) -> tuple[Any, ...]:
    """What two reasons share that can be told in one sentence: the code and the numbers of that sentence."""
    code, numbers = why["code"], why["numbers"]
    if "group" not in numbers or code not in TOGETHER:
        return (code, why["text"])
    return (
        code,
        EASES in numbers,
        *((name, numbers[name]) for name in _fields(template_of(code, numbers, together=True)) if name != EASES),
    )


def _fields(template: str) -> list[str]:
    named = [name for _, name, _, _ in string.Formatter().parse(template) if name]
    return [name for name in named if name.lower() != "groups"]


def _alone(why: Mapping[str, Any]) -> Told:
    if why["code"] != "past-flares":
        return Told(why["code"], why["text"], (why,))
    apart = {name: number for name, number in why["numbers"].items() if name in FOR_WORDS}
    listed = {name: number for name, number in why["numbers"].items() if name not in FOR_WORDS}
    return Told(why["code"], why["text"], ({**why, "numbers": listed},), apart)


def _together(alike: Sequence[Mapping[str, Any]], every: set[str]) -> Told:
    first = alike[0]
    if len(alike) == 1:
        return _alone(first)
    groups = [why["numbers"]["group"] for why in alike]
    numbers = dict(first["numbers"])
    template = template_of(first["code"], numbers, together=True)
    if EASES in numbers:  # the one number that may differ: one day after the other
        numbers[EASES] = " ".join(sorted({why["numbers"][EASES] for why in alike}))
    if len(every) > 2 and set(groups) == every:
        template = template.replace("{Groups}", ALL_GROUPS).replace("{groups}", ALL_GROUPS.lower())
    return Told(first["code"], sentence(template, numbers, groups), tuple(alike))
