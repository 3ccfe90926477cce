"""The files of a study: who is in them, what they say, and that two readers read the same."""

import csv
import datetime as dt
import hashlib
import io
import json
from collections import Counter, defaultdict
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from accounts.models import User
from alliance import actions as alliance_actions
from alliance.models import Measurement
from alliance.tests.factories import open_measurement, reveal
from audit import clock
from audit.models import Event
from caseload.actions import add_default_hitch_kinds, hand_over, record_hitch
from caseload.models import HitchKind, Pair, Shield
from caseload.tests.factories import start_pair
from conftest import NOON
from remote_contact.actions.lists import add_entry
from remote_contact.models import ListKind, Method, Outcome
from remote_contact.tests.factories import logged
from research.actions import NotEmpty, TooFew, choose_study, destroy_data_set, make_data_set
from research.gathering import Gathering, Mix
from research.models import DataSet, Study
from research.rows import QUASI, K
from research.tests.exported import Files
from research.tests.factories import open_study
from research.tests.world import lived
from research.variables import NO_SCORE, NOT_ANSWERED

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairs(study: Study, anna: User) -> list[Pair]:
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    return lived(anna, study, 6)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def made(study: Study, folder: Path) -> Path:
    make_data_set(study=study, folder=folder, by=study.owner)
    return folder


def test_it_writes_every_file_and_says_so_in_the_manifest(files: Files) -> None:
    text = (files.folder / "manifest.json").read_bytes()
    manifest = json.loads(text)
    assert files.manifest == hashlib.sha256(text).hexdigest()
    assert set(manifest["files"]) == {path.name for path in files.folder.iterdir()} - {"manifest.json"}
    for name, said in manifest["files"].items():
        assert said["sha256"] == hashlib.sha256((files.folder / name).read_bytes()).hexdigest()
    assert (manifest["persons"], manifest["pairs"], manifest["responses"]) == (6, 6, 24)


def test_who_did_not_say_yes_is_not_in_it(study: Study, pairs: list[Pair], colleague: User, tmp_path: Path) -> None:
    without = lived(colleague, study, 2, taking_part=False)
    choose_study(study=study, person=pairs[0].client, taking_part=False, by=None)
    shut = Shield.objects.create(client=pairs[1].client, reason="x", placed_at=NOON, placed_by=study.owner)
    # Four are left of the six: too few to hide among each other.
    with pytest.raises(TooFew):
        made(study, tmp_path / "too few")
    shut.delete()
    folder = made(study, tmp_path / "five")
    persons = {row["person"] for row in read(folder / "pairs.csv")}
    assert len(persons) == 5
    gone = {Gathering(study, clock.today()).name("person", pair.client.pk) for pair in [pairs[0], *without]}
    assert not persons & gone


def test_a_workers_side_needs_the_workers_own_yes(
    study: Study, pairs: list[Pair], colleague: User, tmp_path: Path
) -> None:
    lived(colleague, study, 5)
    rows = read(made(study, tmp_path) / "responses.csv")
    sides = defaultdict(set)
    for row in rows:
        sides[row["pair"]].add(row["rater"])
    assert sorted(map(sorted, sides.values())) == [["client"]] * 5 + [["client", "worker"]] * 6
    workers = [row["worker"] for row in read(tmp_path / "pairs.csv")]
    assert sorted(map(bool, workers)) == [False] * 5 + [True] * 6


def test_no_name_number_or_day_is_in_any_file(files: Files) -> None:
    whole = b"".join(path.read_bytes() for path in sorted(files.folder.iterdir()))
    assert [secret for secret in files.secrets if secret.encode() in whole] == []


def test_two_studies_cannot_be_joined(study: Study, pairs: list[Pair], evi: User, anna: User, tmp_path: Path) -> None:
    other = open_study(evi, name="Iets anders")
    choose_study(study=other, person=anna, taking_part=True, by=anna)
    for pair in pairs:
        choose_study(study=other, person=pair.client, taking_part=True, by=None)
    one, two = made(study, tmp_path / "one"), made(other, tmp_path / "two")
    for name in ("person", "supervision", "pair", "worker"):
        columns = [{row[name] for row in read(folder / "pairs.csv")} for folder in (one, two)]
        assert columns[0]
        assert not columns[0] & columns[1]
    assert not {r["response"] for r in read(one / "responses.csv")} & {
        r["response"] for r in read(two / "responses.csv")
    }


