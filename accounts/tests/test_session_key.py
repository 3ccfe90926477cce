"""A broken cookie is no session, and no fault."""

import pytest
from django.conf import settings
from django.test import Client as Browser


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["a" * 12 + "\0", "\ud800" * 9, "x" * 9_000, "';--aaaaaaaa", "", "\xff" * 9])
def test_a_cookie_that_no_database_takes_signs_nobody_in(key: str) -> None:
    browser = Browser()
    browser.cookies[settings.SESSION_COOKIE_NAME] = "x"
    browser.cookies[settings.SESSION_COOKIE_NAME].set(settings.SESSION_COOKIE_NAME, key, _octal(key))
    assert browser.get("/account/login/").status_code == 200


def _octal(key: str) -> str:
    return '"' + "".join(f"\\{ord(sign) & 0o377:03o}" if not sign.isalnum() else sign for sign in key) + '"'
