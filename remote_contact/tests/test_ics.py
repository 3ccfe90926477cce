"""The calendar file, letter by letter: every calendar reads it, and no line of it can be made to say something else."""

import datetime as dt
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from remote_contact.ics import LINE, Event, calendar, escaped

ID = uuid.UUID("5f0c9d3e-0000-4000-8000-000000000001")
AT = dt.datetime(2026, 11, 24, 8, 30, tzinfo=dt.UTC)
NOW = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def event(**fields: object) -> Event:
    values: dict[str, object] = {"id": ID, "sequence": 0, "starts_at": AT, "minutes": 45, "summary": "Afspraak"}
    return Event(**values | {"written_at": NOW} | fields)  # type: ignore[arg-type]


def read(text: str) -> list[tuple[str, str]]:
    """As the standard says a reader does: lines unfolded, then name and value, the value without its escapes."""
    assert text.endswith("\r\n")
    assert "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")[:-1]
    return [(name, _plain(value)) for name, _colon, value in (line.partition(":") for line in lines)]


def _plain(value: str) -> str:
    found, letters = "", iter(value)
    for letter in letters:
        if letter == "\\":
            letter = next(letters)
            assert letter in "\\;,nN"
            letter = "\n" if letter in "nN" else letter
        found += letter
    return found


def test_one_event_letter_by_letter() -> None:
    assert calendar([event(place="Stationsweg 4, Utrecht")]) == (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Agenda//Agenda 1.0//NL\r\nCALSCALE:GREGORIAN\r\n"
        "METHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:5f0c9d3e-0000-4000-8000-000000000001\r\nDTSTAMP:20261123T120000Z\r\n"
        "DTSTART:20261124T083000Z\r\nDTEND:20261124T091500Z\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
        "SUMMARY:Afspraak\r\nLOCATION:Stationsweg 4\\, Utrecht\r\nCLASS:PRIVATE\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def test_no_events_is_still_a_calendar() -> None:
    assert read(calendar([]))[0] == ("BEGIN", "VCALENDAR")
    assert ("BEGIN", "VEVENT") not in read(calendar([]))


def test_a_moved_one_keeps_its_id_and_a_called_off_one_says_so() -> None:
    found = read(calendar([event(sequence=2, cancelled=True)]))
    assert ("UID", str(ID)) in found
    assert ("SEQUENCE", "2") in found
    assert ("STATUS", "CANCELLED") in found


@pytest.mark.parametrize(
    ("local", "written"),
    [
        (dt.datetime(2026, 10, 24, 10, 0), "20261024T080000Z"),
        (dt.datetime(2026, 10, 26, 10, 0), "20261026T090000Z"),
        (dt.datetime(2027, 3, 29, 10, 0), "20270329T080000Z"),
    ],
)
def test_the_clock_on_the_wall_is_written_in_utc(local: dt.datetime, written: str) -> None:
    from remote_contact.recurrence import at

    assert ("DTSTART", written) in read(calendar([event(starts_at=at(local.date(), local.time()))]))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="zone"):
        calendar([event(starts_at=dt.datetime(2026, 11, 24, 9, 30))])


@pytest.mark.parametrize(
    ("text", "written"),
    [("a;b,c\\d", "a\\;b\\,c\\\\d"), ("a\nb", "a\\nb"), ("a\r\nb\rc", "a\\nb\\nc"), ("a\x00\x1fb\x7f", "ab")],
)
def test_escapes(text: str, written: str) -> None:
    assert escaped(text) == written


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_whatever_a_place_holds_it_comes_back_and_adds_no_line(place: str) -> None:
    text = calendar([event(place=place)])
    plain = calendar([event(place="x")])
    assert [name for name, _v in read(text) if name != "LOCATION"] == [n for n, _v in read(plain) if n != "LOCATION"]
    meant = place.replace("\r\n", "\n").replace("\r", "\n")
    meant = "".join(c for c in meant if c in "\t\n" or (ord(c) >= 32 and ord(c) != 127))
    assert dict(read(text)).get("LOCATION", "") == meant
    assert all(len(line.encode()) <= LINE for line in text.split("\r\n"))
