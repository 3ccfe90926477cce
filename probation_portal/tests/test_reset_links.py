"""Links to choose a password: one page for all that open nothing, waiting after ten, a right one opens still."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from boundary.models import Guess

NOBODY = "0" * 32


def url(uid: str, key: str) -> str:
    return reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})


def link(user: User) -> tuple[str, str]:
    return user_pk_to_url_str(user), default_token_generator.make_token(user)


def plain(response: Any, *ids: str) -> str:
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    for one in ids:
        page = page.replace(one, "ID")
    return page


def dead_links(anna: User, bram: User, monkeypatch: Any) -> dict[str, tuple[str, str]]:
    uid, key = link(anna)
    used = link(bram)
    bram.set_password("een ander goed wachtwoord")
    bram.save()
    old = timezone.now() - dt.timedelta(days=30)
    monkeypatch.setattr(type(default_token_generator), "_now", lambda self: old.replace(tzinfo=None))
    expired = link(anna)
    monkeypatch.undo()
    return {
        "never made": (uid, "abc123-0123456789abcdef0123456789abcdef"),
        "of nobody": (NOBODY, key),
        "of another": (user_pk_to_url_str(bram), key),
        "used": used,
        "expired": expired,
        "cut": (uid, key[:-3]),
        "one character": (uid, key[:-1] + ("0" if key[-1] != "0" else "1")),
        "other case": (uid, key.upper()),
        "second step without the first": (uid, "set-password"),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_every_dead_link_has_one_page(method: str, anna: User, bram: User, monkeypatch: Any) -> None:
    seen = set()
    for name, (uid, key) in dead_links(anna, bram, monkeypatch).items():
        Guess.objects.all().delete()
        response = getattr(Browser(), method)(url(uid, key), {"password1": "iets anders 12345"})
        headers = str(sorted({**response.headers, "Content-Length": ""}.items()))
        seen.add((response.status_code, plain(response, uid, key), headers))
        assert Guess.objects.count() == 1, name
        assert "Deze link werkt niet meer" in response.content.decode()
    assert len(seen) == 1
    assert User.objects.get(pk=anna.pk).password == anna.password


@pytest.mark.django_db
def test_after_ten_dead_links_one_waits_and_a_right_one_opens(anna: User) -> None:
    uid, key = link(anna)
    answers = [Browser().get(url(uid, f"abc123-{n:032x}")) for n in range(12)]
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2
    assert answers[-1].headers["Retry-After"] == "600"
    assert "Even wachten" in answers[-1].content.decode()
    # To a script too, which gets its answers in another form.
    script = {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}
    assert Browser().get(url(uid, "abc123-0"), **script).status_code == 429
    # Personal links and these are counted together.
    assert Browser().get(reverse("alliance:link", args=["A" * 32])).status_code == 429
    browser = Browser()
    assert "Kies een nieuw wachtwoord" in browser.get(url(uid, key), follow=True).content.decode()
    typed = dict.fromkeys(("password1", "password2"), "paarse fietsen rijden")
    assert browser.post(url(uid, "set-password"), typed).status_code == 302
    assert Guess.objects.count() == 10
