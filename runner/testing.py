"""`./portal test`: every check in phases, all of them run, one sum at the end."""

import argparse
import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from runner import browser, environment, servers
from runner.errors import PortalError
from runner.results import NOTHING_COLLECTED, Counts, from_junit

# Asked on one engine only: the runner's own tests touch no database; which page answers whom is the same code on both
# (what the tables give whom is asked on both, and `check_access` walks all of it on either).
ONCE = (
    "runner/",
    "probation_portal/tests/test_access_matrix.py::TestAnswersToStaff",
    "probation_portal/tests/test_access_matrix.py::TestAnswersToOthers",
    "probation_portal/tests/test_volunteer_sees.py",
)
PHASES = ("lint", "types", "sqlite", "postgres", "browser")
TITLES = {
    "lint": "lint and format",
    "types": "types",
    "sqlite": "tests on SQLite",
    "postgres": "tests on PostgreSQL and Redis or Valkey",
    "browser": "tests in a browser",
}


# These want one process: a debugger, prints that are seen at once, a selection done before a second one has started.
ALONE = ("--pdb", "--trace", "-s", "--capture=no", "-k")
# Beyond this, processes wait for the longest file of tests and not for each other.
MOST_PROCESSES = 8

# What would point the tests at somebody's real data, or at another demo's.
NOT_FOR_TESTS = {"DATABASE_URL", "CELERY_BROKER_URL", "CACHE_URL", "SECRET_KEY", "ALLOWED_HOSTS", "PORT", "PORTAL_URL"}
NOT_FOR_TESTS |= {"PORTAL_SEED_PAIRS", "EMAIL_BACKEND", "EMAIL_FILE_PATH", "SMS_URL", "WEBHOOK_URL"}


@dataclass
class Result:
    """How one phase went."""

    phase: str
    counts: Counts
    seconds: float
    remark: str = ""


@dataclass
class Session:
    """One call of `./portal test`."""

    checkout: Path
    python: Path
    ci: bool
    arguments: list[str] = field(default_factory=list)
    marker: str = ""
    environ: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    @property
    def venv(self) -> Path:
        return self.python.parent.parent

    @property
    def reports(self) -> Path:
        return self.checkout / "var" / "test"


def command(checkout: Path, arguments: list[str]) -> int:
    """Carry out `./portal test ARGUMENTS`; the exit code."""
    parser = argparse.ArgumentParser(prog="./portal test", add_help=False, allow_abbrev=False)
    parser.add_argument("--only", choices=PHASES)
    parser.add_argument("-m", dest="marker", default="")
    options, rest = parser.parse_known_args(arguments)
    started = time.monotonic()
    heading("environment")
    python = environment.ensure(checkout, with_tests=True)
    print(f"{python}, ready in {time.monotonic() - started:.1f} s", flush=True)
    ci = os.environ.get("CI", "").lower() in ("1", "true", "yes")
    session = Session(checkout, python, ci, rest, options.marker)
    session.reports.mkdir(parents=True, exist_ok=True)
    results = [run_phase(session, phase) for phase in PHASES if options.only in (None, phase)]
    return conclude(results, time.monotonic() - started, asked_for_tests=options.only not in ("lint", "types"))


def heading(text: str) -> None:
    print(f"\n{'-' * 20} {text} {'-' * max(4, 60 - len(text))}", flush=True)


def run_phase(session: Session, phase: str) -> Result:
    """One phase, timed. What stops it short of its tests becomes part of its result, never of the others'."""
    heading(TITLES[phase])
    started = time.monotonic()
    remark = ""
    try:
        counts = _RUNS[phase](session)
        if not (counts.passed + counts.skipped) and counts.good:
            remark = "nothing collected"
    except (servers.ServerMissing, browser.BrowserMissing) as missing:
        remark = str(missing)
        counts = Counts(errors=1) if session.ci else Counts(not_run=_how_many(session, phase))
    except PortalError as problem:
        remark, counts = str(problem), Counts(errors=1)
    result = Result(phase, counts, time.monotonic() - started, remark)
    print(f"{TITLES[phase]}: {result.counts} in {result.seconds:.1f} s{' - ' + remark if remark else ''}", flush=True)
    return result


def conclude(results: list[Result], seconds: float, *, asked_for_tests: bool) -> int:
    """Print the table and the sum; the exit code."""
    total = sum((result.counts for result in results), Counts())
    heading("all phases")
    for result in results:
        note = "one test" if result.phase in ("lint", "types") else result.remark.partition("\n")[0]
        print(f"{TITLES[result.phase]:<42}{result.seconds:>8.1f} s   {result.counts}{f'  ({note})' if note else ''}")
    ran = sum(r.counts.passed + r.counts.failed + r.counts.errors for r in results if r.phase not in ("lint", "types"))
    if asked_for_tests and not ran and not total.not_run:
        print("No test was collected: that is a failure.")
        total += Counts(errors=1)
    for result in results:
        if result.counts.not_run:
            print(f"NOT RUN: {result.counts.not_run} {TITLES[result.phase]}, counted as skipped: {result.remark}")
    print(f"{total} in {seconds:.2f}s", flush=True)
    return 0 if total.good else 1


