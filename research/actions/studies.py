"""Making a study, and saying yes or no to it. Default no; what is given is taken back with one click."""

import datetime as dt
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Client
from research.models import ImportedLabel, ImportedOutcome, Study, StudyConsent
from research.pseudonyms import pseudonym


@transaction.atomic
def make_study(
    *, organisation: Organisation, name: str, purpose: str, ends_on: dt.date, owner: User, by: User | None
) -> Study:
    study = Study(
        organisation=organisation, name=name, purpose=purpose, owner=owner, starts_on=clock.today(), ends_on=ends_on
    )
    study.full_clean()
    study.save()
    record(
        Action.CREATED,
        by=by,
        what="study",
        object_id=study.pk,
        purpose=Purpose.QUALITY,
        organisation_id=organisation.pk,
    )
    return study


@transaction.atomic
def choose_study(*, study: Study, person: Client | User, taking_part: bool, by: User | None) -> None:
    """Say yes or no for this person; the same again changes nothing. The record tells that somebody chose, not what.

    A no is always possible, a yes only while the study runs: ValidationError.
    """
    own = {"client": person} if isinstance(person, Client) else {"worker": person}
    # One at a time per study, so that two clicks at once are two choices after each other.
    study = Study.objects.select_for_update().get(pk=study.pk)
    consent = StudyConsent.objects.filter(study=study, **own).first()
    if (consent is not None and consent.withdrawn_at is None) == taking_part:
        return
    if not taking_part:
        StudyConsent.objects.filter(study=study, **own).update(withdrawn_at=clock.now())
        if isinstance(person, Client):
            _forget(study, person)
    else:
        if not study.starts_on <= clock.today() <= study.ends_on:
            raise ValidationError(_("Dit onderzoek loopt niet meer. Meedoen kan niet."))
        given = {"given_at": clock.now(), "withdrawn_at": None}
        StudyConsent.objects.update_or_create(study=study, **own, defaults=given)
    record(
        Action.CHANGED,
        by=by,
        what="study consent",
        subjects=[person.pk] if isinstance(person, Client) else [],
        object_id=study.pk,
        purpose=Purpose.OWN,
        organisation_id=study.organisation_id,
    )


def _forget(study: Study, client: Client) -> None:
    """What was brought in about this client for this study stood on the yes that is gone."""
    # A no is always possible, also where the key was lost.
    with suppress(ValueError):
        name = pseudonym(study.key, "person", client.pk)
        ImportedOutcome.objects.filter(study=study, person=name).delete()
        ImportedLabel.objects.filter(study=study, person=name).delete()
