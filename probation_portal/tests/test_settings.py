"""Settings: safe unless told otherwise. Each start is a process of its own, as settings are read once."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import get_hasher, get_hashers, make_password

SECRET = "abcdefghijklmnopqrstuvwxyz" * 3
MFA_KEY = "sPpT0kPzVIgmVEzt9dLW6UAqwqkGfBJnTnk3mZ5oE6U="
REAL = {
    "SECRET_KEY": SECRET,
    "MFA_KEYS": MFA_KEY,
    "ALLOWED_HOSTS": "portaal.example.org, www.portaal.example.org",
}

Start = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    """Run a line of Python, or a command of manage.py, with just these settings in the environment."""

    def run(*arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return subprocess.run(
            [sys.executable, *arguments],
            env=kept | {"PORTAL_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "probation_portal.settings"} | env,
            cwd=django_settings.BASE_DIR,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def values(start: Start, *names: str, **env: str) -> dict[str, Any]:
    show = "import json; from django.conf import settings as s; "
    show += f"print(json.dumps({{n: getattr(s, n, None) for n in {list(names)!r}}}, default=str))"
    done = start("-c", show, **env)
    assert done.returncode == 0, done.stderr[-1000:]
    result: dict[str, Any] = json.loads(done.stdout)
    return result


@pytest.mark.parametrize(
    ("env", "missing"),
    [
        ({}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET}, "ALLOWED_HOSTS"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": " , "}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "portaal.example.org"}, "SECRET_KEY"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "portaal.example.org"}, "MFA_KEYS"),
        ({"SECRET_KEY": SECRET, "ALLOWED_HOSTS": "portaal.example.org", "MFA_KEYS": " , "}, "MFA_KEYS"),
        ({"PORTAL_DEMO": "0"}, "SECRET_KEY"),
        ({"PORTAL_DEMO": "true"}, "SECRET_KEY"),
    ],
)
def test_no_start_without(start: Start, env: dict[str, str], missing: str) -> None:
    done = start("manage.py", "check", **env)
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {missing} is not set" in done.stderr


def test_no_start_with_a_key_that_is_none(start: Start) -> None:
    done = start("manage.py", "check", **REAL | {"MFA_KEYS": f"{MFA_KEY},te kort"})
    assert done.returncode != 0
    assert "MFA_KEYS holds something that is no key" in done.stderr


def test_the_second_factor_is_required_outside_the_demo_only(start: Start) -> None:
    name = "SECOND_FACTOR_REQUIRED"
    assert values(start, name, **REAL) == {name: True}
    assert values(start, name, PORTAL_DEMO="1") == {name: False}


def test_ready_to_be_deployed(start: Start) -> None:
    done = start("manage.py", "check", "--deploy", "--fail-level", "WARNING", **REAL)
    assert done.returncode == 0, done.stderr
    assert "no issues (2 silenced)" in done.stdout


def test_outside_the_demo_cookies_and_transport_are_locked(start: Start) -> None:
    expected = {
        "DEBUG": False,
        "DEMO_MODE": False,
        "SECRET_KEY": SECRET,
        "ALLOWED_HOSTS": ["portaal.example.org", "www.portaal.example.org"],
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_PATH": "/",
        "SESSION_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_DOMAIN": None,
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 63072000,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": True,
        "SECURE_PROXY_SSL_HEADER": None,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
    }
    assert values(start, *expected, **REAL) == expected


def test_a_proxy_is_believed_only_when_there_is_one(start: Start) -> None:
    shown = values(start, "SECURE_PROXY_SSL_HEADER", **REAL, BEHIND_PROXY="1")
    assert shown == {"SECURE_PROXY_SSL_HEADER": ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_the_demo_stays_at_home_whatever_the_environment_says(start: Start) -> None:
    shown = values(
        start, "ALLOWED_HOSTS", "EMAIL_BACKEND", "DEBUG", PORTAL_DEMO="1", ALLOWED_HOSTS="portaal.example.org"
    )
    assert shown == {
        "ALLOWED_HOSTS": ["127.0.0.1", "localhost"],
        "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend",
        "DEBUG": False,
    }


def test_the_link_in_a_printed_mail_stays_whole_in_the_demo_alone(start: Start) -> None:
    name = "CELERY_WORKER_REDIRECT_STDOUTS"
    assert values(start, name, PORTAL_DEMO="1") == {name: False}
    assert values(start, name, **REAL) == {name: True}


def test_the_demo_makes_its_own_secret_once_and_for_its_owner_only(start: Start, tmp_path: Path) -> None:
    first, second = (values(start, "SECRET_KEY", "MFA_KEYS", PORTAL_DEMO="1") for _ in range(2))
    assert first == second
    assert len(first["SECRET_KEY"]) >= 50
    assert len(first["MFA_KEYS"]) == 1
    for name in ("demo-secret", "demo-mfa-key"):
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


def test_sqlite_survives_a_power_cut_and_lets_writers_wait(start: Start) -> None:
    (database,) = values(start, "DATABASES", PORTAL_DEMO="1")["DATABASES"].values()
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for word in ("journal_mode=WAL", "synchronous=FULL"):
        assert word in database["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("postgres://portal:x@db.example.org:5432/portal", "django.db.backends.postgresql"),
        ("sqlite:////srv/elsewhere.sqlite3", "django.db.backends.sqlite3"),
    ],
)
def test_the_database_comes_from_its_address(start: Start, url: str, engine: str) -> None:
    (database,) = values(start, "DATABASES", **REAL, DATABASE_URL=url)["DATABASES"].values()
    assert database["ENGINE"] == engine
    assert ("transaction_mode" in database.get("OPTIONS", {})) == engine.endswith("sqlite3")


def test_psycopg_3_was_not_picked_up() -> None:
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert not is_psycopg3


def test_passwords_are_hashed_with_argon2(settings: Any) -> None:
    """The real setting, not the quick one of the tests."""
    from probation_portal import settings as real

    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS
    assert get_hashers()[0].algorithm == "argon2"
    assert make_password("een goed wachtwoord").startswith("argon2$argon2id$v=19$")
    # An older hash is still known, and is renewed at the next sign-in.
    assert get_hasher("pbkdf2_sha256").must_update(make_password("x", hasher="pbkdf2_sha256")) is False


@pytest.mark.parametrize(
    ("password", "good"),
    [
        ("kort", False),
        ("elf tekens!", False),
        ("password1234", False),
        ("twaalf teken", True),
        ("a" * 8 + " lange zin van meer dan vierenzestig tekens, geplakt uit een kluis", True),
    ],
)
def test_passwords_are_long_and_not_common(password: str, good: bool) -> None:
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if good:
        validate_password(password)
        return
    with pytest.raises(ValidationError):
        validate_password(password)


def test_sign_in_is_closed_by_default_and_headers_stand_above_all() -> None:
    middleware = django_settings.MIDDLEWARE
    assert "accounts.middleware.SignedInMiddleware" in middleware
    assert middleware[:2] == ["csp.middleware.CSPMiddleware", "probation_portal.headers.HeadersMiddleware"]
