"""What `seed_demo` makes, from several sides: one demonstration for all tests of this file, which only read."""

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client as Browser
from django.test import override_settings

from accounts.models import Organisation, Team, User
from alliance.models import ClientPin, Measurement
from audit import clock
from caseload.covering import pairs_under_cover
from caseload.models import AttentionAside, Client, Cover, Pair, PassOn, Shield
from conftest import NOON
from dashboards.models import PublishedFigures, PublishedPeriod
from dashboards.periods import HALF_YEAR, MONTH, closed
from dashboards.presenters.needs import needs_of
from messaging.models import Message
from probation_portal.demo.people import PASSWORD, PEOPLE
from probation_portal.tests.supervisor_pages import supervisor_pages
from remote_contact.models import Appointment, Mood, Taken, TrainingDone, Wave
from remote_contact.presenters.survey import open_wave_for
from research.models import QualityFigures, Study, StudyConsent
from volunteers.models import Match, RequestState, VolunteerRequest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """What the command said; what it made is undone at the end."""
    quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])
    out = io.StringIO()
    with django_db_blocker.unblock(), quick, clock.at(NOON), transaction.atomic():
        call_command("seed_demo", "--pairs", "24", stdout=out)
        yield out.getvalue()
        transaction.set_rollback(True)


def test_everyone_can_sign_in_and_something_of_every_kind_is_there(told: str) -> None:
    assert "24 invented pairs" in told
    assert Pair.objects.count() == 24
    for person in PEOPLE:
        assert User.objects.get(email=person.email).check_password(PASSWORD), person
    anna = User.objects.get(email="anna@example.org")
    cas = Client.objects.get(account__email="cas@example.org")
    pair = Pair.objects.open().get(supervision__client=cas)
    assert pair.worker == anna
    assert pair.measurements.filter(revealed_at__isnull=False).count() == 2
    assert Match.objects.running().get(volunteer__first_name="Vera").supervision.client == cas
    moments = Measurement.objects.filter(pair__worker=anna)
    assert ClientPin.objects.filter(frozen_at__isnull=False).count() == 1
    assert moments.filter(client_not_now_at__isnull=False).exists()
    assert moments.filter(responses__rater="client", revealed_at__isnull=True).exists()
    assert moments.filter(responses__rater="worker", revealed_at__isnull=True).exists()
    assert moments.filter(drafts__rater="worker").exists()
    assert moments.filter(kind="handover").exists()
    assert Client.objects.filter(language="en").exists()
    assert Organisation.objects.filter(is_demo=True).count() == 3


def test_what_happens_around_the_monitor_is_there() -> None:
    annas = Measurement.objects.filter(pair__worker__email="anna@example.org")
    intake, half_year = annas.filter(pair__supervision__client__account__email="cas@example.org", months__lte=6)
    assert intake.talked_on is not None
    assert set(intake.worths.values_list("rater", flat=True)) == {"client", "worker"}
    assert half_year.talked_on is None
    own_words = half_year.responses.get(rater="client")
    assert own_words.topic
    assert own_words.item_consent.withdrawn_at is None
    assert annas.get(kind="extra").instrument.key == "wa-gk-demo-short"
    assert annas.filter(window_changes__kind="postponed").exists()
    assert annas.filter(responses__way="paper").exists()
    assert annas.filter(pair__supervision__pauses__until=None).exists()
    assert AttentionAside.objects.filter(pair__worker__email="anna@example.org").exists()
    shielded = Pair.objects.open().get(supervision__client__shields__in=Shield.objects.standing())
    for email in ("anna@example.org", "bram@example.org"):
        assert shielded in Pair.objects.visible_to(User.objects.get(email=email))
    assert PassOn.objects.filter(client_agreed=True, pair__end_kind="handed_over").exists()
    assert Message.objects.filter(kind="alliance.not_me").exists()
    # Nobody knows a password of the clients who have an account only to say what it was worth.
    clients = User.objects.filter(role="client").exclude(email="cas@example.org")
    assert not any(client.has_usable_password() for client in clients)


