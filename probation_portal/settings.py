"""All settings, read from the environment; secure unless demo mode is asked for.

Demo mode (`PORTAL_DEMO=1`, what `./portal run` starts) makes its own secret and data under `PORTAL_VAR`.
Outside demo mode there is no start without `SECRET_KEY` and `ALLOWED_HOSTS`.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any

import dj_database_url
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO_MODE = os.environ.get("PORTAL_DEMO") == "1"
VAR_DIR = Path(os.environ.get("PORTAL_VAR") or BASE_DIR / "var")
# Whoever else has an account on this machine has nothing to look for here.
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
DEBUG = False


def _env_list(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def _demo_file(name: str, secret: str) -> str:
    """A secret of the demo's own: made once, so that a restart does not sign people out."""
    path = VAR_DIR / name
    try:
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secret)
    except FileExistsError:
        pass
    return path.read_text()


def _mfa_keys() -> list[str]:
    """What second factors are encrypted with: the first key writes, the others still read what they wrote."""
    keys = _env_list("MFA_KEYS") or ([_demo_file("demo-mfa-key", Fernet.generate_key().decode())] if DEMO_MODE else [])
    if not keys:
        raise ImproperlyConfigured("MFA_KEYS is not set. Outside demo mode the portal does not start without it.")
    try:
        for key in keys:
            Fernet(key)
    except ValueError as wrong:
        raise ImproperlyConfigured("MFA_KEYS holds something that is no key: see the README.") from wrong
    return keys


def _secret_key() -> str:
    if key := os.environ.get("SECRET_KEY"):
        return key
    if DEMO_MODE:
        return _demo_file("demo-secret", secrets.token_urlsafe(50))
    raise ImproperlyConfigured("SECRET_KEY is not set. Outside demo mode the portal does not start without it.")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = ["127.0.0.1", "localhost"] if DEMO_MODE else _env_list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = _env_list("CSRF_TRUSTED_ORIGINS")
if not DEMO_MODE and not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is not set: name the hosts that serve the portal, with commas.")
# Where links in mails point to; the demo's port is chosen at the start.
PORTAL_URL = os.environ.get("PORTAL_URL") or f"http://127.0.0.1:{os.environ.get('PORT', '8000')}"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "audit",
    "boundary",
    "accounts",
    "caseload",
    "messaging",
    "alliance",
    "remote_contact",
    "volunteers",
    "dashboards",
    "research",
    "probation_portal",
]

# CSP and the other headers stand above SecurityMiddleware, so that its HTTPS redirect bears them too.
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "probation_portal.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "probation_portal.language.LanguageMiddleware",
    "boundary.bodies.BodyMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.SignedInMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "caseload.reading.ReadingMiddleware",
]

ROOT_URLCONF = "probation_portal.urls"
WSGI_APPLICATION = "probation_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "probation_portal.context.frame",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# ---- data: one engine for trying, another for living (docs/decisions/0003) ----

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{VAR_DIR / 'portal.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE takes the write lock at the start, so two writers wait instead of failing half-way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged answer survives a power cut.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=20000;",
    }
    # A file, not memory: tests of concurrency need connections of their own. Two runs at once keep apart.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / f"test-{os.getpid()}.sqlite3"}
else:
    # PostgreSQL would translate long conditions into machine code first: two seconds for a query of a quarter of one.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Sign-in is throttled in a cache that all processes share.
CACHES: dict[str, dict[str, Any]]
if redis_cache := os.environ.get("CACHE_URL"):
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": redis_cache}}
else:
    # By default it holds 300 rows and then throws a third away: counts of attempts would be lost among them.
    _cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    CACHES = {"default": {**_cache, "OPTIONS": {"MAX_ENTRIES": 100_000}}}

# ---- signing in ----

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "probation_portal.sign_in.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "probation_portal.sign_in_forms.LoginForm",
    "reset_password": "probation_portal.sign_in_forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# Accounts are made by the organisation, which vouches for the address.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# `key` is an account from one address (`sign_in.py`): nobody can lock a colleague out by guessing at their password
# from elsewhere. Wide for an address alone, as a whole office may share one. Whoever gets as far as the second factor
# knows the password, so that one is counted for the account too. A proxy in front is not the visitor.
ACCOUNT_RATE_LIMITS = {
    "login": "120/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "reset_password": "20/m/ip",
    "reset_password_account": "5/600s/key",
    "second_factor": "5/300s/key",
    "second_factor_account": "50/h/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("BEHIND_PROXY") == "1" else 0
# The second factor (accounts/second_factor.py).
SECOND_FACTOR_REQUIRED = not DEMO_MODE
MFA_KEYS = _mfa_keys()
MFA_ADAPTER = "accounts.second_factor.Adapter"
MFA_FORMS = {
    "authenticate": "probation_portal.sign_in_forms.CodeForm",
    "reauthenticate": "probation_portal.sign_in_forms.CodeAgainForm",
}
MFA_TOTP_ISSUER = "Reclasseringsportaal"
# A telephone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODE_COUNT = 10
MFA_RECOVERY_CODE_DIGITS = 8
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnoughValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.ContextWordsValidator"},
]
# A sign-in ends when nothing is heard for so many seconds, and at the end of a working day in any case.
SESSION_ENGINE = "accounts.sessions"
SESSION_IDLE = 15 * 60
SESSION_IDLE_CLIENT = 20 * 60
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Gone when the browser closes: on a shared telephone a cookie of a year tells that somebody was here.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
if not DEMO_MODE:
    # The demo listens on loopback over plain HTTP, where a __Host- cookie cannot exist.
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
    SECURE_HSTS_SECONDS = 63072000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None

