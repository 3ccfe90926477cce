import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from runner import browser, servers, testing
from runner.results import Counts, from_junit

ROOT = Path(__file__).resolve().parents[2]
XML = (
    '<testsuites><testsuite tests="10" failures="{failed}" errors="0" skipped="2"/>'
    '<testsuite tests="1" failures="0" errors="0" skipped="0"/></testsuites>'
)


@pytest.mark.parametrize(
    ("counts", "text"),
    [
        (Counts(passed=1234, skipped=2), "1234 passed, 2 skipped"),
        (Counts(passed=1233, failed=1), "1 failed, 1233 passed"),
        (Counts(passed=3, errors=1), "3 passed, 1 error"),
        (Counts(errors=2), "2 errors"),
        (Counts(passed=1, skipped=1, not_run=4), "1 passed, 5 skipped"),
        (Counts(), "no tests ran"),
    ],
)
def test_counts_read_as_pytest_writes_them(counts, text):
    assert str(counts) == text


def test_counts_of_a_run_come_from_its_report(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(XML.format(failed=1))
    assert from_junit(report, 1) == Counts(passed=8, failed=1, skipped=2)


@pytest.mark.parametrize("code", [1, 2, 3, 4, -9])
def test_a_run_that_ended_badly_is_never_good(tmp_path, code):
    report = tmp_path / "report.xml"
    assert from_junit(report, code) == Counts(errors=1)
    report.write_text(XML.format(failed=0))
    assert from_junit(report, code) == Counts(passed=9, skipped=2, errors=1)


def test_a_run_without_a_readable_report_is_never_good(tmp_path):
    report = tmp_path / "report.xml"
    assert from_junit(report, 0) == Counts(errors=1)
    report.write_text("<testsuites><testsuite tests='1'")
    assert from_junit(report, 0) == Counts(errors=1)


def result(phase, **counts):
    return testing.Result(phase, Counts(**counts), 1.5, "the reason" if counts.get("not_run") else "")


def last_line(capsys):
    return capsys.readouterr().out.splitlines()[-1]


def test_the_last_line_adds_the_phases_up(capsys):
    results = [result("lint", passed=1), result("sqlite", passed=700), result("postgres", passed=690, skipped=2)]
    assert testing.conclude(results, 312.4, asked_for_tests=True) == 0
    assert last_line(capsys) == "1391 passed, 2 skipped in 312.40s"


def test_one_failure_anywhere_is_a_failure(capsys):
    results = [result("lint", failed=1), result("sqlite", passed=700)]
    assert testing.conclude(results, 2, asked_for_tests=True) == 1
    assert last_line(capsys) == "1 failed, 700 passed in 2.00s"


def test_nothing_collected_is_a_failure(capsys):
    assert testing.conclude([result("lint", passed=1), result("sqlite")], 2, asked_for_tests=True) == 1
    assert last_line(capsys) == "1 passed, 1 error in 2.00s"


def test_lint_alone_may_be_asked_for(capsys):
    assert testing.conclude([result("lint", passed=1)], 2, asked_for_tests=False) == 0


def test_what_was_not_run_is_said_in_the_last_lines(capsys):
    assert testing.conclude([result("sqlite", passed=5), result("browser", not_run=14)], 2, asked_for_tests=True) == 0
    *_, before, last = capsys.readouterr().out.splitlines()
    assert before == "NOT RUN: 14 tests in a browser, counted as skipped: the reason"
    assert last == "5 passed, 14 skipped in 2.00s"


@pytest.fixture
def session(tmp_path, monkeypatch):
    monkeypatch.setattr(testing, "_how_many", lambda session, phase: 14)
    return testing.Session(tmp_path, Path("python"), ci=False)


def refuse(kind):
    def raising(*arguments):
        raise kind("there is none")

    return raising


@pytest.mark.parametrize(
    ("phase", "module", "name", "kind"),
    [
        ("postgres", servers, "postgres_programs", servers.ServerMissing),
        ("browser", browser, "find_or_install", browser.BrowserMissing),
    ],
)
def test_a_missing_server_or_browser_is_counted_here_and_a_failure_in_ci(
    session, monkeypatch, phase, module, name, kind
):
    monkeypatch.setattr(module, name, refuse(kind))
    assert testing.run_phase(session, phase).counts == Counts(not_run=14)
    session.ci = True
    found = testing.run_phase(session, phase)
    assert found.counts == Counts(errors=1)
    assert found.remark == "there is none"


def test_a_server_that_fails_is_a_failure_everywhere(session, monkeypatch):
    monkeypatch.setattr(servers, "postgres_programs", refuse(servers.PortalError))
    assert testing.run_phase(session, "postgres").counts == Counts(errors=1)


@pytest.mark.parametrize(
    ("code", "arguments", "expected"),
    [(0, [], Counts(passed=9, skipped=2)), (5, [], Counts(errors=1)), (5, ["-k", "one"], Counts())],
)
def test_an_empty_phase_is_a_failure_unless_a_selection_was_asked_for(session, monkeypatch, code, arguments, expected):
    def pretend(session, command, env):
        report = next(part.partition("=")[2] for part in command if part.startswith("--junitxml="))
        if code == 0:
            Path(report).parent.mkdir(parents=True)
            Path(report).write_text(XML.format(failed=0))
        return code

    session.arguments = arguments
    monkeypatch.setattr(testing, "_call", pretend)
    found = testing.run_phase(session, "sqlite")
    assert found.counts == expected
    assert bool(found.remark) == (code == 5)


def test_a_selection_by_marker_does_not_bring_other_phases_in(session):
    session.marker = "slow or postgres"
    assert testing._pytest_command(session, "not browser")[-1] == "(slow or postgres) and not browser"


@pytest.mark.parametrize(
    ("cores", "arguments", "processes"),
    [
        (2, [], 2),
        (4, ["alliance", "caseload"], 4),
        (64, ["-q", "--durations=10"], 8),
        (1, [], 0),
        (2, ["alliance/tests/test_talk.py"], 0),
        (2, ["alliance/tests/test_talk.py::test_one[a]", "-q"], 0),
        (2, ["probation_portal/tests/blindness", "-s"], 0),
        (2, ["--pdb"], 0),
        (2, ["-ktalk"], 0),
        (2, ["-n3"], 0),
        (2, ["--numprocesses=3"], 0),
    ],
)
def test_every_core_has_a_process_unless_one_is_enough(cores, arguments, processes):
    assert testing.shared_out(arguments, cores)[:2] == (["-n", str(processes)] if processes else [])


def test_processes_that_share_the_tests_keep_apart(tmp_path):
    code = "import os, runner.pytest_environment; print(os.environ['PORTAL_VAR'], os.environ['CELERY_BROKER_URL'])"
    place = {"PORTAL_VAR": str(tmp_path), "CELERY_BROKER_URL": "redis://127.0.0.1:6400/0"}
    told = [
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=place | worker, capture_output=True, text=True)
        for worker in ({}, {"PYTEST_XDIST_WORKER": "gw0"}, {"PYTEST_XDIST_WORKER": "gw1"})
    ]
    assert [one.stdout.split() for one in told] == [
        [str(tmp_path), "redis://127.0.0.1:6400/0"],
        [str(tmp_path / "gw0"), "redis://127.0.0.1:6400/0"],
        [str(tmp_path / "gw1"), "redis://127.0.0.1:6400/1"],
    ]


