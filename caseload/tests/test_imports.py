"""Reading the file: every fault as a row of a table; names; the plan held against what is known."""

import datetime as dt
from typing import Any

import pytest

from accounts.models import Organisation, Role, Team, User
from accounts.tests.factories import TeamFactory, UserFactory
from caseload.imports import COLUMNS, make_plan, read, summary
from caseload.imports.names import split_name
from caseload.imports.reading import _COLUMNS
from caseload.models import Client
from caseload.tests.factories import start_pair
from conftest import TODAY

GOOD = {
    "organisation": "Noord",
    "team": "Noord-1",
    "worker_email": "anna@example.org",
    "worker_name": "Anna de Wit",
    "client_number": "N-1",
    "first_name": "Cas",
    "last_name": "Verhoeven",
    "email": "cas@example.org",
    "mobile": "06-12345678",
    "language": "nl",
    "supervision_start": "2026-05-12",
    "supervision_end": "2028-05-11",
    "level": "2",
}


def sheet(*changes: dict[str, str], delimiter: str = ",") -> bytes:
    """A file with one row per set of changes to the good row."""
    lines = [COLUMNS, *([(GOOD | change)[name] for name in COLUMNS] for change in changes)]
    return "\n".join(delimiter.join(line) for line in lines).encode()


def faults_of(content: bytes) -> list[str]:
    return [str(fault) for fault in read(content, today=TODAY)[1]]


def test_a_good_file() -> None:
    rows, faults = read(
        sheet({}, {"client_number": "N-2", "supervision_end": "", "email": "", "language": ""}), today=TODAY
    )
    assert faults == []
    assert [row.row for row in rows] == [2, 3]
    assert rows[0].supervision_start == dt.date(2026, 5, 12)
    assert (rows[1].supervision_end, rows[1].email, rows[1].language) == (None, "", "")


def test_a_byte_order_mark_semicolons_windows_lines_and_empty_rows_are_no_fault() -> None:
    content = b"\xef\xbb\xbf" + sheet({}, delimiter=";").replace(b"\n", b"\r\n") + b"\r\n;;;;;;;;;;;;\r\n\r\n"
    rows, faults = read(content, today=TODAY)
    assert faults == []
    assert len(rows) == 1


def test_columns_may_stand_in_any_order() -> None:
    names = sorted(COLUMNS)
    content = "\n".join([",".join(names), ",".join(GOOD[name] for name in names)]).encode()
    assert read(content, today=TODAY)[0][0].team == "Noord-1"


