"""The headers as they must be, written down once more apart from the settings, and what of an answer deviates."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern
from django.urls.converters import UUIDConverter

POLICY = {
    "default-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "img-src": {"'self'"},
    "font-src": {"'self'"},
    "connect-src": {"'self'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'"},
    "base-uri": {"'none'"},
    "object-src": {"'none'"},
    "require-trusted-types-for": {"'script'"},
    "report-uri": {"/csp-report/"},
    "report-to": {"csp"},
}
EXACT = {
    "Reporting-Endpoints": 'csp="/csp-report/"',
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), "
        "microphone=(), midi=(), payment=(), usb=()"
    ),
}
STRICT_TRANSPORT = "max-age=63072000; includeSubDomains"
FORGET = {'"cache"', '"storage"'}
KEPT = {"public", "max-age=31536000", "immutable"}
# Of a file of ours whose address does not change with it.
KEPT_SHORTLY = {"public", "max-age=60"}


@dataclass(frozen=True)
class Answer:
    """One answer, whichever client got it. `cookies`: every Set-Cookie line. `hashed`: a static file by its hash."""

    path: str
    status: int
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()
    https: bool = False
    hashed: bool = False


def something(converter: Any) -> Any:
    """Fits this part of an address, and nothing has it as its name."""
    if isinstance(converter, UUIDConverter):
        return uuid.UUID("00000000-0000-4000-8000-000000000000")
    first, *others = converter.regex.split("|")
    return first if others else "A" * 32


def named(pattern: URLPattern) -> dict[str, Any]:
    """Something for every part of an address; nothing has these names."""
    if pattern.name == "account_reset_password_from_key":
        return {"uidb36": "abc", "key": "abc-def"}
    return {name: something(converter) for name, converter in pattern.pattern.converters.items()}


def parsed(policy: str) -> dict[str, set[str]]:
    """Directives come in another order in each process, so sets are compared."""
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: set(values) for name, *values in parts}


def listed(value: str) -> set[str]:
    return {part.strip() for part in value.split(",") if part.strip()}


def deviations(answer: Answer) -> list[str]:
    """What is missing, other than it must be, or too much."""
    found = {name.lower(): value for name, value in answer.headers.items()}
    expected = dict(EXACT)
    expected["Referrer-Policy"] = "strict-origin" if answer.path.startswith("/v/") else "same-origin"
    if answer.https:
        expected["Strict-Transport-Security"] = STRICT_TRANSPORT
    wrong = [
        f"{name}: {found.get(name.lower())}" for name, value in expected.items() if found.get(name.lower()) != value
    ]
    if parsed(found.get("content-security-policy", "")) != POLICY:
        wrong.append(f"Content-Security-Policy: {found.get('content-security-policy')}")
    kept = listed(found.get("cache-control", ""))
    file = answer.path.startswith("/static/") and answer.status in (200, 304)
    if kept != (KEPT if answer.hashed else KEPT_SHORTLY if file else {"no-store"}):
        wrong.append(f"Cache-Control: {found.get('cache-control')}")
    # Gunicorn names itself, without a version.
    wrong += [
        f"{name}: {found[name]}" for name in ("server", "x-powered-by") if found.get(name, "gunicorn") != "gunicorn"
    ]
    return wrong + _forgetting(answer, found) + _cookies(answer)


def _forgetting(answer: Answer, found: Mapping[str, str]) -> list[str]:
    """Only where the browser is to forget who was here: the session's cookie is deleted, or somebody leaves quickly."""
    leaves = answer.path == "/v/leave/" and answer.status == 302
    expected = FORGET if leaves or any(_deletes_session(line) for line in answer.cookies) else set()
    if listed(found.get("clear-site-data", "")) != expected:
        return [f"Clear-Site-Data: {found.get('clear-site-data')}"]
    return []


def _deletes_session(cookie: str) -> bool:
    return "sessionid=" in cookie.partition(";")[0] and "max-age=0" in cookie.lower()


def _cookies(answer: Answer) -> list[str]:
    wrong = []
    for line in answer.cookies:
        pair, *rest = line.split(";")
        name, told = pair.partition("=")[0].strip(), {part.strip().lower() for part in rest}
        if name.removeprefix("__Host-") in ("sessionid", "csrftoken"):
            expected = {"path=/", "samesite=lax"} | (set() if _deletes_session(line) else {"httponly"})
            expected |= {"secure"} if answer.https else set()
            if not expected <= told or any(part.startswith("domain") for part in told):
                wrong.append(f"Set-Cookie: {line}")
            if answer.https and not name.startswith("__Host-"):
                wrong.append(f"Set-Cookie without __Host-: {line}")
    return wrong
