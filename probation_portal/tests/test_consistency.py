"""What no single app can see: migrations, templates, forms, the names of addresses."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django import forms
from django.core.management import call_command
from django.template import engines
from django.urls import get_resolver

from probation_portal.tests.access.walker import every_route
from probation_portal.tests.test_architecture import ROOMS, ROOT, name, sources, tree

TEMPLATES = ROOT / "templates"
MAX_REQUIREMENTS = 15


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# ---------- templates ----------


@cache
def template_sources() -> dict[str, str]:
    files = [path for path in TEMPLATES.rglob("*") if path.suffix in (".html", ".txt")]
    return {str(path.relative_to(TEMPLATES)): path.read_text(encoding="utf-8") for path in files}


# What Django, allauth and crispy-forms look for by names of their own.
FOUND_BY_PACKAGES = ("account/", "allauth/", "mfa/", "bootstrap5/", "django/")
FOUND_BY_PACKAGES += ("403.html", "404.html", "429.html", "500.html")


def named_inside() -> set[str]:
    """The templates that other templates extend or include."""
    inside = re.compile(r"""(?:extends|include)\s+["']([^"']+)["']""")
    return {found for text in template_sources().values() for found in inside.findall(text)}


def named_templates() -> set[str]:
    """Every template that code or another template names; an f-string counts for whatever fits it."""
    named = named_inside()
    for path in sources():
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and node.value.endswith((".html", ".txt"))
            ):
                named.add(node.value)
            elif isinstance(node, ast.JoinedStr):
                parts = [re.escape(str(p.value)) if isinstance(p, ast.Constant) else "[^/]+" for p in node.values]
                named |= {known for known in template_sources() if re.fullmatch("".join(parts), known)}
    return named


def test_every_template_is_used() -> None:
    unused = set(template_sources()) - named_templates()
    assert sorted(one for one in unused if not one.startswith(FOUND_BY_PACKAGES)) == []


def test_every_template_that_is_named_exists_and_can_be_read() -> None:
    engine = engines["django"]
    for template in sorted(template_sources()):
        engine.get_template(template)
    inside = re.compile(r"""(?:extends|include)\s+["']([^"']+)["']""")
    missing = {found for text in template_sources().values() for found in inside.findall(text)} - set(
        template_sources()
    )
    assert {one for one in missing if not one.startswith(FOUND_BY_PACKAGES)} == set()


def test_no_title_names_a_person() -> None:
    """A title stays in the browser's history and in what it restores, also after signing out. A team is no person."""
    titles = re.compile(r"\{% block (?:head_)?title %\}(.*?)\{% endblock", re.DOTALL)
    naming = [name for name, text in template_sources().items() for title in titles.findall(text) if "name" in title]
    assert naming == ["dashboards/team.html"]


def url_names() -> Iterator[tuple[str, str]]:
    tag = re.compile(r"""\{%\s*url\s+["']([^"']+)["']""")
    for template, text in template_sources().items():
        yield from ((template, found) for found in tag.findall(text))
    for path in sources():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("reverse", "redirect", "reverse_lazy")):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and isinstance(first.value, str) and not first.value.startswith("/"):
                    yield name(path), first.value


def test_every_address_that_is_named_exists() -> None:
    known = set(every_route())
    assert [(where, address) for where, address in url_names() if address not in known] == []


def test_the_resolver_takes_no_name_twice() -> None:
    """Two addresses of one name: a template would silently get either."""
    seen: list[str] = []

    def walk(resolver: object, space: str) -> None:
        for entry in resolver.url_patterns:  # type: ignore[attr-defined]
            if hasattr(entry, "url_patterns"):
                walk(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
            else:
                seen.append(f"{space}{entry.name}")

    walk(get_resolver(), "")
    assert len(seen) == len(set(seen))
    assert "None" not in seen


# ---------- forms ----------


def form_classes() -> set[type[forms.BaseForm]]:
    def below(cls: type) -> Iterator[type]:
        for one in cls.__subclasses__():
            yield one
            yield from below(one)

    for path in sources():
        if path.stem == "forms":
            __import__(".".join(path.relative_to(ROOT).with_suffix("").parts))
    return {cls for cls in below(forms.BaseForm) if cls.__module__.partition(".")[0] in ROOMS}


def test_model_forms_list_their_fields() -> None:
    """A field that is added to a table must not become a field of a form by itself."""
    loose = []
    for cls in form_classes():
        if issubclass(cls, forms.BaseModelForm):
            meta = cls._meta
            if not isinstance(meta.fields, list | tuple) or meta.exclude:
                loose.append(f"{cls.__module__}.{cls.__name__}")
    assert loose == []


# ---------- requirements ----------


def requirements(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-files.txt", "requirements-test.txt"])
def test_every_requirement_says_why(file: str) -> None:
    assert [line for line in requirements(ROOT / file) if not re.search(r"\s#\s*\w{3,}", line)] == []


def test_there_are_few_requirements() -> None:
    assert len(requirements(ROOT / "requirements.txt")) <= MAX_REQUIREMENTS
