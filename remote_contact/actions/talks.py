"""The structure of a talk at a distance, and sending its agreements to the client."""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Agreement, Goal, Pair
from caseload.versions import StaleRecord, save_over
from messaging import actions as outbox
from messaging.models import Channel, Message, Side
from remote_contact.models import Appointment, Contact, Initiative, RemoteTalk
from remote_contact.models.talk import AgreementsSent

AGREEMENTS = "remote_contact.agreements"
WHAT = "remote talk"


@transaction.atomic
def save_talk(
    *,
    pair: Pair,
    version: int,
    by: User,
    appointment: Appointment | None = None,
    contact: Contact | None = None,
    goals: Iterable[Goal] | None = None,
    **values: Any,
) -> RemoteTalk:
    """Keep what was arranged, used or sent; `version` 0 while nothing was. `goals` None leaves those as they are.

    Raises StaleRecord when somebody saved in between, ValidationError by field.
    """
    if values.get("agreements_sent_on") and not values.get("agreements_sent_by"):
        raise ValidationError({"agreements_sent_by": _("Kies wie de afspraken stuurde.")})
    talk = _locked(pair, appointment, contact)
    if talk is None:
        talk = RemoteTalk(appointment=appointment, contact=contact, **values)
        talk.full_clean()
        talk.save()
    else:
        _save_over(talk, version, values if contact is None else values | {"contact": contact})
    if goals is not None:
        talk.goals.set(goals)
    created = Action.CREATED if talk.version == 1 and version == 0 else Action.CHANGED
    record(created, by=by, what=WHAT, subjects=[pair.supervision.client_id], object_id=talk.pk)
    return talk


def _save_over(talk: RemoteTalk, version: int, values: Mapping[str, Any]) -> None:
    try:
        save_over(RemoteTalk.objects.all(), talk.pk, version, what=WHAT, **values)
    except StaleRecord as stale:
        goals = [str(pk) for pk in talk.goals.values_list("pk", flat=True)]
        raise StaleRecord(stale.current, what=WHAT, stands={"goals": goals}) from None
    talk.refresh_from_db()


def _locked(pair: Pair, appointment: Appointment | None, contact: Contact | None) -> RemoteTalk | None:
    """The talk as it stands. Of two people who begin it at once the second waits here and finds it begun."""
    Pair.objects.select_for_update().get(pk=pair.pk)
    if contact is not None:
        return RemoteTalk.objects.of_contact(contact).first()
    return RemoteTalk.objects.filter(appointment=appointment).first()


@transaction.atomic
def send_agreements(
    *, pair: Pair, contact: Contact, agreement_ids: Iterable[uuid.UUID], form_id: uuid.UUID, by: User
) -> AgreementsSent:
    """Queue these open agreements for the client and write in the talk by whom, how and when; once for each form.

    Raises ValidationError when none of them is open any more.
    """
    talk = _locked(pair, None, contact)
    if before := AgreementsSent.objects.filter(form_id=form_id).select_related("talk").first():
        if before.talk.contact_id != contact.pk:
            raise ValidationError(_("Dit formulier hoort bij iemand anders. Open het opnieuw."))
        return before
    chosen = list(Agreement.objects.of_supervision_of(pair).open().filter(pk__in=list(agreement_ids)))
    if not chosen:
        raise ValidationError(_("Er is geen open afspraak gekozen. Er is niets verstuurd."))
    if talk is None:
        talk = RemoteTalk(contact=contact, version=0)
    sending = AgreementsSent(talk=talk, asked_at=clock.now(), asked_by=by, form_id=form_id)
    letter = message_of(pair, sending.pk)
    # Chooses the channel; the worker has seen it, with the text.
    outbox.queue([letter])
    talk.contact = contact
    talk.agreements_sent_by, talk.agreements_sent_how = Initiative.WORKER, str(Channel(letter.channel).label)
    talk.agreements_sent_on = clock.today()
    talk.version += 1
    talk.save()
    sending.save()
    sending.agreements.set(chosen)
    record(Action.CREATED, by=by, what="agreements sent", subjects=[pair.supervision.client_id], object_id=sending.pk)
    return sending


def message_of(pair: Pair, sending_id: uuid.UUID) -> Message:
    return outbox.message(kind=AGREEMENTS, subject_id=sending_id, side=Side.CLIENT, pair=pair)
