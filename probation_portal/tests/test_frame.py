"""The frame around every page, the sign-in pages and the error pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.messages import constants
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from probation_portal.views.refusals import refused

pytestmark = pytest.mark.django_db


def page(template: str = "base.html", **context: Any) -> str:
    return render_to_string(template, context, request=RequestFactory().get("/waar/?a=1"))


def signed_in(**context: Any) -> dict[str, Any]:
    nav = [{"url": "/", "label": "Vandaag", "current": True}, {"url": "/hulp/", "label": "Hulp", "current": False}]
    return {"nav": nav, "me": "Anna de Wit · Team Noord-1", **context}


def test_the_menu_marks_where_one_is_and_signing_out_is_a_post() -> None:
    html = page(**signed_in())
    assert html.count('<a href="/" aria-current="page">Vandaag</a>') == 2  # bar and phone menu
    assert html.count('<a href="/hulp/">Hulp</a>') == 2
    assert html.count(f'<form method="post" action="{reverse("account_logout")}">') == 2
    assert "Anna de Wit · Team Noord-1" in html


def test_a_demo_says_so_and_tells_a_moved_clock() -> None:
    html = page(demo=True, demo_clock="23 mei 2027")
    assert "Alle personen zijn verzonnen." in html
    assert "de klok van het portaal staat op <strong>23 mei 2027</strong>" in html
    assert "demo-strip" not in page(demo=True, demo_clock="")


@pytest.mark.parametrize(
    ("tag", "css"), [("success", "banner--done"), ("warning", "banner--notice"), ("error", "banner--error")]
)
def test_messages_are_banners(tag: str, css: str) -> None:
    level = {"success": constants.SUCCESS, "warning": constants.WARNING, "error": constants.ERROR}[tag]
    html = page(messages=[{"level_tag": tag, "level": level}])
    assert css in html


def test_a_clients_page_has_a_way_out_and_no_menu() -> None:
    html = page("client_base.html", leave_url="https://weer.example/", **signed_in())
    assert re.search(r'<a class="[^"]*" href="/v/leave/" rel="noreferrer" data-leave="https://weer.example/">', html)
    assert "bar__nav" not in html
    assert "Anna de Wit" not in html


def test_the_other_language_is_offered_in_its_own_words_and_leads_back_here() -> None:
    html = page()
    assert 'name="language" value="en" lang="en">English</button>' in html
    assert '<input type="hidden" name="next" value="/waar/?a=1">' in html


def test_the_other_language_is_not_offered_where_typed_text_would_be_lost() -> None:
    request = RequestFactory().post("/waar/")
    assert "English" not in render_to_string("base.html", {}, request=request)


@pytest.mark.parametrize("template", ["base.html", "client_base.html", "500.html", "403_csrf.html"])
def test_nothing_inline_and_nothing_from_elsewhere(template: str) -> None:
    html = page(template, leave_url="/weg/", **signed_in(demo=True, demo_clock="23 mei 2027"))
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\ssrc=)", html)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', html)


@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        (defaults.page_not_found, 404, "Deze pagina is er niet"),
        (refused, 403, "Dit mag je niet openen"),
    ],
)
def test_error_pages_say_what_happened_and_where_to_go(view: Any, status: int, words: str) -> None:
    request: HttpRequest = RequestFactory().get("/nergens/")
    response = view(request, Exception("geheim"))
    html = response.content.decode()
    assert response.status_code == status
    assert words in html
    assert "geheim" not in html


def test_a_crash_shows_a_page_that_needs_nothing() -> None:
    response = defaults.server_error(RequestFactory().get("/"))
    assert "Er ging iets mis bij ons" in response.content.decode()


def test_sign_in_shows_its_fields_and_the_way_for_clients(client: Client) -> None:
    html = client.get(reverse("account_login")).content.decode()
    assert "<h1>Aanmelden</h1>" in html
    assert "Gebruik de link die je van je werker kreeg." in html
    assert "placeholder" not in html


def test_a_failed_sign_in_says_so_in_title_and_summary(client: Client) -> None:
    html = client.post(reverse("account_login"), {"login": "", "password": ""}).content.decode()
    assert "<title>Fout: Aanmelden" in html
    assert '<a href="#id_login">' in html
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = {name for value in re.findall(r'aria-describedby="([^"]+)"', html) for name in value.split()}
    assert named <= set(ids)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("account_reset_password", "Wachtwoord vergeten"),
        ("account_reset_password_done", "Kijk in je mail"),
        ("account_reset_password_from_key_done", "Je wachtwoord is gewijzigd"),
        ("account_inactive", "Dit account is gesloten"),
        ("account_signup", "Je kunt hier geen account maken"),
    ],
)
def test_the_other_doors_of_signing_in(client: Client, name: str, words: str) -> None:
    assert f"<h1>{words}</h1>" in client.get(reverse(name)).content.decode()


def test_a_used_or_old_link_offers_a_new_one(client: Client) -> None:
    url = reverse("account_reset_password_from_key", kwargs={"uidb36": "1", "key": "abc-def"})
    html = client.get(url, follow=True).content.decode()
    assert "<h1>Deze link werkt niet meer</h1>" in html
    assert reverse("account_reset_password") in html
