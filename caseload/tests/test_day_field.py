"""The field of a day: written out, or in the words that every form knows when it is plain which way they look."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from caseload.forms import DayField

# A Monday, on which the clock of the tests stands.
TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "was", "comes"),
    [
        ("23-11-2026", TODAY, TODAY),
        ("vandaag", TODAY, TODAY),
        ("vr", dt.date(2026, 11, 20), dt.date(2026, 11, 27)),
        ("ma", TODAY, dt.date(2026, 11, 30)),
        ("gisteren", dt.date(2026, 11, 22), None),
        ("over 2 weken", None, dt.date(2026, 12, 7)),
        ("1 dec", None, dt.date(2026, 12, 1)),
        ("31-02-2026", None, None),
        ("ooit", None, None),
        ("vr" + " " * 60, None, None),
    ],
)
def test_words_look_back_or_ahead_as_the_field_does(typed: str, was: dt.date | None, comes: dt.date | None) -> None:
    for field, meant in ((DayField(until_today=True), was), (DayField(from_today=True), comes)):
        if meant is None:
            with pytest.raises(ValidationError):
                field.clean(typed)
        else:
            assert field.clean(typed) == meant


def test_where_it_may_look_either_way_it_is_written_out() -> None:
    assert DayField().clean("23-11-2026") == TODAY
    for typed in ("vr", "vandaag"):
        with pytest.raises(ValidationError, match="23-11-2026"):
            DayField().clean(typed)
