"""What every form of the portal looks like, whichever way a template asks for it."""

from __future__ import annotations

import re

import pytest
from crispy_forms.bootstrap import InlineRadios
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template
from django.utils import translation

CHOICES = [("y", "Ja"), ("n", "Nee <b>")]


class Sample(forms.Form):
    start = forms.TimeField(label="Begin", help_text="Ook: 0930", error_messages={"invalid": "Zoals 11:00"})
    kept = forms.ChoiceField(
        label="Ging het door?",
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": "Kies een van de twee"},
    )
    method = forms.ChoiceField(
        label="Hoe?", choices=CHOICES, widget=forms.RadioSelect(attrs={"class": "chips"}), required=False
    )
    present = forms.MultipleChoiceField(choices=CHOICES, widget=forms.CheckboxSelectMultiple, required=False)
    phase = forms.ChoiceField(choices=CHOICES, required=False)
    note = forms.CharField(widget=forms.Textarea(attrs={"placeholder": "Notitie"}), label="Notitie", required=False)
    agreed = forms.BooleanField(label="Afgesproken", help_text="Mag ook later")


class Laid(Sample):
    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset("Het gesprek", Row("start", InlineRadios("kept")), "method", "present", "phase", "note"),
            "agreed",
        )
        helper.add_input(Submit("save", "Bewaren"))
        return helper


def render(source: str, form: forms.Form) -> str:
    with translation.override("nl"):
        return Template("{% load crispy_forms_tags portal %}" + source).render(Context({"form": form}))


BAD = {"start": "25:70", "note": "Zo typte ik het"}
WAYS = [
    pytest.param("{{ form|crispy }}", Sample, id="filter"),
    pytest.param("{% crispy form %}", Laid, id="layout"),
    pytest.param(
        '{% include "components/error_summary.html" %}'
        '{% for field in form %}{% include "components/field.html" %}{% endfor %}',
        Sample,
        id="include",
    ),
]


@pytest.mark.parametrize(("source", "form_class"), WAYS)
def test_ids_are_unique_and_every_description_exists(source: str, form_class: type[Sample]) -> None:
    html = render(source, form_class(BAD))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = {name for value in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', html) for name in value.split()}
    assert named <= set(ids)
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


@pytest.mark.parametrize(("source", "form_class"), WAYS)
def test_an_error_stands_above_its_control_in_plain_sight(source: str, form_class: type[Sample]) -> None:
    html = render(source, form_class(BAD))
    assert "invalid-feedback" not in html
    field = html.split('id="div_id_start"')[1].split("</div>\n")[0] + html.split('id="div_id_start"')[1]
    places = [field.index(part) for part in ("form-label", "Ook: 0930", "Zoals 11:00", "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_start_helptext id_start_error"' in html
    assert 'aria-describedby="id_kept_error"' in html
    assert '<span class="visually-hidden">Fout:</span>' in html


@pytest.mark.parametrize(("source", "form_class"), WAYS)
def test_one_summary_links_to_the_first_control_and_keeps_what_was_typed(source: str, form_class: type[Sample]) -> None:
    html = render(source, form_class(BAD))
    assert html.count("data-error-summary") == 1
    assert '<a href="#id_kept_0">Ging het door? Kies een van de twee</a>' in html
    assert "Nog 3 dingen aanpassen" in html
    assert "Zo typte ik het" in html
    assert 'value="25:70"' in html


@pytest.mark.parametrize(("source", "form_class"), WAYS)
def test_without_errors_there_is_no_summary_and_no_red(source: str, form_class: type[Sample]) -> None:
    html = render(source, form_class())
    assert "error-summary" not in html
    assert "field--error" not in html


def test_each_kind_of_control_has_the_class_of_the_look() -> None:
    html = render("{{ form|crispy }}", Sample())
    assert re.search(r'<input type="text" name="start"[^>]*class="form-control"', html)
    assert re.search(r'<select name="phase"[^>]*class="form-select"', html)
    assert re.search(r'<textarea name="note"[^>]*class="form-control"', html)
    assert re.search(r'<input type="checkbox" name="agreed"[^>]*class="choice__input"', html)
    assert html.count("choice--chip") == 2
    assert html.count("choices--stack") == 2


def test_inline_radios_are_chips() -> None:
    assert render("{% crispy form %}", Laid()).count("choice--chip") == 4


def test_the_chosen_option_is_marked_and_a_label_cannot_bring_markup() -> None:
    html = render("{{ form|crispy }}", Sample(initial={"kept": "n"}))
    assert re.search(r'<input type="radio" name="kept" value="n"[^>]* checked', html)
    assert "Nee &lt;b&gt;" in html
    assert "Nee <b>" not in html


def test_a_placeholder_that_repeats_the_label_is_left_out() -> None:
    assert "placeholder" not in render("{{ form|crispy }}", Sample())


def test_the_whole_form_posts_with_a_token_and_leaves_checking_to_the_server() -> None:
    html = render("{% crispy form %}", Laid())
    assert " novalidate" in html
    assert '<legend class="fieldset__legend">Het gesprek</legend>' in html
    assert 'class="form-foot"' in html


def test_a_question_of_a_questionnaire() -> None:
    source = (
        '{% include "components/likert.html" with field=form.kept number=7 question=True now=True read_aloud=True %}'
    )
    html = render(source, Sample({}))
    assert 'class="likert question question--now field--error"' in html
    assert 'data-read-aloud="q_kept_text"' in html
    assert 'id="q_kept_text"' in html
    assert html.count("choice__input") == 2
    assert html.index("Kies een van de twee") < html.index("likert__options")
