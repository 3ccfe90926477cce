"""The second factor: who must have one, how its secrets are kept, and what a code is worth.

The tables and the step in signing in are allauth's; what it leaves open is closed here: secrets are encrypted before
they are stored, attempts are counted for account and address together, and a code works once.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.adapter import get_adapter as mfa_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret, validate_totp_code
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from accounts.models import Role, User
from accounts.sessions import seconds_since

STAFF = frozenset(role for role in Role if role not in (Role.CLIENT, Role.VOLUNTEER))
# In the session: the device whose code was given when this session began.
PROVEN, PENDING = "second_factor", "second_factor_pending"
FRESH = timedelta(minutes=5)
# A code is good for its own half minute and the one on either side.
CODE_LIVES = 90


class Adapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return keys().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return keys().decrypt(encrypted_text.encode()).decode()


def keys() -> MultiFernet:
    """The first key writes, all of them read."""
    return MultiFernet([Fernet(key) for key in settings.MFA_KEYS])


def rotated(encrypted: str) -> str:
    """The same secret under the first key; InvalidToken when no key of the setting opens it."""
    return keys().rotate(encrypted.encode()).decode()


# ---- who must have one ----


def is_required(user: User) -> bool:
    return settings.SECOND_FACTOR_REQUIRED and user.role in STAFF


def must_set_up(user: User) -> bool:
    return user.device is None and is_required(user)


def is_proven(request: HttpRequest) -> bool:
    """Whether who has a device gave its code in this session."""
    user: User = request.user  # type: ignore[assignment]
    return user.device is None or request.session.get(PROVEN) == user.device


def begin_anew(request: HttpRequest) -> None:
    """Go on in this session after one's own second factor changed; all others have ended with it."""
    known: User = request.user  # type: ignore[assignment]
    user = User.objects.get_queryset().with_device().get(pk=known.pk)
    request.user = user
    request.session.pop(PENDING, None)
    request.session[PROVEN] = user.device
    # With a new key.
    update_session_auth_hash(request, user)


def codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    kept = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(kept.wrap().get_unused_codes()) if kept else 0


def recently_confirmed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view that takes a password or code of at most five minutes old; else it is asked first.

    For what an unguarded screen must not be used for: second factors, and files that leave the portal.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not _confirmed(request):
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    guarded.recently_confirmed = True  # type: ignore[attr-defined]
    return guarded


def _confirmed(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    given = [record["at"] for record in records if record["method"] in ("password", "mfa")]
    return bool(given) and seconds_since(max(given)) < FRESH.total_seconds()


# ---- a code ----


def try_code(request: HttpRequest, user: User, check: Callable[[str], bool], code: str) -> None:
    """ValidationError unless `check` takes the code. Counted before it is looked at; a right one clears the count."""
    key = f"second-factor:{user.pk}:{account_adapter().get_client_ip(request)}"
    counted = [("second_factor", key), ("second_factor_account", str(user.pk))]
    for action, name in counted:
        if not ratelimit.consume(request, action=action, key=name):
            raise account_adapter().validation_error("too_many_login_attempts")
    if not check(code):
        raise mfa_adapter().validation_error("incorrect_code")
    for action, name in counted:
        ratelimit.clear(request, action=action, key=name)


def is_right_totp(user: User, secret: str, code: str) -> bool:
    """Whether it is the code of this moment, and for the first time."""
    # However it was typed, it is the same code: else it would work once more with a space in it.
    code = re.sub(r"\D", "", code)
    # Also the library remembers what was used, but for half a minute of the minute and a half.
    return validate_totp_code(secret, code) and cache.add(f"totp:{user.pk}:{code}", True, timeout=CODE_LIVES)


def pending_secret(request: HttpRequest) -> str:
    """The secret that is being set up in this session, the same until it is: who reloads need not scan again."""
    try:
        return mfa_adapter().decrypt(request.session[PENDING])
    except (KeyError, InvalidToken):
        secret = generate_totp_secret()
        request.session[PENDING] = mfa_adapter().encrypt(secret)
        return secret


def known(user: User, code: str) -> Authenticator | None:
    """Which of this person's factors takes this code: the app, or one of the recovery codes."""
    for kept in Authenticator.objects.filter(user=user).order_by("-type"):
        if kept.type == Authenticator.Type.TOTP:
            right = is_right_totp(user, mfa_adapter().decrypt(kept.data["secret"]), code)
        else:
            right = kept.wrap().validate_code(code)
        if right:
            return kept
    return None
