from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.forms import formset_factory
from django.utils import translation

from caseload import days
from probation_portal.templatetags import portal

MONDAY = dt.date(2026, 11, 23)
ELEVEN_UTC = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)  # 11:00 in Amsterdam


@pytest.mark.parametrize(
    ("value", "dutch", "english"),
    [
        (Decimal("3.75"), "3,8", "3.8"),
        (Decimal("3.65"), "3,7", "3.7"),
        (3, "3,0", "3.0"),
        (-0.6, "−0,6", "−0.6"),
        (Decimal("-0.04"), "0,0", "0.0"),
        (1234.5, "1234,5", "1234.5"),
        (None, "–", "–"),
        ("", "–", "–"),
        (float("nan"), "–", "–"),
    ],
)
def test_decimal(value: object, dutch: str, english: str) -> None:
    with translation.override("nl"):
        assert portal.decimal(value) == dutch
    with translation.override("en"):
        assert portal.decimal(value) == english


def test_decimal_takes_a_number_of_places() -> None:
    with translation.override("nl"):
        assert portal.decimal(Decimal("0.7438"), 2) == "0,74"
        assert portal.decimal(Decimal("17.5"), 0) == "18"


@pytest.mark.parametrize(
    ("value", "words"), [(Decimal("0.2"), "+0,2"), (Decimal("-0.6"), "−0,6"), (0, "0,0"), (0.04, "0,0"), (None, "–")]
)
def test_signed(value: object, words: str) -> None:
    with translation.override("nl"):
        assert portal.signed(value) == words


def test_days_and_moments_in_dutch() -> None:
    with translation.override("nl"):
        assert days.day(MONDAY) == "23 nov."
        assert days.day(dt.date(2026, 5, 12)) == "12 mei"
        assert days.day_year(MONDAY) == "23 nov. 2026"
        assert days.day_long(MONDAY) == "23 november 2026"
        assert days.weekday_long(MONDAY) == "maandag 23 november"
        assert days.moment(ELEVEN_UTC) == "ma 23 nov. 11:00"
        assert days.clock_time(ELEVEN_UTC.replace(hour=8)) == "9:00"


def test_days_and_moments_in_english() -> None:
    with translation.override("en"):
        assert days.day(MONDAY) == "23 Nov."
        assert days.moment(ELEVEN_UTC) == "Mon 23 Nov. 11:00"


def test_a_moment_near_midnight_is_told_in_the_zone_of_the_portal() -> None:
    with translation.override("nl"):
        assert days.day(dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)) == "24 nov."


def test_no_day_is_no_text() -> None:
    assert days.day(None) == days.moment(None) == ""


def test_an_icon_is_hidden_from_screen_readers_and_turns_only_when_it_points_along_the_text() -> None:
    assert 'aria-hidden="true"' in portal.icon("check")
    assert "icon--way" not in portal.icon("check")
    assert "icon--way" in portal.icon("next")


def test_a_square_is_centred() -> None:
    assert portal.square(242, 64.4, 5) == 'x="237" y="59.4" width="10" height="10"'


def test_page_numbers_leave_some_out() -> None:
    assert portal.page_numbers(Paginator(range(300), 10).page(5)) == [1, "…", 4, 5, 6, "…", 30]


@pytest.mark.parametrize(
    ("sort", "state"),
    [("name", ("ascending", "↑", "-name")), ("-name", ("descending", "↓", "name")), ("phase", ("", "", "name"))],
)
def test_sort_state(sort: str, state: tuple[str, str, str]) -> None:
    assert portal.sort_state("name", sort) == state


class Sample(forms.Form):
    start = forms.TimeField(label="Begin")
    kept = forms.ChoiceField(label="Ging het door?", choices=[("y", "Ja"), ("n", "Nee")], widget=forms.RadioSelect)
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("Iemand anders heeft dit gewijzigd.")


def test_the_summary_names_each_problem_and_the_control_to_mend_it_in() -> None:
    with translation.override("nl"):
        problems = portal.error_list(Sample({"start": "25:70"}), None)
    assert [problem.target for problem in problems] == ["", "id_start", "id_kept_0", ""]
    assert problems[1].text.startswith("Begin: ")
    assert problems[2].text.startswith("Ging het door? ")


def test_a_formset_has_one_summary_over_all_its_forms() -> None:
    formset = formset_factory(Sample)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-start": "9:00", "form-1-start": "x"}
    )
    targets = [problem.target for problem in portal.error_list(None, formset) if problem.target]
    assert targets == ["id_form-0-kept_0", "id_form-1-start", "id_form-1-kept_0"]


def test_no_form_and_an_unbound_form_have_no_problems() -> None:
    assert portal.error_list(None, None) == []
    assert portal.error_list(Sample(), None) == []
