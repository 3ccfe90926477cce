"""How somebody wants to get the portal's messages: what they chose, changing it, and what then happens."""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit.models import Action, Purpose
from audit.record import record
from caseload.access import PURPOSE_OF_ROLE
from caseload.actions import change_client
from caseload.models import Client
from caseload.versions import require_version
from messaging import channels
from messaging.channels.sms import mobile
from messaging.models import Channel, Preference
from messaging.reach import addresses_of
from messaging.timing import rules_of
from messaging.working_time import Hours, hours_for, never_meet


def preference_of(person: Client | User) -> Preference:
    """What stands, or an unsaved row of the ordinary way; its language is the one that holds."""
    owner = {"client" if isinstance(person, Client) else "user": person}
    row = Preference.objects.filter(**owner).first() or Preference(**owner, version=0)
    if isinstance(person, Client):
        row.language = person.language
    return row


def version_of(person: Client | User, row: Preference) -> int:
    """A client's language stands with the client, so both count."""
    return row.version + (person.version if isinstance(person, Client) else 0)


def choices_for(person: Client | User) -> list[Channel]:
    """The channels this portal has that could reach this kind of person."""
    able = set(addresses_of(person)) & channels.configured()
    return [channel for channel in Channel if channel in able]


@transaction.atomic
def change_preference(*, person: Client | User, version: int, by: User, **wishes: Any) -> Preference:
    """`wishes` are fields of Preference. StaleRecord when somebody else saved; ValidationError when it cannot work."""
    model: Any = Client if isinstance(person, Client) else User
    locked = model.objects.select_for_update().get(pk=person.pk)
    row = preference_of(locked)
    require_version(version, version_of(locked, row), row, what="preference", object_id=locked.pk)
    if wishes.get("channel") == Channel.SMS and not (isinstance(locked, Client) and mobile(locked.mobile)):
        raise ValidationError({"channel": _("Voor sms is een mobiel nummer nodig. Vul dat eerst in.")})
    language = wishes.get("language", row.language)
    if isinstance(locked, Client) and language != locked.language:
        change_client(client=locked, version=locked.version, by=by, language=language)
    for name, value in wishes.items():
        setattr(row, name, value)
    row.version += 1
    row.full_clean()
    row.save()
    subjects = [locked.pk] if isinstance(locked, Client) else []
    purpose: Purpose = PURPOSE_OF_ROLE[by.role] if subjects else Purpose.OWN  # type: ignore[index]
    record(Action.CHANGED, by=by, what="preference", subjects=subjects, object_id=locked.pk, purpose=purpose)
    return row


def what_happens(person: Client | User, row: Preference, *, own: bool) -> Iterator[str]:
    """In the words of whoever reads it: the person, or a client's worker."""
    if row.never_leave_message:
        if own:
            yield _("Je krijgt geen enkel bericht van het portaal. Ook niet over je pincode.")
        else:
            yield _("Er gaat geen enkel bericht uit. Spreek zelf af hoe jullie elkaar bereiken.")
        return
    yield {
        Channel.EMAIL: _("Berichten komen per e-mail."),
        Channel.SMS: _("Berichten komen per sms. Er staat geen naam in."),
        Channel.WEBHOOK: _("Berichten komen via de berichtendienst van de organisatie."),
    }[Channel(row.channel)]
    calendar = rules_of([person.organisation_id])[person.organisation_id].calendar
    safe = Hours(row.safe_from, row.safe_until) if row.safe_from and row.safe_until else None
    hours = hours_for(calendar, safe)
    times = {"start": f"{hours.start:%H:%M}", "until": f"{hours.until:%H:%M}"}
    yield _("Ze komen op werkdagen, tussen %(start)s en %(until)s uur.") % times
    if not own and never_meet(calendar, safe):
        yield _("Dat is buiten de uren van de organisatie. Er is dan misschien niemand die kan antwoorden.")
    if row.no_questionnaires:
        yield _("Over vragenlijsten komt er niets. Invullen kan wel.")
    yield _("Berichten over de pincode of het aanmelden komen altijd meteen.")
