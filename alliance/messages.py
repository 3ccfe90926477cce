"""The messages of the monitor: for each kind its text and the re-check at the moment of sending.

Neutral for whoever looks over a shoulder: no name of the service in the subject, no surname, no case content. The
link alone never opens answers.
"""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from alliance.actions import not_me, telling, way_in
from alliance.models import ClientPin, Measurement, Rater, Response, due
from alliance.models.due import PAUSED
from audit import clock
from caseload.models import FormerAddress, Pair, PairEnd
from messaging import kinds, reach, texts
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Channel, Message, Side
from messaging.texts import Words
from messaging.wishes import wants_no_questionnaires


def register_kinds() -> None:
    anyhow = frozenset(Channel)
    for kind in (
        Kind(due.INVITATION, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE, channels=anyhow),
        Kind(due.REMINDER, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE, channels=anyhow),
        Kind(due.LAST_REMINDER, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE, channels=anyhow),
        Kind(due.LATE, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE, channels=anyhow),
        Kind(due.CLOSED, _recheck_closed, _render_closed, Family.QUESTIONNAIRE, channels=anyhow),
        Kind(way_in.PIN_RENEWED, _recheck_client, _render_to_client, Family.SECURITY, channels=anyhow),
        Kind(way_in.PIN_FROZEN, _recheck_worker, _render_to_worker, Family.SECURITY),
        Kind(not_me.NOT_ME, _recheck_worker, _render_to_worker, Family.SECURITY),
        Kind(telling.NEW_WORKER, _recheck_new_worker, _render_new_worker, Family.SERVICE, channels=anyhow),
        Kind(
            way_in.ADDRESS_CHANGED,
            _recheck_address_changed,
            _render_address_changed,
            Family.SECURITY,
            own_address=True,
        ),
    ):
        register(kind)
    texts.declare(*_words())


def _words() -> Iterator[Words]:
    invitation, reminder = "invitation", "reminder"
    holds: tuple[str, ...]
    example = reverse_lazy("alliance:link", args=["A" * 32])
    for name, template, title in (
        (due.INVITATION, invitation, _("Uitnodiging voor een vragenlijst")),
        (due.REMINDER, reminder, _("Herinnering aan een vragenlijst")),
        (due.LAST_REMINDER, reminder, _("Laatste herinnering aan een vragenlijst")),
        (due.LATE, reminder, _("Vragenlijst is weer open")),
    ):
        holds = ("voornaam", texts.LINK, "laatste_dag")
        yield Words(name, Side.CLIENT, title, f"{template}_client", holds, by_sms=True, link=example)
        yield Words(name, Side.WORKER, title, f"{template}_worker", ("voornaam", texts.LINK))
    for name, side, template, title in (
        (due.CLOSED, Side.CLIENT, "closed_client", _("Meetmoment is voorbij")),
        (due.CLOSED, Side.WORKER, "closed_worker", _("Meetmoment is voorbij")),
        (way_in.PIN_RENEWED, Side.CLIENT, "pin_renewed", _("Nieuwe pincode")),
        (way_in.PIN_FROZEN, Side.WORKER, "pin_frozen", _("Pincode geblokkeerd")),
        (not_me.NOT_ME, Side.WORKER, "not_me", _("Bericht kwam bij iemand anders")),
    ):
        of_client = side == Side.CLIENT
        holds = ("voornaam",) if of_client else ("voornaam", texts.LINK)
        yield Words(name, side, title, template, holds, by_sms=of_client)
    yield Words(
        telling.NEW_WORKER,
        Side.CLIENT,
        _("Andere contactpersoon"),
        "new_worker",
        ("voornaam", "contactpersoon"),
        by_sms=True,
    )
    changed = _("E-mailadres gewijzigd, naar het oude adres")
    # Whoever reads the old mailbox now gets no name.
    yield Words(way_in.ADDRESS_CHANGED, Side.CLIENT, changed, "address_changed")


def _measurement(message: Message) -> Measurement:
    return Measurement.objects.with_people().get(pk=message.subject_id)


def _recheck_invitation(message: Message) -> str:
    """Looked up at the moment of sending: answered, put off, closed, ended, left or unreachable means not sent."""
    measurement = _measurement(message)
    today, side = clock.today(), Rater(message.side)
    if reason := _standing_still(measurement, today):
        return reason
    if not Measurement.objects.open_on(today).filter(pk=measurement.pk).exists():
        return "not open"
    if Response.objects.standing().filter(measurement=measurement, rater=side).exists():
        return "answered"
    if getattr(measurement, f"{side}_not_now_at"):
        return "not now"
    return _recheck_reach(message, by_link=True)


