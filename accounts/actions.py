"""Every write about organisations, teams and the people who sign in."""

import uuid
from typing import Any

from allauth.account.adapter import get_adapter
from django.db import transaction

from accounts.models import Organisation, Role, Team, User
from audit.models import Action, Purpose
from audit.record import record


def _about(organisation_id: uuid.UUID) -> dict[str, Any]:
    """Whose record it is: also what an import does, without an actor, stands in the organisation's access log."""
    return {"purpose": Purpose.ADMINISTRATION, "organisation_id": organisation_id}


@transaction.atomic
def create_organisation(*, name: str, by: User | None, is_demo: bool = False) -> Organisation:
    organisation = Organisation(name=name, is_demo=is_demo)
    organisation.full_clean()
    organisation.save()
    record(Action.CREATED, by=by, what="organisation", object_id=organisation.pk, **_about(organisation.pk))
    return organisation


@transaction.atomic
def create_team(*, organisation: Organisation, name: str, by: User | None) -> Team:
    team = Team(organisation=organisation, name=name)
    team.full_clean()
    team.save()
    record(Action.CREATED, by=by, what="team", object_id=team.pk, **_about(organisation.pk))
    return team


@transaction.atomic
def create_user(
    *,
    organisation: Organisation,
    email: str,
    first_name: str,
    last_name: str = "",
    role: Role,
    by: User | None,
    team: Team | None = None,
    password: str | None = None,
) -> User:
    """Make an account. Without a password nobody can sign in with it until its owner has set one."""
    user = User.objects.create_user(
        email=email,
        password=password,
        first_name=first_name,
        last_name=last_name,
        role=role,
        organisation=organisation,
        team=team,
    )
    record(Action.CREATED, by=by, what="account", object_id=user.pk, **_about(organisation.pk))
    return user


@transaction.atomic
def invite_user(
    *,
    organisation: Organisation,
    email: str,
    first_name: str,
    last_name: str,
    role: Role,
    by: User | None,
    team: Team | None = None,
) -> User:
    """Make an account and mail its owner a link to choose a password. A supervisor leads the team, others belong to it.

    The mail goes the way of all mails about signing in: through the adapter of the settings, which puts it in the
    outbox. So this floor needs to know nothing of messages.
    """
    leads = role == Role.SUPERVISOR
    user = create_user(
        organisation=organisation,
        email=email,
        first_name=first_name,
        last_name=last_name,
        role=role,
        team=None if leads else team,
        by=by,
    )
    if leads and team is not None:
        lead_team(team=team, supervisor=user, by=by)
    get_adapter().send_mail("account/email/invitation", user.email, {"user": user})
    record(Action.CREDENTIAL, by=by, what="invitation", object_id=user.pk, **_about(organisation.pk))
    return user


@transaction.atomic
def lead_team(*, team: Team, supervisor: User, by: User | None) -> None:
    """Make a supervisor the head of a team of the same organisation."""
    if supervisor.role != Role.SUPERVISOR or supervisor.organisation_id != team.organisation_id:
        raise ValueError("a team is led by a supervisor of its own organisation")
    team.supervisors.add(supervisor)
    record(Action.CHANGED, by=by, what="team", object_id=team.pk, **_about(team.organisation_id))


@transaction.atomic
def join_team(*, worker: User, team: Team, by: User | None) -> None:
    """Give a worker without a team one of their own organisation."""
    if worker.role != Role.WORKER or worker.organisation_id != team.organisation_id or worker.team_id is not None:
        raise ValueError("a worker without a team joins one of their own organisation")
    worker.team = team
    worker.save(update_fields=["team"])
    record(Action.CHANGED, by=by, what="account", object_id=worker.pk, **_about(worker.organisation_id))


@transaction.atomic
def set_active(*, user: User, active: bool, by: User) -> None:
    """Switch an account off or on; its next request is refused at once."""
    if user.pk == by.pk:
        raise ValueError("nobody switches off their own account")
    user.is_active = active
    user.save(update_fields=["is_active"])
    record(Action.CHANGED, by=by, what="account", object_id=user.pk, purpose=Purpose.ADMINISTRATION)
