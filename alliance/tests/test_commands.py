import csv
import io

import pytest
from django.core.management import call_command

from alliance.tests.small import HEADER, ITEMS, TEXT, answers, client, worker

SCORES = "pair,rater,scale,first,second"


@pytest.fixture
def instrument(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def run(instrument, tmp_path, capfd):
    """Run a command on bytes or text; gives the exit status, stdout and the lines of stderr."""

    def _run(command, content, *options):
        path = tmp_path / "input.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        status = 0
        try:
            call_command(command, str(instrument), str(path), *options)
        except SystemExit as stop:
            status = stop.code
        out, err = capfd.readouterr()
        return status, out, err.splitlines()

    return _run


class TestScoreAnswers:
    def test_worked_example_in_the_order_of_the_file(self, run):
        content = answers(client("b", "5", "5", "5", "1", "2", "5"), worker("b", "1", "2"), client("a", "3"))

        assert run("score_answers", content) == (
            0,
            "response,rater,trust,trust_answered,friction,friction_answered\n"
            "b,client,3.6667,3,1.3333,3\n"
            "b,worker,1.5000,2,,0\n"
            "a,client,,1,,0\n",
            [],
        )

    @pytest.mark.parametrize(
        "content",
        [
            "\ufeff" + answers(client("r", "3", "3", "3")),
            answers(client("r", "3", "3", "3")).replace("\n", "\r\n"),
            answers(client("r", "3", "3", "3")).rstrip("\n"),
            answers("", client("r", "3", "3", "3"), "", ""),
            answers(client("r", " 3", "3 ", " 3 ")),
            answers(client(" r ", "3.0", "+3", "3e0")),
            answers(client('"r"', '"3"', '"3"', '"3"')),
            "\n" + answers(client("r", "3", "3", "3")),
            answers(client("r", "3", "3", "3"), header=HEADER.replace(",", ", ")),
        ],
        ids=["bom", "crlf", "no-last-newline", "empty-lines", "spaces", "spellings", "quotes", "empty-first", "header"],
    )
    def test_spellings_that_mean_the_same(self, run, content):
        status, out, err = run("score_answers", content)

        assert (status, err) == (0, [])
        assert out.splitlines()[1:] == ["r,client,3.0000,3,,0"]

    def test_columns_may_stand_in_any_order(self, run):
        status, out, _ = run("score_answers", ",".join(reversed(HEADER.split(","))) + "\n,,,,,,,,,3,2,1,client,r\n")

        assert status == 0
        assert out.splitlines()[1] == "r,client,2.0000,3,,0"  # c1 1, c2 2, c3 3

    def test_a_quoted_newline_comma_and_quote_come_out_as_they_went_in(self, run):
        status, out, _ = run(
            "score_answers", answers(client('"one\ntwo, ""three"""', "3", "3", "3"), client("next", "9x"))
        )
        assert (status, out) == (2, "")

        status, out, _ = run("score_answers", answers(client('"one\ntwo, ""three"""', "3", "3", "3"), client("next")))
        assert status == 0
        assert [row[0] for row in csv.reader(io.StringIO(out))] == ["response", 'one\ntwo, "three"', "next"]

    def test_only_a_header_gives_only_a_header(self, run):
        assert run("score_answers", HEADER) == (
            0,
            "response,rater,trust,trust_answered,friction,friction_answered\n",
            [],
        )

    def test_the_same_response_of_both_raters_is_no_duplicate(self, run):
        assert run("score_answers", answers(client("r"), worker("r")))[0] == 0

    @pytest.mark.parametrize(
        ("row", "fault"),
        [
            (client("r", "6"), "row 2, column c1: '6' is not one of 1, 2, 3, 4, 5"),
            (client("r", "0"), "row 2, column c1: '0' is not one of 1, 2, 3, 4, 5"),
            (client("r", "3.5"), "row 2, column c1: '3.5' is not one of 1, 2, 3, 4, 5"),
            (client("r", "-3"), "row 2, column c1: '-3' is not one of 1, 2, 3, 4, 5"),
            (client("r", "", "three"), "row 2, column c2: 'three' is not a number"),
            (client("r", "NA"), "row 2, column c1: 'NA' is not a number"),
            (client("r", "nan"), "row 2, column c1: 'nan' is not a number"),
            (client("r", "٣"), "row 2, column c1: '٣' is not a number"),
            (client("r", "1_0"), "row 2, column c1: '1_0' is not a number"),
            (client("r", '"3,0"'), "row 2, column c1: '3,0' is not a number"),
            (client("r", "1e999999999"), "row 2, column c1: '1e999999999' is not a number"),
            (client("r", '"4\n"', '"a\nb"'), "row 2, column c2: 'a\\nb' is not a number"),
            (client("r", *"33", "x" * 99), f"row 2, column c3: '{'x' * 40}...' is not a number"),
            (client("r", *[""] * 6, "3"), "row 2, column w1: is an item of the worker, but the row is of the client"),
            (worker("r", "3").replace("worker", "judge"), "row 2, column rater: 'judge' is not one of client, worker"),
            (
                worker("r", "3").replace("worker", "Client"),
                "row 2, column rater: 'Client' is not one of client, worker",
            ),
            (worker("r", "3").replace("worker", ""), "row 2, column rater: is empty"),
            (client("", "3"), "row 2, column response: is empty"),
            ("r,client,3", "row 2, column c2: the row is too short: 3 cells under 14 columns"),
            (client("r") + ",", "row 2, column number 15: the row is too long: 15 cells under 14 columns"),
            ("   ", "row 2, column rater: the row is too short: 1 cells under 14 columns"),
            (client('r"x"', "3"), None),
            (client('"r"x', "3"), "row 2, column -: cannot be read as CSV: ',' expected after '\"'"),
        ],
    )
    def test_a_fault_is_one_line_and_nothing_is_printed(self, run, row, fault):
        status, out, err = run("score_answers", answers(row))

        if fault is None:
            assert (status, err) == (0, [])
        else:
            assert (status, out, err) == (2, "", [fault])

    @pytest.mark.parametrize(
        "content",
        ["", "\n\n", client("r", "3"), answers(client("r", "3"), header=HEADER.replace(",", ";"))],
        ids=["nothing", "empty-lines", "data-at-once", "semicolons"],
    )
    def test_no_header(self, run, content):
        fault = f"there is no header row; the columns are response, rater, {', '.join(ITEMS)}, parted by commas"

        assert run("score_answers", content) == (2, "", [f"row 1, column response: {fault}"])

    @pytest.mark.parametrize(
        ("header", "faults"),
        [
            (HEADER + ",colour", ["column colour: is not a known column"]),
            (HEADER + ",", ["column number 15: is not a known column"]),
            (HEADER + ",c1", ["column c1: stands twice in the header"]),
            (HEADER.replace(",c2", ""), ["column c2: is missing from the header"]),
            (HEADER.replace("response,", ""), ["column response: is missing from the header"]),
            (
                HEADER.replace("c2", "C2"),
                ["column C2: is not a known column", "column c2: is missing from the header"],
            ),
        ],
    )
    def test_a_header_that_is_not_right(self, run, header, faults):
        expected = [f"row 1, {fault}" for fault in faults]

        assert run("score_answers", answers(client("r", "x"), header=header)) == (2, "", expected)

    def test_every_fault_of_every_row_is_named(self, run):
        content = answers(
            client("a", "3", "3", "3"),
            client("b", "7", "x", "3", *[""] * 3, "1"),
            client("a", "9"),
            "judge",
            worker("c", "3"),
        )

        status, out, err = run("score_answers", content)

        assert (status, out) == (2, "")
        assert [line.partition(":")[0] for line in err] == [
            "row 3, column c1",
            "row 3, column c2",
            "row 3, column w1",
            "row 4, column response",
            "row 4, column c1",
            "row 5, column rater",
        ]
        assert err[3] == "row 4, column response: 'a' of the client stands in row 2 already"

    def test_rows_are_counted_as_a_spreadsheet_shows_them(self, run):
        content = answers(client('"one\ntwo"', "3"), "", client("b", "x"))

        assert run("score_answers", content)[2] == ["row 4, column c1: 'x' is not a number"]

    @pytest.mark.parametrize(
        ("content", "faults"),
        [
            (
                answers(client("r\xe9", "3"), client("s", "8")).encode("latin-1"),
                ["row 2, column response: is not UTF-8", "row 3, column c1: '8' is not one of 1, 2, 3, 4, 5"],
            ),
            (
                answers(client("r"), header=HEADER.replace("c2", "\xe9")).encode("latin-1"),
                ["row 1, column number 4: is not UTF-8"],
            ),
            (answers(client("r", "3")).encode("utf-16"), ["row 1, column number 1: is not UTF-8"]),
        ],
        ids=["cell", "header", "utf-16"],
    )
    def test_what_is_not_utf_8(self, run, content, faults):
        assert run("score_answers", content) == (2, "", faults)

    def test_an_open_quote_and_an_endless_cell_are_faults(self, run):
        status, _, err = run("score_answers", answers('"r,client', client("s", "3")))
        assert (status, err) == (2, ["row 2, column -: cannot be read as CSV: unexpected end of data"])

        status, _, err = run("score_answers", answers(client("x" * 200_000), client("s", "8")))
        assert (status, len(err)) == (2, 2)
        assert err[1].startswith("row 3, column c1")


class TestClassifyChange:
    def test_worked_examples(self, run):
        rows = [
            "p1,client,trust,3.2,4.0",
            "p1,client,friction,2,3.1760",
            "p1,client,friction,2,3.1761",
            "p2,client,friction,3.1761,2",
            "p2,client,trust,4,3",
            "p3,client,trust,,4",
            "p3,client,trust,4,",
            "p3,client,trust,,",
            "p4,worker,trust,1,5",
            "p4,worker,trust,,5",
            "p5,client,trust,3.00005,3.00004",
            "p6,client,trust, 3 ,3",
        ]

        status, out, err = run("classify_change", "\n".join([SCORES, *rows]))

        assert (status, err) == (0, [])
        assert out.splitlines() == [
            SCORES + ",change,criterion,pattern",
            "p1,client,trust,3.2,4.0,0.8000,0.7438,improving",
            "p1,client,friction,2,3.1760,1.1760,1.1760,stable",
            "p1,client,friction,2,3.1761,1.1761,1.1760,deteriorating",
            "p2,client,friction,3.1761,2,-1.1761,1.1760,improving",
            "p2,client,trust,4,3,-1.0000,0.7438,deteriorating",
            "p3,client,trust,,4,,0.7438,unclassified",
            "p3,client,trust,4,,,0.7438,unclassified",
            "p3,client,trust,,,,0.7438,unclassified",
            "p4,worker,trust,1,5,4.0000,,unclassified",
            "p4,worker,trust,,5,,,unclassified",
            "p5,client,trust,3.00005,3.00004,-0.0001,0.7438,stable",  # 3.0001 and 3.0000
            "p6,client,trust,3,3,0.0000,0.7438,stable",
        ]

    @pytest.mark.parametrize(
        ("row", "faults"),
        [
            ("p,client,trust,x,4", ["row 2, column first: 'x' is not a number"]),
            ("p,client,trust,4,inf", ["row 2, column second: 'inf' is not a number"]),
            ("p,judge,trust,3,4", ["row 2, column rater: 'judge' is not one of client, worker"]),
            ("p,client,hope,3,4", ["row 2, column scale: 'hope' is not one of trust, friction"]),
            ("p,client,trust,3", ["row 2, column second: the row is too short: 4 cells under 5 columns"]),
            ("p,client,trust,3,4,5", ["row 2, column number 6: the row is too long: 6 cells under 5 columns"]),
            (",,,,", [f"row 2, column {column}: is empty" for column in ("pair", "rater", "scale")]),
        ],
    )
    def test_faults(self, run, row, faults):
        assert run("classify_change", f"{SCORES}\n{row}\n") == (2, "", faults)

    def test_a_column_too_many_is_a_fault(self, run):
        status, out, err = run("classify_change", f"{SCORES},change\np,client,trust,1,2,1\n")

        assert (status, out, err) == (2, "", ["row 1, column change: is not a known column"])


class TestInstrumentStatistics:
    CONTENT = answers(
        client("a", "1", "1", "5", "2", "2", "4"),
        client("b", "2", "1", "4", "3"),
        client("c", "3", "3", "2"),
        worker("a", "3", "3", "3"),
    )

    def test_scales(self, run):
        status, out, err = run("instrument_statistics", self.CONTENT)

        assert (status, err) == (0, [])
        assert out == (
            "rater,scale,n,mean,sd,alpha\n"
            "client,trust,3,2.0000,1.2018,0.9615\n"  # of 1.0000, 1.6667 and 3.3333 as printed
            "client,friction,1,2.0000,,\n"
            "worker,trust,1,3.0000,,\n"
            "worker,friction,0,,,\n"
        )

    def test_items_follow_as_a_second_table(self, run):
        _, scales, _ = run("instrument_statistics", self.CONTENT)
        status, out, _ = run("instrument_statistics", self.CONTENT, "--items")

        assert status == 0
        assert out.startswith(scales + "\nrater,scale,item,n,mean,sd,item_rest\n")
        assert out.removeprefix(scales).splitlines()[2:5] == [
            "client,trust,c1,3,2.0000,1.0000,0.9449",
            "client,trust,c2,3,1.6667,1.1547,0.9177",
            "client,trust,c3,3,2.3333,1.5275,0.9959",
        ]

    def test_faults_as_in_score_answers(self, run):
        assert run("instrument_statistics", answers(client("a", "9"))) == (
            2,
            "",
            ["row 2, column c1: '9' is not one of 1, 2, 3, 4, 5"],
        )


@pytest.mark.parametrize("command", ["score_answers", "classify_change", "instrument_statistics"])
class TestFilesThatCannotBeRead:
    def test_an_instrument_with_faults(self, command, run, instrument):
        instrument.write_text(TEXT.replace("0.66", "7").replace("sd = 0.60", "sd = 0"), encoding="utf-8")

        status, out, err = run(command, HEADER)

        assert (status, out, len(err)) == (2, "", 3)
        assert err[0] == f"{instrument}: line 5, min_answered: is 7, outside (0, 1]"

    def test_an_instrument_that_is_not_utf_8(self, command, run, instrument):
        instrument.write_bytes(b'key = "a"\nversion = "\xff"\n')

        assert run(command, HEADER) == (2, "", [f"{instrument}: line 2: is not UTF-8"])

    def test_an_instrument_that_is_not_there(self, command, run, instrument):
        instrument.unlink()

        assert run(command, HEADER) == (2, "", [f"{instrument}: No such file or directory"])

    def test_a_file_that_is_not_there(self, command, instrument, tmp_path, capfd):
        with pytest.raises(SystemExit) as stop:
            call_command(command, str(instrument), str(tmp_path / "none.csv"))

        out, err = capfd.readouterr()
        assert (stop.value.code, out) == (2, "")
        assert err == f"{tmp_path / 'none.csv'}: No such file or directory\n"
