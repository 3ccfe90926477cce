"""Requests and proposals, ready to print; what each reader may know of them is decided here, once.

A co-ordinator reads no goals and no surname; a volunteer only a first name, the kinds of help, when, how far and the
safety agreement that was written for them; a client what they agreed on.
"""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Role, User
from audit import clock
from caseload import days
from caseload.models import Pair
from volunteers.languages import spoken
from volunteers.matching import Distance, distance_between
from volunteers.models import (
    Evaluation,
    Match,
    Part,
    Proposal,
    ProposalState,
    RequestState,
    Side,
    Volunteer,
    VolunteerRequest,
)
from volunteers.policies import waits_for

Facts = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class RequestCard:
    """What a pair asks, for this reader. `tag`: words and look of its state; `asks_me`: their yes is lacking."""

    id: uuid.UUID
    facts: Facts
    tag: tuple[str, str]
    why: str
    asks_me: bool
    version: int


@dataclass(frozen=True, slots=True)
class ProposalCard:
    """`said`: what this reader answered ("" yet nothing); `client_said` only for the worker, who may write it down."""

    id: uuid.UUID
    client_id: uuid.UUID
    title: str
    facts: Facts
    note: str
    tag: tuple[str, str]
    said: str
    client_said: str
    answer_url: str


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One open request in the co-ordinator's list."""

    name: str
    number: str
    kinds: str
    waits: str
    tag: tuple[str, str]
    url: str


def parts(codes: list[str]) -> str:
    return ", ".join(str(Part(code).label) for code in codes if code in Part.values)


def _kinds(found: "VolunteerRequest | Volunteer") -> str:
    rows = found.kinds.all() if isinstance(found, VolunteerRequest) else found.skills.all()
    return ", ".join(kind.name for kind in rows)


def safety_lines(request: VolunteerRequest) -> Iterator[str]:
    """What holds while somebody is looked for, in words."""
    if request.experienced_only:
        yield _("Alleen een ervaren vrijwilliger.")
    if request.not_from_neighbourhood:
        yield _("Niet iemand uit dezelfde buurt.")
    if request.not_alone:
        yield _("Nooit één vrijwilliger alleen, dus een cirkel.")


def request_facts(request: VolunteerRequest, reader: Role) -> Facts:
    """Of all readers but the volunteer, whose are `_for_volunteer`."""
    rows = [
        (_("Wat voor hulp"), _kinds(request)),
        (_("Waarvoor"), request.what_for),
        (_("Wanneer"), parts(request.free_at)),
        (_("Talen"), spoken(request.languages)),
        (_("Waar"), request.postcode),
        (_("Wensen"), request.wishes),
        (_("Project"), request.project.name if request.project else ""),
    ]
    if reader in (Role.WORKER, Role.CLIENT):
        rows += [(_("Doel"), goal.text) for goal in request.goals.all()]
    rows.append((_("Veiligheid"), " ".join([request.safety, *safety_lines(request)]).strip()))
    if request.client_agreed_on is not None:
        by = request.agreed_recorded_by
        is_own = by is not None and by.role == Role.CLIENT
        how = _("%(day)s, zelf gezegd") if is_own else _("%(day)s, opgeschreven door de werker")
        if reader == Role.CLIENT:
            how = _("%(day)s, op deze bladzijde") if is_own else _("%(day)s, tegen je werker gezegd")
        label = _("Jouw ja") if reader == Role.CLIENT else _("Ja van de cliënt")
        rows.append((label, how % {"day": days.day_year(request.client_agreed_on)}))
    return [(label, value) for label, value in rows if value]


def request_card(request: VolunteerRequest, reader: Role) -> RequestCard:
    side = {Role.CLIENT: Side.CLIENT, Role.WORKER: Side.WORKER}.get(reader)
    waits = waits_for(request)
    return RequestCard(
        id=request.pk,
        facts=request_facts(request, reader),
        tag=_tag(request, waits, side),
        why=_asked(request),
        asks_me=waits is not None and waits == side,
        version=request.version,
    )


def _tag(request: VolunteerRequest, waits: Side | None, side: Side | None) -> tuple[str, str]:
    if waits is not None and waits == side:
        return _("wacht op jou"), "notice"
    if waits is not None:
        words = {Side.CLIENT: _("wacht op de cliënt"), Side.WORKER: _("wacht op je werker")}
        return words[waits], "open"
    if request.state == RequestState.OPEN:
        return _("we zoeken"), "open"
    return str(RequestState(request.state).label), ""


def _asked(request: VolunteerRequest) -> str:
    words = {"day": days.near(timezone.localdate(request.asked_at), clock.today())}
    if request.asked_by == Side.CLIENT:
        return _("Gevraagd door de cliënt op %(day)s") % words
    return _("Gevraagd door de werker op %(day)s") % words


# ---------- proposals ----------


def standing_request(user: User, supervision_id: uuid.UUID) -> VolunteerRequest | None:
    found = VolunteerRequest.objects.visible_to(user).standing().filter(supervision=supervision_id)
    wanted = found.select_related("project", "agreed_recorded_by", "supervision__client")
    return wanted.prefetch_related("kinds", "goals").first()


def proposals_for(user: User, **narrow: object) -> list[ProposalCard]:
    """Those that stand, for one of the three; the newest first."""
    found = Proposal.objects.visible_to(user).standing().filter(**narrow)
    rows = found.select_related("volunteer", "project", "request__supervision__client").order_by("-made_at")
    rows = rows.prefetch_related("volunteer__skills", "request__kinds")
    return [_card(row, Role(user.role)) for row in rows]


