"""A body that is too long: 413 with a page, and nobody has read it."""

from unittest import mock

import pytest
from django.http import HttpRequest
from django.test import Client as Browser

LONGEST = 1024 * 1024
KINDS = ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json", ""]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["/account/login/", "/no/such/page/", "/v/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/"])
def test_it_is_refused_unread_and_in_dutch(path: str, kind: str) -> None:
    with mock.patch.object(HttpRequest, "body", new_callable=mock.PropertyMock) as body:
        response = Browser(enforce_csrf_checks=True).generic("POST", path, b"a=" + b"x" * LONGEST, content_type=kind)
    assert response.status_code == 413
    assert "konden we niet lezen" in response.content.decode()
    assert response.headers["X-Frame-Options"] == "DENY"
    assert not body.called


@pytest.mark.parametrize(
    "said", ["1" + "0" * 4_000, str(LONGEST + 1), "10485760", "0" * 30 + "9999999", "x", "-1", "\u00b2", ""]
)
def test_whatever_it_says_of_its_length(said: str) -> None:
    response = Browser().get("/health/live", CONTENT_LENGTH=said)
    assert response.status_code == (413 if len(said) > 2 else 200)


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "latin-1"])
def test_a_form_in_another_writing(charset: str) -> None:
    """With the check of the form key, as in a real request: it looks into the form on the page of the refusal too."""
    response = Browser(enforce_csrf_checks=True).generic(
        "POST", "/account/login/", b"login=%ff", content_type=f"{KINDS[0]}; charset={charset}"
    )
    assert response.status_code == 400
    assert "konden we niet lezen" in response.content.decode()
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.django_db
def test_the_longest_that_may_be() -> None:
    body = b"login=" + b"x" * (LONGEST - 6)
    response = Browser().generic("POST", "/account/login/", body, content_type=KINDS[0])
    assert response.status_code == 200
