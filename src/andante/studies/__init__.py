"""Published experiments as code, one file each, and protocols of one's own: run on virtual people of `body`.

study.py        what a study is: citation, groups, targets as data, and a function that measures them
answer.py       what a run found, as the promised JSON
protocol_file.py   a protocol of one's own, written in TOML
calibrate.py    fitting the table of constants to these studies (`aims*.py` say at what)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from andante.errors import InputError

if TYPE_CHECKING:
    from andante.studies.study import Study

_HOMES: Final[dict[str, tuple[str, str]]] = {
    "ge2012": ("ge2012", "STUDY"),
    "kosek1996": ("kosek1996", "STUDY"),
    "staud2005": ("staud2005", "STUDY"),
    "naugle2012": ("naugle2012", "STUDY"),
    "hoegerbement2008": ("hoegerbement2008", "STUDY"),
    "freylaw2010": ("freylaw2010", "STUDY"),
    "looft2018": ("looft2018", "STUDY"),
    "larsson2018": ("larsson2018", "STUDY"),
    "restingppt": ("larsson2018", "RESTING"),
    "mun2019": ("mun2019", "STUDY"),
    "harris2005": ("harris2005", "STUDY"),
    "fischer2016": ("fischer2016", "STUDY"),
    "diary2004": ("mun2019", "DIARY"),
    "gomez2022": ("gomez2022", "STUDY"),
    "michaud2024": ("michaud2024", "STUDY"),
    "dasilva2018": ("dasilva2018", "STUDY"),
    "exercise2023": ("exercise2023", "STUDY"),
    "hakkinen2002": ("hakkinen2002", "STUDY"),
    "vancampfort2024": ("exercise2023", "DROPOUT"),
}

NAMES: Final = tuple(_HOMES)
"""All studies, in the order of their targets."""


def study_named(name: str) -> Study:
    """The study of that name. Raises InputError for another."""
    if name not in _HOMES:
        raise InputError(f"study: found {name!r}, allowed are {', '.join(NAMES)}, or the path of a protocol (.toml)")
    module, attribute = _HOMES[name]
    found: Study = getattr(import_module(f"andante.studies.{module}"), attribute)
    return found
