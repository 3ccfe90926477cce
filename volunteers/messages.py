"""The messages about volunteers themselves: an application, and papers that expire. No name stands in any of them."""

import uuid
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from audit import clock
from messaging import actions as outbox
from messaging import texts
from messaging.kinds import Family, Kind, Mail, register
from messaging.models import Channel, Message, Side
from messaging.texts import Words
from volunteers.models import PublicForm, Stage, Volunteer
from volunteers.paper_lines import findings
from volunteers.papers import Finding, Standing

APPLIED, RECEIVED = "volunteers.applied", "volunteers.received"
PAPER, OWN_PAPER = "volunteers.paper", "volunteers.own_paper"
# In the key of a message, which has room for 40 characters.
_WORD = {Standing.EXPIRING: "soon", Standing.EXPIRED: "over"}


def told_of(organisation_id: uuid.UUID) -> list[User]:
    """Who is told of the organisation's volunteers: whom the public form names, else every co-ordinator."""
    everyone = User.objects.filter(organisation=organisation_id, role=Role.COORDINATOR, is_active=True)
    form = PublicForm.objects.filter(organisation=organisation_id).first()
    named = [user for user in everyone if form is not None and user.pk == form.coordinator_id]
    return named or list(everyone)


def of_application(volunteer: Volunteer, form: PublicForm) -> Iterator[Message]:
    """To the co-ordinator that somebody applied, to the address that was typed that it arrived: once a day each."""
    day = f"{clock.today():%y%m%d}"
    for user in told_of(form.organisation_id):
        yield outbox.message(
            kind=APPLIED, subject_id=volunteer.pk, side=Side.USER, user=user, moment=f"{day}:{user.pk.hex}"
        )
    yield outbox.message(kind=RECEIVED, subject_id=volunteer.pk, side=Side.USER, recipient_id=volunteer.pk, moment=day)


def of_paper(volunteer: Volunteer, finding: Finding, coordinators: list[User]) -> Iterator[Message]:
    """One for each reader, once for each paper and how it stands."""
    assert isinstance(finding.key, uuid.UUID)
    word, paper = _WORD[finding.standing], finding.key
    for user in coordinators:
        moment = f"{word}:{user.pk.hex}"
        yield outbox.message(kind=PAPER, subject_id=paper, side=Side.USER, user=user, moment=moment)
    if volunteer.account is not None:
        yield outbox.message(kind=OWN_PAPER, subject_id=paper, side=Side.USER, user=volunteer.account, moment=word)


def _recheck_coordinator(message: Message) -> str:
    user = message.user
    return "" if user is not None and user.is_active and user.role == Role.COORDINATOR else "account off"


def _recheck_applied(message: Message) -> str:
    known = Volunteer.objects.filter(pk=message.subject_id).exists()
    return _recheck_coordinator(message) if known else "application gone"


def _recheck_received(message: Message) -> str:
    return "" if Volunteer.objects.filter(pk=message.subject_id).exists() else "application gone"


def _holder(message: Message) -> Volunteer | None:
    """Whose paper it is."""
    people = Volunteer.objects.select_related("account").prefetch_related("papers", "projects")
    return people.filter(papers=message.subject_id).first()


def _recheck_paper(message: Message) -> str:
    """Only while this paper still is the one that counts, and still stands so."""
    volunteer = _holder(message)
    if volunteer is None or volunteer.stage not in (Stage.AVAILABLE, Stage.RESTING):
        return "no longer there"
    word = message.moment.partition(":")[0]
    for finding in findings(volunteer, clock.today()):
        if finding.key == message.subject_id and _WORD.get(finding.standing) == word:
            if message.kind == PAPER:
                return _recheck_coordinator(message)
            return "" if volunteer.account is not None and volunteer.account.is_active else "account off"
    return "renewed"


def _render_to_coordinator(message: Message) -> Mail:
    assert message.user is not None
    volunteer = _holder(message) if message.kind == PAPER else Volunteer.objects.get(pk=message.subject_id)
    assert volunteer is not None
    return texts.mail(
        message, message.user, link=settings.PORTAL_URL + reverse("volunteers:person", args=[volunteer.pk])
    )


def _render_received(message: Message) -> Mail:
    """To an address that anybody may have typed: nothing of what was typed travels along, not even a name."""
    volunteer = Volunteer.objects.select_related("organisation").get(pk=message.subject_id)
    words = texts.find(RECEIVED, Side.USER)
    assert words is not None
    found = texts.render(words, Channel.EMAIL, "nl", volunteer.organisation, {})
    return Mail(to=volunteer.email, subject=found.subject, body=found.body + "\n")


def _render_own(message: Message) -> Mail:
    assert message.user is not None
    return texts.mail(message, message.user)


def register_kinds() -> None:
    register(Kind(APPLIED, _recheck_applied, _render_to_coordinator, Family.SERVICE))
    # Whoever applied waits for it.
    register(Kind(RECEIVED, _recheck_received, _render_received, Family.SERVICE, urgent=True, own_address=True))
    register(Kind(PAPER, _recheck_paper, _render_to_coordinator, Family.SERVICE))
    register(Kind(OWN_PAPER, _recheck_paper, _render_own, Family.SERVICE))
    for name, template, title, holds in (
        (APPLIED, "applied", _("Nieuwe aanmelding, voor de coördinator"), ("voornaam", texts.LINK)),
        (RECEIVED, "received", _("Aanmelding ontvangen"), ("organisatie",)),
        (PAPER, "paper", _("Papier verloopt, voor de coördinator"), ("voornaam", texts.LINK)),
        (OWN_PAPER, "own_paper", _("Eigen papier verloopt"), ("voornaam",)),
    ):
        texts.declare(Words(name, Side.USER, title, template, holds))