@pytest.mark.parametrize(
    ("change", "column", "reason"),
    [
        ({"organisation": " "}, "organisation", "is empty"),
        ({"team": ""}, "team", "is empty"),
        ({"worker_email": ""}, "worker_email", "is empty"),
        ({"worker_name": ""}, "worker_name", "is empty"),
        ({"client_number": ""}, "client_number", "is empty"),
        ({"first_name": ""}, "first_name", "is empty"),
        ({"last_name": ""}, "last_name", "is empty"),
        ({"supervision_start": ""}, "supervision_start", "is empty"),
        ({"level": ""}, "level", "is empty"),
        ({"first_name": "x" * 61}, "first_name", "is 61 characters long; at most 60 fit"),
        ({"client_number": "9" * 21}, "client_number", "is 21 characters long; at most 20 fit"),
        ({"worker_name": "x" * 70}, "worker_name", "cannot be split into a first name of at most 60"),
        ({"first_name": "C\u200eas"}, "first_name", "holds a control character"),
        ({"first_name": "C\tas"}, "first_name", "holds a control character"),
        ({"first_name": "C\x00as"}, "first_name", "holds a control character"),
        ({"last_name": '"Ver\nhoeven"'}, "last_name", "holds a control character"),
        ({"last_name": "Verh\ufffdven"}, "last_name", "holds a letter that was lost"),
        ({"worker_email": "anna"}, "worker_email", "'anna' is not an e-mail address"),
        ({"email": "cas@"}, "email", "'cas@' is not an e-mail address"),
        ({"mobile": "bel mij"}, "mobile", "'bel mij' is not a telephone number"),
        ({"language": "Dutch"}, "language", "'Dutch' is not a language code"),
        ({"supervision_start": "12-05-2026"}, "supervision_start", "is not a date written as YYYY-MM-DD"),
        ({"supervision_start": "2026-02-30"}, "supervision_start", "is not a day of the calendar"),
        ({"supervision_start": "0026-02-03"}, "supervision_start", "lies before 1970"),
        ({"supervision_start": "2027-11-24", "supervision_end": ""}, "supervision_start", "more than a year ahead"),
        ({"supervision_end": "2026-05-11"}, "supervision_end", "lies before the start, 2026-05-12"),
        ({"supervision_end": "soon"}, "supervision_end", "is not a date written as YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_each_fault_of_a_cell_is_told_with_row_and_column(change: dict[str, str], column: str, reason: str) -> None:
    faults = faults_of(sheet({"client_number": "N-0"}, change))
    assert len(faults) == 1
    assert faults[0].startswith(f"row 3, column {column}: ")
    assert reason in faults[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", ["row 1, column -: the file is empty; the first row must name the columns"]),
        (sheet({}).replace(b",level\n", b"\n"), ["row 1, column level: is missing from the header"]),
        (sheet({}).replace(b",level\n", b",grade\n"), [
            "row 1, column grade: is not a column of this import",
            "row 1, column level: is missing from the header",
        ]),
        (sheet({}).replace(b",level\n", b",level,team\n"), ["row 1, column team: stands in the header more than once"]),
        (sheet({}) + b"\nNoord,Noord-1", ["row 3, column -: is too short: 2 cells, 13 columns"]),
        (sheet({}) + b",extra", ["row 2, column -: is too long: 14 cells, 13 columns"]),
        (sheet({}) + b"\n\xe9", ["row 3, column -: is not UTF-8; save the file as 'CSV UTF-8'"]),
    ],
)  # fmt: skip
def test_each_fault_of_the_file(content: bytes, expected: list[str]) -> None:
    assert faults_of(content) == expected


def test_a_quote_that_does_not_end_is_told_and_ends_the_reading() -> None:
    assert faults_of(sheet({}) + b'\n"Noord')[0].startswith("row 3, column -: cannot be read as CSV")


@pytest.mark.parametrize(
    ("second", "expected"),
    [
        ({}, "row 3, column client_number: 'N-1' stands in row 2 already"),
        ({"client_number": "n -1"}, "row 3, column client_number: 'n -1' stands in row 2 already, there as 'N-1'"),
        ({"client_number": "N-2", "worker_name": "Anne de Wit"}, "row 3, column worker_name: anna@example.org is"),
        ({"client_number": "N-2", "team": "Noord-2"}, "row 3, column team: anna@example.org stands in team 'Noord-1'"),
        ({"client_number": "N-2", "organisation": "Zuid"}, "row 3, column worker_email: anna@example.org works for"),
        ({"client_number": "N-2", "organisation": "noord"}, "row 3, column organisation: 'noord' differs in capitals"),
        ({"client_number": "N-2", "team": "noord-1"}, "row 3, column team: 'noord-1' differs in capitals"),
    ],
)  # fmt: skip
def test_each_fault_between_rows(second: dict[str, str], expected: str) -> None:
    faults = faults_of(sheet({}, second))
    assert len(faults) == 1
    assert faults[0].startswith(expected)


def test_every_fault_of_every_row_is_told() -> None:
    assert len(faults_of(sheet({"level": "", "email": "x"}, {"first_name": ""}, {"last_name": ""}))) == 4


@pytest.mark.parametrize(
    ("full", "first", "last"),
    [
        ("Anna de Wit", "Anna", "de Wit"),
        ("Jan Peter van der Berg", "Jan Peter", "van der Berg"),
        ("Samira El Amrani", "Samira", "El Amrani"),
        ("Maria Theresa Jansen", "Maria Theresa", "Jansen"),
        ("Wit, Anna de", "Anna", "de Wit"),
        ("Jansen, Anna", "Anna", "Jansen"),
        ("A. 't Hart", "A.", "'t Hart"),
        ("Anna", "Anna", ""),
        ("Anna de", "Anna", "de"),
        ("De Wit", "De", "Wit"),
    ],
)
def test_a_name_is_split_before_its_particles(full: str, first: str, last: str) -> None:
    assert split_name(full) == (first, last)


@pytest.mark.parametrize(
    ("column", "model", "name"),
    [
        ("organisation", Organisation, "name"),
        ("team", Team, "name"),
        ("worker_email", User, "email"),
        *((name, Client, name) for name in ("first_name", "last_name", "email", "mobile", "language")),
        ("client_number", Client, "number"),
    ],
)
def test_the_longest_values_are_those_of_the_tables(column: str, model: Any, name: str) -> None:
    assert _COLUMNS[column].longest == model._meta.get_field(name).max_length


@pytest.fixture
def known(anna: User) -> Any:
    """What `sheet({})` says of Cas is known already."""
    return start_pair(
        worker=anna,
        starts_on=dt.date(2026, 5, 12),
        number="N-1",
        first_name="Cas",
        last_name="Verhoeven",
        email="cas@example.org",
        mobile="06-12345678",
    )


def plan_faults(*changes: dict[str, str]) -> list[str]:
    rows, faults = read(sheet(*changes), today=TODAY)
    assert not faults
    return [str(fault) for fault in make_plan(rows, day=TODAY)[1]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"level": "9"}, "row 2, column level: '9' is not a level of Noord (1, 2, 3)"),
        ({"supervision_start": "2026-05-13"}, "row 2, column supervision_start: the running supervision of this"),
        ({"client_number": "n-1"}, "row 2, column client_number: 'n-1' differs in capitals or spaces only"),
        ({"worker_email": "bram@example.org"}, "row 2, column worker_email: bram@example.org has an account in"),
        ({"worker_email": "olaf@example.org"}, "row 2, column worker_email: olaf@example.org has an account at"),
        ({"worker_email": "weg@example.org"}, "row 2, column worker_email: the account of weg@example.org is switched"),
        ({"worker_email": "chris@example.org"}, "row 2, column team: chris@example.org works in team 'Noord-2' here"),
        ({"organisation": "NOORD"}, "row 2, column organisation: 'NOORD' differs in capitals"),
        ({"team": "Noord -1"}, "row 2, column team: 'Noord -1' differs in capitals"),
    ],
)  # fmt: skip
def test_each_fault_that_only_the_database_can_tell(
    known: Any, chris: User, olaf: User, team: Team, change: dict[str, str], expected: str
) -> None:
    UserFactory(email="weg@example.org", team=team, is_active=False)
    assert any(fault.startswith(expected) for fault in plan_faults(change)), plan_faults(change)


