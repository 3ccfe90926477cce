import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from runner import commands, stack
from runner.errors import PortalError

ROOT = Path(__file__).resolve().parents[2]


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_taken_port_is_told_with_the_way_out():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortalError, match=rf"port {port} .*PORT={port + 1} \./portal run"):
            stack.free_port(str(port))
    assert stack.free_port(str(port)) == port


@pytest.mark.parametrize("text", ["", "eight", "0", "70000", "-1"])
def test_a_port_that_is_none(text):
    with pytest.raises(PortalError, match="is not a port number"):
        stack.free_port(text)


def test_demo_mode_unless_told_otherwise(monkeypatch):
    assert commands.demo_settings({}) == {"PORTAL_DEMO": "1", "PORTAL_VAR": str(ROOT / "var")}
    kept = {"PORTAL_DEMO": "0", "PORTAL_VAR": "elsewhere", "SECRET_KEY": "x"}
    assert commands.demo_settings(kept) == kept


def test_one_stack_to_a_folder(tmp_path):
    with stack._only_one(tmp_path):
        with pytest.raises(PortalError, match="in use by another"), stack._only_one(tmp_path):
            pytest.fail("two at once")
    with stack._only_one(tmp_path):
        pass


def test_the_three_services(tmp_path):
    web, worker, beat = stack.services(Path("python"), tmp_path, tmp_path, 8123)
    assert "127.0.0.1:8123" in web.command
    assert "probation_portal.wsgi" in web.command
    assert "--access-logfile" not in web.command
    assert (worker.name, beat.name) == ("worker", "beat")
    assert str(tmp_path / "beat-schedule") in beat.command


def supervise(tmp_path, children, until, **options):
    """Run a supervisor in this thread until `until(what it said)` holds; what it said."""
    said = []
    supervisor = stack.Supervisor(children, tmp_path / "log", dict(os.environ), tmp_path, tell=said.append, **options)

    def watch():
        deadline = time.monotonic() + 10
        while not until(said) and time.monotonic() < deadline:
            time.sleep(0.02)
        supervisor.stopping = True

    watcher = threading.Thread(target=watch)
    watcher.start()
    supervisor.run()
    watcher.join()
    return said


def python(name, code):
    return stack.Service(name, [sys.executable, "-c", code])


def test_a_child_that_dies_is_named_and_started_again_ever_more_slowly(tmp_path):
    child = python("worker", "raise SystemExit(3)")
    said = supervise(tmp_path, [child], lambda said: len(said) >= 3, first_pause=0.05, longest_pause=0.1, grace=2)
    assert [line for line in said if "worker ended (exit 3); starting it again" in line][2:]
    assert child.pause == 0.1


def test_a_killed_child_is_named_by_its_signal(tmp_path):
    child = python("beat", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    said = supervise(tmp_path, [child], lambda said: bool(said), grace=2)
    assert "beat ended (SIGKILL)" in said[0]


def test_faults_of_the_web_server_reach_the_console_and_routine_does_not(tmp_path):
    code = "print('[1] [INFO] booting'); print('ERROR something broke', flush=True); import time; time.sleep(30)"
    said = supervise(tmp_path, [python("web", code), python("worker", code)], lambda said: bool(said), grace=2)
    assert said[0] == "web | ERROR something broke"
    assert not any("booting" in line or line.startswith("worker |") for line in said)
    assert "booting" in (tmp_path / "log" / "web.log").read_text()


def test_logs_stay_short_and_faults_are_shown_on(tmp_path):
    code = """
        import time
        for number in range(10_000):
            print(f"ERROR {number} " + "x" * 90, flush=True)
            time.sleep(0.001)
    """
    child = python("web", textwrap.dedent(code))
    log, before = tmp_path / "log" / "web.log", tmp_path / "log" / "web.log.1"
    longest = []

    def seen_on(said):
        longest.append(max(path.stat().st_size if path.exists() else 0 for path in (log, before)))
        return before.exists() and len(said) > 1000

    said = supervise(tmp_path, [child], seen_on, longest_log=20_000, grace=2)
    assert before.stat().st_size > 20_000
    # Looked at ten times a second; a slow machine may look less often.
    assert max(longest) < 80_000
    numbers = [int(line.split()[3]) for line in said if line.startswith("web | ERROR")]
    assert len(numbers) > 1000
    assert numbers == sorted(set(numbers))


# A run under nohup hands down an ignored SIGHUP, which the stack rightly leaves ignored; here it must count.
SCRIPT = """
    import signal, sys
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    from pathlib import Path
    from runner import stack
    good = "import time; time.sleep(60)"
    deaf = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); " + good
    children = [stack.Service(name, [sys.executable, "-c", code]) for name, code in (("web", good), ("worker", deaf))]
    log = Path(sys.argv[1])
    supervisor = stack.Supervisor(children, log, {}, log, grace=0.5)

    def announce():
        while b"deaf" not in (log / "worker.log").read_bytes():
            pass
        print(*[child.process.pid for child in children], flush=True)

    sys.exit(supervisor.run(None, announce))
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_all_and_kills_what_will_not(tmp_path, number):
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        pids = [int(part) for part in process.stdout.readline().split()]
        assert all(alive(pid) for pid in pids)
        process.send_signal(number)
        said = process.stdout.read()
    assert process.returncode == 0
    assert not any(alive(pid) for pid in pids)
    assert "worker did not stop" in said
    assert "web did not stop" not in said
