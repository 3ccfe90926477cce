"""An access request in words: what was decided on each sensitive contact, and the file for the client."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from boundary.paper import Item, Paper, Part
from caseload import days
from caseload.models import Pair, Phase
from caseload.papers import stamped
from remote_contact.lists import Lists, lists_of
from remote_contact.models import Contact, SensitiveDecision, SubjectAccessRequest
from remote_contact.presenters.contacts import contact_line


@dataclass(frozen=True, slots=True)
class RequestRow:
    asked_on: str
    tag_text: str
    tag_kind: str
    url: str


@dataclass(frozen=True, slots=True)
class SensitiveRow:
    title: str
    when: str
    why: str
    tag_text: str
    tag_kind: str
    url: str


def request_rows(pair: Pair) -> list[RequestRow]:
    return [_request_row(one, pair) for one in SubjectAccessRequest.objects.of_supervision_of(pair)]


def _request_row(one: SubjectAccessRequest, pair: Pair) -> RequestRow:
    closed = one.closed_at is not None
    return RequestRow(
        asked_on=days.day_long(one.asked_on),
        tag_text=_("afgerond op %(day)s") % {"day": days.day_year(one.closed_at)} if closed else _("loopt"),
        tag_kind="done" if closed else "open",
        url=reverse("remote_contact:access_request", args=[pair.pk, one.pk]),
    )


def sensitive_rows(one: SubjectAccessRequest, pair: Pair) -> list[SensitiveRow]:
    """Each sensitive contact, the newest first, those that became sensitive after the opening too."""
    words, decisions = lists_of(pair.team.organisation_id), _decisions(one)
    found = one.contacts().filter(sensitive=True).order_by("-at", "-logged_at")
    return [_sensitive_row(one, pair, contact, decisions.get(contact.pk), words) for contact in found]


def _sensitive_row(
    one: SubjectAccessRequest, pair: Pair, contact: Contact, decision: SensitiveDecision | None, words: Lists
) -> SensitiveRow:
    text, kind, why = _("nog beslissen"), "notice", ""
    if decision and decision.contact_version != contact.version:
        why = _("Het contact is gewijzigd nadat erover is beslist. Beslis opnieuw.")
    elif decision:
        text, kind = (_("geven"), "done") if decision.given else (_("niet geven"), "late")
        why = decision.ground
    return SensitiveRow(
        title=contact_line(contact, words).title,
        when=_moment(contact),
        why=why,
        tag_text=text,
        tag_kind=kind,
        url=reverse("remote_contact:decide_sensitive", args=[pair.pk, one.pk, contact.pk]),
    )


def _decisions(one: SubjectAccessRequest) -> dict[UUID, SensitiveDecision]:
    return {decision.contact_id: decision for decision in one.decisions.all()}


def _moment(contact: Contact) -> str:
    at = timezone.localtime(contact.at)
    return _("%(day)s om %(time)s") % {"day": days.day_long(at.date()), "time": days.clock_time(at)}


# ---------- one contact, as the client gets it ----------


@dataclass(frozen=True, slots=True)
class Given:
    title: str
    when: str
    facts: tuple[tuple[str, str], ...]
    note: str


def given_contact(contact: Contact, words: Lists) -> Given:
    """Everything that is kept of it about the client, the worker's impression and worry too."""
    facts = (
        (_("Initiatief"), contact.get_initiative_display() if contact.initiative else ""),
        (_("Afgesproken"), _("ja") if contact.planned else _("nee")),
        (_("Ging het door?"), words.outcome(contact.outcome)),
        (_("Reden"), contact.get_reason_display() if contact.reason else ""),
        (_("Fase"), str(dict(Phase.choices).get(contact.phase, ""))),
        (
            _("Hoe de cliënt erbij zat, volgens de werker"),
            contact.get_impression_display() if contact.impression else "",
        ),
        (_("Zorg van de werker"), contact.worry),
    )
    return Given(
        title=contact_line(contact, words).title,
        when=_moment(contact),
        facts=tuple((label, value) for label, value in facts if value),
        note=contact.note,
    )


def file_of(one: SubjectAccessRequest, pair: Pair, by: User) -> Paper:
    """All contacts of the supervision; of one that is withheld only that it was, and on which ground."""
    words, decisions = lists_of(pair.team.organisation_id), _decisions(one)
    contacts = list(one.contacts().order_by("at", "logged_at"))
    withheld = sum(_is_withheld(contact, decisions) for contact in contacts)
    about = [
        _("Voor %(name)s, %(number)s") % {"name": pair.client.full_name, "number": pair.client.number},
        _("Gevraagd op %(day)s") % {"day": days.day_long(one.asked_on)},
        _("%(n)s contacten, het oudste eerst. Niet gegeven: %(withheld)s.")
        % {"n": len(contacts), "withheld": withheld},
    ]
    by_day = groupby(contacts, key=lambda contact: timezone.localtime(contact.at).date())
    parts = [Part(days.day_long(day), tuple(_items(of_day, decisions, words))) for day, of_day in by_day]
    return stamped(_("Inzage in je contacten"), "\n".join(about), parts, by.full_name)


def _items(contacts: Iterator[Contact], decisions: Mapping[UUID, SensitiveDecision], words: Lists) -> Iterator[Item]:
    for contact in contacts:
        if _is_withheld(contact, decisions):
            ground = decisions[contact.pk].ground
            yield Item(_("Een contact dat je niet krijgt"), text=_("Grond: %(ground)s") % {"ground": ground})
            continue
        shown = given_contact(contact, words)
        lines = [f"{label} {value}" if label.endswith("?") else f"{label}: {value}" for label, value in shown.facts]
        yield Item(shown.title, days.clock_time(contact.at), "\n".join([*lines, shown.note]))


def _is_withheld(contact: Contact, decisions: Mapping[UUID, SensitiveDecision]) -> bool:
    """A sensitive one goes out only on a decision about this very text."""
    if not contact.sensitive:
        return False
    decision = decisions.get(contact.pk)
    return decision is None or not decision.given or decision.contact_version != contact.version
