"""The worker of the web server: a request comes in when it is whole, and not before.

gunicorn's own worker reads from one connection at a time, so as many slow senders as there are workers shut everybody
else out. This one collects what comes on all its connections, serves the requests that are complete, and hangs up on
whoever takes too long. A request in service never waits for its sender: what is not here by then is not read.
"""

import contextlib
import os
import re
import selectors
import socket
import time
from typing import Any

from gunicorn.http.errors import (
    InvalidResponseHeader,
    InvalidResponseHeaderName,
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)
from gunicorn.workers.sync import SyncWorker

PATIENCE = float(os.environ.get("REQUEST_SECONDS") or 20)
# A head is at most this long, a body too: a longer one is handed on as far as it came, for the portal to refuse.
LONGEST_HEAD, LONGEST_BODY = 32 * 1024, 1024 * 1024
# The one address that takes a file (`PICTURE_ADDRESS` in the settings, which say the same).
LONGEST_PICTURE = 9 * 1024 * 1024
_PICTURE = re.compile(rb"POST /volunteers/activity/[0-9a-f-]{36}/receipt/ HTTP/")
# What a worker waits for at once; beyond that the oldest go.
MOST, MOST_BYTES = 200, 3 * LONGEST_PICTURE
# How long the other side may take to hang up after an answer, and what it may still send meanwhile is thrown away.
LINGER = 2.0

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_IN_CHUNKS = re.compile(rb"\r\ntransfer-encoding[ \t]*:", re.IGNORECASE)
_ASKS_FIRST = re.compile(rb"\r\nexpect:[ \t]*100-continue", re.IGNORECASE)
_REFUSALS = {
    400: b"HTTP/1.1 400 Bad Request",
    408: b"HTTP/1.1 408 Request Timeout",
    411: b"HTTP/1.1 411 Length Required",
    414: b"HTTP/1.1 414 URI Too Long",
    431: b"HTTP/1.1 431 Request Header Fields Too Large",
    500: b"HTTP/1.1 500 Internal Server Error",
}
# Headers that the portal itself would have sent are the portal's fault, though gunicorn counts them as a bad request.
_OURS = (InvalidResponseHeader, InvalidResponseHeaderName)
# The portal never sees these requests, so what its middleware adds stands here, as far as an empty answer needs it.
_EMPTY = b"""
Connection: close
Content-Length: 0
Cache-Control: no-store
Content-Security-Policy: default-src 'none'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'
Cross-Origin-Opener-Policy: same-origin
Cross-Origin-Resource-Policy: same-origin
Cross-Origin-Embedder-Policy: require-corp
Referrer-Policy: strict-origin
X-Content-Type-Options: nosniff
X-Frame-Options: DENY

""".replace(b"\n", b"\r\n")


class Connection:
    """One connection and what came on it. To gunicorn it is a socket that has all of its request, and then the end."""

    def __init__(self, sock: socket.socket, address: Any) -> None:
        self.sock, self.address = sock, address
        self.data = bytearray()
        self.length = 0  # of the whole request; 0 while its head is not in
        self.until = time.monotonic() + PATIENCE
        self.is_answered = self.is_over = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.sock, name)

    def recv(self, size: int) -> bytes:
        found = bytes(self.data[:size])
        del self.data[:size]
        return found

    def close(self) -> None:
        """By gunicorn, after the answer. Hanging up before the other side does could cut off what it still reads."""
        self.is_answered, self.data = True, bytearray()
        self.until = time.monotonic() + LINGER
        self.sock.setblocking(False)

    def gather(self) -> int:
        """Take what has come. 200 when it can be served, 0 while it cannot, otherwise what to refuse it with."""
        try:
            fresh = self.sock.recv(65_536)
        except (BlockingIOError, InterruptedError):
            return 0
        except OSError:
            fresh = b""
        self.is_over = not fresh
        if self.is_answered or self.is_over:
            return 0
        self.data += fresh
        if not self.length and (refused := self._read_head()):
            return refused
        return 200 if 0 < self.length <= len(self.data) else 0

    def _read_head(self) -> int:
        end = self.data.find(b"\r\n\r\n")
        if not 0 <= end <= LONGEST_HEAD:
            return 431 if len(self.data) > LONGEST_HEAD else 0
        head = bytes(self.data[: end + 2])
        if _IN_CHUNKS.search(head):
            return 411
        body = int(found[1]) if (found := _LENGTH.search(head)) else 0
        longest = LONGEST_PICTURE if _PICTURE.match(head) else LONGEST_BODY
        self.length = end + 4 + (body if body <= longest else 0)
        if _ASKS_FIRST.search(head) and self.length > len(self.data):
            self.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        return 0


