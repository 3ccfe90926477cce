"""The SPSS files, read by a reader of our own: every value, label, value label and missing code, against the CSV."""

import csv
import json
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from alliance.instruments import parse_instrument
from alliance.scoring import score_response
from research.tests.exported import Files
from research.tests.sav_reader import Value, read_sav
from research.variables import NO_SCORE, NOT_ANSWERED, spss_name

pytestmark = pytest.mark.django_db


def number(value: Value) -> float:
    assert isinstance(value, float)
    return value


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("how", [{}, {"row_compress": True}, {"compress": True}])
def test_the_reader_reads_every_way_of_writing(how: dict[str, bool], tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["é", "a long one, over eight", ""], "a_number_with_a_name": [1.0, None, 123.4567]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), column_labels=["Naam", "Getal"], **how)
    found = read_sav(tmp_path / "a.sav")
    assert found.compression == {"": 0, "row_compress": 1, "compress": 2}["".join(how)]
    assert [row["name"] for row in found.rows] == list(frame["name"])
    assert [row["a_number_with_a_name"] for row in found.rows] == [1.0, None, 123.4567]
    assert [one.label for one in found.columns.values()] == ["Naam", "Getal"]


def test_every_value_is_that_of_the_csv_by_the_codebook(files: Files) -> None:
    """The codebook alone says how a value of the one file is written in the other."""
    meanings: dict[tuple[str, str], dict[str, float]] = {}
    missing: dict[tuple[str, str], float] = {}
    for row in rows_of(files.folder / "codebook.csv"):
        if row["sav"] and row["csv"]:
            meanings.setdefault((row["file"], row["variable"]), {})[row["csv"]] = float(row["sav"])
        elif row["sav"]:
            missing[row["file"], row["variable"]] = float(row["sav"])
    tables = sorted(files.folder.glob("*.sav"))
    assert len(tables) >= 6
    for path in tables:
        found, rows = read_sav(path), rows_of(path.with_suffix(".csv"))
        assert len(found.rows) == len(rows) > 0, path.name
        assert list(found.columns) == list(rows[0]), path.name
        for name, column in found.columns.items():
            place = (path.stem, name)
            for ours, theirs in zip(found.rows, rows, strict=True):
                if column.width:
                    assert ours[name] == theirs[name]
                elif theirs[name] == "" and "" not in meanings.get(place, {}):
                    # None: nothing was asked there, as of the other side's questions.
                    assert ours[name] in (None, missing.get(place)), place
                else:
                    expected = meanings.get(place, {}).get(theirs[name])
                    assert ours[name] == pytest.approx(float(theirs[name]) if expected is None else expected), place


def test_missed_and_failed_are_two_columns(files: Files) -> None:
    found = read_sav(files.folder / "pairs.sav")
    names = ("remote_share", "missed_share", "failed_share")
    assert {tuple(row[name] for name in names) for row in found.rows} == {(50.0, 20.0, 40.0)}
    assert found.columns["missed_share"].label != found.columns["failed_share"].label
    text = (files.folder / "codebook.md").read_text(encoding="utf-8")
    assert all(f"| {name} | " in text for name in names)


def test_labels_value_labels_missing_codes_and_measures_are_those_of_the_codebook(files: Files) -> None:
    said: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in rows_of(files.folder / "codebook.csv"):
        said.setdefault((row["file"], row["variable"]), []).append(row)
    for path in sorted(files.folder.glob("*.sav")):
        found = read_sav(path)
        for name, column in found.columns.items():
            lines = said.pop((path.stem, name))
            assert column.label == lines[0]["label"][:250]
            assert column.labels == {float(line["sav"]): line["meaning"] for line in lines if line["sav"]}
            free = [
                float(line["sav"])
                for line in lines
                if line["sav"] and line["csv"] == "" and lines[0]["kind"] != "coded"
            ]
            assert list(column.missing) == free
            assert (column.measure == "nominal") == (lines[0]["kind"] in ("text", "coded"))
    assert said == {}


def test_the_codebook_in_words_lists_the_same_columns(files: Files) -> None:
    text = (files.folder / "codebook.md").read_text(encoding="utf-8")
    in_words = [
        (part.split("\n", 1)[0], line.split(" | ")[0].removeprefix("| "))
        for part in text.split("\n## ")[1:]
        for line in part.splitlines()
        if line.startswith("| ") and not line.startswith("| variable |")
    ]
    in_rows = dict.fromkeys((row["file"], row["variable"]) for row in rows_of(files.folder / "codebook.csv"))
    assert in_words == list(in_rows)


def test_answers_out_of_the_spss_file_scored_again_are_the_scores_beside_them(files: Files) -> None:
    """No table of answers and no command in between: bytes, the instrument file, and the rules of scoring."""
    compared = 0
    for path in files.folder.glob("*.toml"):
        instrument = parse_instrument(path.read_text(encoding="utf-8"))
        found = read_sav(files.folder / f"responses_{path.stem}.sav")
        for row in found.rows:
            rater = {1.0: "client", 2.0: "worker"}[number(row["rater"])]
            answers = {
                item.key: None if (value := number(row[spss_name(item.key)])) == NOT_ANSWERED else int(value)
                for item in instrument.items_for(rater)
            }
            for scale, score in score_response(instrument, rater, answers).items():
                stored = row[f"{spss_name(scale)}_score"]
                assert stored == (NO_SCORE if score.score is None else pytest.approx(float(score.score)))
                compared += 1
    assert compared == files.scores


def test_the_manifest_counts_what_is_in_the_files(files: Files) -> None:
    manifest = json.loads((files.folder / "manifest.json").read_text(encoding="utf-8"))
    pairs = read_sav(files.folder / "pairs.sav")
    assert manifest["pairs"] == len(pairs.rows)
    assert manifest["persons"] == len({row["person"] for row in pairs.rows})
    assert manifest["responses"] == len(read_sav(files.folder / "responses.sav").rows)