def test_answers_scored_again_give_the_scores_of_the_portal(
    files: Files, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = files.folder
    instrument = next(folder.glob("*.toml"))
    answers = next(folder.glob("answers_*_1_0.csv"))
    scored = _scored_again(instrument, answers, capsys)
    stored = {(r["response"], r["scale"]): r["score"] for r in read(folder / "scores_long.csv")}
    assert {key: value for key, value in scored.items() if key in stored} == stored
    # The answers out of the SPSS file, written as CSV again, give the same.
    frame, meta = pyreadstat.read_sav(str(next(folder.glob("responses_*.sav"))), user_missing=True)
    columns = read(answers)[0].keys()
    raters = {float(n): word for n, word in enumerate(("client", "worker"), start=1)}
    again = tmp_path / "again.csv"
    with again.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        for _, row in frame.iterrows():
            items = [row[name] for name in list(columns)[2:]]
            writer.writerow([row["response"], raters[row["rater"]], *(_answer(value) for value in items)])
    assert _scored_again(instrument, again, capsys) == scored
    assert meta.variable_value_labels["rater"] == {1.0: "cliënt", 2.0: "werker"}
    assert len(stored) == files.scores


def _answer(value: float) -> str:
    return "" if pd.isna(value) or value == NOT_ANSWERED else str(int(value))


def _scored_again(instrument: Path, answers: Path, capsys: pytest.CaptureFixture[str]) -> dict[tuple[str, str], str]:
    call_command("score_answers", str(instrument), str(answers))
    rows = csv.DictReader(io.StringIO(capsys.readouterr().out))
    return {
        (row["response"], name): value
        for row in rows
        for name, value in row.items()
        if name not in ("response", "rater") and not name.endswith("_answered")
    }


def test_the_spss_file_says_what_the_csv_says(files: Files) -> None:
    folder = files.folder
    frame, meta = pyreadstat.read_sav(str(folder / "pairs.sav"), user_missing=True)
    rows = read(folder / "pairs.csv")
    assert list(frame["pair"]) == [row["pair"] for row in rows]
    score = "m6_c_trust"
    assert [f"{value:.4f}" for value in frame[score]] == [row[score] for row in rows]
    assert meta.missing_ranges[score] == [{"lo": float(NO_SCORE), "hi": float(NO_SCORE)}]
    assert meta.column_names_to_labels["remote_share"] == "Deel op afstand, in tientallen procenten"
    for name, share in (("remote_share", 50), ("missed_share", 20), ("failed_share", 40)):
        assert {row[name] for row in rows} == {str(share)}
        assert set(frame[name]) == {share}
    assert meta.column_names_to_labels["failed_share"].startswith("Deel dat niet lukte")
    assert meta.variable_value_labels["worker_changed"] == {1.0: "ja", 2.0: "nee", 3.0: "afgeschermd: te zeldzaam"}
    assert meta.variable_measure[score] == "scale"


def test_a_code_stands_where_something_was_asked_and_nowhere_else(files: Files) -> None:
    """One client left a scale and one more question open; the worker was never asked the client's questions."""
    frame, _meta = pyreadstat.read_sav(str(next(files.folder.glob("responses_wa*.sav"))), user_missing=True)
    client = frame[frame["rater"] == 1]
    own, other = (sorted(n for n in frame if n[0] == side and n[1:].isdigit()) for side in "cw")
    assert (client[own] == NOT_ANSWERED).sum().sum() == 6
    assert client[other].isna().all(axis=None)
    assert not client[own].isna().any(axis=None)
    wide, _meta = pyreadstat.read_sav(str(files.folder / "pairs.sav"), user_missing=True)
    assert (wide[[f"intake_{name}" for name in own]] == NOT_ANSWERED).sum().sum() == 6
    assert (wide[[n for n in wide if n.startswith("intake_c_")][2:]] == NO_SCORE).sum().sum() == 1


def test_a_moment_that_was_not_is_no_answer_left_open(
    study: Study, pairs: list[Pair], anna: User, tmp_path: Path
) -> None:
    for _n in range(K):
        with clock.at(NOON - dt.timedelta(days=100)):
            pair = start_pair(worker=anna)
            reveal(open_measurement(pair))
        choose_study(study=study, person=pair.client, taking_part=True, by=None)
    frame, meta = pyreadstat.read_sav(str(made(study, tmp_path) / "pairs.sav"), user_missing=True)
    later = [name for name in frame if name.startswith("m6_") and meta.readstat_variable_types[name] == "double"]
    assert frame[later].isna().all(axis=1).sum() == K
    assert set(frame["m6_c_version"]) == {"", "wa-gk-demo 1.0"}
    # Nobody had a contact: a column of nothing but nothing stays a number.
    assert meta.readstat_variable_types["remote_share"] == "double"


def test_course_and_pattern_follow_the_rule(files: Files) -> None:
    """The first pair went from 1 to 5 on every question; half of the questions count the other way."""
    rows = [r for r in read(files.folder / "patterns.csv") if r["pair"] == files.first_pair and r["rater"] == "client"]
    assert {row["first_moment"] + row["second_moment"] for row in rows} == {"intakem6"}
    for row in rows:
        change, criterion = float(row["change"]), float(row["criterion"])
        assert (row["pattern"] == "stable") == (abs(change) <= criterion)
    courses = read(files.folder / "courses.csv")
    assert {row["worker_changed"] for row in courses} == {"no"}
    assert {row["rater"] for row in courses} == {"client"}


def test_first_and_last_are_those_of_time(study: Study, anna: User, colleague: User, tmp_path: Path) -> None:
    """Of a second pair with a year of moments: neither names of moments nor places of pairs say what was first."""
    begin = NOON - dt.timedelta(days=440)
    for _n in range(K):
        with clock.at(begin):
            first = start_pair(worker=colleague)
            reveal(open_measurement(first))
        with clock.at(begin + dt.timedelta(days=30)):
            pair = hand_over(pair=first, to=anna, on=clock.today(), by=None)
        for months in (0, 6, 12):
            with clock.at(begin + dt.timedelta(days=30 + 32 * months)):
                today, own = clock.today(), Pair.objects.filter(pk=pair.pk)
                alliance_actions.plan_measurements(today=today, pairs=own)
                alliance_actions.open_due(today=today)
                reveal(Measurement.objects.with_people().get(pair=pair, months=months))
        choose_study(study=study, person=pair.client, taking_part=True, by=None)
    folder = made(study, tmp_path)
    moments = {(row["first_moment"], row["second_moment"]) for row in read(folder / "patterns.csv")}
    assert moments == {("handover", "m12")}
    courses = {(row["first_moment"], row["second_moment"]) for row in read(folder / "courses.csv")}
    assert courses == {("intake", "handover")}


def test_joined_with_everything_an_outsider_knows_nobody_is_found(
    study: Study, pairs: list[Pair], anna: User, tmp_path: Path
) -> None:
    lived(anna, study, 5, language="pl")
    lived(anna, study, 2, language="en", level="3")
    folder = made(study, tmp_path)
    gathering = Gathering(study, clock.today())
    supervisions = {p.supervision_id: p.supervision for p in Pair.objects.select_related("supervision")}
    auxiliary = gathering._pairs(supervisions)
    rows = read(folder / "pairs.csv")
    for known in auxiliary:
        fits = {row["person"] for row in rows if all(row[name] in ("hidden", known.quasi[name]) for name in QUASI)}
        assert len(fits) == 0 or len(fits) >= K
    assert any(row["language"] == "hidden" for row in rows)


def test_the_rows_of_everybody_are_those_of_k_persons(
    study: Study, pairs: list[Pair], anna: User, tmp_path: Path
) -> None:
    """As they stand in the files: all but names, scores and answers. One of them has a hitch, one only an intake."""
    lived(anna, study, 5, language="pl")
    add_default_hitch_kinds(organisation=anna.organisation)
    record_hitch(pair=pairs[0], kind=HitchKind.objects.all()[0], on=clock.today(), by=anna)
    with clock.at(NOON - dt.timedelta(days=100)):
        alone = start_pair(worker=anna)
        reveal(open_measurement(alone))
    choose_study(study=study, person=alone.client, taking_part=True, by=None)
    folder = made(study, tmp_path)
    traces: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    for row in read(folder / "pairs.csv"):
        known = ("is_first", "weeks_from", "weeks", "has_ended", "contacts", "remote_share", "missed_share")
        known += ("failed_share", "hitches")
        weeks = sorted(name for name in row if name.endswith("_weeks"))
        traces[row["person"]].append(tuple(row[name] for name in (*known, *QUASI, *weeks)))
    for row in read(folder / "responses.csv"):
        traces[row["person"]].append(
            tuple(row[name] for name in ("moment", "weeks", "rater", "way", "instrument", "version"))
        )
    assert min(Counter(tuple(sorted(rows)) for rows in traces.values()).values()) >= K
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["persons"] + manifest["persons_left_out"] == len(pairs) + 6


def test_nothing_is_made_after_the_end_or_into_a_full_folder(study: Study, pairs: list[Pair], tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("x")
    with pytest.raises(NotEmpty):
        made(study, tmp_path)
    Study.objects.update(ends_on=clock.today())
    with clock.at(NOON.replace(year=2028)), pytest.raises(ValidationError):
        made(study, tmp_path / "new")
    assert not DataSet.objects.exists()


def test_half_a_set_stays_nowhere(
    study: Study, pairs: list[Pair], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(folder: Path, *args: object) -> None:
        assert any(folder.iterdir())
        raise KeyboardInterrupt

    monkeypatch.setattr("research.files._write_codebook", stop)
    with pytest.raises(KeyboardInterrupt):
        made(study, tmp_path / "set")
    assert not any((tmp_path / "set").iterdir())
    assert not DataSet.objects.exists()
    monkeypatch.undo()
    assert made(study, tmp_path / "set").stat().st_mode & 0o077 == 0


def test_a_place_that_cannot_be_is_named(study: Study, pairs: list[Pair], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for out in (tmp_path / "file", tmp_path / "file" / "folder"):
        with pytest.raises(CommandError, match="file") as refused:
            call_command("export_research", "--organisation", "Noord", "--study", study.name, "--out", str(out))
        assert refused.value.returncode == 2


def test_the_command_makes_them_and_a_set_is_destroyed_once(
    study: Study, pairs: list[Pair], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("export_research", "--organisation", "Noord", "--study", study.name, "--out", str(tmp_path))
    assert "6 persons, 24 responses, manifest " in capsys.readouterr().out
    with pytest.raises(CommandError, match="no study"):
        call_command("export_research", "--organisation", "Noord", "--study", "geen", "--out", str(tmp_path))
    data_set = DataSet.objects.get()
    assert Event.objects.filter(what="data set", object_id=data_set.pk, action="created").count() == 1
    destroy_data_set(data_set=data_set, on=clock.today(), by=study.owner)
    destroy_data_set(data_set=data_set, on=clock.today().replace(day=1), by=study.owner)
    assert DataSet.objects.get().destroyed_on == clock.today()
    assert Event.objects.filter(what="data set", action="ended").count() == 1


def test_what_was_moved_to_another_day_is_neither_held_nor_missed(study: Study, pairs: list[Pair]) -> None:
    for outcome in (Outcome.TOOK_PLACE, Outcome.MOVED, Outcome.NOT_REACHED):
        logged(pairs[0], outcome=outcome)
    assert Gathering(study, clock.today())._contacts()[pairs[0].pk] == Mix(held=1, remote=1, failed=1)


def test_who_did_not_come_and_what_failed_are_two_things(study: Study, pairs: list[Pair]) -> None:
    for method, outcome in (
        (Method.OFFICE, Outcome.NO_SHOW),
        (Method.PHONE, Outcome.NO_SHOW_REASON),
        (Method.HOME_VISIT, Outcome.NOT_REACHED),
        (Method.VIDEO, Outcome.TECHNICAL),
        (Method.OFFICE, Outcome.LATE),
    ):
        logged(pairs[0], method=method, outcome=outcome)
    logged(pairs[1], outcome=Outcome.NO_SHOW)
    gathering = Gathering(study, clock.today())
    assert gathering._contacts()[pairs[0].pk] == Mix(held=1, missed=2, failed=2)
    rows = {row.pair: row for row in gathering.gather().pairs}
    shares = {
        n: (row.remote_share, row.missed_share, row.failed_share)
        for n, pair in enumerate(pairs)
        for row in [rows[gathering.name("pair", pair.pk)]]
    }
    assert shares == {0: (0, 40, 40), 1: (None, 100, 0)} | dict.fromkeys(range(2, 6), (None, None, None))


def test_of_an_organisations_own_word_what_it_stands_for_decides(study: Study, pairs: list[Pair], admin: User) -> None:
    refused, voicemail = (
        add_entry(kind=ListKind.OUTCOME, label=label, took_place=False, is_hitch=hitch, by=admin)
        for label, hitch in (("Weigerde op te nemen", True), ("Ingesproken", False))
    )
    logged(pairs[0], outcome=refused.code)
    logged(pairs[0], outcome=voicemail.code)
    logged(pairs[0], outcome=voicemail.code, method=Method.OFFICE)
    logged(pairs[0], outcome=voicemail.code, method=Method.OFFICE, planned=False)
    assert Gathering(study, clock.today())._contacts()[pairs[0].pk] == Mix(missed=2, failed=2)
