"""The page of a pair: what the apps know of it put together, and which links its reader gets."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, has_permission
from alliance import moments
from alliance import presenters as alliance
from alliance.state import Step, worker_state
from audit import clock
from caseload import presenters as caseload
from caseload.models import Pair
from caseload.timeline import Entry
from probation_portal.timeline import Timeline, rows_needed, timeline
from remote_contact import presenters as contacts
from volunteers.models import Match
from volunteers.presenters import match_lines


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Monitor:
    """The alliance on this page. Whoever may not see scores gets `states`: each moment by state and dates."""

    lines: tuple[moments.StateLine, ...]
    ready: moments.StateLine | None
    profile: alliance.Profile | None
    states: tuple[moments.MomentRow, ...]


class PairPage:
    """Everything that stands on the page for this reader; `context()` is what the template gets."""

    def __init__(self, pair: Pair, user: User, *, page: int, new: uuid.UUID | None) -> None:
        self.pair, self.user, self.page, self.new = pair, user, page, new
        self.today = clock.today()
        self.facts = caseload.current_facts(pair)
        self.hitches = caseload.hitches(pair)
        self.measurements = moments.measurements_of(pair)

    def may(self, permission: Permission) -> bool:
        return has_permission(self.user, permission)

    def context(self) -> dict[str, Any]:
        past = self.timeline()
        agreements = caseload.open_agreements(self.pair)
        volunteers = match_lines(self.pair.supervision_id)
        return {
            "person": caseload.person(self.pair, facts=self.facts),
            "tabs": self.tabs(past.total, len(agreements), bool(volunteers)),
            "actions": self.actions(),
            "more": list(self.more()),
            "monitor": self.monitor(),
            "timeline": past,
            "new": self.new,
            "next_moments": moments.next_moments(self.pair, self.measurements, self.today),
            "agreements": agreements,
            "hitches": caseload.open_hitches(self.hitches, self.pair),
            "plan": caseload.plan(self.pair, self.facts),
            "plan_link": self.plan_link(),
            "volunteers": volunteers,
            "may_edit": self.may(Permission.EDIT_CASE),
            "agreement_url": self.url("caseload:agreement"),
        }

    def url(self, name: str) -> str:
        return reverse(name, args=[self.pair.pk])

    # ---------- head ----------

    def tabs(self, lines: int, agreements: int, has_volunteer: bool) -> list[caseload.Tab]:
        tabs = [
            caseload.Tab(self.url("portal:pair"), _("Overzicht"), current=True),
            caseload.Tab("#werkalliantie", _("Werkalliantie")),
            caseload.Tab("#tijdlijn", _("Tijdlijn"), count=lines),
            caseload.Tab("#afspraken", _("Afspraken"), count=agreements),
            caseload.Tab("#plan", _("Plan")),
        ]
        return [*tabs, caseload.Tab("#vrijwilliger", _("Vrijwilliger"))] if has_volunteer else tabs

    def actions(self) -> list[Link]:
        if not self.may(Permission.LOG_CONTACT):
            return []
        return [Link(self.url("remote_contact:log"), _("Contact vastleggen"), primary=True)]

    def more(self) -> Iterator[Link]:
        if self.may(Permission.EDIT_CASE):
            yield Link(self.url("caseload:hitch"), _("Hapering vastleggen"))
            yield Link(self.url("caseload:agreement"), _("Afspraak maken"))
        yield self.plan_link()
        if self.may(Permission.EDIT_CASE):
            yield Link(self.url("portal:contact_details"), _("Contactgegevens"))
        if self.may(Permission.GIVE_ACCESS):
            yield Link(self.url("alliance:give_pin"), _("Pincode geven"))
            running = moments.open_measurement(self.measurements, self.today)
            if running is not None:
                yield Link(reverse("alliance:office", args=[running.pk]), _("Op kantoor laten invullen"))
        if self.may(Permission.START_SUPERVISION):
            yield Link(self.url("portal:hand_over"), _("Overdragen"))
            yield Link(self.url("portal:end_supervision"), _("Toezicht beëindigen"))

    def plan_link(self) -> Link:
        label = _("Plan wijzigen") if self.may(Permission.EDIT_CASE) else _("Plan bekijken")
        return Link(self.url("caseload:plan"), label)

    # ---------- the monitor ----------

    def monitor(self) -> Monitor:
        if not self.may(Permission.SEE_SCORES):
            return Monitor((), None, None, tuple(moments.moment_rows(self.measurements, self.today)))
        client, worker = self.pair.client.first_name, self.pair.worker.first_name
        own = moments.own_responses(self.user, self.pair)
        line = moments.state_line(self.measurements, own, self.today, client=client)
        tag = worker_state(self.measurements, own, self.today)
        is_ready = tag is not None and tag.step == Step.TALK
        lines = [None if is_ready else line, moments.pin_line(self.pair)]
        return Monitor(
            lines=tuple(each for each in lines if each is not None),
            ready=line if is_ready else None,
            profile=alliance.profile(
                self.measurements, alliance.scores_for(self.user, self.pair), client=client, worker=worker
            ),
            states=(),
        )

    # ---------- timeline ----------

    def timeline(self) -> Timeline:
        """Of the contacts only so many are read as the page can show; the other sources are short."""
        others = [
            *moments.timeline(self.measurements, self.today),
            *_matches(self.pair),
            *caseload.timeline(self.pair, self.hitches),
        ]
        logged = contacts.timeline(self.pair, rows_needed(self.page))
        total = len(others) + contacts.count(self.pair)
        return timeline([*logged, *others], total=total, page=self.page, today=self.today)


def _matches(pair: Pair) -> Iterator[Entry]:
    for match in Match.objects.filter(supervision=pair.supervision_id).select_related("volunteer"):
        name = {"name": match.volunteer.first_name}
        yield Entry(match.starts_on, _("Vrijwilliger %(name)s begint") % name, why=match.task)
        if match.ends_on:
            yield Entry(match.ends_on, _("Vrijwilliger %(name)s stopt") % name)
