"""The commands as programs of their own: standard input, pipes, memory, and no database to be had."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from alliance.tests.small import HEADER, TEXT, answers, client

MANAGE = Path(__file__).parents[2] / "manage.py"

# From a small process in between, because a child's peak begins at that of the process that started it.
_MEASURED = """
import resource, subprocess, sys
status = subprocess.call(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=sys.stderr)
sys.exit(status)
"""


@pytest.fixture
def instrument(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def environment():
    """No database to be had: the address leads nowhere."""
    return os.environ | {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}


def test_standard_input_without_a_database(instrument, environment):
    done = subprocess.run(
        [sys.executable, MANAGE, "score_answers", instrument, "-"],
        input=answers(client("ré", "3", "3", "3")).replace("\n", "\r\n").encode(),
        capture_output=True,
        env=environment | {"PYTHONIOENCODING": "ascii"},
        check=True,
    )

    assert done.stdout.decode().splitlines()[1] == "ré,client,3.0000,3,,0"
    assert b"\r" not in done.stdout
    assert done.stderr == b""


def test_a_reader_that_has_seen_enough_is_no_error(instrument, environment, tmp_path):
    path = tmp_path / "input.csv"
    path.write_text(answers(*(client(f"r{number}", "3") for number in range(20_000))))
    with subprocess.Popen(
        [sys.executable, MANAGE, "score_answers", instrument, path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
    ) as program:
        program.stdout.readline()
        program.stdout.close()
        assert program.stderr.read() == b""

    assert program.returncode == 128 + 13


@pytest.mark.slow
@pytest.mark.parametrize("command", ["score_answers", "instrument_statistics"])
def test_200_000_responses_in_under_200_mb(command, instrument, environment, tmp_path):
    path = tmp_path / "input.csv"
    with path.open("w") as file:
        file.write(HEADER + "\n")
        for number in range(200_000):
            file.write(client(f"00000000-0000-4000-8000-{number:012}", *"123451") + "\n")
    output = tmp_path / "output.csv"

    with output.open("wb") as stdout:
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, sys.executable, MANAGE, command, instrument, path],
            stdout=stdout,
            stderr=subprocess.PIPE,
            env=environment,
            check=True,
        )

    peak = int(done.stderr) * (1 if sys.platform == "darwin" else 1024)
    assert peak < 200 * 1024 * 1024
    if command == "score_answers":
        with output.open() as lines:
            assert sum(1 for _ in lines) == 200_001
