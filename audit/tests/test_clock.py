import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audit import clock

NOON = dt.datetime(2026, 3, 1, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _own_file(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.fixture
def _running() -> Iterator[None]:
    """The clock of a page: not held, as every other test has it."""
    token = clock._held.set(None)
    yield
    clock._held.reset(token)


def test_the_clock_can_be_held_and_goes_back_to_what_it_was() -> None:
    before = clock.now()
    with clock.at(NOON):
        assert clock.now() == NOON
        with clock.at(NOON + dt.timedelta(days=1)):
            assert clock.today() == dt.date(2026, 3, 2)
        assert clock.now() == NOON
    assert clock.now() == before


def test_it_goes_back_after_a_fault_too() -> None:
    before = clock.now()
    with pytest.raises(RuntimeError), clock.at(NOON):
        raise RuntimeError
    assert clock.now() == before


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (dt.datetime(2026, 1, 31, 22, 59, tzinfo=dt.UTC), dt.date(2026, 1, 31)),
        (dt.datetime(2026, 1, 31, 23, 0, tzinfo=dt.UTC), dt.date(2026, 2, 1)),
        (dt.datetime(2026, 7, 31, 21, 59, tzinfo=dt.UTC), dt.date(2026, 7, 31)),
        (dt.datetime(2026, 7, 31, 22, 0, tzinfo=dt.UTC), dt.date(2026, 8, 1)),
    ],
)
def test_the_day_is_the_one_in_amsterdam(moment: dt.datetime, day: dt.date) -> None:
    with clock.at(moment):
        assert clock.today() == day


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"), clock.at(NOON.replace(tzinfo=None)):
        pass


@pytest.mark.usefixtures("_running")
def test_in_the_demo_it_moves_for_everyone_and_back(settings: Any) -> None:
    settings.DEMO_MODE = True
    real = dt.datetime.now(dt.UTC)
    clock.move(190)
    assert abs(clock.now() - real - dt.timedelta(days=190)) < dt.timedelta(minutes=1)
    clock.move(0)
    assert clock.moved_days() == 0


@pytest.mark.parametrize("days", [-1, 3651])
def test_it_moves_neither_back_nor_beyond_reason(days: int, settings: Any) -> None:
    settings.DEMO_MODE = True
    with pytest.raises(ValueError, match="3650"):
        clock.move(days)


def test_a_file_that_makes_no_sense_moves_nothing(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MODE = True
    assert clock.moved_days() == 0
    (tmp_path / "demo-clock").write_text("morgen")
    assert clock.moved_days() == 0


def test_outside_the_demo_it_never_moves(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MODE = False
    (tmp_path / "demo-clock").write_text("190")
    assert clock.moved_days() == 0
    with pytest.raises(RuntimeError, match="demo mode"):
        clock.move(1)