# ---- headers: the others in probation_portal/headers.py ----

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options comes from our own middleware, on redirects and static files too
    "security.W021",  # to be in the browsers' preload list is the domain owner's choice
]
# Where browsers tell what the policy refused (probation_portal/views/reports.py).
REPORTS_PATH = "/csp-report/"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "require-trusted-types-for": ["'script'"],
        "report-uri": [REPORTS_PATH],
        "report-to": ["csp"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
# The one address that takes a file, and so a longer body; `runner/web_worker.py` says the same. A file is held in
# memory until it is drawn anew (volunteers/receipts.py): what came is never on a disk.
PICTURE_ADDRESS = re.compile(r"/volunteers/activity/[0-9a-f-]{36}/receipt/")
PICTURE_MAX_BODY = FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
DATA_UPLOAD_MAX_NUMBER_FILES = 1

# ---- language, time, files ----

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# ---- Celery: a wake-up call only, all truth is in the database ----

# A host that is not there: without one the transport warns at every start.
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL") or "filesystem://localhost"
if CELERY_BROKER_URL.startswith("filesystem:"):
    _queue = VAR_DIR / "queue"
    for _folder in ("messages", "processed", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        # In and out are the same folder: what is sent is what the worker reads.
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "processed_folder": str(_queue / "processed"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
    }
else:
    # One retry at once and short waits: with a broker that is away, a request may not hang on its wake-up call.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 300,
        "socket_timeout": 3,
        "socket_connect_timeout": 3,
        "max_retries": 1,
        "interval_start": 0,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 240
CELERY_TIMEZONE = TIME_ZONE
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# The demo prints its mails, and their links are the way in: through the log they would be cut out.
CELERY_WORKER_REDIRECT_STDOUTS = not DEMO_MODE

# ---- mail ----

EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND") or (
    "django.core.mail.backends.console.EmailBackend" if DEMO_MODE else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = os.environ.get("EMAIL_FILE_PATH")
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "bericht@portaal.example.org")

# ---- delivery of messages (docs/delivery.md) ----

# Seconds for one answer of a mail server or another provider. Five such answers must fit into DELIVERY_STALE.
CHANNEL_TIMEOUT = EMAIL_TIMEOUT = float(os.environ.get("CHANNEL_TIMEOUT", "8"))
# Pauses between tries in seconds, the last one repeated until together they make DELIVERY_GIVE_UP.
DELIVERY_RETRY = [int(part) for part in os.environ.get("DELIVERY_RETRY", "60,300,900,3600").split(",")]
DELIVERY_GIVE_UP = int(os.environ.get("DELIVERY_GIVE_UP", "86400"))
# After so long a worker that claimed or handed over a message and said no more is taken for dead.
DELIVERY_STALE = float(os.environ.get("DELIVERY_STALE", "50"))
DELIVERY_EVERY = float(os.environ.get("DELIVERY_EVERY", "60"))
# One task ends before CELERY_TASK_TIME_LIMIT, whatever the providers do.
DELIVERY_BATCH, DELIVERY_BATCH_SECONDS = 200, 120.0
# A provider over HTTP for each channel: where it is, what lets us in, what its reports are signed with.
SMS_URL, SMS_TOKEN = os.environ.get("SMS_URL", ""), os.environ.get("SMS_TOKEN", "")
SMS_SENDER, SMS_REPORT_SECRET = os.environ.get("SMS_SENDER", ""), os.environ.get("SMS_REPORT_SECRET", "")
WEBHOOK_URL, WEBHOOK_TOKEN = os.environ.get("WEBHOOK_URL", ""), os.environ.get("WEBHOOK_TOKEN", "")
WEBHOOK_REPORT_SECRET = os.environ.get("WEBHOOK_REPORT_SECRET", "")

# After so many weeks of talks at a distance only, the worker's home says so.
REMOTE_STRETCH_WEEKS = int(os.environ.get("REMOTE_STRETCH_WEEKS", "8"))

# "silent=21,hitch=7": other days from when on a pair asks for its supervisor (`Limits` in dashboards/needs.py).
NEED_DAYS = dict(part.partition("=")[::2] for part in os.environ.get("NEED_DAYS", "").split(",") if part)

# Where "Snel weg" leads: a page that says nothing about where one came from.
LEAVE_URL = os.environ.get("LEAVE_URL", "https://www.knmi.nl/")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "probation_portal.logs.HideLinkTokens",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Servers bring handlers of their own, which would write the address of a failed request as it is.
    "loggers": {
        name: {"handlers": ["console"], "level": "INFO", "propagate": False}
        for name in ("django.server", "gunicorn.error", "gunicorn.access")
    },
}
