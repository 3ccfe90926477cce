"""Counts of a test run, added up over the phases and written as pytest writes them."""

import contextlib
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

NOTHING_COLLECTED = 5  # pytest's exit code


@dataclass(frozen=True)
class Counts:
    """How many tests ended how. `not_run` are those that lacked a server or browser; they count as skipped."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skipped: int = 0
    not_run: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.passed + other.passed,
            self.failed + other.failed,
            self.errors + other.errors,
            self.skipped + other.skipped,
            self.not_run + other.not_run,
        )

    @property
    def good(self) -> bool:
        return not self.failed and not self.errors

    def __str__(self) -> str:
        shown = [
            (self.failed, "failed"),
            (self.passed, "passed"),
            (self.skipped + self.not_run, "skipped"),
            (self.errors, "error" if self.errors == 1 else "errors"),
        ]
        return ", ".join(f"{number} {word}" for number, word in shown if number) or "no tests ran"


def from_junit(path: Path, exit_code: int) -> Counts:
    """Counts of one pytest run. A run that ended badly is never counted as good, whatever its file says."""
    counts = Counts()
    with contextlib.suppress(FileNotFoundError, ElementTree.ParseError):
        for suite in ElementTree.parse(path).getroot().iter("testsuite"):  # noqa: S314 (pytest wrote it just now)
            tests, failed, errors, skipped = (
                int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
            )
            counts += Counts(max(0, tests - failed - errors - skipped), failed, errors, skipped)
    explained = exit_code == NOTHING_COLLECTED or (exit_code == 0 and counts != Counts())
    if counts.good and not explained:
        counts += Counts(errors=1)
    return counts
