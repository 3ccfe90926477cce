"""A provider on loopback, over real HTTP, that keeps what it takes and answers as it is told."""

import http.server
import json
import socketserver
import threading
from types import TracebackType
from typing import Any

CUT = "cut"  # the line goes dead instead of an answer
CUT_AFTER = "cut after"  # it took the message first
HANG = "hang"


class Provider(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """`answer` is what a POST gets: a status, a status with an error word, or one of the words above.

    `taken` holds every message it took, in order; `known` what a look-up may find, by reference.
    """

    daemon_threads = True
    request_queue_size = 64

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer: int | str | tuple[int, str] = 202
        self.look_up_answer: int | None = None
        self.taken: list[dict[str, Any]] = []
        self.known: dict[str, str] = {}
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        self.let_go = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/messages"

    def __enter__(self) -> "Provider":
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self.let_go.set()
        self.shutdown()
        self.server_close()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A worker that is killed in the middle is what these tests are about."""

    def take(self, message: dict[str, Any]) -> None:
        with self.lock:
            # As real ones do: the same key again is the same message.
            if message["reference"] not in self.known:
                self.taken.append(message)
                self.known[message["reference"]] = "accepted"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Provider

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.headers.append(dict(self.headers))
        answer = self.server.answer
        if answer == CUT_AFTER or (isinstance(answer, int) and answer < 300):
            self.server.take(message)
        if answer == HANG:
            self.server.let_go.wait(30)
        if isinstance(answer, str):
            self.close_connection = True
            return
        status, error = answer if isinstance(answer, tuple) else (answer, "")
        self._say(status, {"error": error})

    def do_GET(self) -> None:
        if self.server.look_up_answer is not None:
            self._say(self.server.look_up_answer, {})
            return
        status = self.server.known.get(self.path.rpartition("/")[2])
        self._say(200 if status else 404, {"status": status} if status else {"error": "unknown_reference"})

    def _say(self, status: int, words: dict[str, Any]) -> None:
        body = json.dumps(words).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        return
