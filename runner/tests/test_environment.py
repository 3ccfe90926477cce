import ast
import importlib.util
import runpy
import sys
import threading
from pathlib import Path

import pytest

from runner import environment
from runner.errors import PortalError

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    monkeypatch.delenv("PORTAL_VENV", raising=False)
    for name in (*environment.RUNTIME, *environment.TESTS):
        (tmp_path / name).write_text("something==1\n")
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    """What would have been run; `venv` makes its folder as the real one does."""
    done = []

    def pretend(command, failure, on_line=None):
        done.append(" ".join(command))
        if "venv" in command:
            folder = Path(command[-1])
            (folder / "bin").mkdir(parents=True, exist_ok=True)
            (folder / "bin" / "python").touch()
            for stamp in folder.glob("*.stamp"):
                stamp.unlink()

    monkeypatch.setattr(environment, "_checked", pretend)
    return done


def test_made_once_and_left_alone_afterwards(checkout, commands):
    python = environment.ensure(checkout)
    assert python == checkout / ".venv" / "bin" / "python"
    said = [("venv" in c.split(), "requirements.txt" in c) for c in commands]
    assert said == [(True, False), (False, True), (False, False)]
    commands.clear()
    environment.ensure(checkout)
    assert commands == []


@pytest.mark.parametrize("name", environment.RUNTIME)
def test_made_anew_when_a_requirement_changes(checkout, commands, name):
    environment.ensure(checkout)
    commands.clear()
    (checkout / name).write_text("something==2\n")
    environment.ensure(checkout)
    assert "--clear" in commands[0]


def test_made_anew_for_another_python(checkout, commands, monkeypatch):
    environment.ensure(checkout)
    commands.clear()
    monkeypatch.setattr(environment.platform, "python_version", lambda: "3.99.0")
    environment.ensure(checkout)
    assert "--clear" in commands[0]


def test_made_anew_when_its_python_is_gone(checkout, commands):
    python = environment.ensure(checkout)
    commands.clear()
    python.unlink()
    python.symlink_to(checkout / "no-longer-there")
    environment.ensure(checkout)
    assert "--clear" in commands[0]


def test_test_requirements_are_added_without_making_it_anew(checkout, commands):
    environment.ensure(checkout)
    commands.clear()
    environment.ensure(checkout, with_tests=True)
    assert len(commands) == 1
    assert "requirements-test.txt" in commands[0]
    commands.clear()
    environment.ensure(checkout)
    environment.ensure(checkout, with_tests=True)
    assert commands == []


def test_no_stamp_after_a_failed_install(checkout, commands, monkeypatch):
    pretend = environment._checked

    def failing(command, failure, on_line=None):
        pretend(command, failure, on_line)
        if "install" in command:
            raise PortalError(failure)

    monkeypatch.setattr(environment, "_checked", failing)
    with pytest.raises(PortalError, match="could not be installed"):
        environment.ensure(checkout)
    monkeypatch.setattr(environment, "_checked", pretend)
    commands.clear()
    environment.ensure(checkout)
    assert len(commands) == 3


def test_two_at_once_make_it_once(checkout, commands):
    threads = [threading.Thread(target=environment.ensure, args=(checkout,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(commands) == 3


def test_another_folder_may_be_named(checkout, commands, monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_VENV", str(tmp_path / "elsewhere"))
    assert environment.ensure(checkout) == tmp_path / "elsewhere" / "bin" / "python"


def test_says_in_one_line_that_venv_is_missing(checkout, monkeypatch):
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(PortalError, match="python3-venv"):
        environment.ensure(checkout)


def test_a_failed_command_shows_its_last_lines():
    with pytest.raises(PortalError, match="(?s)it failed:.*the reason"):
        environment._checked([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], "it failed")


def test_an_old_python_is_told_so_in_one_line(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(SystemExit, match=r"^portal: needs Python 3\.11 or newer; this is Python 3\.9$"):
        runpy.run_path(str(CHECKOUT / "portal"), run_name="__main__")


def test_an_old_python_can_read_the_command():
    ast.parse((CHECKOUT / "portal").read_text(), feature_version=(3, 7))


def test_every_requirement_says_why_and_is_pinned():
    pinned = {line.partition("==")[0].lower() for line in (CHECKOUT / "constraints.txt").read_text().splitlines()}
    for name in ("requirements.txt", "requirements-files.txt", "requirements-test.txt"):
        for line in (CHECKOUT / name).read_text().splitlines():
            if line.startswith("#"):
                continue
            requirement, _, reason = line.partition("#")
            assert len(reason.strip()) > 10, line
            package = requirement.split("[")[0].split(">")[0].strip().lower()
            assert package.replace("-", "_") in {name.replace("-", "_") for name in pinned}, line


def test_at_most_fifteen_runtime_requirements():
    lines = (CHECKOUT / "requirements.txt").read_text().splitlines()
    assert sum(not line.startswith("#") for line in lines) <= 15


def test_psycopg_3_was_not_picked_up():
    """Django would prefer it silently, and the tests would run on another driver than production."""
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert not is_psycopg3
    assert importlib.util.find_spec("psycopg") is None
