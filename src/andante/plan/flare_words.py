"""The sentences of how one's own past flares went (`past_flares.summary`)."""

from __future__ import annotations

from typing import Final

PAST_FLARES: Final[dict[str, str]] = {
    "one": "Your last flare lasted {span}.",
    "one, eased": "Your last flare lasted {span}, and it eased.",
    "all eased": "Your last {flares} flares lasted {span}, and each one eased.",
    "several": "Your last {flares} flares lasted {span}: {parts}.",
    "eased": "{count} of them eased",
    "stayed": "{count} went on so long that the new level became your usual",
    "unknown": "for {count} the diary does not say how it ended",
    "speed": "From near its worst the pain took {span} to ease.",
    "speed, not of pain": "From near its worst it took {span} to ease.",
    "back": "A usual day of activity was back {span} after.",
    "one day": "one day",
    "days": "{high} days",
    "days apart": "{low} to {high} days",
}
