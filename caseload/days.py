"""How the portal writes days and moments, in the language and the time zone of the page."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language

# Django's Dutch short months miss the full stop that marks an abbreviation.
DUTCH_MONTHS = ("jan.", "feb.", "mrt.", "apr.", "mei", "juni", "juli", "aug.", "sep.", "okt.", "nov.", "dec.")


def day(value: dt.date | None) -> str:
    """23 nov."""
    return _formatted(value, "j N")


def day_year(value: dt.date | None) -> str:
    """23 nov. 2026"""
    return _formatted(value, "j N Y")


def day_long(value: dt.date | None) -> str:
    """23 november 2026"""
    return _formatted(value, "j F Y")


def weekday_long(value: dt.date | None) -> str:
    """maandag 23 november"""
    return _formatted(value, "l j F")


def moment(value: dt.datetime | None) -> str:
    """ma 23 nov. 11:00"""
    return _formatted(value, "D j N G:i")


def clock_time(value: dt.datetime | None) -> str:
    """9:30"""
    return _formatted(value, "G:i")


def month(value: dt.date | None) -> str:
    """nov. 2026"""
    return _formatted(value, "N Y")


def near(value: dt.date | None, today: dt.date) -> str:
    """23 nov., with the year when it is another year than today's."""
    return "" if value is None else day(value) if value.year == today.year else day_year(value)


def _formatted(value: dt.date | dt.datetime | None, pattern: str) -> str:
    if not value:
        return ""
    local = timezone.localtime(value) if isinstance(value, dt.datetime) and timezone.is_aware(value) else value
    if (get_language() or "").startswith("nl"):
        month = "".join(f"\\{letter}" for letter in DUTCH_MONTHS[local.month - 1])
        pattern = pattern.replace("N", month)
    return date_format(local, pattern)
