"""The messages of the monitor: for each kind its text and the re-check at the moment of sending.

Neutral for whoever looks over a shoulder: no name of the service in the subject, no surname, no case content. The
link alone never opens answers.
"""

import datetime as dt
from collections.abc import Callable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from alliance.actions import not_me, telling, way_in
from alliance.models import ClientPin, Measurement, Rater, Response, due
from alliance.models.due import PAUSED
from audit import clock
from caseload.models import FormerAddress, Pair, PairEnd
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Message, Side
from messaging.wishes import language_of, wants_no_questionnaires


def register_kinds() -> None:
    for kind in (
        Kind(due.INVITATION, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(due.REMINDER, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(due.LAST_REMINDER, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(due.LATE, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(due.CLOSED, _recheck_closed, _render_closed, Family.QUESTIONNAIRE),
        Kind(way_in.PIN_RENEWED, _recheck_client_mail, _render_to_client("pin_renewed"), Family.SECURITY),
        Kind(way_in.PIN_FROZEN, _recheck_worker, _render_to_worker("pin_frozen"), Family.SECURITY),
        Kind(not_me.NOT_ME, _recheck_worker, _render_to_worker("not_me"), Family.SECURITY),
        Kind(telling.NEW_WORKER, _recheck_new_worker, _render_new_worker, Family.SERVICE),
        Kind(
            way_in.ADDRESS_CHANGED,
            _recheck_address_changed,
            _render_address_changed,
            Family.SECURITY,
            own_address=True,
        ),
    ):
        register(kind)


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
    if reason := _recheck_client_mail(message):
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


def _recheck_client_mail(message: Message) -> str:
    assert message.pair is not None
    client = message.pair.supervision.client
    if not client.email:
        return "no address"
    return "not me" if not_me.said_since_pin(client.pk).exists() else ""


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
    return "invitations off" if message.pair.team.invitations_since is None else _recheck_client_mail(message)


def _render_new_worker(message: Message) -> Mail:
    assert message.pair is not None
    client, worker = message.pair.client, message.pair.worker
    context = {"first_name": client.first_name, "worker": worker.first_name}
    return _mail("new_worker", client.email, client.language, context)


def _render_invitation(message: Message) -> Mail:
    measurement = _measurement(message)
    # Whether it is a reminder: the first words then say "nog".
    again = message.kind != due.INVITATION
    if message.side == Side.WORKER:
        url = settings.PORTAL_URL + reverse("alliance:respond", args=[measurement.pk])
        worker = measurement.pair.worker
        return _mail("invitation_worker", worker.email, language_of(worker), {"url": url, "again": again})
    client = measurement.pair.supervision.client
    token = way_in.new_link(measurement=measurement, message_id=message.pk)
    url = settings.PORTAL_URL + reverse("alliance:link", args=[token])
    context = {"url": url, "first_name": client.first_name, "last_day": measurement.last_day, "again": again}
    return _mail("invitation_client", client.email, client.language, context)


def _render_closed(message: Message) -> Mail:
    render = _render_to_worker if message.side == Side.WORKER else _render_to_client
    return render(f"closed_{message.side}")(message)


def _render_to_client(name: str) -> Callable[[Message], Mail]:
    def render(message: Message) -> Mail:
        assert message.pair is not None
        client = message.pair.supervision.client
        return _mail(name, client.email, client.language, {"first_name": client.first_name})

    return render


def _render_address_changed(message: Message) -> Mail:
    former = FormerAddress.objects.select_related("client").get(pk=message.subject_id)
    return _mail("address_changed", former.email, former.client.language, {"first_name": former.client.first_name})


def _render_to_worker(name: str) -> Callable[[Message], Mail]:
    def render(message: Message) -> Mail:
        assert message.pair is not None
        url = settings.PORTAL_URL + reverse("portal:pair", args=[message.pair_id])
        worker = message.pair.worker
        return _mail(name, worker.email, language_of(worker), {"url": url})

    return render


def _mail(name: str, to: str, language: str, context: Mapping[str, object]) -> Mail:
    with translation.override(language):
        subject = render_to_string(f"alliance/mail/{name}.subject.txt", dict(context))
        body = render_to_string(f"alliance/mail/{name}.txt", dict(context))
    return Mail(to=to, subject=" ".join(subject.split()), body=body.strip() + "\n")
