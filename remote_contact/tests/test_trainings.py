"""The organisation's list of trainings, a worker's own, and what a supervisor sees of a team: no order but the name."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Team, User
from audit import clock
from audit.models import Event
from remote_contact.actions.trainings import add_training, change_training, record_training, set_retired
from remote_contact.models import Training, TrainingDone
from remote_contact.presenters.trainings import refresh_on

Browse = Callable[[User | None], Browser]
LIST, OWN = "/contact/trainings/", "/contact/own/trainings/"


def text(response: Any) -> str:
    found: str = response.content.decode()
    return found


@pytest.fixture
def video(admin: User) -> Training:
    return add_training(name="Beeldbellen", refresh_months=12, by=admin)


def did(user: User, training: Training, ago: int) -> TrainingDone:
    return record_training(training=training, on=clock.today() - dt.timedelta(days=ago), by=user)


@pytest.mark.parametrize(
    ("on", "months", "until"),
    [
        (dt.date(2025, 11, 23), 12, dt.date(2026, 11, 23)),
        (dt.date(2026, 8, 31), 6, dt.date(2027, 2, 28)),
        (dt.date(2026, 12, 1), 1, dt.date(2027, 1, 1)),
        (dt.date(2025, 11, 23), None, None),
    ],
)
def test_from_which_day_it_is_to_be_refreshed(on: dt.date, months: int | None, until: dt.date | None) -> None:
    assert refresh_on(TrainingDone(training=Training(refresh_months=months), on=on)) == until


def test_an_administrator_adds_changes_and_retires(browse: Browse, admin: User) -> None:
    assert browse(admin).post(LIST, {"name": "Beeldbellen", "refresh_months": "12", "version": 0}).status_code == 302
    training = Training.objects.get()
    page = reverse("remote_contact:training", args=[training.pk])
    assert browse(admin).post(page, {"name": "Beeldgesprek", "refresh_months": "", "version": 1}).status_code == 302
    training.refresh_from_db()
    assert (training.name, training.refresh_months) == ("Beeldgesprek", None)
    retire = reverse("remote_contact:retire_training", args=[training.pk])
    browse(admin).post(retire, {"retired": "1"})
    assert "niet meer op de lijst" in text(browse(admin).get(LIST))
    browse(admin).post(retire, {"retired": "0"})
    assert Training.objects.get().retired_at is None
    assert Event.objects.filter(what="training").count() == 4


@pytest.mark.parametrize(
    ("fields", "message"),
    [({"name": ""}, "Training"), ({"name": "beeldbellen"}, "staat er al"), ({"refresh_months": "0"}, "Opfrissen na")],
)
def test_bad_input_keeps_what_was_typed(
    browse: Browse, admin: User, video: Training, fields: dict[str, str], message: str
) -> None:
    html = text(browse(admin).post(LIST, {"name": "Nieuw", "refresh_months": "7", "version": 0} | fields))
    assert message in html.partition("error-summary")[2].partition("</div>")[0]
    assert Training.objects.count() == 1


def test_two_administrators_see_both_versions(browse: Browse, admin: User, video: Training) -> None:
    change_training(training=video, version=1, by=admin, name="Bellen met beeld", refresh_months=12)
    page = reverse("remote_contact:training", args=[video.pk])
    html = text(browse(admin).post(page, {"name": "Iets anders", "refresh_months": "12", "version": 1}))
    assert "Twee versies" in html
    assert "Bellen met beeld" in html


def test_a_worker_records_their_own_and_takes_a_slip_back(browse: Browse, anna: User, video: Training) -> None:
    for _click in range(2):
        browse(anna).post(OWN, {"training": str(video.pk), "on": "02-11-2026"})
    done = TrainingDone.objects.get()
    assert (done.user, done.recorded_by, done.on) == (anna, anna, dt.date(2026, 11, 2))
    assert "Beeldbellen" in text(browse(anna).get(OWN))
    browse(anna).post(reverse("remote_contact:take_back_training", args=[done.pk]))
    assert not TrainingDone.objects.exists()
    assert list(Event.objects.filter(what="training done").values_list("action", flat=True).order_by("pk")) == [
        "created",
        "ended",
    ]


def test_only_of_the_list_and_of_the_past(browse: Browse, anna: User, olaf: User, admin: User, video: Training) -> None:
    strange = add_training(name="Elders", refresh_months=None, by=olaf)
    for wrong in ({"training": str(strange.pk)}, {"on": "24-11-2026"}, {"on": ""}):
        html = text(browse(anna).post(OWN, {"training": str(video.pk), "on": "02-11-2026"} | wrong))
        assert "error-summary" in html
    with pytest.raises(ValidationError):
        record_training(training=strange, on=clock.today(), by=anna)
    set_retired(training=video, retired=True, by=admin)
    with pytest.raises(ValidationError):
        record_training(training=video, on=clock.today(), by=anna)
    assert not TrainingDone.objects.exists()


def test_what_is_due_stands_on_the_workers_own_pages(browse: Browse, anna: User, admin: User, video: Training) -> None:
    did(anna, video, 400)
    assert "Opfrissen" in text(browse(anna).get("/"))
    assert "Opfrissen" in text(browse(anna).get(OWN))
    # Done again, it is not due any more; nor is one that is off the list.
    newest = did(anna, video, 3)
    assert "Opfrissen" not in text(browse(anna).get("/"))
    newest.delete()
    set_retired(training=video, retired=True, by=admin)
    assert "Opfrissen" not in text(browse(anna).get("/"))


def test_a_supervisor_sees_who_did_which_by_name(
    browse: Browse, bram: User, anna: User, colleague: User, chris: User, team: Team, video: Training
) -> None:
    User.objects.get_queryset().filter(pk=anna.pk).update(last_name="Zomer")
    User.objects.get_queryset().filter(pk=colleague.pk).update(last_name="Aydin")
    did(anna, video, 400)
    did(chris, video, 5)
    html = text(browse(bram).get(reverse("remote_contact:team_trainings", args=[team.pk])))
    assert html.index("Yusuf Aydin") < html.index("Anna Zomer")
    assert "Opfrissen" in html.partition("Anna Zomer")[2]
    assert "nog geen" in html.partition("Yusuf Aydin")[2].partition("Anna Zomer")[0]
    assert "Chris" not in html


def test_who_may_not(
    browse: Browse, anna: User, bram: User, chris: User, other_team: Team, video: Training, olaf: User
) -> None:
    assert browse(anna).get(LIST).status_code == 403
    assert browse(bram).get(OWN).status_code == 403
    assert browse(bram).get(reverse("remote_contact:team_trainings", args=[other_team.pk])).status_code == 404
    done = did(anna, video, 3)
    assert browse(chris).post(reverse("remote_contact:take_back_training", args=[done.pk])).status_code == 404