def _recheck_closed(message: Message) -> str:
    """Only a side that was in itself may hear that the moment is over, and only while it is."""
    measurement = _measurement(message)
    today = clock.today()
    if reason := _standing_still(measurement, today):
        return reason
    if measurement.is_revealed or today < measurement.closes_on:
        return "not closed"
    if not Response.objects.standing().filter(measurement=measurement, rater=message.side).exists():
        return "not answered"
    return _recheck_reach(message, by_link=False)


def _standing_still(measurement: Measurement, today: dt.date) -> str:
    """The pair no longer runs, or its supervision stands still."""
    if reason := _ended(measurement.pair):
        return reason
    running = Measurement.objects.not_paused(today).filter(pk=measurement.pk).exists()
    return "" if running else PAUSED


def _recheck_reach(message: Message, *, by_link: bool) -> str:
    """A message about a questionnaire: is it wanted, and does it arrive with whom it is meant for."""
    assert message.pair is not None
    if message.pair.team.invitations_since is None:
        return "invitations off"
    if wants_no_questionnaires(message.recipient_id):
        return "opted out"
    if message.side == Side.WORKER:
        return _recheck_worker(message)
    if reason := _recheck_client(message):
        return reason
    has_pin = ClientPin.objects.filter(client=message.pair.supervision.client_id).exists()
    return "" if has_pin or not by_link else "no pin"


def _ended(pair: Pair) -> str:
    if pair.ends_on is None:
        return ""
    return "handed over" if pair.end_kind == PairEnd.HANDED_OVER else "pair ended"


def _recheck_worker(message: Message) -> str:
    assert message.pair is not None
    if reason := _ended(message.pair):
        return reason
    return "" if message.pair.worker.is_active else "account off"


def _recheck_client(message: Message) -> str:
    assert message.pair is not None
    client = message.pair.supervision.client
    return "" if reach.has_address(client, kinds.get(message.kind).channels) else "no address"


def _recheck_address_changed(message: Message) -> str:
    """Not to an address that is the client's again, that is gone, or of which somebody said it is theirs."""
    former = FormerAddress.objects.select_related("client").filter(pk=message.subject_id).first()
    if former is None:
        return "address gone"
    if former.email.lower() == former.client.email.lower():
        return "address in use"
    return "not me" if not_me.said_since_pin(former.client.pk).exists() else ""


def _recheck_new_worker(message: Message) -> str:
    """Told only while it is still so, and while the team's messages go out at all."""
    assert message.pair is not None
    if reason := _ended(message.pair):
        return reason
    return "invitations off" if message.pair.team.invitations_since is None else _recheck_client(message)


def _render_new_worker(message: Message) -> Mail:
    assert message.pair is not None
    return texts.mail(message, message.pair.client, contactpersoon=message.pair.worker.first_name)


def _render_invitation(message: Message) -> Mail:
    measurement = _measurement(message)
    if message.side == Side.WORKER:
        url = reverse("alliance:respond", args=[measurement.pk])
        return texts.mail(message, measurement.pair.worker, link=settings.PORTAL_URL + url)
    client = measurement.pair.supervision.client
    url = reverse("alliance:link", args=[way_in.new_link(measurement=measurement, message_id=message.pk)])
    with translation.override(client.language):
        last_day = date_format(measurement.last_day, "j F")
    return texts.mail(message, client, link=settings.PORTAL_URL + url, laatste_dag=last_day)


def _render_closed(message: Message) -> Mail:
    return _render_to_worker(message) if message.side == Side.WORKER else _render_to_client(message)


def _render_to_client(message: Message) -> Mail:
    assert message.pair is not None
    return texts.mail(message, message.pair.supervision.client)


def _render_address_changed(message: Message) -> Mail:
    former = FormerAddress.objects.select_related("client").get(pk=message.subject_id)
    return texts.mail(message, former.client, to=former.email)


def _render_to_worker(message: Message) -> Mail:
    assert message.pair is not None
    url = reverse("portal:pair", args=[message.pair_id])
    return texts.mail(message, message.pair.worker, link=settings.PORTAL_URL + url)
