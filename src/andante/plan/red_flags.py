"""Signs that need care before any plan, with the words that lead to it. Not a diagnosis: single signs mean little
alone.

Codes and levels follow guidance on serious spinal conditions (Finucane et al. 2020, doi 10.2519/jospt.2020.9971) and
general first-aid advice; andante only says "please get this checked".
"""

from __future__ import annotations

from typing import Final, Literal

Level = Literal["now", "today", "soon"]

HELP: Final[dict[Level, str]] = {
    "now": "Please get help now: call your local emergency number (112 in Europe, 999 in the UK, 911 in North America, "
    "000 in Australia), or ask someone near you to call.",
    "today": "Please have this looked at today: call your doctor or an out-of-hours line.",
    "soon": "Please get this checked soon: make an appointment with your doctor.",
}

RED_FLAGS: Final[dict[str, tuple[Level, str]]] = {
    "numb_saddle": ("now", "numbness between the legs"),
    "bladder_bowel": ("now", "a new change in holding or passing water or stool"),
    "leg_weakness": ("now", "legs that quickly grow weaker, or pain down both legs"),
    "chest_pain": ("now", "pain or pressure in the chest"),
    "breathless": ("now", "short of breath at rest"),
    "fainting": ("now", "fainting"),
    "stroke_signs": ("now", "a drooping face, a weak arm or slurred speech"),
    "worst_headache": ("now", "a sudden headache, worse than ever before"),
    "self_harm": ("now", "thoughts of harming yourself"),
    "fever": ("today", "fever with pain in the back, or feeling very unwell"),
    "new_weakness": ("today", "new weakness"),
    "new_numbness": ("today", "new numbness"),
    "after_fall": ("today", "strong pain after a fall"),
    "hot_joint": ("today", "a hot, swollen joint"),
    "new_headache_over_50": ("today", "a new headache, a sore scalp or jaw, or a change of sight, after the age of 50"),
    "dark_urine": ("today", "dark urine with strong muscle pain"),
    "calf_swelling": ("today", "one swollen calf"),
    "weight_loss": ("soon", "weight loss that you did not plan"),
    "night_sweats": ("soon", "night sweats"),
    "cancer_history": ("soon", "a new pain after cancer in the past"),
    "night_pain": ("soon", "pain at night that never lets up"),
    "morning_stiffness": ("soon", "long morning stiffness with swelling"),
    "new_pain": ("soon", "a new pain unlike your usual one"),
    "breast_change": ("soon", "a lump or a one-sided change of the breast"),
}

SELF_HARM: Final = (
    "You can also call a crisis line: 116 123 in the UK and Ireland, 988 in the US, 0800 111 0 111 in Germany, 142 in "
    "Austria, 143 in Switzerland."
)
NO_PLAN: Final = "There is no plan for today until this is sorted."
CARE_FIRST: Final = (
    "Something new or worrying, such as chest pain, a drooping face, new numbness or weakness, a change in bladder or "
    "bowel, or thoughts of harming yourself? Care comes before any plan: call your emergency number or your doctor."
)
_ORDER: Final[tuple[Level, ...]] = ("now", "today", "soon")


def worst_level(codes: tuple[str, ...]) -> Level:
    """The most urgent level among `codes`."""
    levels = {level_of(code) for code in codes}
    return next(level for level in _ORDER if level in levels)


def level_of(code: str) -> Level:
    """How urgent one sign is. A code nobody knows is taken for one that needs care today."""
    return RED_FLAGS[code][0] if code in RED_FLAGS else "today"


def help_by_level(codes: tuple[str, ...]) -> tuple[tuple[Level, str], ...]:
    """For each level among `codes`, the most urgent first: the signs noted, and where to turn."""
    found: list[tuple[Level, str]] = []
    for level in _ORDER:
        alike = [code for code in codes if level_of(code) == level]
        if not alike:
            continue
        signs = [RED_FLAGS[code][1] if code in RED_FLAGS else code.replace("_", " ") for code in alike]
        words = [f"You noted {', '.join(signs)}.", HELP[level], *([SELF_HARM] if "self_harm" in alike else [])]
        found.append((level, " ".join(words)))
    return tuple(found)


def help_text(codes: tuple[str, ...]) -> str:
    """What is said first when any of `codes` (at least one) was answered with yes."""
    return " ".join([*(words for _, words in help_by_level(codes)), NO_PLAN])
