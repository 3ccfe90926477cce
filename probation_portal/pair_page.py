"""The page of a pair: what the apps know of it put together, and which links its reader gets."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from accounts.permissions import Permission, has_permission
from alliance import moments, patterns, window_lines
from alliance import presenters as alliance
from alliance.attention_points import Attention, attention_of
from alliance.models import Response
from alliance.paper_lines import PaperLine, paper_lines
from alliance.state import Step, worker_state
from audit import clock
from caseload import days
from caseload import presenters as caseload
from caseload.access import may, stands_in
from caseload.cover_words import cover_band, standing_lines
from caseload.models import Pair
from caseload.passing_on import passed_on_to
from caseload.shielding import standing_shield
from probation_portal.timeline import Lines, Timeline
from remote_contact.presenters import mix
from remote_contact.presenters.appointments import planned_lines
from remote_contact.presenters.attempts import tried_in_vain
from remote_contact.presenters.log_page import JustLogged, just_logged
from remote_contact.presenters.signals import SignalLine, case_of, signals_of
from remote_contact.presenters.talks import talk_lines
from volunteers.presenters.matches import match_lines
from volunteers.presenters.requests import pair_section

# So many of the newest lines stand here; all of them have a page of their own.
NEWEST = 10
# And so many of what is planned.
NEXT_PLANNED = 3


@dataclass(frozen=True, slots=True)
class Link:
    url: str
    label: str
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """So often tried and not reached; `step` is what somebody wrote down to do about it."""

    text: str
    step: str
    link: Link | None


@dataclass(frozen=True, slots=True)
class Monitor:
    """The alliance on this page. Whoever may not see scores gets `states`: each moment by state and dates."""

    lines: tuple[moments.StateLine, ...]
    ready: moments.StateLine | None
    profile: alliance.Profile | None
    states: tuple[moments.MomentRow, ...]
    paper: tuple[PaperLine, ...] = ()
    # Of the pair's worker alone: what may deserve a word, and the page of the last talk.
    attention: Attention | None = None
    talk: Link | None = None


class PairPage:
    """Everything that stands on the page for this reader; `context()` is what the template gets."""

    def __init__(self, pair: Pair, user: User, *, new: uuid.UUID | None) -> None:
        self.pair, self.user, self.new = pair, user, new
        self.today = clock.today()
        self.covers = stands_in(user, pair)
        self.cover_lines = standing_lines(pair)
        self.facts = caseload.current_facts(pair)
        self.hitches = caseload.hitches(pair)
        self.measurements = moments.measurements_of(pair)
        self.pauses = caseload.pauses(pair)
        self.shield = standing_shield(pair)
        self.pause = next((pause for pause in self.pauses if pause.until is None or pause.until > self.today), None)

    @property
    def paused_since(self) -> dt.date | None:
        return self.pause.since if self.pause else None

    @cached_property
    def own(self) -> dict[uuid.UUID, Response]:
        return moments.own_responses(self.user, self.pair)

    @cached_property
    def just_logged(self) -> JustLogged | None:
        return just_logged(self.user, self.pair, self.new)

    def may(self, permission: Permission) -> bool:
        """Under cover less: what stays with the worker is not offered."""
        return may(self.user, permission, self.pair)

    @cached_property
    def may_record(self) -> bool:
        """Hitches and agreements, also under cover."""
        return has_permission(self.user, Permission.EDIT_CASE)

    def context(self) -> dict[str, Any]:
        past = self.timeline()
        agreements = caseload.open_agreements(self.pair)
        volunteers = match_lines(self.pair.supervision_id)
        return {
            "person": caseload.person(self.pair, facts=self.facts, warnings=self.warnings()),
            "pair": self.pair,
            # Said between the client and those who work with them; a supervisor reads it nowhere.
            "passed_on": passed_on_to(self.pair) if self.may(Permission.EDIT_CASE) else None,
            "tabs": self.tabs(past.total, len(agreements), bool(volunteers)),
            "actions": self.actions(),
            "more": list(self.more()),
            "monitor": self.monitor(),
            "timeline": past,
            "new": self.new,
            "just_logged": self.just_logged,
            "planned": planned_lines(self.pair, most=NEXT_PLANNED),
            "may_plan": self.may(Permission.LOG_CONTACT),
            "tried": self.tried(),
            "next_moments": moments.next_moments(self.pair, self.measurements, self.today),
            "window_links": self.window_links(),
            "agreements": agreements,
            "hitches": caseload.open_hitches(self.hitches, self.pair),
            "plan": caseload.plan(self.pair, self.facts),
            "plan_link": None if self.covers else self.plan_link(),
            "mix": mix.agreed_line(self.pair, self.today),
            "mix_url": "" if self.covers else self.url("portal:mix"),
            "talks": list(talk_lines(self.pair)) if self.may(Permission.EDIT_CASE) else None,
            "moods_url": self.url("remote_contact:moods"),
            "signals": self.signals(),
            "signals_url": self.url("remote_contact:put_aside"),
            "volunteers": volunteers,
            "volunteer_request": pair_section(self.user, self.pair) if self.may(Permission.EDIT_CASE) else None,
            "may_edit": self.may_record,
            "may_change": self.may(Permission.EDIT_CASE),
            "cover": cover_band(self.pair, self.cover_lines, self.user) if self.covers else None,
            "agreement_url": self.url("caseload:agreement"),
            "aside_url": self.url("alliance:put_aside"),
        }

    def signals(self) -> list[SignalLine]:
        """Of the pair's worker alone; put aside here as on their home."""
        if not self.may(Permission.EDIT_CASE):
            return []
        return signals_of([case_of(self.pair)], today=self.today)[self.pair.pk]

    def url(self, name: str) -> str:
        return reverse(name, args=[self.pair.pk])

    # ---------- head ----------

    def warnings(self) -> list[tuple[str, str]]:
        paused = [(_("Gepauzeerd"), caseload.paused_since(self.pause, self.today))] if self.pause else []
        names = [(_("Waarneming"), " · ".join(line.words for line in self.cover_lines))] if self.cover_lines else []
        shielded = [(pgettext("dossier", "Afgeschermd"), _("alleen voor wie op de lijst staat"))] if self.shield else []
        return [*names, *paused, *shielded]

    def tabs(self, lines: int, agreements: int, has_volunteer: bool) -> list[caseload.Tab]:
        tabs = [
            caseload.Tab(self.url("portal:pair"), _("Overzicht"), current=True),
            caseload.Tab("#werkalliantie", _("Werkalliantie")),
            caseload.Tab(self.url("portal:timeline"), _("Tijdlijn"), count=lines),
            caseload.Tab("#afspraken", _("Afspraken met elkaar"), count=agreements),
            caseload.Tab("#plan", _("Plan")),
        ]
        return [*tabs, caseload.Tab("#vrijwilliger", _("Vrijwilliger"))] if has_volunteer else tabs

    def actions(self) -> list[Link]:
        if not self.may(Permission.LOG_CONTACT):
            return []
        plan = Link(self.url("remote_contact:plan"), _("Afspraak plannen"))
        return [plan, Link(self.url("remote_contact:log"), _("Contact vastleggen"), primary=True)]

    def tried(self) -> Tried | None:
        """The state of having tried in vain, with the step that comes next."""
        found = tried_in_vain([self.pair.supervision_id]).get(self.pair.supervision_id)
        if found is None or self.pause is not None:
            return None
        link = Link(found.url(self.pair.pk), found.action) if self.may(Permission.LOG_CONTACT) else None
        return Tried(found.text, found.next_step, link)

    def more(self) -> Iterator[Link]:
        if self.may_record:
            yield Link(self.url("caseload:hitch"), _("Hapering vastleggen"))
            yield Link(self.url("caseload:agreement"), _("Afspraak maken"))
        if not self.covers:
            yield from self.more_of_ones_own()

    def more_of_ones_own(self) -> Iterator[Link]:
        yield self.plan_link()
        if self.may(Permission.EDIT_CASE):
            yield Link(self.url("portal:contact_details"), _("Contactgegevens"))
            yield Link(self.url("remote_contact:access_requests"), _("Inzageverzoek"))
        yield Link(self.url("portal:message_log"), _("Berichten"))
        if self.may(Permission.GIVE_ACCESS):
            yield Link(self.url("alliance:give_pin"), _("Pincode geven"))
            running = moments.open_measurement(self.measurements, self.today)
            if running is not None:
                yield Link(reverse("alliance:office", args=[running.pk]), _("Op kantoor laten invullen"))
                yield Link(reverse("alliance:enter_paper", args=[running.pk]), _("Antwoorden van papier invoeren"))
        if self.may(Permission.SEE_SCORES):
            yield Link(self.url("alliance:print_for_client"), _("Afdrukken voor de cliënt"))
        if self.may(Permission.EDIT_CASE):
            yield Link(self.url("portal:pass_on"), _("Meegeven bij een overdracht"))
        if self.may(Permission.EDIT_CASE):
            if self.pause is None:
                yield Link(self.url("alliance:extra"), _("Extra moment"))
            label = _("Pauze beëindigen") if self.pause else _("Toezicht pauzeren")
            yield Link(self.url("caseload:pause"), label)
        yield from self.shield_link()
        if self.may(Permission.START_SUPERVISION):
            yield Link(self.url("portal:hand_over"), _("Overdragen"))
            yield Link(self.url("portal:end_supervision"), _("Toezicht beëindigen"))

    def shield_link(self) -> Iterator[Link]:
        if self.shield and self.may(Permission.NAME_ON_SHIELD):
            yield Link(self.url("caseload:shield"), _("Wie dit dossier ziet"))
        elif self.may(Permission.SHIELD):
            yield Link(self.url("caseload:shield"), _("Dossier afschermen"))

    def plan_link(self) -> Link:
        label = _("Plan wijzigen") if self.may(Permission.EDIT_CASE) else _("Plan bekijken")
        return Link(self.url("caseload:plan"), label)

    # ---------- the monitor ----------

    def window_links(self) -> list[window_lines.WindowLink]:
        if not self.may(Permission.EDIT_CASE):
            return []
        paused = self.pause is not None
        return window_lines.window_links(self.measurements, own=self.own, paused=paused, today=self.today)

    def monitor(self) -> Monitor:
        if not self.may(Permission.SEE_SCORES):
            rows = moments.moment_rows(self.measurements, self.today, paused_since=self.paused_since)
            return Monitor((), None, None, tuple(rows))
        client, worker = self.pair.client.first_name, self.pair.worker.first_name
        own = self.own
        scores = alliance.scores_for(self.user, self.pair)
        if self.covers:
            profile = alliance.profile(self.measurements, scores, client=client, worker=worker)
            rows = moments.moment_rows(self.measurements, self.today, paused_since=self.paused_since)
            return Monitor((), None, profile, tuple(rows), talk=self.talk())
        line = moments.state_line(self.measurements, own, self.today, client=client, paused=self.pause is not None)
        tag = worker_state(self.measurements, own, self.today, talked_ids=moments.talked_ids(self.measurements))
        is_ready = tag is not None and tag.step == Step.TALK
        lines = [None if is_ready else line, moments.pin_line(self.pair)]
        return Monitor(
            lines=tuple(each for each in lines if each is not None),
            ready=line if is_ready else None,
            profile=alliance.profile(self.measurements, scores, client=client, worker=worker),
            states=(),
            paper=tuple(paper_lines(self.user, self.pair, self.measurements)),
            attention=self.attention(scores),
            talk=self.talk(),
        )

    def attention(self, scores: patterns.Scores) -> Attention:
        paused = self.pause is not None
        return attention_of(self.user, self.pair, self.measurements, scores, self.own, self.today, paused=paused)

    def talk(self) -> Link | None:
        """The page of the newest moment that both sides answered."""
        revealed = [measurement for measurement in self.measurements if measurement.is_revealed][-1:]
        for measurement in revealed:
            url = reverse("alliance:conversation", args=[measurement.pk])
            if measurement.talked_on:
                return Link(url, _("Het gesprek van %(day)s") % {"day": days.near(measurement.talked_on, self.today)})
            return Link(url, _("Het gesprek openen"))
        return None

    def timeline(self) -> Timeline:
        found = Lines(self.pair, self.user, measurements=self.measurements, pause=self.pause)
        return found.page(1, NEWEST)