# A fixture that holds a server, in each of two processes; the tests would go on for a minute.
LONG = """
import subprocess, time
from pathlib import Path
import pytest

@pytest.fixture(scope="session")
def server(worker_id):
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as server:
        Path(__file__).with_name(worker_id).write_text(str(server.pid))
        try:
            yield
        finally:
            server.terminate()

def test_long(server):
    time.sleep(60)
"""


@pytest.mark.slow
def test_an_interrupted_run_leaves_no_process_behind(tmp_path):
    for name in ("pytest.ini", "test_one.py", "test_two.py"):
        (tmp_path / name).write_text("[pytest]\n" if name == "pytest.ini" else LONG)
    # What was begun in the background does not hear Ctrl-C, and passes that on.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "import sys; from pathlib import Path; from runner import testing as t; s = t.Session(Path(sys.argv[1]), "
    code += (
        "Path(sys.executable), False, ['-n2', '--dist=loadscope', '-p', 'no:django', '-p', 'no:valkey']); t._sqlite(s)"
    )
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    place = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        env=place | {"PYTHONPATH": str(ROOT)},
        start_new_session=True,
        **quiet,
    ) as run:
        deadline = time.monotonic() + 30
        while not all((tmp_path / name).exists() for name in ("gw0", "gw1")) and time.monotonic() < deadline:
            time.sleep(0.05)
        servers_of_both = [int((tmp_path / name).read_text()) for name in ("gw0", "gw1")]
        # As the terminal does at Ctrl-C: to everyone in it.
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(40) != 0
    for pid in servers_of_both:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.killpg(run.pid, 0)


def test_tests_are_kept_away_from_real_data(session):
    session.environ = {"DATABASE_URL": "postgres://real", "PORTAL_VENV": "venv", "PORTAL_DEMO": "0", "PORT": "1"}
    settings = testing._settings(session, "sqlite")
    assert settings == {
        "PORTAL_VENV": "venv",
        "PORTAL_DEMO": "1",
        "PORTAL_TEST_ENGINE": "sqlite",
        "PORTAL_VAR": str(session.checkout / "var" / "test" / "sqlite"),
    }


def test_the_browser_is_the_one_that_was_chosen(monkeypatch, tmp_path):
    program = tmp_path / "chromium"
    program.touch(mode=0o755)
    monkeypatch.delenv("PORTAL_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert browser.find_or_install() == program
    other = tmp_path / "other"
    monkeypatch.setenv("PORTAL_CHROMIUM", str(other))
    with pytest.raises(browser.BrowserMissing, match="PORTAL_CHROMIUM"):
        browser.find_or_install()
    other.touch(mode=0o755)
    assert browser.find_or_install() == other


def test_no_browser_is_installed_by_anyone_but_root(monkeypatch, tmp_path):
    monkeypatch.delenv("PORTAL_CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(browser, "PLACES", ())
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    with pytest.raises(browser.BrowserMissing, match="Debian: chromium"):
        browser.find_or_install()
