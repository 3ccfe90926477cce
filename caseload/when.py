"""Days and times as people type them, in Dutch or English. Pure: text and today in, a day or a time out."""

import datetime as dt
import re
from collections.abc import Callable, Iterable

# Written without a year, a day lies at most so far ahead; otherwise it is the last such day.
AHEAD = dt.timedelta(days=31)

RELATIVE = {
    "vandaag": 0,
    "today": 0,
    "gisteren": 1,
    "yesterday": 1,
    "eergisteren": 2,
}
COMING = {
    "vandaag": 0,
    "today": 0,
    "morgen": 1,
    "tomorrow": 1,
    "overmorgen": 2,
}
WEEKDAYS = (
    ("ma", "maandag", "mon", "monday"),
    ("di", "dinsdag", "tue", "tuesday"),
    ("wo", "woensdag", "wed", "wednesday"),
    ("do", "donderdag", "thu", "thursday"),
    ("vr", "vrijdag", "fri", "friday"),
    ("za", "zaterdag", "sat", "saturday"),
    ("zo", "zondag", "sun", "sunday"),
)
MONTHS = (
    ("jan", "januari", "january"),
    ("feb", "februari", "february"),
    ("mrt", "maa", "maart", "mar", "march"),
    ("apr", "april"),
    ("mei", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "augustus", "august"),
    ("sep", "sept", "september"),
    ("okt", "oktober", "oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_WEEKDAY = {word: number for number, words in enumerate(WEEKDAYS) for word in words}
_MONTH = {word: number for number, words in enumerate(MONTHS, start=1) for word in words}

_TIME = re.compile(r"(\d{1,2})(?:\s*[.:,uh]\s*(\d{2})?|(\d{2}))?\s*(?:uur|u)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:\s*[-/.]\s*(\d{4}|\d{2}))?")
_AFTER = re.compile(r"(?:over|in)\s+(\d{1,3})\s+(dag|dagen|day|days|week|weken|weeks)")
_NAMED = re.compile(r"(\d{1,2})\s+([a-z]+)\.?(?:\s+(\d{4}|\d{2}))?")


class NotUnderstood(ValueError):
    """What was typed is no day, or no time."""


def parse_time(text: str) -> dt.time:
    """ "9", "9.30", "9:30", "930", "0930", "9u30" and "9 uur" are times; raises NotUnderstood for anything else."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        raise NotUnderstood(text)
    try:
        return dt.time(int(found[1]), int(found[2] or found[3] or 0))
    except ValueError:
        raise NotUnderstood(text) from None


def parse_day(text: str, today: dt.date) -> dt.date:
    """ "vandaag", "gisteren", "ma", "1/2", "23 nov", "ma 23 nov. 2026", "2026-11-23"; raises NotUnderstood otherwise.

    A weekday is the last one, today included. Without a year it is the last such day, or one that comes within `AHEAD`.
    """
    words = _plain(text)
    if words in RELATIVE:
        return today - dt.timedelta(days=RELATIVE[words])
    if words in _WEEKDAY:
        return today - dt.timedelta(days=(today.weekday() - _WEEKDAY[words]) % 7)
    # 29 February is tried until a leap year comes by.
    return _day(text, words, RELATIVE, range(today.year + 1, today.year - 8, -1), lambda day: day <= today + AHEAD)


def parse_coming_day(text: str, today: dt.date) -> dt.date:
    """As `parse_day`, looking forward: "morgen", "over 2 weken"; a weekday is the next one, never today; a day without
    a year is the next such day, today included."""
    words = _plain(text)
    if words in COMING:
        return today + dt.timedelta(days=COMING[words])
    if words in _WEEKDAY:
        return today + dt.timedelta(days=(_WEEKDAY[words] - today.weekday() - 1) % 7 + 1)
    if found := _AFTER.fullmatch(words):
        return today + dt.timedelta(days=int(found[1]) * (7 if found[2].startswith("w") else 1))
    return _day(text, words, COMING, range(today.year, today.year + 9), lambda day: day >= today)


def _plain(text: str) -> str:
    return " ".join(text.lower().replace(",", " ").split()).strip(" .")


def _day(
    text: str, words: str, relative: dict[str, int], years: Iterable[int], fits: Callable[[dt.date], bool]
) -> dt.date:
    first, _, rest = words.partition(" ")
    if rest and (first in relative or first.strip(".") in _WEEKDAY):
        # "vandaag, 23 nov.": the date counts, the word before it is how the form wrote it.
        words = rest
    try:
        day = _date(words, years, fits)
    except ValueError:
        raise NotUnderstood(text) from None
    if not 2000 <= day.year < 2100:
        raise NotUnderstood(text)
    return day


def _date(words: str, years: Iterable[int], fits: Callable[[dt.date], bool]) -> dt.date:
    if found := _ISO.fullmatch(words):
        return dt.date(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.fullmatch(words):
        return _with_year(int(found[1]), int(found[2]), found[3], years, fits)
    if (found := _NAMED.fullmatch(words)) and found[2] in _MONTH:
        return _with_year(int(found[1]), _MONTH[found[2]], found[3], years, fits)
    raise ValueError(words)


def _with_year(
    day: int, month: int, year: str | None, years: Iterable[int], fits: Callable[[dt.date], bool]
) -> dt.date:
    """Without a year: the first of these years in which there is such a day and it fits."""
    if year:
        return dt.date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    for candidate in years:
        try:
            found = dt.date(candidate, month, day)
        except ValueError:
            continue
        if fits(found):
            return found
    raise ValueError(f"{day}/{month}")
