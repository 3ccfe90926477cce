"""Every write about organisations, teams and the people who sign in."""

import uuid
from enum import StrEnum
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction

from accounts import second_factor, sessions
from accounts.models import Organisation, Role, Session, Team, User
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
def change_person(*, user: User, first_name: str, last_name: str, email: str, by: User) -> None:
    """A new name or address of an account; nothing when both are as they were. The caller says who may."""
    values = {"first_name": first_name, "last_name": last_name, "email": email.lower()}
    changed = [name for name, value in values.items() if getattr(user, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(user, name, values[name])
    user.full_clean()
    user.save(update_fields=changed)
    record(Action.CHANGED, by=by, what="account", object_id=user.pk, **_about(user.organisation_id))


@transaction.atomic
def set_active(*, user: User, active: bool, by: User) -> None:
    """Switch an account off or on; its next request is refused at once."""
    if user.pk == by.pk:
        raise ValueError("nobody switches off their own account")
    user.is_active = active
    user.save(update_fields=["is_active"])
    # Else one from before would live on once the account is switched on again.
    Session.objects.filter(user=user).delete()
    # Of a client's account the client is who it is about: by their own id they may ask who changed it.
    subjects = User.objects.filter(pk=user.pk, client__isnull=False).values_list("client__pk", flat=True)
    record(Action.CHANGED, by=by, what="account", subjects=subjects, object_id=user.pk, **_about(user.organisation_id))


# ---- signing in: sessions and second factors ----


@transaction.atomic
def end_session(*, session: Session, by: User) -> None:
    """Sign out on one other device; the next request from there is refused."""
    session.delete()
    record(Action.ENDED, by=by, what="session", object_id=by.pk, purpose=Purpose.ADMINISTRATION)


@transaction.atomic
def end_other_sessions(*, by: User, keep: str | None) -> int:
    """Sign out everywhere except in the session with this key; how many there were."""
    ended, _per_table = Session.objects.filter(user=by).exclude(session_key=keep or "").delete()
    if ended:
        record(Action.ENDED, by=by, what="session", object_id=by.pk, purpose=Purpose.ADMINISTRATION)
    return ended


def delete_expired_sessions() -> int:
    """In one statement; how many there were. Nothing ends by it that did not end before, so nothing is recorded."""
    deleted, _per_table = sessions.expired().delete()
    return deleted


@transaction.atomic
def set_password(*, by: User, password: str, keep: str | None) -> None:
    """Give oneself a password, or choose one by link; every other session ends."""
    by.set_password(password)
    by.save(update_fields=["password"])
    record(Action.CREDENTIAL, by=by, what="password", object_id=by.pk, purpose=Purpose.ADMINISTRATION)
    end_other_sessions(by=by, keep=keep)


@transaction.atomic
def set_up_second_factor(*, by: User, secret: str) -> list[str]:
    """Make this secret the person's only second factor; the new recovery codes, which are shown once."""
    _locked(by)
    Authenticator.objects.filter(user=by).delete()
    TOTP.activate(by, secret)
    record(Action.CREDENTIAL, by=by, what="second factor", object_id=by.pk, purpose=Purpose.ADMINISTRATION)
    codes: list[str] = RecoveryCodes.activate(by).generate_codes()
    return codes


@transaction.atomic
def renew_recovery_codes(*, by: User) -> list[str]:
    """New recovery codes in place of the old; they are shown once."""
    _locked(by)
    Authenticator.objects.filter(user=by, type=Authenticator.Type.RECOVERY_CODES).delete()
    record(Action.CREDENTIAL, by=by, what="recovery codes", object_id=by.pk, purpose=Purpose.ADMINISTRATION)
    codes: list[str] = RecoveryCodes.activate(by).generate_codes()
    return codes


def _locked(user: User) -> None:
    """Two at once would each find nothing and both make one."""
    User.objects.select_for_update().get(pk=user.pk)


@transaction.atomic
def remove_second_factor(*, by: User) -> None:
    """Do without again, where the role does not take one."""
    if second_factor.is_required(by):
        raise ValueError("this role needs a second factor")
    Authenticator.objects.filter(user=by).delete()
    record(Action.ENDED, by=by, what="second factor", object_id=by.pk, purpose=Purpose.ADMINISTRATION)


class ResetReason(StrEnum):
    """Why a second factor was taken away; the word in the access record."""

    LOST = "second factor lost"
    REPLACED = "second factor replaced"
    DISTRUSTED = "second factor distrusted"


@transaction.atomic
def reset_second_factor(*, user: User, why: ResetReason, by: User) -> None:
    """Take away somebody else's second factor: their sessions end at once, a mail tells them."""
    if user.pk == by.pk:
        raise ValueError("nobody resets their own second factor")
    Authenticator.objects.filter(user=user).delete()
    Session.objects.filter(user=user).delete()
    get_adapter().send_mail("account/email/second_factor_reset", user.email, {"user": user})
    record(Action.CREDENTIAL, by=by, what=why.value, object_id=user.pk, purpose=Purpose.ADMINISTRATION)


def note_recovery_code(*, by: User) -> None:
    record(Action.CREDENTIAL, by=by, what="recovery code used", object_id=by.pk, purpose=Purpose.ADMINISTRATION)


def note_wrong_code(*, of: User) -> None:
    """Who gives a wrong code may be anybody who knows the password, so there is no actor."""
    about = {"object_id": of.pk, **_about(of.organisation_id)}
    record(Action.SIGN_IN_FAILED, by=None, role="unknown", what="second factor", **about)


@transaction.atomic
def rotate_second_factors(*, by: User | None) -> int:
    """Encrypt every stored secret anew with the first key of the setting; how many rows there are."""
    rows = 0
    for row in Authenticator.objects.select_for_update():
        row.data = {k: second_factor.rotated(v) if k in ("secret", "seed") else v for k, v in row.data.items()}
        row.save(update_fields=["data"])
        rows += 1
    return rows
