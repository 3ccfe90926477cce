"""Opening a wave of the survey, and taking part in one without leaving a trace of who said what."""

import datetime as dt
import secrets
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Client
from remote_contact.models import Audience, Opinion, Taken, Wave
from remote_contact.survey import POINTS, statements_for

WAVE, PART = "survey wave", "survey taken"


class AlreadyTaken(Exception):
    """This person took part in the wave before; nothing was written."""


@transaction.atomic
def open_wave(*, audience: str, name: str, opens_on: dt.date, closes_on: dt.date, by: User) -> Wave:
    """Raises ValidationError by field: a name that was used before, an end that is not after the begin."""
    wave = Wave(
        organisation=by.organisation,
        audience=audience,
        name=name,
        opens_on=opens_on,
        closes_on=closes_on,
        made_by=by,
    )
    if closes_on <= opens_on:
        raise ValidationError({"closes_on": _("Deze dag ligt niet na de eerste dag.")})
    if Wave.objects.filter(organisation=by.organisation, audience=audience, name=name).exists():
        raise ValidationError({"name": _("Er is al een ronde met deze naam.")})
    wave.full_clean()
    wave.save()
    record(Action.CREATED, by=by, what=WAVE, object_id=wave.pk, purpose=Purpose.ADMINISTRATION)
    return wave


@transaction.atomic
def take_part(*, wave: Wave, answers: Mapping[str, int], by: User) -> None:
    """Keep the answers, and apart from them that this person took part. What is not answered is not asked again.

    The event says who took part in a survey and when, not in which wave and with what. So that the order in which rows
    were written is no way back from it, every row of the wave is written anew in an order by chance. Raises
    AlreadyTaken, ValidationError for a statement or a point that does not exist.
    """
    asked = {statement.key for statement in statements_for(wave.audience)}
    if not answers or set(answers) - asked or set(answers.values()) - set(POINTS):
        raise ValidationError(_("Kies een van de mogelijkheden."))
    # One at a time: what is written anew must be whole.
    Wave.objects.select_for_update().get(pk=wave.pk)
    try:
        with transaction.atomic():
            Taken.objects.create(wave=wave, **_whose(wave, by))
    except IntegrityError:
        raise AlreadyTaken from None
    _write_anew(wave, answers)
    record(Action.CREATED, by=by, what=PART, purpose=Purpose.QUALITY)


def _whose(wave: Wave, by: User) -> dict[str, User | Client]:
    if wave.audience == Audience.CLIENT:
        assert by.role == Role.CLIENT
        return {"client": Client.objects.get(account=by)}
    return {"user": by}


def _write_anew(wave: Wave, answers: Mapping[str, int]) -> None:
    chance = secrets.SystemRandom()
    said = [*Opinion.objects.filter(wave=wave).values_list("statement", "value"), *answers.items()]
    people = list(Taken.objects.filter(wave=wave).values("user_id", "client_id"))
    for rows in (said, people):
        chance.shuffle(rows)
    Opinion.objects.filter(wave=wave).delete()
    Taken.objects.filter(wave=wave).delete()
    Opinion.objects.bulk_create(Opinion(wave=wave, statement=key, value=value) for key, value in said)
    Taken.objects.bulk_create(Taken(wave=wave, **person) for person in people)
