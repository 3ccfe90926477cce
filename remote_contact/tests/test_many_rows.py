"""Each list asks the database no more at a thousand rows than at ten."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from audit import clock
from caseload.models import Pair
from remote_contact.models import (
    Appointment,
    Contact,
    ContactDraft,
    FollowUp,
    ListEntry,
    ListKind,
    Mood,
    Training,
    TrainingDone,
    Wave,
)

Browse = Callable[[User | None], Browser]
HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)


def appointments(pair: Pair, anna: User, rows: int) -> None:
    """In turn past and not recorded, of today, and ahead."""
    now = clock.now()
    days = [now + ((number % 3) - 1) * (DAY + number * HOUR) + HOUR for number in range(rows)]
    made = {"pair": pair, "minutes": 30, "method": "video", "made_by": anna, "made_at": now}
    Appointment.objects.bulk_create(Appointment(starts_at=day, form_id=uuid.uuid4(), **made) for day in days)


def contacts(pair: Pair, anna: User, rows: int) -> list[Contact]:
    now = clock.now()
    said = {"pair": pair, "method": "phone", "way": "remote_talk", "outcome": "no_show", "took_place": False}
    return Contact.objects.bulk_create(
        Contact(at=now - n * HOUR, logged_by=anna, logged_at=now, form_id=uuid.uuid4(), worry="Iets.", **said)
        for n in range(rows)
    )


def follow_ups(pair: Pair, anna: User, rows: int) -> None:
    today = clock.today()
    FollowUp.objects.bulk_create(FollowUp(contact=one, what="Bellen", due=today) for one in contacts(pair, anna, rows))


def drafts(pair: Pair, anna: User, rows: int) -> None:
    typed = {"note": "Getypt"}
    ContactDraft.objects.bulk_create(
        ContactDraft(pair=pair, user=anna, form_id=uuid.uuid4(), typed=typed, saved_at=clock.now())
        for _n in range(rows)
    )


def moods(pair: Pair, anna: User, rows: int) -> None:
    appointments(pair, anna, rows)
    bare = Appointment.objects.filter(mood__isnull=True)
    Mood.objects.bulk_create(Mood(appointment=one, value="3", at=one.starts_at - HOUR) for one in bare)


def words(pair: Pair, anna: User, rows: int) -> None:
    have = ListEntry.objects.count()
    organisation = pair.team.organisation
    ListEntry.objects.bulk_create(
        ListEntry(
            organisation=organisation, kind=kind, code=f"w{have + n}", label=f"Woord {have + n}", way="remote_talk"
        )
        for n in range(rows // 2)
        for kind in (ListKind.METHOD, ListKind.OUTCOME)
    )


def waves(pair: Pair, anna: User, rows: int) -> None:
    have, today = Wave.objects.count(), clock.today()
    days = {"opens_on": today - 40 * DAY, "closes_on": today - 10 * DAY}
    Wave.objects.bulk_create(
        Wave(organisation=pair.team.organisation, name=f"Ronde {have + n}", audience="worker", made_by=anna, **days)
        for n in range(rows)
    )


def trainings(pair: Pair, anna: User, rows: int) -> None:
    have = Training.objects.count()
    made = Training.objects.bulk_create(
        Training(organisation=pair.team.organisation, name=f"Training {have + n}") for n in range(rows)
    )
    TrainingDone.objects.bulk_create(
        TrainingDone(training=one, user=anna, on=clock.today(), recorded_by=anna) for one in made
    )


@pytest.mark.parametrize(
    ("page", "who", "rows", "most"),
    [
        ("portal:home", "anna", appointments, 30),
        ("portal:home", "anna", follow_ups, 30),
        ("portal:pair", "anna", appointments, 48),
        ("remote_contact:appointments", "anna", appointments, 16),
        ("remote_contact:log", "anna", drafts, 18),
        ("remote_contact:log", "anna", contacts, 18),
        ("remote_contact:moods", "anna", moods, 16),
        ("portal:mix", "anna", contacts, 30),
        ("remote_contact:lists", "admin", words, 10),
        ("remote_contact:survey_waves", "admin", waves, 10),
        ("remote_contact:survey_results", "anna", waves, 12),
        ("remote_contact:trainings", "admin", trainings, 10),
        ("remote_contact:own_trainings", "anna", trainings, 12),
    ],
)
def test_a_thousand_rows_ask_no_more_than_ten(
    browse: Browse,
    request: pytest.FixtureRequest,
    pair: Pair,
    anna: User,
    page: str,
    who: str,
    rows: Callable[[Pair, User, int], object],
    most: int,
) -> None:
    user = request.getfixturevalue(who)
    of_pair = page in {"portal:pair", "portal:mix"} or page.split(":")[1] in {"appointments", "log", "moods"}
    url = reverse(page, args=[pair.pk] if of_pair else [])

    def queries() -> int:
        browser = browse(user)
        browser.get(url)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(url).status_code == 200
        return len(asked)

    rows(pair, anna, 10)
    few = queries()
    rows(pair, anna, 990)
    assert queries() <= few <= most