@pytest.mark.django_db
def test_a_level_of_an_organisation_that_is_new() -> None:
    assert plan_faults({"level": "9"}) == ["row 2, column level: '9' is not a level of Noord (1, 2, 3)"]


def test_an_end_before_the_present_worker_began_is_a_fault(known: Any, colleague: User) -> None:
    from caseload import actions

    actions.hand_over(pair=known, to=colleague, on=dt.date(2026, 11, 1), by=None)
    change = {"supervision_end": "2026-10-01", "worker_email": colleague.email, "worker_name": "Yusuf"}
    assert plan_faults(change)[0].startswith("row 2, column supervision_end: 2026-10-01 lies before the present worker")


def test_what_is_known_is_no_change_and_an_empty_cell_takes_nothing_away(known: Any) -> None:
    rows, _faults = read(sheet({"email": "", "mobile": "", "language": "", "supervision_end": ""}), today=TODAY)
    plan, faults = make_plan(rows, day=TODAY)
    assert faults == []
    assert sum(summary(plan).values()) == 0


def test_the_plan_takes_as_many_queries_for_one_row_as_for_many(known: Any, django_assert_num_queries: Any) -> None:
    for count in (1, 40):
        rows, _faults = read(sheet(*({"client_number": f"N-{n}"} for n in range(count))), today=TODAY)
        with django_assert_num_queries(7):
            make_plan(rows, day=TODAY)


def test_a_worker_without_a_team_joins_the_one_in_the_file(noord: Organisation) -> None:
    TeamFactory(organisation=noord, name="Noord-1")
    UserFactory(email="anna@example.org", role=Role.WORKER, organisation=noord, team=None)
    rows, _faults = read(sheet({}), today=TODAY)
    assert summary(make_plan(rows, day=TODAY)[0])["workers placed in a team"] == 1