def test_history_is_not_mailed() -> None:
    assert Message.objects.filter(kind="alliance.invitation").count() <= 30
    assert (
        not Message.objects.exclude(kind="alliance.invitation")
        # What happens on the day itself: a frozen PIN, a link given back, an account of somebody who works here.
        .exclude(kind__in=["alliance.pin_frozen", "alliance.not_me", "accounts.invitation", "remote_contact.reminder"])
        .exclude(kind="portal.cover")
        .exists()
    )


def test_the_appointments_lie_ahead_and_behind_and_none_behind_is_mailed() -> None:
    planned, past = Appointment.objects.planned(), Appointment.objects.filter(starts_at__lt=clock.now())
    assert planned.filter(starts_at__gt=clock.now()).exists()
    assert past.filter(state="done", contact__took_place=True).exists()
    assert past.filter(state="planned").exists()
    reminders = Message.objects.filter(kind="remote_contact.reminder", subject_id__in=past.values("pk"))
    assert set(reminders.values_list("state", flat=True)) == {"cancelled"}


def test_cas_told_before_his_talks_how_he_was() -> None:
    moods = Mood.objects.filter(appointment__pair__supervision__client__account__email="cas@example.org")
    assert moods.filter(appointment__contact__isnull=False).count() >= 2
    assert all(mood.at < mood.appointment.starts_at for mood in moods.select_related("appointment"))


def test_a_round_of_the_survey_closed_and_one_is_open() -> None:
    anna = User.objects.get(email="anna@example.org")
    closed = Wave.objects.get(organisation=anna.organisation, closes_on__lte=clock.today())
    assert Taken.objects.filter(wave=closed).count() >= 5
    assert open_wave_for(anna) is not None
    assert TrainingDone.objects.filter(training__organisation=anna.organisation).exists()


def test_what_a_supervisor_did_is_there() -> None:
    anna, bram = (User.objects.get(email=f"{name}@example.org") for name in ("anna", "bram"))
    cover = Cover.objects.standing().get()
    assert (cover.by, cover.arranged_by, cover.absent.team) == (anna, bram, anna.team)
    assert pairs_under_cover(anna).exists()
    needs = needs_of(anna.team, bram, clock.today())
    assert needs.rows
    assert [row.by for row in needs.aside] == [bram.full_name]
    assert set(anna.organisation.teams.values_list("region", flat=True)) == {"Groningen", "Drenthe"}


def test_two_requests_for_a_volunteer_wait_and_nobody_was_mailed_of_them() -> None:
    waiting = VolunteerRequest.objects.filter(state=RequestState.OPEN)
    assert waiting.count() == 2
    assert all(request.kinds.exists() and request.client_agreed_on for request in waiting)
    assert not Message.objects.filter(kind__startswith="volunteers.request").exists()


def test_figures_of_every_closed_period_are_public() -> None:
    """Of 24 pairs most is hidden; with 276 the half-year shows intakes and six months of every team of Noord."""
    for organisation in Organisation.objects.all():
        made = organisation.published_periods
        first = Pair.objects.filter(team__organisation=organisation).order_by("starts_on")[0].starts_on
        for kind in (HALF_YEAR, MONTH):
            wanted = [period.starts_on for period in closed(kind, first, clock.today())]
            assert sorted(made.filter(kind=kind).values_list("starts_on", flat=True)) == wanted
    assert QualityFigures.objects.count() == Organisation.objects.count()
    teams = Team.objects.count()
    assert PublishedFigures.objects.filter(team=None).count() == PublishedPeriod.objects.count()
    assert PublishedFigures.objects.values("team").distinct().count() == teams + 1


def test_every_page_of_a_supervisor_opens() -> None:
    bram = User.objects.get(email="bram@example.org")
    browser = Browser()
    browser.force_login(bram)
    for name, address in supervisor_pages(bram).items():
        answer = browser.get(address, follow=True)
        assert answer.status_code == 200, name


def test_every_organisation_has_a_study_with_some_choices() -> None:
    assert Study.objects.count() == Organisation.objects.count() == 3
    assert all(study.starts_on < study.ends_on for study in Study.objects.all())
    assert StudyConsent.objects.standing().filter(worker__isnull=False).exists()
    assert StudyConsent.objects.standing().filter(client__isnull=False).exists()
    # Who signs in chooses for themself.
    assert not StudyConsent.objects.filter(client__account__isnull=False).exists()
    assert StudyConsent.objects.filter(withdrawn_at__isnull=False).exists()
