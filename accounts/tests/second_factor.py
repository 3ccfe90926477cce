"""A second factor for tests: set up in the database, and given in a browser."""

import re
import time
from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client as Browser

from accounts.models import User
from accounts.tests.factories import PASSWORD


def with_device(user: User) -> tuple[str, list[str]]:
    """Give this person an app; its secret and the recovery codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).generate_codes()


def secret_of(user: User) -> str:
    kept = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    secret: str = get_adapter().decrypt(kept.data["secret"])
    return secret


def code_of(secret: str, *, step: int = 0) -> str:
    """What the app shows now, or so many half minutes from now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))


def typed_key(page: str) -> str:
    """The secret as the set-up page spells it out."""
    found = re.search(r'<p class="key num" translate="no">(.*?)</p>', page)
    assert found is not None
    return re.sub(r"<[^>]+>|\s", "", found[1])


def sign_in(user: User, browser: Browser | None = None, **more: Any) -> Browser:
    """With the password, through the page: so that it counts as said just now."""
    browser = browser or Browser()
    browser.post("/account/login/", {"login": user.email, "password": PASSWORD}, **more)
    return browser