class Worker(SyncWorker):  # type: ignore[misc]
    def run(self) -> None:
        self.selector = selectors.DefaultSelector()
        self.waiting: dict[int, Connection] = {}
        for listener in self.sockets:
            listener.setblocking(False)
            self.selector.register(listener, selectors.EVENT_READ)
        self.selector.register(self.PIPE[0], selectors.EVENT_READ)
        while self.alive and self.is_parent_alive():
            self.notify()
            for key, _events in self.selector.select(1.0):
                if isinstance(key.data, Connection):
                    self._look_at(key.data)
                elif key.fileobj in self.sockets:
                    self._let_in(key.fileobj)
                else:
                    os.read(self.PIPE[0], 4096)
            self._hang_up_on_the_slow()

    def _let_in(self, listener: Any) -> None:
        try:
            sock, address = listener.accept()
        except (BlockingIOError, ConnectionAbortedError, InterruptedError):
            return  # another worker was first, or it is gone
        sock.setblocking(False)
        found = Connection(sock, address)
        self.waiting[sock.fileno()] = found
        self.selector.register(sock, selectors.EVENT_READ, found)
        # Mostly all of it is there already.
        self._look_at(found)

    def _look_at(self, connection: Connection) -> None:
        status = connection.gather()
        if connection.is_over:
            self._drop(connection)
        elif status == 200:
            self._serve(connection)
        elif status:
            self._refuse(connection, status)

    def _serve(self, connection: Connection) -> None:
        # Blocking, but not for ever: sending a long answer to who does not read it ends too.
        connection.sock.settimeout(PATIENCE)
        self.notify()
        self.handle(self.sockets[0], connection, connection.address)
        # Most have hung up by now.
        self._look_at(connection)

    def handle_error(self, req: Any, client: Connection, addr: Any, exc: BaseException) -> None:
        """What is no request. gunicorn's own answer, and its line in the log, repeat what came: perhaps a link."""
        is_theirs = isinstance(exc, ParseException) and not isinstance(exc, _OURS)
        status = {LimitRequestLine: 414, LimitRequestHeaders: 431}.get(type(exc), 400 if is_theirs else 500)
        self.log.warning("Answered %s: %s", status, type(exc).__name__, exc_info=None if is_theirs else exc)
        with contextlib.suppress(OSError):
            client.sock.send(_REFUSALS[status] + _EMPTY)

    def _refuse(self, connection: Connection, status: int) -> None:
        try:
            connection.sock.send(_REFUSALS[status] + _EMPTY)
            connection.sock.shutdown(socket.SHUT_WR)
            connection.close()
        except OSError:
            self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self.selector.unregister(connection.sock)
        del self.waiting[connection.sock.fileno()]
        connection.sock.close()

    def _hang_up_on_the_slow(self) -> None:
        now = time.monotonic()
        # In the order in which they came.
        for connection in list(self.waiting.values()):
            if connection.until <= now:
                self._drop(connection) if connection.is_answered else self._refuse(connection, 408)
        held = sum(len(connection.data) for connection in self.waiting.values())
        for connection in list(self.waiting.values()):
            if len(self.waiting) <= MOST and held <= MOST_BYTES:
                break
            held -= len(connection.data)
            self._drop(connection)
