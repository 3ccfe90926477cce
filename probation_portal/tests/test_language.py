"""Dutch first; another language only because a person chose it."""

import pytest
from django.test import Client
from django.utils import translation

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("cookie", "accept", "language"),
    [
        (None, None, "nl"),
        (None, "en-GB,en;q=0.9", "nl"),
        (None, "de", "nl"),
        ("nl", "en", "nl"),
        ("en", "nl", "en"),
        ("de", "en", "nl"),
        ("en-gb", None, "nl"),
        ("", "en", "nl"),
        ("../../etc/passwd", "en", "nl"),
    ],
)
def test_the_language_of_a_page(client: Client, cookie: str | None, accept: str | None, language: str) -> None:
    if cookie is not None:
        client.cookies["django_language"] = cookie
    response = client.get("/account/login/", headers={"Accept-Language": accept} if accept else {})
    assert response["Content-Language"] == language
    assert f'<html lang="{language}"' in response.content.decode()


def test_the_choice_does_not_stick_to_the_process(client: Client) -> None:
    client.cookies["django_language"] = "en"
    client.get("/account/login/")
    assert translation.get_language() == "nl"


def test_choosing_keeps_the_choice_and_goes_back(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "/account/login/"})
    assert (response.status_code, response["Location"]) == (302, "/account/login/")
    assert response.cookies["django_language"].value == "en"
    assert client.get("/account/login/")["Content-Language"] == "en"


def test_choosing_leads_nowhere_else(client: Client) -> None:
    response = client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"})
    assert "elsewhere" not in response["Location"]
