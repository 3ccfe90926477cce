"""Presentation only: numbers, dates, icons, form controls. No rule of the portal lives here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NamedTuple

from django import forms, template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.forms.boundfield import BoundWidget
from django.forms.utils import flatatt
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caseload import days

register = template.Library()

MISSING = "–"
MINUS = "\u2212"

# Line drawings on an 18 x 19 grid; way = points along the reading direction and turns with it.
ICONS = {
    "back": "M15 9H3M8 4L3 9l5 5",
    "check": "M3 9l4 4 8-9",
    "leave": "M10 3H3v13h7M7 9.5h9M12.5 5.5l4 4-4 4",
    "mood1": "M9 1.5a8 8 0 1 0 .01 0zM6.3 6.8v1.2M11.7 6.8v1.2M4.8 13.8c1-3.2 7.4-3.2 8.4 0z",
    "mood2": "M9 1.5a8 8 0 1 0 .01 0zM6.3 6.8v1.2M11.7 6.8v1.2M5.5 13c1.6-2 5.4-2 7 0",
    "mood3": "M9 1.5a8 8 0 1 0 .01 0zM6.3 6.8v1.2M11.7 6.8v1.2M5.5 12h7",
    "mood4": "M9 1.5a8 8 0 1 0 .01 0zM6.3 6.8v1.2M11.7 6.8v1.2M5.5 11c1.6 2 5.4 2 7 0",
    "mood5": "M9 1.5a8 8 0 1 0 .01 0zM6.3 6.8v1.2M11.7 6.8v1.2M4.8 10.5c1 3.4 7.4 3.4 8.4 0z",
    "next": "M3 9h12M10 4l5 5-5 5",
    "plus": "M9 3v12M3 9h12",
    "print": "M5 7V2h8v5M5 13H2V7h14v6h-3M5 11h8v5H5z",
    "speaker": "M2 7v5h3l4 3.5v-12L5 7zM12 6.5a4 4 0 0 1 0 6M14 4a7.5 7.5 0 0 1 0 11",
}
TURNING_ICONS = {"back", "next"}


# ---------- numbers ----------


def _rounded(value: object, places: int) -> Decimal | None:
    """`value` rounded half away from zero, or None when it is no number."""
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP) if number.is_finite() else None


@register.filter
def decimal(value: object, places: int = 1) -> str:
    """3.75 -> "3,8" (nl), "3.8" (en); a dash when there is no number."""
    number = _rounded(value, int(places))
    if number is None:
        return MISSING
    text = number_format(abs(number), decimal_pos=int(places), use_l10n=True)
    return f"{MINUS}{text}" if number < 0 else text


@register.filter
def signed(value: object, places: int = 1) -> str:
    """-0.6 -> "−0,6", 0.2 -> "+0,2", 0 -> "0,0": a difference always shows its direction."""
    number = _rounded(value, int(places))
    text = decimal(value, places)
    return f"+{text}" if number is not None and number > 0 else text


# ---------- days and moments (in the current time zone) ----------

_DAYS = (days.day, days.day_year, days.day_long, days.weekday_long, days.month, days.moment, days.clock_time)
for words in _DAYS:
    register.filter(words.__name__, words)


# ---------- marks ----------


@register.simple_tag
def icon(name: str) -> SafeString:
    """The line drawing `name`, hidden from screen readers: words always stand beside it."""
    css = "icon icon--way" if name in TURNING_ICONS else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 18 19" fill="none" stroke="currentColor" stroke-width="1.8"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        css,
        ICONS[name],
    )


@register.simple_tag
def square(x: float, y: float, half: float) -> SafeString:
    """The place of a worker's marker in a chart: a square around (x, y)."""
    return format_html(
        'x="{}" y="{}" width="{}" height="{}"', *(f"{number:g}" for number in (x - half, y - half, 2 * half, 2 * half))
    )


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """The page numbers to show, with an ellipsis where some are left out."""
    return list(page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))


class SortState(NamedTuple):
    """How one column head of a sorted table looks, and where it leads."""

    aria: str
    arrow: str
    next: str


@register.simple_tag
def sort_state(key: str, sort: str) -> SortState:
    """The state of column `key` while the table is sorted by `sort` ("name", or "-name" for descending)."""
    if sort == key:
        return SortState("ascending", "↑", f"-{key}")
    if sort == f"-{key}":
        return SortState("descending", "↓", key)
    return SortState("", "", key)


# ---------- form controls ----------


@register.filter
def control_kind(field: BoundField) -> str:
    """How the field is drawn: "checkbox", "choices" (radios or checkboxes) or "control" (all others)."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    # CheckboxSelectMultiple is a RadioSelect too.
    return "choices" if isinstance(widget, forms.RadioSelect) else "control"


@register.simple_tag
def choice_class(field: BoundField, look: str = "") -> str:
    """The class of each option: chips when the template (`look`) or the widget's class asks for them."""
    asked = look or field.field.widget.attrs.get("class", "")
    return "choice--chip" if "chips" in asked.split() else ""


@register.simple_tag
def control(field: BoundField) -> str:
    """The field's widget with the class of its kind; a placeholder that only repeats the label is left out."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        css = "choice__input"
    elif isinstance(widget, forms.Select):
        css = "form-select"
    else:
        css = "form-control"
    own = widget.attrs.get("class", "")
    attrs: dict[str, Any] = {"class": f"{css} {own}".strip()}
    if widget.attrs.get("placeholder") == field.label:
        attrs["placeholder"] = False
    return field.as_widget(attrs=attrs)


@register.simple_tag
def option_input(option: BoundWidget) -> str:
    """The input of one radio or checkbox option; its label is the template's."""
    data = option.data
    attrs = {**data["attrs"], "class": "choice__input"}
    return format_html(
        '<input type="{}" name="{}" value="{}"{}>',
        data["type"],
        data["name"],
        str(data["value"]),
        flatatt(attrs),
    )


class Problem(NamedTuple):
    """One line of an error summary: what is wrong, and the id of the control to mend it in."""

    text: str
    target: str


def _line(label: str, error: str) -> str:
    return f"{label} {error}" if label.endswith(("?", ".", "!", ":")) else f"{label}: {error}"


def _problems_of(form: BaseForm) -> list[Problem]:
    problems = [Problem(str(error), "") for error in form.non_field_errors()]
    for field in form:
        target = "" if field.is_hidden else field.id_for_label or f"{field.auto_id}_0"
        problems += [Problem(_line(str(field.label), str(error)), target) for error in field.errors]
    return problems


@register.simple_tag
def error_list(
    form: BaseForm | None, formset: forms.BaseFormSet | None, second: BaseForm | None = None
) -> list[Problem]:
    """All errors of a form, of a formset and its forms, and of a second form, in the order of the page."""
    problems = _problems_of(form) if form else []
    if formset:
        problems += [Problem(str(error), "") for error in formset.non_form_errors()]
        problems += [problem for each in formset.forms for problem in _problems_of(each)]
    return problems + _problems_of(second) if second else problems
