"""A calendar file (RFC 5545) of reminders: local wall time with its zone, never a fixed offset. No database here.

Each day is an event of its own, so that it can open that day's check-in and be left out once the day is written down.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

LINE_BYTES = 75
SPAN_YEARS = 2  # how far around the events the zone is described
HOUR = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Event:
    """One reminder on one day: `at` is a wall time without a zone."""

    uid: str
    at: dt.datetime
    words: str
    link: str


def calendar(events: Iterable[Event], *, zone: ZoneInfo, stamp: dt.datetime, name: str) -> str:
    """The calendar file of `events` in `zone`; `stamp` is the instant (UTC) it was made."""
    events = tuple(events)
    years = {event.at.year for event in events} or {stamp.year}
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//andante//reminders//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT3H",
        *_zone_lines(zone, min(years) - 1, max(years) + SPAN_YEARS),
    ]
    for event in events:
        lines += _event_lines(event, zone, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event_lines(event: Event, zone: ZoneInfo, stamp: dt.datetime) -> list[str]:
    words = _text(event.words)
    return [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"DTSTAMP:{stamp.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;TZID={zone.key}:{event.at:%Y%m%dT%H%M%S}",
        "DURATION:PT5M",
        f"SUMMARY:{words}",
        f"DESCRIPTION:{_text(event.link)}",
        f"URL:{event.link}",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:PT0M",
        f"DESCRIPTION:{words}",
        "END:VALARM",
        "END:VEVENT",
    ]


# ── the zone ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _zone_lines(zone: ZoneInfo, first_year: int, last_year: int) -> list[str]:
    """VTIMEZONE: the offset at the start, and each change of the clocks up to the end of `last_year`."""
    start = dt.datetime(first_year, 1, 1, tzinfo=dt.UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    local = start.astimezone(zone)
    lines += _observance(local.replace(tzinfo=None), local, before=_offset(local))
    for instant in changes(zone, start, dt.datetime(last_year + 1, 1, 1, tzinfo=dt.UTC)):
        before, after = (instant - HOUR).astimezone(zone), instant.astimezone(zone)
        wall = (instant + _offset(before)).replace(tzinfo=None)  # what the wall shows when the clocks change
        lines += _observance(wall, after, before=_offset(before))
    return [*lines, "END:VTIMEZONE"]


def _observance(wall: dt.datetime, after: dt.datetime, *, before: dt.timedelta) -> list[str]:
    kind = "DAYLIGHT" if after.dst() else "STANDARD"
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{wall:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset_text(before)}",
        f"TZOFFSETTO:{_offset_text(_offset(after))}",
        f"TZNAME:{after.tzname()}",
        f"END:{kind}",
    ]


def changes(zone: ZoneInfo, start: dt.datetime, end: dt.datetime) -> Iterator[dt.datetime]:
    """The instants (UTC, to the minute) between `start` and `end` at which the zone's offset changes."""
    day, at = dt.timedelta(days=1), start
    while at < end:
        low, high = at, at + day
        if _offset(low.astimezone(zone)) != _offset(high.astimezone(zone)):
            while high - low > dt.timedelta(minutes=1):
                middle = low + (high - low) // 2
                middle = middle.replace(second=0, microsecond=0)
                middle = middle if middle > low else low + dt.timedelta(minutes=1)
                same = _offset(middle.astimezone(zone)) == _offset(low.astimezone(zone))
                low, high = (middle, high) if same else (low, middle)
            yield high
        at += day


def _offset(local: dt.datetime) -> dt.timedelta:
    offset = local.utcoffset()
    assert offset is not None, "a time in a zone has an offset"
    return offset


def _offset_text(offset: dt.timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, rest = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{rest // 3600:02d}{rest % 3600 // 60:02d}"


# ── text ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _text(words: str) -> str:
    """Words as a calendar writes them."""
    marked = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return marked.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "")


def _folded(line: str) -> Iterator[str]:
    """At most 75 bytes a line; the next begins with a space. No letter is cut in two."""
    part, size = "", 0
    for letter in line:
        width = len(letter.encode())
        if size + width > LINE_BYTES:
            yield part
            part, size = " ", 1
        part, size = part + letter, size + width
    yield part
