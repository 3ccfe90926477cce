"""The messages of the monitor: for each kind its text and the re-check at the moment of sending.

Neutral for whoever looks over a shoulder: no name of the service in the subject, no surname, no case content. The
link alone never opens answers.
"""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from alliance.actions import not_me, planning, telling, way_in
from alliance.actions.planning import PAUSED
from alliance.models import ClientPin, Measurement, Rater, Response
from audit import clock
from caseload.models import FormerAddress
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Message, Side


def register_kinds() -> None:
    for kind in (
        Kind(planning.INVITATION, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(planning.REMINDER, _recheck_invitation, _render_invitation, Family.QUESTIONNAIRE),
        Kind(way_in.PIN_RENEWED, _recheck_client_mail, _render_to_client("pin_renewed"), Family.SECURITY),
        Kind(way_in.PIN_FROZEN, _recheck_worker, _render_to_worker("pin_frozen"), Family.SECURITY),
        Kind(not_me.NOT_ME, _recheck_worker, _render_to_worker("not_me"), Family.SECURITY),
        Kind(telling.NEW_WORKER, _recheck_new_worker, _render_new_worker, Family.SERVICE),
        Kind(way_in.ADDRESS_CHANGED, lambda _message: "", _render_address_changed, Family.SECURITY),
    ):
        register(kind)


def _measurement(message: Message) -> Measurement:
    return Measurement.objects.with_people().get(pk=message.subject_id)


def _recheck_invitation(message: Message) -> str:
    """Looked up at the moment of sending: answered, put off, closed, ended, left or unreachable means not sent."""
    measurement = _measurement(message)
    today = clock.today()
    side = Rater(message.side)
    if not Measurement.objects.open_on(today).filter(pk=measurement.pk).exists():
        return "not open"
    if not Measurement.objects.not_paused(today).filter(pk=measurement.pk).exists():
        return PAUSED
    if Response.objects.standing().filter(measurement=measurement, rater=side).exists():
        return "answered"
    if getattr(measurement, f"{side}_not_now_at"):
        return "not now"
    if measurement.pair.team.invitations_since is None:
        return "invitations off"
    if side == Rater.WORKER:
        return _recheck_worker(message)
    client = measurement.pair.supervision.client
    if not client.email:
        return "no address"
    if not_me.said_since_pin(client.pk).exists():
        return "not me"
    return "" if ClientPin.objects.filter(client=client).exists() else "no pin"


def _recheck_worker(message: Message) -> str:
    assert message.pair is not None
    if message.pair.ends_on is not None:
        return "pair ended"
    return "" if message.pair.worker.is_active else "account off"


def _recheck_client_mail(message: Message) -> str:
    assert message.pair is not None
    client = message.pair.supervision.client
    if not client.email:
        return "no address"
    return "not me" if not_me.said_since_pin(client.pk).exists() else ""


def _recheck_new_worker(message: Message) -> str:
    """Told only while it is still so, and while the team's messages go out at all."""
    assert message.pair is not None
    if message.pair.ends_on is not None:
        return "pair ended"
    return "invitations off" if message.pair.team.invitations_since is None else _recheck_client_mail(message)


def _render_new_worker(message: Message) -> Mail:
    assert message.pair is not None
    client, worker = message.pair.client, message.pair.worker
    context = {"first_name": client.first_name, "worker": worker.first_name}
    return _mail("new_worker", client.email, client.language, context)


def _render_invitation(message: Message) -> Mail:
    measurement = _measurement(message)
    if message.side == Side.WORKER:
        url = settings.PORTAL_URL + reverse("alliance:respond", args=[measurement.pk])
        return _mail("invitation_worker", measurement.pair.worker.email, "nl", {"url": url, "number": message.number})
    client = measurement.pair.supervision.client
    url = settings.PORTAL_URL + reverse("alliance:link", args=[way_in.new_link(measurement=measurement)])
    context = {"url": url, "first_name": client.first_name, "last_day": measurement.last_day, "number": message.number}
    return _mail("invitation_client", client.email, client.language, context)


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
        return _mail(name, message.pair.worker.email, "nl", {"url": url})

    return render


def _mail(name: str, to: str, language: str, context: Mapping[str, object]) -> Mail:
    with translation.override(language):
        subject = render_to_string(f"alliance/mail/{name}.subject.txt", dict(context))
        body = render_to_string(f"alliance/mail/{name}.txt", dict(context))
    return Mail(to=to, subject=" ".join(subject.split()), body=body.strip() + "\n")
