"""The same form sent twice at the same moment: a button that is pressed twice, or two colleagues with one idea."""

import datetime as dt
import time
from functools import partial
from typing import Any

import pytest
from django.db import models
from django.http import HttpResponse
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import User
from audit import clock
from audit.tests.at_once import at_once
from remote_contact.models import Training, Wave
from research.models import Study
from volunteers.models import ActivityKind, Project, Volunteer

TWICE = 2
DAY = dt.timedelta(days=1)
PERSON = {"first_name": "Iris", "last_name": "Bos", "email": "iris@example.org"}
PROJECT = {
    **{"name": "Een project", "form": "buddy", "run_by": "service", "version": 0},
    **{"smallest": 1, "largest": 1, "matches_at_once": 1},
    **{"vog_months": 36, "training_months": 0, "tuning_weeks": 6, "evaluation_months": 3},
}


@pytest.fixture
def _slow_to_save(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between what an action finds free and what it writes there is time enough for the other."""
    save = models.Model.save_base

    def late(row: models.Model, *args: Any, **kwargs: Any) -> None:
        if type(row) in (Wave, Training, Volunteer, ActivityKind, Project, Study, User):
            time.sleep(0.1)
        save(row, *args, **kwargs)

    monkeypatch.setattr(models.Model, "save_base", late)


def _send(user: User, address: str, body: dict[str, Any]) -> HttpResponse:
    browser = Browser()
    browser.force_login(user)
    return browser.post(address, body)


@pytest.mark.usefixtures("_slow_to_save")
@pytest.mark.django_db(transaction=True)
def test_one_is_kept_and_the_other_is_told(admin: User, dewi: User, evi: User) -> None:
    today = clock.today()
    wave = {"audience": "worker", "name": "najaar", "opens_on": f"{today:%d-%m-%Y}"}
    forms: list[tuple[User, str, dict[str, Any], type[models.Model]]] = [
        (admin, "remote_contact:survey_waves", wave | {"closes_on": f"{today + 9 * DAY:%d-%m-%Y}"}, Wave),
        (admin, "remote_contact:trainings", {"name": "Bellen", "version": 0}, Training),
        (admin, "accounts:new", PERSON | {"role": "researcher"}, User),
        (
            dewi,
            "volunteers:new",
            PERSON | {"email": "bos@example.org", "reach": "region", "stage": "applied"},
            Volunteer,
        ),
        (dewi, "volunteers:projects", {"name": "Koken"}, ActivityKind),
        (dewi, "volunteers:new_project", PROJECT, Project),
        (evi, "research:new_study", {"name": "A", "purpose": "om te weten", "ends_on": "01-06-2027"}, Study),
    ]
    for user, route, body, model in forms:
        before = model._base_manager.count()
        pages = at_once(*[partial(_send, user, reverse(route), body)] * TWICE)
        assert sorted(page.status_code for page in pages) == [200, 302], route
        told = next(page.content.decode() for page in pages if page.status_code == 200)
        assert "<title>Fout:" in told, route
        assert model._base_manager.count() == before + 1, route
    retire = partial(_send, admin, reverse("remote_contact:retire_training", args=[Training.objects.get().pk]))
    pages = at_once(*[partial(retire, {"retired": "1"})] * TWICE)
    assert [page.status_code for page in pages] == [302, 302]
    assert Training.objects.get().retired_at is not None
