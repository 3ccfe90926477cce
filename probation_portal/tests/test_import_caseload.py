"""`import_caseload`: all of a file or nothing, again without changes, and never a message."""

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Organisation, Team, User
from alliance.models import Measurement
from audit import clock
from audit.models import Action, Event
from caseload import actions
from caseload.imports import COLUMNS
from caseload.models import Client, EndReason, Fact, FormerAddress, HitchKind, Pair, PairEnd, Supervision
from conftest import NOON, TODAY
from messaging.models import Message

pytestmark = pytest.mark.django_db

GOOD = {
    "organisation": "Oost",
    "team": "Oost-1",
    "worker_email": "Ans@example.org",
    "worker_name": "Ans van den Berg",
    "client_number": "O-1",
    "first_name": "Ilse",
    "last_name": "Prins",
    "email": "ilse@example.org",
    "mobile": "06-10000001",
    "language": "nl",
    "supervision_start": "2026-11-01",
    "supervision_end": "2028-10-31",
    "level": "2",
}


class Imports:
    """Writes a file of changed good rows and imports it; keeps what was printed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "caseload.csv"
        self.out, self.err = "", ""

    def __call__(self, *changes: dict[str, str], options: tuple[str, ...] = ()) -> None:
        lines = [COLUMNS, *([(GOOD | change)[name] for name in COLUMNS] for change in changes)]
        self.path.write_text("\n".join(map(",".join, lines)), encoding="utf-8")
        out, err = io.StringIO(), io.StringIO()
        try:
            call_command("import_caseload", str(self.path), *options, stdout=out, stderr=err)
        finally:
            self.out, self.err = out.getvalue(), err.getvalue()


@pytest.fixture
def imports(tmp_path: Path) -> Imports:
    return Imports(tmp_path)


def all_rows() -> dict[str, list[Any]]:
    models = (Organisation, Team, User, Client, Supervision, Pair, Fact, Measurement, FormerAddress, Message, Event)
    return {model.__name__: sorted(map(str, model._default_manager.values_list())) for model in models}


def test_it_makes_organisation_team_worker_and_client(imports: Imports) -> None:
    imports({})
    organisation = Organisation.objects.get(name="Oost")
    assert organisation.is_demo
    assert HitchKind.objects.filter(organisation=organisation).exists()
    worker = User.objects.get(email="ans@example.org")
    assert (worker.first_name, worker.last_name, worker.role) == ("Ans", "van den Berg", "worker")
    assert not worker.has_usable_password()
    pair = Pair.objects.get()
    assert (pair.worker, pair.team.name, pair.is_first) == (worker, "Oost-1", True)
    assert pair.starts_on == pair.supervision.starts_on == dt.date(2026, 11, 1)
    assert pair.supervision.planned_end == dt.date(2028, 10, 31)
    assert set(pair.supervision.facts.values_list("kind", "value")) == {("level", "2"), ("phase", "start")}
    assert "1 rows, 6 changes" in imports.out


def test_the_counts_are_printed_and_that_nothing_is_sent(imports: Imports) -> None:
    imports({}, {"client_number": "O-2"})
    assert "        2  clients made" in imports.out
    assert "        4  measurements planned" in imports.out
    assert "An import sends nothing: invitations start per team" in imports.out
    assert "Reading" in imports.err


def test_one_event_names_every_client(imports: Imports) -> None:
    imports({}, {"client_number": "O-2"})
    event = Event.objects.get(action=Action.IMPORTED)
    assert event.subjects.count() == 2
    assert event.organisation_id == Organisation.objects.get(name="Oost").pk


def test_it_sends_nothing_and_opens_nothing(imports: Imports) -> None:
    imports({})
    imports({"email": "nieuw@example.org"})
    assert not Message.objects.exists()
    assert not Measurement.objects.filter(opened_at__isnull=False).exists()
    assert Team.objects.get(name="Oost-1").invitations_since is None


def test_again_changes_nothing(imports: Imports) -> None:
    rows = ({}, {"client_number": "O-2", "supervision_end": "2026-11-20"})
    imports(*rows)
    before = all_rows()
    imports(*rows)
    assert all_rows() == before
    assert "2 rows, 0 changes" in imports.out


def test_a_trial_run_counts_the_same_and_writes_nothing(imports: Imports) -> None:
    imports({}, options=("--dry-run",))
    counted = imports.out.splitlines()[:-1]
    assert imports.out.endswith("A trial run: nothing was written.\n")
    assert not Organisation.objects.exists()
    assert not Event.objects.exists()
    imports({})
    assert imports.out.splitlines()[:-1] == counted


def test_a_fault_anywhere_means_that_nothing_is_imported(imports: Imports) -> None:
    with pytest.raises(SystemExit) as end:
        imports({}, {"client_number": "O-2", "level": "9", "email": "x"}, {"client_number": "O-3", "level": "8"})
    assert end.value.code == 2
    assert "row 3, column email: 'x' is not an e-mail address" in imports.err
    assert "row 4, column level: '8' is not a level of Oost (1, 2, 3)" in imports.err
    assert "faults. Nothing was imported." in imports.err
    assert not Organisation.objects.exists()


def test_a_file_that_is_not_there_and_a_day_that_is_none() -> None:
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_caseload", "/nowhere.csv", stderr=io.StringIO())
    with pytest.raises(CommandError, match="not a date written as"):
        call_command("import_caseload", "x.csv", "--as-of", "23-11-2026")


def test_a_day_in_the_future_is_refused(imports: Imports) -> None:
    with pytest.raises(CommandError, match="lies in the future"):
        imports({}, options=("--as-of", "2026-11-24"))


OTHER = {"worker_email": "bo@example.org", "worker_name": "Bo Smit"}


def test_another_worker_is_a_hand_over_on_the_day_of_import(imports: Imports) -> None:
    imports({})
    imports(OTHER)
    new, old = Pair.objects.order_by("-starts_on", "is_first")
    assert (old.ends_on, old.end_kind) == (TODAY, PairEnd.HANDED_OVER)
    assert (new.starts_on, new.is_first, new.worker.email) == (TODAY, False, "bo@example.org")
    assert set(new.measurements.values_list("kind", flat=True)) == {"handover", "regular"}
    imports(OTHER)
    assert Pair.objects.count() == 2


def test_as_of_is_the_day_of_the_hand_over(imports: Imports) -> None:
    imports({})
    imports(OTHER, options=("--as-of", "2026-11-10"))
    assert Pair.objects.open().get().starts_on == dt.date(2026, 11, 10)


def test_a_hand_over_never_lies_before_the_pair_itself(imports: Imports) -> None:
    imports({})
    imports(OTHER, options=("--as-of", "2026-10-10"))
    assert Pair.objects.open().get().starts_on == dt.date(2026, 11, 1)


@pytest.mark.parametrize("end", ["2026-11-20", "2026-11-23"])
def test_an_end_that_has_come_closes_supervision_and_pair(imports: Imports, end: str) -> None:
    imports({})
    imports({"supervision_end": end})
    pair = Pair.objects.get()
    assert (pair.ends_on, pair.end_kind) == (dt.date.fromisoformat(end), PairEnd.SUPERVISION_ENDED)
    assert pair.supervision.ended_on == pair.ends_on
    assert pair.supervision.end_reason == EndReason.ORDER_ENDED
    assert not Fact.objects.current().exists()
    imports({})
    assert Pair.objects.get().ends_on == pair.ends_on, "what ended stays ended"
    assert " 0 changes" in imports.out


def test_a_new_client_whose_supervision_is_over_gets_no_measurements(imports: Imports) -> None:
    imports({"supervision_end": "2026-11-20"})
    assert Pair.objects.get().ends_on == dt.date(2026, 11, 20)
    assert not Measurement.objects.exists()


def test_an_end_ahead_is_planned_and_comes_on_its_day(imports: Imports) -> None:
    imports({})
    imports({"supervision_end": "2026-11-25"})
    assert Pair.objects.get().ends_on is None
    with clock.at(NOON + dt.timedelta(days=2)):
        actions.end_due_supervisions(today=clock.today())
    assert Pair.objects.get().ends_on == dt.date(2026, 11, 25)


def test_a_later_start_is_a_new_supervision(imports: Imports) -> None:
    imports({"supervision_end": "2026-11-10"})
    imports({"supervision_start": "2026-11-12", "supervision_end": ""})
    assert Supervision.objects.count() == 2
    assert Pair.objects.open().get().is_first
    with pytest.raises(SystemExit):
        imports({"client_number": "O-2", "supervision_end": "2026-11-10"}, {"supervision_start": "2026-10-01"})


def test_changed_details_and_level_are_taken_over(imports: Imports) -> None:
    imports({})
    imports({"last_name": "de Prins", "email": "nieuw@example.org", "level": "3"})
    client = Client.objects.get()
    assert (client.last_name, client.email, client.version) == ("de Prins", "nieuw@example.org", 2)
    assert FormerAddress.objects.get().email == "ilse@example.org"
    assert Fact.objects.current().get(kind="level").value == "3"
    assert Event.objects.filter(action=Action.IMPORTED).count() == 2


def test_who_is_not_in_the_file_is_left_alone(imports: Imports) -> None:
    imports({}, {"client_number": "O-2"})
    imports({})
    assert Pair.objects.open().count() == 2


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("2026-11-01", {("intake", 0, False), ("regular", 6, False)}),
        ("2026-10-13", {("intake", 0, False), ("regular", 6, False)}),
        ("2026-10-12", {("regular", 6, True)}),
        ("2025-01-01", {("regular", 24, True)}),
    ],
)
def test_after_six_weeks_there_is_no_intake_and_no_baseline(
    imports: Imports, start: str, expected: set[tuple[str, int, bool]]
) -> None:
    imports({"supervision_start": start})
    assert set(Measurement.objects.values_list("kind", "months", "without_baseline")) == expected


def test_a_known_account_is_the_worker(imports: Imports, anna: User) -> None:
    imports({"organisation": "Noord", "team": "Noord-1", "worker_email": "ANNA@example.org", "worker_name": "A. Wit"})
    assert Pair.objects.get().worker == anna
    anna.refresh_from_db()
    assert anna.first_name == "Anna"


def test_a_bar_is_drawn_when_asked(imports: Imports) -> None:
    imports({}, options=("--progress",))
    assert "\rWriting [##############################] 1 of 1" in imports.err
