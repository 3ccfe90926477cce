"""What happened afterwards: read whole or not at all, kept under pseudonyms only, and of nobody who said no."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from caseload.models import Pair
from caseload.tests.factories import start_pair
from conftest import TODAY
from research.actions import choose_study
from research.models import ImportedLabel, ImportedOutcome, Study
from research.outcome_files import Fault, Happened, Row, read
from research.pseudonyms import pseudonym
from research.tests.factories import open_study

HEADER = "client_number,outcome,happened,weeks,label:group\n"


def test_rows_with_outcomes_and_labels() -> None:
    rows, faults = read((HEADER + "N-1,recidivism,ja,40,violence\n,,,,\nN-2,,,,sex\n").encode())
    assert faults == []
    assert rows == [
        Row(2, "N-1", Happened("recidivism", True, 40), (("group", "violence"),)),
        Row(4, "N-2", None, (("group", "sex"),)),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("number\n", Fault(1, "client_number", "is missing")),
        ("client_number\n", Fault(1, "outcome", "there is neither an outcome nor a label")),
        ("client_number,outcome,happened\n", Fault(1, "weeks", "is missing")),
        ("client_number,outcome,happened,weeks,name\n", Fault(1, "name", "is not a column of this file")),
        ("client_number,label:Gröep\n", Fault(1, "label:Gröep", "a label's name has small letters, digits, - and _")),
        (HEADER + ",recidivism,ja,4,x\n", Fault(2, "client_number", "is empty")),
        (HEADER + "N-1,recidivism,maybe,4,x\n", Fault(2, "happened", "is yes or no")),
        (HEADER + "N-1,recidivism,ja,-4,x\n", Fault(2, "weeks", "is a whole number up to 3180")),
        (HEADER + "N-1,recidivism,ja,²,x\n", Fault(2, "weeks", "is a whole number up to 3180")),
        (HEADER + "N-1,Re cid,ja,4,x\n", Fault(2, "outcome", "a name has small letters, digits, - and _")),
        (HEADER + "N-1,recidivism,ja\n", Fault(2, "-", "has 3 cells, the header 5")),
        (HEADER + "N-1,,ja,40,x\n", Fault(2, "outcome", "a name has small letters, digits, - and _")),
        (HEADER + "N-1,,,40,x\n", Fault(2, "outcome", "a name has small letters, digits, - and _")),
        (HEADER + "N-1,r,ja,4,a\nn-1,s,ja,4,b\n", Fault(3, "label:group", "is another one than in row 2")),
        (HEADER + "N-1,r,ja,4,a\x00\n", Fault(2, "label:group", "holds a character that cannot be printed")),
        (HEADER + "N-1,r,ja,4," + "x" * 140_000, Fault(2, "-", "field larger than field limit (131072)")),
        (HEADER + "N-1,r,ja,4,\nn-1,r,nee,4,\n", Fault(3, "client_number", "stands with the same outcome in row 2")),
    ],
)
def test_what_is_wrong_is_said_with_its_place(content: str, fault: Fault) -> None:
    assert fault in read(content.encode())[1]


def test_bytes_that_are_no_text() -> None:
    assert read(b"client_number,label:a\n\xff\n")[1] == [Fault(2, "-", "is not UTF-8")]


@pytest.fixture
def study(evi: User, pair: Pair) -> Study:
    study = open_study(evi)
    choose_study(study=study, person=pair.client, taking_part=True, by=None)
    return study


def imported(folder: Path, text: str, study: Study) -> None:
    (folder / "in.csv").write_text(HEADER + text, encoding="utf-8")
    call_command("import_outcomes", str(folder / "in.csv"), "--organisation", "Noord", "--study", study.name)


def test_only_of_those_who_take_part_and_only_under_a_pseudonym(
    study: Study, pair: Pair, anna: User, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = start_pair(worker=anna, starts_on=TODAY)
    rows = f"{pair.client.number.lower()},recidivism,ja,40,violence\n{other.client.number},recidivism,nee,100,sex\n"
    imported(tmp_path, rows, study)
    assert capsys.readouterr().out == "1 outcomes, 1 labels; 1 rows of people not taking part\n"
    kept = ImportedOutcome.objects.get()
    assert kept.person == pseudonym(study.key, "person", pair.client.pk) == ImportedLabel.objects.get().person
    assert (kept.happened, kept.weeks) == (True, 40)
    imported(tmp_path, f"{pair.client.number},recidivism,nee,52,violence\n", study)
    kept = ImportedOutcome.objects.get()
    assert (kept.happened, kept.weeks) == (False, 52)


def test_with_the_yes_goes_what_was_brought_in(study: Study, pair: Pair, anna: User, tmp_path: Path) -> None:
    other = start_pair(worker=anna, starts_on=TODAY).client
    choose_study(study=study, person=other, taking_part=True, by=None)
    imported(tmp_path, f"{pair.client.number},recidivism,ja,40,violence\n{other.number},recidivism,nee,9,sex\n", study)
    choose_study(study=study, person=pair.client, taking_part=False, by=None)
    left = pseudonym(study.key, "person", other.pk)
    assert (ImportedOutcome.objects.get().person, ImportedLabel.objects.get().person) == (left, left)
    Study.objects.update(key="")
    choose_study(study=study, person=other, taking_part=False, by=None)
    assert not study.consents.standing().exists()


def test_a_number_nobody_has_writes_nothing(
    study: Study, pair: Pair, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        imported(tmp_path, f"{pair.client.number},recidivism,ja,40,\nN-none,recidivism,ja,40,\n", study)
    assert ended.value.code == 2
    assert "row 3, column client_number: no client has this number" in capsys.readouterr().err
    assert not ImportedOutcome.objects.exists()


def test_a_study_that_is_not_there(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="has no study"):
        call_command("import_outcomes", str(tmp_path / "x.csv"), "--organisation", "Noord", "--study", "geen")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_outcomes", str(tmp_path / "x.csv"), "--organisation", "Noord", "--study", study.name)