def _lint(session: Session) -> Counts:
    ruff = [str(session.python), "-m", "ruff"]
    checks = [_call(session, [*ruff, "check", "."]), _call(session, [*ruff, "format", "--check", "."])]
    return _as_one_test(not any(checks))


def _types(session: Session) -> Counts:
    return _as_one_test(_call(session, [str(session.python), "-m", "mypy"], _settings(session, "types")) == 0)


def _as_one_test(good: bool) -> Counts:
    return Counts(passed=1) if good else Counts(failed=1)


def _sqlite(session: Session) -> Counts:
    return _pytest(session, "sqlite", "not browser", {})


def _postgres(session: Session) -> Counts:
    with servers.postgres(session.venv) as database, servers.redis(session.venv) as broker:
        print(f"{database.programs} and {broker.program.name}, on free ports", flush=True)
        place = {"DATABASE_URL": database.url, "CELERY_BROKER_URL": broker.url}
        return _pytest(session, "postgres", "not browser", place, *(f"--deselect={path}" for path in ONCE))


def _browser(session: Session) -> Counts:
    chromium = browser.find_or_install()
    # Playwright keeps an event loop in this thread; Django would refuse every query for that.
    place = {"PORTAL_CHROMIUM": str(chromium), "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
    return _pytest(session, "browser", "browser", place)


_RUNS: dict[str, Callable[[Session], Counts]] = {
    "lint": _lint,
    "types": _types,
    "sqlite": _sqlite,
    "postgres": _postgres,
    "browser": _browser,
}


def _pytest(session: Session, phase: str, marker: str, place: Mapping[str, str], *more: str) -> Counts:
    report = session.reports / f"{phase}.xml"
    report.unlink(missing_ok=True)
    code = _call(
        session,
        [*_pytest_command(session, marker), *shared_out(session.arguments), f"--junitxml={report}", *more],
        {**_settings(session, phase), **place},
    )
    counts = from_junit(report, code)
    if code == NOTHING_COLLECTED and not session.arguments and not session.marker:
        # The whole suite was meant, so an empty phase is a broken one; a selection may leave one empty.
        raise PortalError("no test was collected")
    return counts


def _pytest_command(session: Session, marker: str) -> list[str]:
    both = f"({session.marker}) and {marker}" if session.marker else marker
    return [str(session.python), "-m", "pytest", *session.arguments, "-m", both]


def shared_out(arguments: list[str], cores: int | None = None) -> list[str]:
    """pytest's options for a process on every core. A file stays whole, as its tests may share what is slow to make."""
    processes = min(cores or _cores(), MOST_PROCESSES)
    chosen = any(".py" in one or one.startswith((*ALONE, "-n", "--numprocesses")) for one in arguments)
    # The order is ours (see conftest.py): the files that take long first.
    return [] if chosen or processes < 2 else ["-n", str(processes), "--dist=loadscope", "--no-loadscope-reorder"]


def _cores() -> int:
    """Those that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _settings(session: Session, phase: str) -> dict[str, str]:
    """The caller's environment, made into that of this phase."""
    kept = {name: value for name, value in session.environ.items() if name not in NOT_FOR_TESTS}
    return {**kept, "PORTAL_TEST_ENGINE": phase, "PORTAL_DEMO": "1", "PORTAL_VAR": str(session.reports / phase)}


def _how_many(session: Session, phase: str) -> int:
    """How many tests a phase that cannot run would have run."""
    marker = "browser" if phase == "browser" else "not browser"
    asked = [*_pytest_command(session, marker), "--collect-only", "-q"]
    done = subprocess.run(
        asked, cwd=session.checkout, env=_settings(session, phase), stdout=subprocess.PIPE, text=True, check=False
    )
    return sum("::" in line for line in done.stdout.splitlines())


def _call(session: Session, arguments: list[str], env: Mapping[str, str] | None = None) -> int:
    with _child(session, arguments, env or _settings(session, "lint")) as process:
        return process.wait()


@contextlib.contextmanager
def _child(session: Session, arguments: list[str], env: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(arguments, cwd=session.checkout, env=dict(env))
    try:
        yield process
    except BaseException as reason:
        # Let the child put its things away before the servers under it go. Ctrl-C has reached it already.
        if not isinstance(reason, KeyboardInterrupt):
            process.send_signal(signal.SIGINT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            # pytest-xdist gives its processes five seconds before it interrupts them.
            process.wait(30)
        process.kill()
        process.wait()
        raise
