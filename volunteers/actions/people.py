"""Who volunteers: they apply or are added, their details change, and they stop."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import change_person, set_active
from accounts.models import Organisation, User
from audit import clock
from audit.models import Action
from caseload.versions import StaleRecord, save_over
from messaging import actions as outbox
from volunteers import messages
from volunteers.actions.matches import end_match
from volunteers.actions.stages import change_stage, give_account
from volunteers.actions.trail import record_volunteering
from volunteers.models import (
    STANDING_PROPOSALS,
    MatchEnd,
    ProposalState,
    PublicForm,
    Stage,
    StageChange,
    Volunteer,
)

MANY = ("projects", "skills")


@transaction.atomic
def add_volunteer(
    *,
    organisation: Organisation,
    first_name: str,
    last_name: str,
    email: str,
    by: User | None,
    stage: Stage | str = Stage.AVAILABLE,
    **details: Any,
) -> Volunteer:
    """Record a volunteer. Of one who may begin at once the account is made too; a mail lets them choose a password."""
    values = {name: details.pop(name) for name in MANY if name in details}
    volunteer = Volunteer(
        organisation=organisation,
        first_name=first_name,
        last_name=last_name,
        email=email.lower(),
        stage=stage,
        **details,
    )
    _require_free_address(volunteer)
    volunteer.full_clean()
    volunteer.save()
    _set_many(volunteer, values)
    if stage == Stage.AVAILABLE:
        give_account(volunteer=volunteer, by=by)
    StageChange.objects.create(volunteer=volunteer, stage=stage, on=clock.today(), by=by)
    record_volunteering(Action.CREATED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
    return volunteer


@transaction.atomic
def apply(*, form: PublicForm, form_id: uuid.UUID, email: str, by: User | None = None, **details: Any) -> None:
    """Somebody applied in the public form. An address that is known changes nothing of that person: anybody could have
    typed it. The co-ordinator reads that it was typed again, and the answer is the same as for a new one.
    """
    # The form's row is the lock: two clicks are one application.
    form = PublicForm.objects.select_for_update().select_related("organisation").get(pk=form.pk)
    if Volunteer.objects.filter(form_id=form_id).exists():
        return
    email = email.lower()
    volunteer = Volunteer.objects.filter(organisation=form.organisation, email__iexact=email).first()
    if volunteer is None:
        volunteer = _new_application(form, form_id, email, details)
    elif not volunteer.stages.filter(on=clock.today(), by=None).exclude(note="").exists():
        again = _("Meldde zich opnieuw aan met het formulier.")
        StageChange.objects.create(volunteer=volunteer, stage=volunteer.stage, on=clock.today(), note=again)
        record_volunteering(Action.CHANGED, volunteer, by=by, what="application", object_id=volunteer.pk)
    outbox.queue(messages.of_application(volunteer, form))


def _new_application(form: PublicForm, form_id: uuid.UUID, email: str, details: dict[str, Any]) -> Volunteer:
    values = {name: details.pop(name) for name in MANY if name in details}
    volunteer = Volunteer(
        organisation=form.organisation,
        email=email,
        form_id=form_id,
        stage=Stage.APPLIED,
        applied_at=clock.now(),
        **details,
    )
    volunteer.full_clean()
    volunteer.save()
    _set_many(volunteer, values)
    StageChange.objects.create(volunteer=volunteer, stage=Stage.APPLIED, on=clock.today())
    record_volunteering(Action.CREATED, volunteer, by=None, what="application", object_id=volunteer.pk)
    return volunteer


@transaction.atomic
def change_volunteer(*, volunteer: Volunteer, version: int, by: User, **values: Any) -> Volunteer:
    """Change details; a new name or address is that of their account too. StaleRecord when somebody saved between."""
    many = {name: list(values.pop(name)) for name in MANY if name in values}
    if "email" in values:
        values["email"] = values["email"].lower()
    for name, value in values.items():
        setattr(volunteer, name, value)
    _require_free_address(volunteer)
    volunteer.full_clean()
    stale_shows = {name: list(getattr(volunteer, name).all()) for name in many}
    rows = Volunteer.objects.all()
    try:
        save_over(rows, volunteer.pk, version, what="volunteer", **values)
    except StaleRecord as stale:
        stale.stands.update(stale_shows)
        raise
    _set_many(volunteer, many)
    if volunteer.account is not None:
        change_person(
            user=volunteer.account,
            first_name=volunteer.first_name,
            last_name=volunteer.last_name,
            email=volunteer.email,
            by=by,
        )
    record_volunteering(Action.CHANGED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
    volunteer.refresh_from_db()
    return volunteer


@transaction.atomic
def leave(*, volunteer: Volunteer, on: dt.date, by: User, note: str = "") -> None:
    """A volunteer stops: their matches end, nobody is asked about them any more, and their account goes off at once."""
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("account").get(pk=volunteer.pk)
    if volunteer.left_on is not None:
        return
    change_stage(volunteer=volunteer, stage=Stage.LEFT, on=on, by=by, note=note)
    for match in volunteer.matches.filter(ends_on__isnull=True):
        end_match(match=match, on=on, by=by, reason=MatchEnd.VOLUNTEER)
    asked = volunteer.proposals.filter(state__in=STANDING_PROPOSALS)
    asked.update(state=ProposalState.WITHDRAWN, closed_at=clock.now())
    if volunteer.account is not None:
        set_active(user=volunteer.account, active=False, by=by)
    record_volunteering(Action.ENDED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)


def _set_many(volunteer: Volunteer, values: dict[str, Any]) -> None:
    for name, chosen in values.items():
        getattr(volunteer, name).set(chosen)


def _require_free_address(volunteer: Volunteer) -> None:
    """One volunteer of an organisation for each address, in any case of letters."""
    same = Volunteer.objects.filter(organisation=volunteer.organisation, email__iexact=volunteer.email)
    if same.exclude(pk=volunteer.pk).exists():
        raise ValidationError({"email": _("Er staat al een vrijwilliger met dit e-mailadres. Zoek die eerst op.")})
    if volunteer.account_id is None:
        return
    if User.objects.filter(email__iexact=volunteer.email).exclude(pk=volunteer.account_id).exists():
        raise ValidationError({"email": _("Met dit e-mailadres is al een account. Gebruik een ander adres.")})
