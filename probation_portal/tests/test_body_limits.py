"""What is too much for the real server: refused, in Dutch where the portal answers, and nobody else waits for it."""

import contextlib
import http.client
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from probation_portal.tests.stack import Stack

pytestmark = pytest.mark.browser


def ask(stack: Stack, headers: dict[str, str], body: bytes) -> tuple[int, str]:
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=20)
    try:
        connection.request("POST", "/account/login/", body, headers)
        response = connection.getresponse()
        return response.status, response.read().decode(errors="replace")
    finally:
        connection.close()


def memory(stack: Stack) -> int:
    """Resident bytes of the portal and all its children."""
    group, seen = {stack.process.pid}, 0
    for _generation in range(4):
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                words = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(words[1]) in group:
                group.add(int(stat.parent.name))
    for pid in group:
        try:
            seen += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4096
        except OSError:
            continue
    return seen


def cookie(stack: Stack) -> dict[str, str]:
    """That of a page with a form: without it a body is refused (403) before it is read."""
    connection = http.client.HTTPConnection(stack.url.removeprefix("http://"), timeout=20)
    connection.request("GET", "/account/login/")
    set_cookie = connection.getresponse().headers["Set-Cookie"]
    connection.close()
    return FORM | {"Cookie": set_cookie.partition(";")[0]}


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def test_a_body_of_11_mb_and_2000_fields_are_refused_in_dutch_and_cost_no_memory(stack: Stack) -> None:
    # Each process loads what a page needs at its first one; only what bodies cost is asked here.
    with ThreadPoolExecutor(16) as many:
        headers = list(many.map(lambda _n: cookie(stack), range(64)))[0]
    before = memory(stack)
    for _n in range(10):
        status, page = ask(stack, headers, b"&".join(b"f%d=1" % n for n in range(2_000)))
        assert (status, "konden we niet lezen" in page) == (400, True)
        try:
            status, page = ask(stack, headers, b"a=" + b"x" * 11_000_000)
        except (ConnectionResetError, BrokenPipeError):
            # It answered before all was sent, and hung up.
            continue
        assert (status, "konden we niet lezen" in page) == (413, True)
    assert memory(stack) - before < 50_000_000


def test_200_headers_are_refused(stack: Stack) -> None:
    status, _page = ask(stack, FORM | {f"X-{n}": "1" for n in range(200)}, b"")
    assert status in (400, 431)


def test_forty_slow_senders_keep_nobody_waiting(stack: Stack) -> None:
    """Many more than there are processes. That they are cut off in the end is seen in `runner/tests`."""
    host, _colon, port = stack.url.removeprefix("http://").partition(":")
    with contextlib.ExitStack() as connections:
        slow = [connections.enter_context(socket.create_connection((host, int(port)))) for _n in range(40)]
        for sock in slow:
            sock.sendall(b"POST /account/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\na")
        for n in range(20):
            started = time.monotonic()
            connection = http.client.HTTPConnection(host, int(port), timeout=10)
            connection.request("GET", "/health/live")
            assert connection.getresponse().status == 200
            connection.close()
            assert time.monotonic() - started < 3
            slow[n].sendall(b"b")
