"""What waits on a worker: what is urgent, then the oldest first, each with its reason. Reasons of process only, never a
score.

Nothing here may tell whether a client has answered before the worker has: it is built from rows that do not know.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from alliance.state import Step
from caseload import days
from caseload.models import Agreement
from caseload.presenters import due_tag
from messaging.models import Channel, Message, Side
from probation_portal import message_words
from probation_portal.message_log import settle_url
from probation_portal.worker_list import Row
from remote_contact.presenters.signals import SignalLine
from remote_contact.signals import Kind

END_NEAR = 28
NO_CONTACT = 28
# From so many days before its last day on, an open measurement says how long it still takes answers.
CLOSE_BY = 14


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: about whom, why, what to press, and since when it has waited."""

    client_id: UUID | None
    name: str
    pair_url: str
    why: str
    action: str
    url: str
    tag: str
    kind: str
    since: dt.date
    # Somebody else called it so: it may not lie under what is old.
    urgent: bool = False


def waiting(
    rows: Iterable[Row],
    overdue: Iterable[Agreement],
    unsure: Iterable[Message],
    *,
    today: dt.date,
    signals: Mapping[UUID, Iterable[SignalLine]] = MappingProxyType({}),
    contacts: Iterable[Todo] = (),
) -> list[Todo]:
    """Everything that waits on the worker of these rows; `overdue` are their agreements past their day, `unsure` the
    messages of which nobody knows whether they left, `signals` what there is to see at a distance, by pair, `contacts`
    what waits about contacts and appointments (`agenda.waits`)."""
    rows = list(rows)
    by_supervision = {row.supervision_id: row for row in rows}
    found = [todo for row in rows for todo in _of_row(row, today)]
    found += [_agreement(by_supervision[a.pair.supervision_id], a, today) for a in overdue]
    found += [_unsure(message, today) for message in unsure]
    found += contacts
    found += [todo for row in rows for todo in _signals(row, signals.get(row.pair_id, ()), today)]
    return sorted(found, key=lambda todo: (not todo.urgent, todo.since, todo.name))


def _of_row(row: Row, today: dt.date) -> Iterator[Todo]:
    # While a supervision stands still, no answer, PIN or contact is waited for.
    in_a_pause = (_talk, _not_me, _frozen, _unreachable, _end_near)
    for reason in in_a_pause if row.paused_since else (*in_a_pause, _fill_in, _no_pin, _no_contact):
        if todo := reason(row, today):
            yield todo


def _signals(row: Row, lines: Iterable[SignalLine], today: dt.date) -> Iterator[Todo]:
    for line in lines:
        # While a supervision stands still nobody is waited for; what worried before it did stays.
        if line.kind is Kind.APART and row.paused_since:
            continue
        url = reverse("remote_contact:put_aside", args=[row.pair_id]) + "?" + urlencode({"cause": line.cause})
        tag = _("sinds %(day)s") % {"day": days.near(line.since, today)}
        yield _todo(row, line.why, _("Opzij leggen"), url, (tag, "notice"), line.since)


def _todo(row: Row, why: str, action: str, url: str, tag: tuple[str, str], since: dt.date) -> Todo:
    text, kind = tag
    pair_url = reverse("portal:pair", args=[row.pair_id])
    return Todo(row.client_id, row.name, pair_url, why, action, url or pair_url, text, kind, since)


def _days_left(last_day: dt.date, today: dt.date) -> tuple[str, str]:
    left = (last_day - today).days
    if left <= 0:
        return _("vandaag"), "notice"
    if left > CLOSE_BY:
        return _("t/m %(day)s") % {"day": days.near(last_day, today)}, "open"
    return ngettext("nog %(n)s dag", "nog %(n)s dagen", left) % {"n": left}, "notice"


def _fill_in(row: Row, today: dt.date) -> Todo | None:
    if row.state is None or row.state.step is not Step.FILL_IN:
        return None
    measurement = row.state.measurement
    why = _("Meting %(moment)s: jouw kant invullen") % {"moment": measurement.label_inside}
    url = reverse("alliance:respond", args=[measurement.pk])
    return _todo(row, why, _("Invullen"), url, _days_left(measurement.last_day, today), measurement.opens_on)


def _talk(row: Row, today: dt.date) -> Todo | None:
    if row.state is None or row.state.step is not Step.TALK:
        return None
    revealed_at = row.state.measurement.revealed_at
    assert revealed_at is not None
    why = _("Meting %(moment)s: beide kanten zijn binnen") % {"moment": row.state.measurement.label_inside}
    since = timezone.localdate(revealed_at)
    tag = _("sinds %(day)s") % {"day": days.near(since, today)}
    url = reverse("alliance:conversation", args=[row.state.measurement.pk])
    return _todo(row, why, _("Samen bespreken"), url, (tag, "open"), since)


