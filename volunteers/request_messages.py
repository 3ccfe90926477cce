"""The messages about requests, proposals and evaluations: their texts, and the re-check at the moment of sending.

None of them names anybody but the reader, or says what it is about: that stands in the portal.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from audit import clock
from messaging import kinds, texts
from messaging.kinds import Family, Kind, Mail
from messaging.models import Channel, Message
from messaging.models import Side as To
from messaging.texts import Words
from volunteers.actions import asking, evaluations
from volunteers.models import Evaluation, Proposal, VolunteerRequest
from volunteers.policies import waits_for

GONE = "nothing to tell"
SAYS = {To.CLIENT: "client_says", To.WORKER: "worker_says", To.USER: "volunteer_says"}


def register_kinds() -> None:
    anyhow = frozenset(Channel)
    for kind in (
        Kind(asking.REQUEST, _recheck_request, _render, Family.SERVICE, channels=anyhow),
        Kind(asking.PROPOSAL, _recheck_proposal, _render, Family.SERVICE, channels=anyhow),
        Kind(asking.OUTCOME, _recheck_outcome, _render_outcome, Family.SERVICE),
        Kind(evaluations.ASKED, _recheck_evaluation, _render, Family.SERVICE, channels=anyhow),
    ):
        kinds.register(kind)
    texts.declare(*_words())


def _words() -> list[Words]:
    holds = ("voornaam", texts.LINK)
    client, worker, user = To.CLIENT, To.WORKER, To.USER
    return [
        Words(asking.REQUEST, client, _("Vraag om een vrijwilliger: jouw ja"), "asked_client", holds, by_sms=True),
        Words(asking.REQUEST, worker, _("Cliënt vraagt om een vrijwilliger"), "asked", holds),
        Words(asking.PROPOSAL, client, _("Voorstel voor een vrijwilliger, cliënt"), "asked_client", holds, by_sms=True),
        Words(asking.PROPOSAL, worker, _("Voorstel voor een vrijwilliger, werker"), "asked", holds),
        Words(asking.PROPOSAL, user, _("Voorstel, voor de vrijwilliger"), "asked", holds),
        Words(asking.OUTCOME, user, _("Antwoord op een voorstel, voor de coördinator"), "outcome", holds),
        Words(evaluations.ASKED, client, _("Terugkijken, cliënt"), "evaluation_client", holds, by_sms=True),
        Words(evaluations.ASKED, worker, _("Terugkijken, werker"), "evaluation", holds),
        Words(evaluations.ASKED, user, _("Terugkijken, vrijwilliger"), "evaluation", holds),
    ]


def _recheck_reader(message: Message) -> str:
    """Whoever it goes to still is of the pair, and can sign in."""
    if message.pair is None:
        return "" if message.user is not None and message.user.is_active else "account off"
    if message.pair.ends_on is not None:
        return "handed over"
    person = message.pair.client.account if message.side == To.CLIENT else message.pair.worker
    return "" if person is not None and person.is_active else "account off"


def _recheck_request(message: Message) -> str:
    request = VolunteerRequest.objects.standing().filter(pk=message.subject_id).first()
    if request is None or message.moment != f"v{request.version}":
        return GONE
    return _recheck_reader(message) if waits_for(request) == message.side else "answered"


def _recheck_proposal(message: Message) -> str:
    """It stands, this side has not answered, and a volunteer may still see it (left, or a shield since)."""
    proposal = Proposal.objects.standing().filter(pk=message.subject_id).first()
    if proposal is None:
        return GONE
    if getattr(proposal, SAYS[To(message.side)]) is not None:
        return "answered"
    if message.user is not None and not Proposal.objects.visible_to(message.user).filter(pk=proposal.pk).exists():
        return GONE
    return _recheck_reader(message)


def _recheck_outcome(message: Message) -> str:
    """Only while it is still so, and for eyes that may see it."""
    assert message.user is not None
    seen = Proposal.objects.visible_to(message.user).filter(pk=message.subject_id, state=message.moment)
    return _recheck_reader(message) if seen.exists() else GONE


def _recheck_evaluation(message: Message) -> str:
    if reason := _recheck_reader(message):
        return reason
    evaluation = Evaluation.objects.filter(pk=message.subject_id).first()
    if evaluation is None or evaluation.filled_at is not None:
        return GONE if evaluation is None else "answered"
    if message.pair is not None:
        person = message.pair.client.account if message.side == To.CLIENT else message.pair.worker
    else:
        person = message.user
    assert person is not None
    return "" if Evaluation.objects.to_fill(person, clock.today()).filter(pk=evaluation.pk).exists() else GONE


def _render(message: Message) -> Mail:
    """To one's own home page, where what waits stands first; a worker's to the pair's page."""
    home = settings.PORTAL_URL + reverse("portal:home")
    if message.user is not None:
        return texts.mail(message, message.user, link=home)
    assert message.pair is not None
    if message.side == To.CLIENT:
        return texts.mail(message, message.pair.client, link=home)
    page = reverse("portal:pair", args=[message.pair_id])
    return texts.mail(message, message.pair.worker, link=settings.PORTAL_URL + page)


def _render_outcome(message: Message) -> Mail:
    assert message.user is not None
    proposal = Proposal.objects.get(pk=message.subject_id)
    page = reverse("volunteers:request", args=[proposal.request_id])
    return texts.mail(message, message.user, link=settings.PORTAL_URL + page)
