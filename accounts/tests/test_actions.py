import pytest
from django.core.exceptions import ValidationError

from accounts import actions
from accounts.models import Organisation, Role, Team, User
from audit.models import Action, Event, Purpose
from messaging.models import Message, State

NEW = {"email": "Nieuw@Example.org", "first_name": "Noor", "last_name": "Vos"}


def test_an_invited_worker_belongs_to_the_team_and_gets_one_mail(admin: User, other_team: Team) -> None:
    user = actions.invite_user(organisation=admin.organisation, role=Role.WORKER, team=other_team, by=admin, **NEW)
    assert (user.email, user.team, user.organisation) == ("nieuw@example.org", other_team, admin.organisation)
    assert not user.has_usable_password()
    message = Message.objects.get()
    assert (message.kind, message.user, message.state) == ("accounts.invitation", user, State.NEW)
    events = Event.objects.filter(object_id=user.pk).order_by("pk")
    assert [(e.action, e.what, e.actor_id, e.purpose) for e in events] == [
        (Action.CREATED, "account", admin.pk, Purpose.ADMINISTRATION),
        (Action.CREDENTIAL, "invitation", admin.pk, Purpose.ADMINISTRATION),
    ]


def test_an_invited_supervisor_leads_the_team(admin: User, other_team: Team) -> None:
    user = actions.invite_user(organisation=admin.organisation, role=Role.SUPERVISOR, team=other_team, by=admin, **NEW)
    assert user.team is None
    assert list(Team.objects.visible_to(user)) == [other_team]


def test_an_address_is_used_once_in_any_case_of_letters(admin: User) -> None:
    for email in ("ADMIN@example.org", "geen adres"):
        with pytest.raises(ValidationError):
            actions.invite_user(
                organisation=admin.organisation, role=Role.RESEARCHER, by=admin, **NEW | {"email": email}
            )
    assert not Message.objects.exists()


def test_an_organisation_and_a_team_are_recorded(admin: User) -> None:
    organisation = actions.create_organisation(name="Zuid", by=None)
    team = actions.create_team(organisation=organisation, name="Zuid-1", by=None)
    assert set(Event.objects.values_list("what", "object_id")) == {
        ("organisation", organisation.pk),
        ("team", team.pk),
    }


@pytest.mark.usefixtures("team")
def test_a_team_is_led_by_a_supervisor_of_its_own_organisation(bram: User, anna: User, midden: Organisation) -> None:
    elsewhere = actions.create_team(organisation=midden, name="Midden-9", by=None)
    for supervisor in (bram, anna):
        with pytest.raises(ValueError, match="own organisation"):
            actions.lead_team(team=elsewhere, supervisor=supervisor, by=None)


def test_switching_off_and_on_is_recorded(admin: User, anna: User) -> None:
    for active in (False, True):
        actions.set_active(user=anna, active=active, by=admin)
        anna.refresh_from_db()
        assert anna.is_active is active
    assert Event.objects.filter(action=Action.CHANGED, what="account", object_id=anna.pk).count() == 2


def test_nobody_switches_off_their_own_account(admin: User) -> None:
    with pytest.raises(ValueError, match="their own"):
        actions.set_active(user=admin, active=False, by=admin)
