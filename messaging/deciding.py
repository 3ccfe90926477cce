"""What an administrator decides about the organisation's messages: their words, and when they leave."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.versions import require_version
from messaging import texts
from messaging.models import Channel, ClosedDay, MessageText, SendingRules
from messaging.texts import Words


@transaction.atomic
def write_text(
    *, words: Words, channel: Channel | str, language: str, version: int, by: User, body: str, subject: str = ""
) -> MessageText:
    """The organisation's own words from now on. `version`: the one on the screen, 0 for none; StaleRecord if not."""
    return _add(words, channel, language, version, by, subject=subject, body=body)


@transaction.atomic
def use_shipped(*, words: Words, channel: Channel | str, language: str, version: int, by: User) -> MessageText:
    """The portal's own words again, from now on; what the organisation wrote stays in the history."""
    own = texts.shipped(words, channel, language)
    return _add(words, channel, language, version, by, subject=own.subject, body=own.body, in_use=False)


def _add(words: Words, channel: Channel | str, language: str, version: int, by: User, **values: Any) -> MessageText:
    # The lock on the organisation is the lock on its texts.
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    last = texts.history(words, channel, language, by.organisation).first()
    stands = last.version if last else 0
    require_version(version, stands, last, what="message text")
    row = MessageText.objects.create(
        organisation=by.organisation,
        kind=words.kind,
        side=words.side,
        language=language,
        channel=channel,
        version=stands + 1,
        written_at=clock.now(),
        written_by=by,
        **values,
    )
    record(Action.CHANGED, by=by, what="message text", object_id=row.pk, purpose=Purpose.ADMINISTRATION)
    return row


@transaction.atomic
def change_rules(*, version: int, by: User, **values: Any) -> SendingRules:
    """When messages leave, and how many; `version` 0 while the organisation had no rules of its own."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    row = SendingRules.objects.filter(organisation=by.organisation).first()
    require_version(version, row.version if row else 0, row, what="sending rules")
    row = row or SendingRules(organisation=by.organisation, version=0)
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    record(Action.CHANGED, by=by, what="sending rules", object_id=row.pk, purpose=Purpose.ADMINISTRATION)
    return row


@transaction.atomic
def close_day(*, day: dt.date, reason: str = "", by: User) -> ClosedDay:
    """Nothing leaves on this day; refused for one that stands there already."""
    row, made = ClosedDay.objects.get_or_create(organisation=by.organisation, day=day, defaults={"reason": reason})
    if not made:
        raise ValidationError({"day": _("Deze dag staat er al.")})
    record(Action.CREATED, by=by, what="closed day", object_id=row.pk, purpose=Purpose.ADMINISTRATION)
    return row


@transaction.atomic
def open_day(*, row: ClosedDay, by: User) -> None:
    """A working day after all."""
    record(Action.ENDED, by=by, what="closed day", object_id=row.pk, purpose=Purpose.ADMINISTRATION)
    row.delete()
