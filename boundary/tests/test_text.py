"""Text is kept as it was meant: no hidden characters, one spelling, emoji and other scripts whole."""

import unicodedata

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from boundary.fields import EmailField, TextField
from boundary.text import Unreadable, clean_text, hides

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
HEART = "\u2764\ufe0f\u200d\U0001f525"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"


@pytest.mark.parametrize("text", [FAMILY, HEART, SCOTLAND, PERSIAN, "Zoë & co. <b>{{ x }}</b> '; DROP", "a\nb", ""])
def test_what_is_meant_stays(text: str) -> None:
    assert clean_text(text, lines=True) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Zoe\u0308", "Zoë"),
        ("Jan\u202egnp.exe", "Jangnp.exe"),
        ("\u2066Jan\u2069", "Jan"),
        ("Jan\u200bsen", "Jansen"),
        ("Jan\u200dsen", "Jansen"),
        ("\ufeffJan", "Jan"),
        ("Jan\x07\x1b[31m", "Jan[31m"),
        ("Jan\U000e0041", "Jan"),
        ("Jan\r\nde Vries", "Jan de Vries"),
        ("Jan\tde\u2028Vries", "Jan de Vries"),
    ],
)
def test_what_hides_goes(text: str, kept: str) -> None:
    assert clean_text(text) == kept


def test_line_ends_stay_where_there_are_lines() -> None:
    assert clean_text("een\r\ntwee\rdrie\u2029vier", lines=True) == "een\ntwee\ndrie\nvier"


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "\udc80"])
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        clean_text(text)
    for field in (TextField(), EmailField(), TextField(widget=forms.Textarea)):
        with pytest.raises(ValidationError, match="teken in dat we niet kunnen bewaren"):
            field.clean(text)


def test_a_field_cleans_before_it_counts_and_strips() -> None:
    assert TextField(max_length=3).clean("\u200b a\u200bbc ") == "abc"
    with pytest.raises(ValidationError, match="verplicht|required"):
        TextField().clean("\u200b")
    assert EmailField().clean("jan\u200b@example.org") == "jan@example.org"
    assert TextField(widget=forms.Textarea).clean("een\r\ntwee") == "een\ntwee"


@settings(max_examples=1000, deadline=None)
@given(
    st.text(
        st.one_of(
            st.characters(codec="utf-8", exclude_characters="\0"), st.sampled_from("\u200c\u200d\u202e\r\n\t\u0308")
        )
    ),
    st.booleans(),
)
def test_cleaning_twice_is_cleaning_once(text: str, lines: bool) -> None:
    once = clean_text(text, lines=lines)
    assert clean_text(once, lines=lines) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not [c for c in once if unicodedata.category(c) == "Cc" and not (lines and c == "\n")]


@pytest.mark.parametrize("text", ["Jan\u200b", "\u200eJan", "a\tb", "a\0b", "a\udc80", "a\x07"])
def test_a_file_that_hides_something_is_told_so(text: str) -> None:
    assert hides(text)


@pytest.mark.parametrize("text", ["Zoe\u0308", FAMILY, PERSIAN, "een\r\ntwee"])
def test_another_spelling_hides_nothing(text: str) -> None:
    assert not hides(text, lines=True)