def _card(row: Proposal, reader: Role) -> ProposalCard:
    is_volunteer = reader == Role.VOLUNTEER
    own = {Role.CLIENT: row.client_says, Role.WORKER: row.worker_says, Role.VOLUNTEER: row.volunteer_says}[reader]
    return ProposalCard(
        id=row.pk,
        client_id=row.request.supervision.client_id,
        title=row.request.supervision.client.first_name if is_volunteer else row.volunteer.first_name,
        facts=_for_volunteer(row) if is_volunteer else _of_volunteer(row, reader),
        note=row.note,
        tag=_proposal_tag(row, own),
        said=_said(own),
        client_said=_said(row.client_says) if reader == Role.WORKER else "",
        answer_url=reverse("volunteers:answer", args=[row.pk]),
    )


def _said(answer: bool | None) -> str:
    return "" if answer is None else _("ja") if answer else _("nee")


def _proposal_tag(row: Proposal, own: bool | None) -> tuple[str, str]:
    if own is None:
        return _("wacht op jou"), "notice"
    if row.state == ProposalState.AGREED:
        return _("iedereen zei ja"), "done"
    return _("wacht op de anderen"), "open"


def _for_volunteer(row: Proposal) -> Facts:
    """The first name stands above it; nothing else of the person or the case."""
    request = row.request
    distance = distance_between(request.postcode, row.volunteer.postcode)
    where = {
        Distance.NEIGHBOURHOOD: _("bij jou in de buurt"),
        Distance.REGION: _("in jouw regio"),
        Distance.FARTHER: _("buiten jouw regio"),
        Distance.UNKNOWN: "",
    }
    rows = [
        (_("Wat voor hulp"), _kinds(request)),
        (_("Wanneer"), parts(request.free_at)),
        (_("Waar"), where[distance]),
        (_("Project"), row.project.name),
        (_("Veiligheid"), request.safety),
    ]
    return [(label, value) for label, value in rows if value]


def _of_volunteer(row: Proposal, reader: Role) -> Facts:
    volunteer = row.volunteer
    rows = [(_("Doet graag"), _kinds(volunteer)), (_("Spreekt"), spoken(volunteer.languages))]
    if reader == Role.WORKER:
        rows += [(_("Heeft tijd"), parts(volunteer.free_at)), (_("Project"), row.project.name)]
    return [(label, value) for label, value in rows if value]


# ---------- the sections of other pages ----------


@dataclass(frozen=True, slots=True)
class Section:
    """Of a pair, for the worker or the client: what is asked, who is proposed, what waits to be looked back on."""

    request: RequestCard | None
    proposals: list[ProposalCard]
    evaluations: list[tuple[str, str]]
    ask_url: str


def pair_section(user: User, pair: Pair) -> Section:
    """For the pair's page of its worker."""
    return _section(user, pair, reverse("volunteers:ask", args=[pair.pk]))


def own_section(user: User, pair: Pair | None) -> Section | None:
    """For the client's own page; None without a worker. Who has a volunteer is not offered another."""
    if pair is None:
        return None
    has_one = Match.objects.visible_to(user).running().filter(supervision=pair.supervision_id).exists()
    return _section(user, pair, "" if has_one else reverse("volunteers:own_request"))


def _section(user: User, pair: Pair, ask_url: str) -> Section:
    request = standing_request(user, pair.supervision_id)
    return Section(
        request=request_card(request, Role(user.role)) if request else None,
        proposals=proposals_for(user, request=request) if request else [],
        evaluations=evaluations_to_fill(user, match__supervision=pair.supervision_id),
        ask_url=ask_url,
    )


def evaluations_to_fill(user: User, **narrow: object) -> list[tuple[str, str]]:
    """Words and address. Of a match that is over a volunteer reads no name any more."""
    rows = Evaluation.objects.to_fill(user, clock.today()).filter(**narrow)
    rows = rows.select_related("match__volunteer", "match__supervision__client").order_by("due_on", "pk")
    return [(look_back_words(row, user), reverse("volunteers:look_back", args=[row.pk])) for row in rows]


def look_back_words(row: Evaluation, user: User) -> str:
    names = {"volunteer": row.match.volunteer.first_name, "client": row.match.supervision.client.first_name}
    if user.role == Role.CLIENT:
        return _("Terugkijken op je tijd met %(volunteer)s") % names
    if user.role == Role.WORKER:
        return _("Terugkijken op %(volunteer)s en %(client)s") % names
    if row.match.ends_on is not None:
        return _("Terugkijken op de koppeling die stopte op %(day)s") % {"day": days.day_long(row.match.ends_on)}
    return _("Terugkijken op je tijd met %(client)s") % names


# ---------- the co-ordinator's list ----------


def waiting_rows(requests: "list[VolunteerRequest]") -> list[WaitingRow]:
    """For requests fetched with their client, kinds and standing proposals (`standing_proposals`)."""
    today = clock.today()
    rows = []
    for request in requests:
        client = request.supervision.client
        waited = (today - timezone.localdate(request.opened_at)).days if request.opened_at else 0
        asked = getattr(request, "standing_proposals", [])
        agreed = [one for one in asked if one.state == ProposalState.AGREED]
        tag = (_("kan beginnen"), "notice") if agreed else (_("voorgesteld"), "open") if asked else ("", "")
        rows.append(
            WaitingRow(
                name=client.first_name,
                number=client.number,
                kinds=capfirst(_kinds(request)),
                waits=ngettext("%(n)s dag", "%(n)s dagen", waited) % {"n": waited},
                tag=tag,
                url=reverse("volunteers:request", args=[request.pk]),
            )
        )
    return rows
