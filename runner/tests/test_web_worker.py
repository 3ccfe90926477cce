"""The web server by itself, with one worker: whoever is slow waits alone."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from probation_portal.tests.header_table import EXACT
from runner.processes import die_with_parent, stop, unused_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 1.5
APP = """
def app(environ, start_response):
    body = environ["wsgi.input"].read()
    answer = f"{environ['REQUEST_METHOD']} {len(body)}".encode()
    if environ["PATH_INFO"] == "/long":
        answer = b"x" * 30_000_000
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]
"""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("web")
    (folder / "small_app.py").write_text(APP)
    number = unused_port()
    flags = ["--bind", f"127.0.0.1:{number}", "--workers", "1", "--worker-class", "runner.web_worker.Worker"]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "small_app:app", *flags, "--no-control-socket", "--chdir", str(folder)],
        env=os.environ | {"REQUEST_SECONDS": str(PATIENCE), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
    deadline = time.monotonic() + 60
    while not answers(number):
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.1)
    yield number
    stop(process)


def answers(port: int) -> bool:
    try:
        return talk(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")[0] == 200
    except OSError:
        return False


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=20)


def read(sock: socket.socket) -> tuple[int, bytes]:
    """The status, 0 for a connection that was only closed; and the body."""
    said = b""
    with contextlib.suppress(ConnectionResetError):
        while part := sock.recv(65_536):
            said += part
    head, _empty, body = said.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head else 0, body


def talk(port: int, request: bytes, *more: bytes) -> tuple[int, bytes]:
    with connect(port) as sock:
        sock.sendall(request)
        for part in more:
            time.sleep(0.1)
            sock.sendall(part)
        return read(sock)


POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"


def test_a_request_in_pieces_arrives_whole(port: int) -> None:
    assert talk(port, b"PO", b"ST / HTTP/1.1\r\nHost: x\r\nContent-Len", b"gth: 5\r\n\r", b"\nab", b"cde") == (
        200,
        b"POST 5",
    )
    assert talk(port, POST % 900_000 + b"\r\n", b"x" * 900_000) == (200, b"POST 900000")


def test_the_one_address_that_takes_a_picture_takes_a_longer_body(port: int) -> None:
    def head(path: str) -> bytes:
        return b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n" % path.encode()

    picture = "/volunteers/activity/00000000-0000-4000-8000-000000000000/receipt/"
    assert talk(port, head(picture), b"x" * 3_000_000) == (200, b"POST 3000000")
    # Of any other what is too long is not waited for.
    assert talk(port, head(picture + "more/"))[1] != b"POST 3000000"


def test_thirty_slow_senders_keep_nobody_waiting_and_are_cut_off(port: int) -> None:
    with contextlib.ExitStack() as stack:
        slow = [stack.enter_context(connect(port)) for _n in range(30)]
        for n, sock in enumerate(slow):
            sock.sendall(b"GET / HT" if n % 2 else POST % 900_000 + b"\r\na")
        until = time.monotonic() + PATIENCE / 2
        while time.monotonic() < until:
            # None of the thirty is cut off yet, and others are served.
            assert answers(port)
            for sock in slow:
                sock.sendall(b"b")
        assert {read(sock)[0] for sock in slow} == {408}
    assert answers(port)


def test_who_does_not_hang_up_keeps_nobody_waiting(port: int) -> None:
    with contextlib.ExitStack() as stack:
        started = time.monotonic()
        for _n in range(20):
            sock = stack.enter_context(connect(port))
            sock.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert answers(port)
        # gunicorn's own worker would wait two seconds for each.
        assert time.monotonic() - started < 5


def test_who_does_not_read_a_long_answer_is_cut_off(port: int) -> None:
    with connect(port) as sock:
        sock.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        started = time.monotonic()
        assert answers(port)
        assert time.monotonic() - started < PATIENCE + 5


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (POST % 5_000_000 + b"\r\nabc", 200),
        (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc", 411),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 40_000, 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: 1\r\n" * 200 + b"\r\n", 431),
        (b"GET /" + b"y" * 5_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400),
        (b"\x16\x03\x01\x02\x00nothing\r\n\r\n", 400),
    ],
)
def test_what_is_wrong_is_answered_at_once(port: int, request_: bytes, status: int) -> None:
    """A body that is too long is the application's to refuse: it gets what came, and then the end."""
    started = time.monotonic()
    found, body = talk(port, request_)
    assert found == status
    assert status != 200 or body == b"POST 3"
    assert time.monotonic() - started < PATIENCE


def test_who_asks_before_sending_is_told_to_go_on(port: int) -> None:
    with connect(port) as sock:
        sock.sendall(POST % 3 + b"Expect: 100-continue\r\n\r\n")
        assert sock.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        sock.sendall(b"abc")
        assert b"POST 3" in read(sock)[1]


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET /v/secret key/ HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nsecret key: x\r\n\r\n", 400),
        (b"GET /" + b"secret" * 1000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\n" + b"x: secret\r\n" * 200 + b"\r\n", 431),
    ],
)
def test_what_is_no_request_is_not_repeated_and_may_do_nothing(port: int, request_: bytes, status: int) -> None:
    """gunicorn's own page says again what it did not understand; a personal link, cut in two, is such a request."""
    with connect(port) as sock:
        sock.sendall(request_)
        said = sock.makefile("rb").read()
    head, _empty, body = said.partition(b"\r\n\r\n")
    told = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    assert (int(head.split()[1]), body) == (status, b"")
    assert b"secret" not in said
    assert told["Content-Security-Policy"].startswith("default-src 'none'")
    same = ("X-Content-Type-Options", "X-Frame-Options", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")
    assert {name: told[name] for name in same} == {name: EXACT[name] for name in same}
    assert told["Cache-Control"] == "no-store"
