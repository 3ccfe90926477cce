"""The registry of fields: total, readable, and of one mind with what the pages show."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Role
from probation_portal.access_policy import routes
from probation_portal.field_registry import FILE, Erase, page, parse, registry, seen_too_widely
from probation_portal.tests.test_architecture import ROOT

TEXT = FILE.read_text(encoding="utf-8")
# Of packages, and without anything about a person.
NOBODYS = {"auth.Permission", "auth.Group", "contenttypes.ContentType", "sessions.Session"}


def tables() -> dict[str, type[models.Model]]:
    return {model._meta.label: model for model in apps.get_models() if model._meta.label not in NOBODYS}


def columns(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.get_fields() if field.concrete}


def test_every_field_of_every_table_is_listed_and_no_other() -> None:
    problems = [f"{label} is not listed" for label in tables().keys() - registry().tables.keys()]
    problems += [f"{label} does not exist" for label in registry().tables.keys() - tables().keys()]
    for label in tables().keys() & registry().tables.keys():
        there, listed = columns(tables()[label]), {field.name for field in registry().tables[label].fields}
        problems += [f"{label}.{name} is not classified" for name in sorted(there - listed)]
        problems += [f"{label}.{name} does not exist" for name in sorted(listed - there)]
    assert problems == []


def test_what_the_pages_show_is_what_the_registry_allows() -> None:
    assert seen_too_widely(registry(), {name: route.sees for name, route in routes().items()}) == []


@pytest.mark.parametrize("word", sorted(registry().shown))
def test_a_role_that_is_taken_out_of_the_registry_is_missed(word: str) -> None:
    """The comparison is a real one: for each kind of field that a page shows, somebody less is a contradiction."""
    sees = {name: route.sees for name, route in routes().items()}
    if not any(word in words for route in sees.values() for words in route.values()):
        pytest.skip("no page shows it")
    found = registry()
    nobody = tuple(replace(field, seen_by=frozenset()) for field in found.shown[word])
    before = set(seen_too_widely(found, sees))
    faults = set(seen_too_widely(replace(found, shown=found.shown | {word: nobody}), sees)) - before
    assert faults
    assert all(nobody[0].path in fault or nobody[-1].path in fault for fault in faults)


def test_a_word_of_the_policy_that_stands_for_nothing_is_told() -> None:
    faults = seen_too_widely(registry(), {"a:page": {"worker": frozenset({"shoe_size"})}})
    assert faults == ["a:page: shoe_size stands for no field"]


def test_a_link_sees_as_a_client() -> None:
    sees = {"a:page": {"link": frozenset({"mobile", "hitch_note"})}}
    assert [fault.split(",")[0] for fault in seen_too_widely(registry(), sees)] == [
        "a:page: client sees caseload.Hitch.note"
    ]


def test_a_table_says_version_exactly_when_it_has_one() -> None:
    """Whatever two people can edit in place carries the number that `caseload.versions` compares."""
    counts = {
        label
        for label, model in tables().items()
        for field in model._meta.get_fields()
        if field.name == "version" and isinstance(field, models.IntegerField)
    }
    said = {label for label, table in registry().tables.items() if table.changes == "version"}
    assert counts == said


def test_nothing_that_says_who_somebody_is_goes_to_research_or_stays_for_ever() -> None:
    for field in registry().fields.values():
        if field.kind in ("person", "health", "free_text") and field.erase is Erase.KEEP:
            assert field.path in {
                "audit.EventSubject.subject_key",
                "research.Study.name",
                "research.Study.purpose",
            }
        if field.kind == "free_text" and field.research:
            assert field.table == "research.Study"
        if field.kind == "free_text":
            assert field.erase is Erase.DELETE or field.table == "research.Study"


def test_every_personal_field_has_a_term() -> None:
    """`in_use` is for what is nobody's; staff who decided about a setting stand beside it as long as it is used."""
    endless = [
        f.path for f in registry().fields.values() if f.term.months is None and f.is_personal and f.kind != "staff"
    ]
    assert [path for path in endless if not path.startswith("research.Study.")] == []


def test_a_record_knows_what_is_done_with_it() -> None:
    note, score = registry().fields["caseload.Hitch.note"], registry().fields["alliance.ScaleScore.score"]
    assert (note.kind, note.erase, note.in_export, note.research) == ("free_text", Erase.DELETE, True, False)
    assert note.seen_by == {Role.WORKER, Role.SUPERVISOR}
    assert (score.term.name, score.erase, score.in_export, score.research) == ("case", Erase.ANONYMISE, True, True)
    assert str(score.term) == "24 months after the end of the client's last supervision"


def change(old: str, new: str) -> Callable[[], object]:
    assert old in TEXT
    return lambda: parse(TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('changes = "grows"', 'changes = "sometimes"', "sometimes"),
        ('seen_by = "privacy client"', 'seen_by = "everybody"', "everybody"),
        ('term = "audit"', 'term = "for_ever"', "for_ever"),
        ('erase = "keep"', 'erase = "shred"', "shred"),
        ('technical = "id event"', 'secret = "id event"', "secret"),
        ('technical = "id event"', 'technical = "id event subject_key"', "stands twice"),
        ("field.first_name =", "field.nickname =", "nickname"),
        ('agreement = "caseload.Agreement.text"', 'agreement = "caseload.Agreement.words"', "words"),
        ("person = { erase = \"delete\", in_export = true, research = false }",
         "person = { erase = \"delete\", in_export = true, research = true }", "never goes to research"),
    ],
)  # fmt: skip
def test_what_means_nothing_fails(old: str, new: str, says: str) -> None:
    with pytest.raises(ValueError, match=re.escape(says)):
        change(old, new)()


def test_the_page_is_what_the_registry_gives() -> None:
    written = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert written == page(), "run ./portal manage privacy_table --write"
