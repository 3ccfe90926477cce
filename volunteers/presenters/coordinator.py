"""Who needs the co-ordinator: the sections of their home page. Of a client the first name and the number, no case."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from caseload import days
from volunteers.models import STANDING_PROPOSALS, Match, Proposal, Signal, Stage, Volunteer, VolunteerRequest
from volunteers.paper_lines import standing_of_all
from volunteers.papers import Finding, Standing
from volunteers.presenters.people import PAPER_KINDS, paper_tag, paper_words, stage_words
from volunteers.quiet import quiet

# The first so many of each kind; the rest is one click away.
SHOWN = 6


@dataclass(frozen=True)
class Waiting:
    """One line: who or what, why it is here, and where to go."""

    name: str
    why: str
    url: str
    tag: str = ""
    kind: str = ""


@dataclass
class Section:
    """`more_url`: where all of them are; `clients`: whom the lines show."""

    key: str
    title: str
    empty: str
    rows: list[Waiting] = field(default_factory=list)
    total: int = 0
    more_url: str = ""
    clients: set[uuid.UUID] = field(default_factory=set)

    @property
    def more(self) -> int:
        return self.total - len(self.rows)


def sections(user: User, today: dt.date) -> list[Section]:
    """In the order in which they cannot wait."""
    return [
        _signals(user),
        _requests(user, today),
        _proposals(user, today),
        _applications(user),
        _papers(user, today),
        _quiet_matches(user, today),
    ]


def free_volunteers(user: User) -> int:
    """Available, and beside nobody."""
    running = Match.objects.visible_to(user).running()
    return Volunteer.objects.visible_to(user).filter(stage=Stage.AVAILABLE).exclude(matches__in=running).count()


def _signals(user: User) -> Section:
    section = Section("signals", _("Signalen"), _("Geen signaal wacht op je."))
    found = Signal.objects.visible_to(user).filter(handled_at__isnull=True).order_by("-urgent", "at")
    for signal in _first(section, found.select_related("match__volunteer", "match__supervision__client")):
        section.clients.add(signal.match.supervision.client_id)
        section.rows.append(
            Waiting(
                name=str(signal.match.volunteer),
                why=_("over %(client)s · %(moment)s")
                % {"client": _client(signal.match.supervision.client), "moment": days.moment(signal.at)},
                url=reverse("volunteers:signal", args=[signal.pk]),
                tag=_("dringend") if signal.urgent else "",
                kind="late" if signal.urgent else "",
            )
        )
    return section


def _requests(user: User, today: dt.date) -> Section:
    section = Section(
        "requests", _("Wacht op een vrijwilliger"), _("Geen aanvraag wacht."), more_url=reverse("volunteers:requests")
    )
    found = VolunteerRequest.objects.visible_to(user).waiting().order_by("opened_at", "pk")
    proposed = Q(proposals__state__in=STANDING_PROPOSALS)
    for request in _first(section, found.exclude(proposed).select_related("supervision__client")):
        section.clients.add(request.supervision.client_id)
        waits = (today - timezone.localdate(request.opened_at)).days if request.opened_at else 0
        section.rows.append(
            Waiting(
                name=_client(request.supervision.client),
                why=request.what_for,
                url=reverse("volunteers:request", args=[request.pk]),
                tag=_waited(waits),
                kind="notice" if waits >= 28 else "",
            )
        )
    return section


def _waited(waits: int) -> str:
    if not waits:
        return _("sinds %(day)s") % {"day": _("vandaag")}
    return ngettext("wacht %(n)s dag", "wacht %(n)s dagen", waits) % {"n": waits}


def _proposals(user: User, today: dt.date) -> Section:
    section = Section(
        "proposals",
        _("Voorstellen zonder antwoord"),
        _("Op elk voorstel is geantwoord."),
        more_url=reverse("volunteers:requests"),
    )
    found = Proposal.objects.visible_to(user).standing()
    found = found.select_related("volunteer", "request__supervision__client").order_by("made_at", "pk")
    for proposal in _first(section, found):
        client = proposal.request.supervision.client
        section.clients.add(client.pk)
        section.rows.append(
            Waiting(
                name=_("%(volunteer)s en %(client)s") % {"volunteer": proposal.volunteer, "client": _client(client)},
                why=_awaited(proposal) or _("Alle drie zeiden ja. Begin de koppeling."),
                url=reverse("volunteers:request", args=[proposal.request_id]),
                tag=_("sinds %(day)s") % {"day": days.near(timezone.localdate(proposal.made_at), today)},
            )
        )
    return section


def _awaited(proposal: Proposal) -> str:
    """Wacht op de cliënt en de werker"""
    said = (
        (proposal.client_says, _("de cliënt")),
        (proposal.worker_says, _("de werker")),
        (proposal.volunteer_says, _("de vrijwilliger")),
    )
    waiting = [who for answer, who in said if answer is None]
    return _("Wacht op %(who)s") % {"who": _(" en ").join(waiting)} if waiting else ""


def _applications(user: User) -> Section:
    """Of whoever is on the way in, the new ones first."""
    section = Section(
        "applications",
        _("Aanmeldingen"),
        _("Geen aanmelding wacht op je."),
        more_url=reverse("volunteers:people") + "?stage=applied",
    )
    found = Volunteer.objects.visible_to(user).filter(stage=Stage.APPLIED).order_by("applied_at", "pk")
    for volunteer in _first(section, found):
        day = days.day_year(volunteer.applied_at) if volunteer.applied_at else ""
        section.rows.append(
            Waiting(
                name=str(volunteer),
                why=_("aangemeld op %(day)s") % {"day": day} if day else stage_words(volunteer),
                url=reverse("volunteers:person", args=[volunteer.pk]),
                tag=_("plan een gesprek"),
                kind="open",
            )
        )
    return section


def _papers(user: User, today: dt.date) -> Section:
    section = Section(
        "papers",
        _("Papieren"),
        _("Alle papieren zijn de komende acht weken in orde."),
        more_url=reverse("volunteers:people") + "?papers=look",
    )
    standing = standing_of_all(user, today)
    wrong = {pk: [f for f in found if f.standing != Standing.GOOD] for pk, found in standing.items()}
    order = sorted((_urgency(found), pk) for pk, found in wrong.items() if found)
    section.total = len(order)
    first = [pk for _how, pk in order[:SHOWN]]
    people = Volunteer.objects.visible_to(user).in_bulk(first)
    for pk in first:
        worst = min(wrong[pk], key=_of_finding)
        section.rows.append(
            Waiting(
                name=str(people[pk]),
                why=", ".join(paper_words(finding) for finding in wrong[pk]),
                url=reverse("volunteers:person", args=[pk]) + "#papieren",
                tag=paper_tag(worst.standing),
                kind=PAPER_KINDS[worst.standing],
            )
        )
    return section


def _of_finding(finding: Finding) -> tuple[int, dt.date]:
    """What has expired first, then what expires by its day, then what was never there."""
    order = [Standing.EXPIRED, Standing.EXPIRING, Standing.LACKING]
    return order.index(finding.standing), finding.until or dt.date.max


def _urgency(found: Iterable[Finding]) -> tuple[int, dt.date]:
    return min(_of_finding(finding) for finding in found)


def _quiet_matches(user: User, today: dt.date) -> Section:
    section = Section(
        "quiet",
        _("Koppelingen waar het stil is"),
        _("Van elke koppeling is kort geleden iets gehoord."),
        more_url=reverse("volunteers:all_matches") + "?quiet=yes",
    )
    found = quiet(Match.objects.visible_to(user), today).select_related("volunteer", "supervision__client")
    for match in _first(section, found):
        section.clients.add(match.supervision.client_id)
        section.rows.append(
            Waiting(
                name=_("%(volunteer)s en %(client)s")
                % {"volunteer": match.volunteer, "client": _client(match.supervision.client)},
                why=" · ".join(heard_words(match, today)),
                url=reverse("volunteers:match_page", args=[match.pk]),
                tag=_("toezicht geëindigd") if match.supervision.ended_on else _("stil"),
                kind="notice",
            )
        )
    return section


def heard_words(match: Any, today: dt.date) -> Iterator[str]:
    """When something was heard last, of a match fetched `with_last_heard`."""
    if match.last_activity is None:
        yield _("nog geen activiteit")
    else:
        yield _("laatste activiteit %(day)s") % {"day": days.near(match.last_activity, today)}
    if match.due_since is not None:
        yield _("afstemmen had gemoeten op %(day)s") % {"day": days.near(match.due_since, today)}
    elif match.last_tuned is not None:
        yield _("afgestemd %(day)s") % {"day": days.near(match.last_tuned, today)}
    else:
        yield _("nog niet afgestemd")


def _client(client: Any) -> str:
    return f"{client.first_name} ({client.number})"


def _first(section: Section, rows: Any) -> Iterable[Any]:
    """The first ones, and how many there are in all."""
    section.total = rows.count()
    return list(rows[:SHOWN])
