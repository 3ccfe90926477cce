"""A person's header, plan, agreements and hitches, in words ready to print."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from audit import clock
from caseload import days
from caseload.models import (
    Agreement,
    AgreementWho,
    Client,
    Condition,
    Fact,
    FactKind,
    Goal,
    Hitch,
    Pair,
    Pause,
)


@dataclass(frozen=True, slots=True)
class HeaderFact:
    label: str
    value: str
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    url: str
    label: str
    current: bool = False
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """The head of every page about a person: components/person_header.html prints it."""

    name: str
    meta: str
    url: str
    facts: tuple[HeaderFact, ...]


@dataclass(frozen=True, slots=True)
class AgreementRow:
    id: uuid.UUID
    text: str
    who_and_when: str
    tag_text: str
    tag_kind: str
    close_url: str
    version: int


@dataclass(frozen=True, slots=True)
class HitchRow:
    kind: str
    why: str
    resolve_url: str


@dataclass(frozen=True, slots=True)
class Plan:
    level: str
    phase: str
    risk: str
    areas: str
    goals: tuple[str, ...]
    conditions: tuple[str, ...]


def current_facts(pair: Pair) -> list[Fact]:
    return list(Fact.objects.current().filter(supervision=pair.supervision_id))


def person(pair: Pair, *, facts: list[Fact] | None = None, warnings: Iterable[tuple[str, str]] = ()) -> Person:
    """The header of the pair's client. `facts` are the current ones, fetched when not given; `warnings` are
    (label, words) that stand out beside how to reach the person. The pair comes with its people."""
    facts = current_facts(pair) if facts is None else facts
    client, supervision, today = pair.client, pair.supervision, clock.today()
    began = _("%(worker)s, sinds %(day)s") % {
        "worker": pair.worker.full_name,
        "day": days.near(pair.starts_on, today),
    }
    lines = [
        HeaderFact(_("Werker"), began),
        HeaderFact(_("Toezicht"), _span(supervision.starts_on, supervision.planned_end)),
        HeaderFact(_("Fase"), ", ".join(filter(None, (_word(facts, FactKind.PHASE), _level(facts))))),
        HeaderFact(_("Rekening houden met"), client.consider_note),
        HeaderFact(_("Bereiken"), client.reach_note, warning=True),
        *(HeaderFact(label, words, warning=True) for label, words in warnings),
    ]
    return Person(
        name=client.full_name,
        meta=client.number,
        url=reverse("portal:pair", args=[pair.pk]),
        facts=tuple(fact for fact in lines if fact.value),
    )


def _span(begin: dt.date, end: dt.date | None) -> str:
    if end is None:
        return _("sinds %(day)s") % {"day": days.day_year(begin)}
    return f"{days.day_year(begin)} – {days.day_year(end)}"


def _word(facts: list[Fact], kind: FactKind) -> str:
    return next((fact.word for fact in facts if fact.kind == kind), "")


def _level(facts: list[Fact]) -> str:
    value = _word(facts, FactKind.LEVEL)
    return _("niveau %(level)s") % {"level": value} if value else ""


# ---------- plan ----------


def plan(pair: Pair, facts: list[Fact]) -> Plan:
    """What stands now: facts of the level and phase, goals not yet reached, conditions not yet over."""
    today = clock.today()
    goals = Goal.objects.filter(supervision=pair.supervision_id, reached_on__isnull=True)
    conditions = Condition.objects.filter(supervision=pair.supervision_id)
    return Plan(
        level=_word(facts, FactKind.LEVEL),
        phase=_word(facts, FactKind.PHASE),
        risk=_word(facts, FactKind.RISK),
        areas=", ".join(fact.word for fact in facts if fact.kind == FactKind.PROBLEM_AREA),
        goals=tuple(goal.text for goal in goals),
        conditions=tuple(c.text for c in conditions if c.until is None or c.until > today),
    )


# ---------- agreements and hitches ----------


def open_agreements(pair: Pair) -> list[AgreementRow]:
    """The open agreements of the supervision, soonest first; they outlive a change of worker."""
    agreements = Agreement.objects.of_supervision_of(pair).open()
    today = clock.today()
    return [_agreement_row(agreement, pair, today) for agreement in agreements]


def _agreement_row(agreement: Agreement, pair: Pair, today: dt.date) -> AgreementRow:
    text, kind = due_tag(agreement.due, today)
    who = whose_turn(agreement.who, pair.client, pair.worker)
    return AgreementRow(
        id=agreement.pk,
        text=agreement.text,
        who_and_when=by_when(who, agreement.due, today),
        tag_text=text,
        tag_kind=kind,
        close_url=reverse("caseload:close_agreement", args=[pair.pk, agreement.pk]),
        version=agreement.version,
    )


def whose_turn(who: str, client: Client, worker: User) -> str:
    """Whose turn it is, by first name."""
    names = {AgreementWho.CLIENT: client.first_name, AgreementWho.WORKER: worker.first_name}
    return names.get(AgreementWho(who), _("Samen"))


def due_tag(due: dt.date | None, today: dt.date) -> tuple[str, str]:
    """The state of an open agreement as text and kind of a tag."""
    if due is None or due > today:
        return _("loopt"), "open"
    if due == today:
        return _("vandaag"), "notice"
    late = (today - due).days
    return ngettext("%(n)s dag te laat", "%(n)s dagen te laat", late) % {"n": late}, "late"


def by_when(who: str, due: dt.date | None, today: dt.date) -> str:
    if due is None:
        return who
    if due == today:
        return _("%(who)s, vandaag") % {"who": who}
    return _("%(who)s, vóór %(day)s") % {"who": who, "day": days.near(due, today)}


def hitches(pair: Pair) -> list[Hitch]:
    """Every hitch of the supervision, newest first."""
    return list(Hitch.objects.of_supervision_of(pair).select_related("kind"))


def open_hitches(found: Iterable[Hitch], pair: Pair) -> list[HitchRow]:
    today = clock.today()
    return [
        HitchRow(
            kind=hitch.kind.name,
            why=": ".join(filter(None, (days.near(hitch.on, today), hitch.note))),
            resolve_url=reverse("caseload:resolve_hitch", args=[pair.pk, hitch.pk]),
        )
        for hitch in found
        if hitch.resolved_on is None
    ]


# ---------- pauses ----------


def pauses(pair: Pair) -> list[Pause]:
    """Every pause of the supervision, newest first."""
    return list(Pause.objects.filter(supervision=pair.supervision_id))


def paused_since(pause: Pause, today: dt.date) -> str:
    words = {"day": days.near(pause.since, today), "reason": pause.get_reason_display()}
    return _("sinds %(day)s, %(reason)s") % words
