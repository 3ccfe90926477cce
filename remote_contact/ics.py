"""Appointments as a calendar file (RFC 5545). Pure: events in, text out.

Moments are written in UTC, so a reader needs no rules of summer time. Nothing in it names the service.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

CONTENT_TYPE = "text/calendar; charset=utf-8"
# Octets of a line without its end.
LINE = 75


@dataclass(frozen=True, slots=True)
class Event:
    """`id` stays the same when it is moved; `sequence` then rises, so a calendar replaces what it has."""

    id: uuid.UUID
    sequence: int
    starts_at: dt.datetime
    minutes: int
    summary: str
    written_at: dt.datetime
    place: str = ""
    cancelled: bool = False


def calendar(events: Iterable[Event]) -> str:
    """A whole file, with the line ends that the standard asks for."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Agenda//Agenda 1.0//NL", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH"]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded}\r\n" for line in lines for folded in _folded(line))


def _event(event: Event) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.id}"
    yield f"DTSTAMP:{_utc(event.written_at)}"
    yield f"DTSTART:{_utc(event.starts_at)}"
    yield f"DTEND:{_utc(event.starts_at + dt.timedelta(minutes=event.minutes))}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    yield f"SUMMARY:{escaped(event.summary)}"
    if event.place:
        yield f"LOCATION:{escaped(event.place)}"
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _utc(moment: dt.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a zone")
    return f"{moment.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"


def escaped(text: str) -> str:
    """A value as the standard writes it; what is no character of a line is left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(letter for letter in text if letter == "\t" or (ord(letter) >= 32 and ord(letter) != 127))


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 octets, never cut within a character; each after the first begins with a space."""
    part, room = "", LINE
    for letter in line:
        size = len(letter.encode())
        if size > room:
            yield part
            part, room = " ", LINE - 1
        part, room = part + letter, room - size
    yield part
