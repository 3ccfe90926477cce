"""No text field without the cleaner: not in a form of ours, not in one of a library."""

import ast
from collections.abc import Iterator

import pytest
from django import forms
from django.urls import get_resolver

from boundary.fields import _Clean
from probation_portal.tests.test_architecture import ROOMS, name, sources, tree

TEXT = {"CharField", "EmailField", "URLField", "SlugField", "RegexField", "JSONField", "GenericIPAddressField"}
# A secret is compared as it was typed; Django refuses NUL in it.
SECRET = (forms.PasswordInput,)


def form_classes(of: type = forms.BaseForm) -> Iterator[type[forms.BaseForm]]:
    get_resolver().url_patterns  # noqa: B018 (loads every view, and so every form)
    for form in of.__subclasses__():
        yield form
        yield from form_classes(form)


def ours() -> list[type[forms.BaseForm]]:
    found = {form for form in form_classes() if form.__module__.partition(".")[0] in ROOMS}
    return sorted((form for form in found if ".tests." not in form.__module__), key=lambda form: form.__qualname__)


def is_text(field: forms.Field) -> bool:
    # Numbers, days and ids are no CharFields: what they take in comes out as another type.
    return isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)


@pytest.mark.parametrize("form", ours(), ids=lambda form: form.__qualname__)
def test_every_text_field_of_a_form_cleans(form: type[forms.BaseForm]) -> None:
    bare = [
        label
        for label, field in form.base_fields.items()  # type: ignore[attr-defined]
        if is_text(field) and not isinstance(field, _Clean) and not isinstance(field.widget, SECRET)
    ]
    assert bare == []


def test_the_forms_were_found() -> None:
    assert len(ours()) >= 25


def test_nobody_makes_a_text_field_of_another_kind() -> None:
    """Also those that are made while a request runs, which no class shows."""
    found = [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        if name(path) != "boundary/fields.py"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in TEXT
        and ast.unparse(node.func.value) in ("forms", "fields")
    ]
    assert found == []


def _reads(attribute: str) -> list[str]:
    return [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == attribute and ast.unparse(node.value) == "request"
    ]


def test_nobody_reads_a_body_past_the_forms() -> None:
    found = _reads("body") + [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("json.loads", "json.load")
    ]
    # JSON from machines, not from people: the policy's reports from browsers, a provider's answers and signed reports.
    machines = ("messaging/channels/service.py", "messaging/reports.py", "messaging/views.py")
    assert [line for line in found if "views/reports.py" not in line and not line.startswith(machines)] == []


def test_the_one_file_that_is_taken_goes_through_a_form() -> None:
    """The picture of a receipt, which its form draws anew (`volunteers/receipts.py`)."""
    forms_with_a_file = [
        f"{name(path)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node) == "ReceiptForm(posted(request), request.FILES or None)"
    ]
    assert len(forms_with_a_file) == 1
    assert _reads("FILES") == forms_with_a_file


def test_the_sign_in_cleans_too() -> None:
    from allauth.account import app_settings
    from django.utils.module_loading import import_string

    for path in app_settings.FORMS.values():
        form = import_string(path)()
        assert all(isinstance(f, _Clean) or isinstance(f.widget, SECRET) for f in form.fields.values() if is_text(f))