def _no_pin(row: Row, today: dt.date) -> Todo | None:
    if row.asking is None or row.has_pin:
        return None
    words = {"day": days.near(row.since, today), "moment": row.asking.label_inside}
    if row.asking.is_scheduled and row.asking.months == 0:
        why = _("Nieuw koppel sinds %(day)s: pincode geven en de vragen uitleggen") % words
    else:
        why = _("Meting %(moment)s loopt: pincode geven en de vragen uitleggen") % words
    url = reverse("alliance:give_pin", args=[row.pair_id])
    return _todo(row, why, _("Pincode geven"), url, _days_left(row.asking.last_day, today), row.asking.opens_on)


def _frozen(row: Row, today: dt.date) -> Todo | None:
    if row.pin_frozen_on is None:
        return None
    why = _("Vijf keer een verkeerde pincode: de pincode is geblokkeerd")
    url = reverse("alliance:give_pin", args=[row.pair_id])
    tag = _("sinds %(day)s") % {"day": days.near(row.pin_frozen_on, today)}
    return _todo(row, why, _("Nieuwe pincode geven"), url, (tag, "notice"), row.pin_frozen_on)


def _not_me(row: Row, today: dt.date) -> Todo | None:
    if row.not_me_on is None:
        return None
    why = _("De link kwam bij iemand anders: kijk of het adres klopt")
    url = reverse("alliance:give_pin", args=[row.pair_id])
    tag = _("sinds %(day)s") % {"day": days.near(row.not_me_on, today)}
    return _todo(row, why, _("Nieuwe pincode geven"), url, (tag, "notice"), row.not_me_on)


def _unreachable(row: Row, today: dt.date) -> Todo | None:
    if row.unreachable is None:
        return None
    channel, since = row.unreachable
    if channel == Channel.EMAIL:
        why = _("Het e-mailadres werkt niet: berichten komen niet aan")
    elif channel == Channel.SMS:
        why = _("Het mobiele nummer werkt niet: berichten komen niet aan")
    else:
        why = _("De berichtendienst bereikt deze cliënt niet")
    url = reverse("portal:contact_details", args=[row.pair_id])
    tag = _("sinds %(day)s") % {"day": days.near(since, today)}
    return _todo(row, why, _("Gegevens nakijken"), url, (tag, "notice"), since)


def _end_near(row: Row, today: dt.date) -> Todo | None:
    if row.planned_end is None or (row.planned_end - today).days > END_NEAR:
        return None
    why = _("Het toezicht eindigt op %(day)s") % {"day": days.near(row.planned_end, today)}
    url = reverse("portal:end_supervision", args=[row.pair_id])
    since = row.planned_end - dt.timedelta(days=END_NEAR)
    return _todo(row, why, _("Einde vastleggen"), url, _days_left(row.planned_end, today), since)


def _no_contact(row: Row, today: dt.date) -> Todo | None:
    passed = row.without_contact(today)
    if passed <= NO_CONTACT:
        return None
    if row.last_contact:
        why = _("Geen contact sinds %(day)s") % {"day": days.near(row.last_contact, today)}
    else:
        why = _("Nog geen contact sinds het begin op %(day)s") % {"day": days.near(row.since, today)}
    url = reverse("remote_contact:log", args=[row.pair_id])
    since = today - dt.timedelta(days=passed - NO_CONTACT)
    return _todo(row, why, _("Vastleggen"), url, (_("%(n)s dagen") % {"n": passed}, "notice"), since)


def _agreement(row: Row, agreement: Agreement, today: dt.date) -> Todo:
    assert agreement.due is not None
    why = _("Afspraak: %(text)s") % {"text": agreement.text}
    url = reverse("caseload:agreement", args=[row.pair_id])
    return _todo(row, why, _("Afsluiten"), url, due_tag(agreement.due, today), agreement.due)


def _unsure(message: Message, today: dt.date) -> Todo:
    words = {"what": message_words.title(message).lower()}
    to_worker = message.pair is None or message.side == Side.WORKER
    why = (
        _("Bericht aan jou: niet zeker of het aankwam (%(what)s)")
        if to_worker
        else _("Bericht: niet zeker of het aankwam (%(what)s)")
    )
    client = message.pair.client if message.pair else None
    since = timezone.localdate(message.left_at or message.not_before)
    return Todo(
        client_id=client.pk if client else None,
        name=f"{client.first_name} {client.last_name}" if client else _("Jouw account"),
        pair_url=reverse("portal:pair", args=[message.pair_id]) if client else settle_url(message.pk),
        why=why % words,
        action=_("Nakijken"),
        url=settle_url(message.pk),
        tag=_("sinds %(day)s") % {"day": days.near(since, today)},
        kind="notice",
        since=since,
    )
