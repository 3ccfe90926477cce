"""The list of clients who cannot be reached, in words ready to print; for a supervisor counts only."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Team, User
from caseload import days
from messaging import address_lists
from messaging.address_lists import Found, Problem
from messaging.models import Channel, ChannelStop, StopCause

COUNTED = [Problem.MISSING, Problem.NO_NUMBER, Problem.STOPPED, Problem.DOUBLED_EMAIL, Problem.DOUBLED_MOBILE]


@dataclass(frozen=True)
class Line:
    """What is wrong; `stop` is of an address that somebody may say works again."""

    text: str
    stop: uuid.UUID | None = None


@dataclass(frozen=True)
class AddressRow:
    name: str
    number: str
    url: str
    works_url: str
    lines: list[Line]


@dataclass(frozen=True)
class TeamRow:
    team: str
    counts: list[tuple[str, int]]


def label(problem: Problem) -> str:
    return {
        Problem.MISSING: _("Geen adres en geen nummer"),
        Problem.NO_NUMBER: _("Nummer klopt niet"),
        Problem.STOPPED: _("Adres werkt niet"),
        Problem.DOUBLED_EMAIL: _("E-mailadres vaker gebruikt"),
        Problem.DOUBLED_MOBILE: _("Nummer vaker gebruikt"),
    }[problem]


def address_rows(found: list[Found]) -> list[AddressRow]:
    return [
        AddressRow(
            name=one.pair.supervision.client.full_name,
            number=one.pair.supervision.client.number,
            url=reverse("portal:contact_details", args=[one.pair.pk]),
            works_url=reverse("messaging:works_again", args=[one.pair.pk]),
            lines=[line for problem in one.problems for line in _lines(problem, one)],
        )
        for one in found
    ]


def _lines(problem: Problem, one: Found) -> list[Line]:
    if problem == Problem.STOPPED:
        return [Line(_stop(stop), stop.pk) for stop in one.stops]
    words = {
        Problem.MISSING: _("Geen e-mailadres en geen mobiel nummer."),
        Problem.NO_NUMBER: _("Geen e-mailadres, en het nummer klopt niet."),
        Problem.DOUBLED_EMAIL: _("Het e-mailadres is vaker gebruikt. Een bericht kan bij een ander komen."),
        Problem.DOUBLED_MOBILE: _("Het nummer is vaker gebruikt. Een bericht kan bij een ander komen."),
    }
    return [Line(words[problem])]


def _stop(stop: ChannelStop) -> str:
    words = {"channel": Channel(stop.channel).label, "why": StopCause(stop.cause).label, "day": days.day(stop.since)}
    return _("Geen %(channel)s meer sinds %(day)s: %(why)s.") % words


def team_rows(viewer: User) -> list[TeamRow]:
    teams = list(Team.objects.visible_to(viewer))
    counts = address_lists.counts(teams, viewer)
    return [TeamRow(team.name, [(label(one), counts[team.pk].get(one, 0)) for one in COUNTED]) for team in teams]
