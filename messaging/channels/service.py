"""A provider over HTTP: one JSON POST per message, the row's id as idempotency key, a look-up by the same id.

With the standard library, because it has what most clients hide: connecting is one step and sending the next, so a
provider that cannot be reached is told apart from one that took the message and fell silent.
"""

import contextlib
import http.client
import json
import ssl
import uuid
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from messaging.channels.answers import BROKEN_OFF, Answer, CannotBeMade, Unreachable, of_http, of_look_up
from messaging.kinds import Mail

# An answer is a few words; a server that sends more is not listened to any further.
LONGEST_ANSWER = 16 * 1024
_BY_ITSELF = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Parcel:
    key: uuid.UUID
    body: bytes


class ServiceLine:
    def __init__(self, connection: http.client.HTTPConnection, path: str, token: str) -> None:
        self.connection, self.path, self.token = connection, path, token

    def __enter__(self) -> "ServiceLine":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):
            self.connection.close()

    def hand_over(self, parcel: Parcel) -> Answer:
        headers = {"Content-Type": "application/json", "Idempotency-Key": str(parcel.key)}
        try:
            status, said = self.ask("POST", self.path, parcel.body, headers)
        except (OSError, http.client.HTTPException):
            return BROKEN_OFF
        return of_http(status, said.get("error", ""))

    def ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        """The status and the words of the answer; a body that is no JSON object has none. Follows no redirect."""
        self.connection.request(method, path, body, headers | {"Authorization": f"Bearer {self.token}"})
        answer = self.connection.getresponse()
        return answer.status, _words(answer.read(LONGEST_ANSWER))


class ServiceSender:
    """`name` is the prefix of its settings: `<name>_URL`, `<name>_TOKEN`."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def url(self) -> str:
        url: str = getattr(settings, f"{self.name}_URL")
        return url

    @property
    def is_configured(self) -> bool:
        return bool(self.url)

    def parcel(self, key: uuid.UUID, mail: Mail) -> Parcel:
        if not mail.to:
            raise CannotBeMade("no address")
        return self.packed(key, to=mail.to, subject=mail.subject, text=mail.body)

    def packed(self, key: uuid.UUID, **content: str) -> Parcel:
        return Parcel(key, json.dumps({"reference": str(key), **content}).encode())

    def open(self) -> ServiceLine:
        try:
            parts = urlsplit(self.url)
            connection = self._connection(parts.scheme, parts.hostname or "", parts.port)
            connection.connect()
        except (OSError, ValueError, http.client.HTTPException) as problem:
            raise Unreachable from problem
        return ServiceLine(connection, parts.path.rstrip("/") or "/", getattr(settings, f"{self.name}_TOKEN"))

    def _connection(self, scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
        timeout = settings.CHANNEL_TIMEOUT
        if scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=timeout, context=ssl.create_default_context())
        # In the clear only within this machine: an address and a personal link would pass by.
        if scheme != "http" or host not in _BY_ITSELF:
            raise ValueError("a provider is reached by https")
        return http.client.HTTPConnection(host, port, timeout=timeout)

    def look_up(self, key: uuid.UUID) -> Answer | None:
        with self.open() as line:
            try:
                status, said = line.ask("GET", f"{line.path.rstrip('/')}/{key}", None, {})
            except (OSError, http.client.HTTPException) as problem:
                raise Unreachable from problem
        return of_look_up(status, said.get("status", ""), said.get("error", ""))


def _words(body: bytes) -> dict[str, str]:
    try:
        said: Any = json.loads(body)
    except ValueError:
        return {}
    return {key: value for key, value in said.items() if isinstance(value, str)} if isinstance(said, dict) else {}
