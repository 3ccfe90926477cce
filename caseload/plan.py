"""The plan of a supervision, ready to print: what is so now, what was so before, and the forms to change it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _

from audit import clock
from caseload.forms import ConditionForm, FactForm, GoalForm
from caseload.models import Condition, Fact, FactKind, Goal, Pair

ONE_AT_A_TIME = (FactKind.LEVEL, FactKind.PHASE, FactKind.RISK)


@dataclass(frozen=True, slots=True)
class Line:
    """One dated line; `until` is None while it holds."""

    id: UUID
    text: str
    since: dt.date
    until: dt.date | None


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands now and what stood before, with the form that adds to it (None: may not be changed by the reader)."""

    title: str
    form: forms.BaseForm | None
    now: list[Line] = field(default_factory=list)
    before: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        (self.now if line.until is None else self.before).append(line)


def plan_facts(pair: Pair) -> list[Fact]:
    return list(Fact.objects.filter(supervision=pair.supervision_id))


def plan_forms(pair: Pair, facts: list[Fact], data: Any = None, part: str = "") -> dict[str, forms.BaseForm]:
    """Every form of the page by the part it belongs to; only the posted part is bound."""
    levels = pair.team.organisation.levels
    made: dict[str, forms.BaseForm] = {}
    versions = Counter(fact.kind for fact in facts)
    for kind in FactKind:
        bound = data if part == kind else None
        initial = {"since": clock.today(), "version": versions[kind]}
        made[kind] = FactForm(bound, prefix=kind, kind=kind, levels=levels, initial=initial)
    initial = {"since": clock.today()}
    made["condition"] = ConditionForm(data if part == "condition" else None, prefix="condition", initial=initial)
    made["goal"] = GoalForm(data if part == "goal" else None, prefix="goal", initial=initial)
    return made


def plan_lines(pair: Pair, every: list[Fact], made: dict[str, forms.BaseForm] | None) -> dict[str, Any]:
    """The page's parts. `made` are the forms, or None for a reader who may not change the case."""
    made = made or {}
    facts = {kind: Lines(str(FactForm.TITLES[kind]), made.get(kind)) for kind in FactKind}
    for fact in every:
        facts[FactKind(fact.kind)].add(Line(fact.pk, _said(fact), fact.since, fact.until))
    titles = {Condition.Kind.GENERAL: _("Algemene voorwaarden"), Condition.Kind.SPECIAL: _("Bijzondere voorwaarden")}
    conditions = {kind: Lines(title, None) for kind, title in titles.items()}
    for row in Condition.objects.filter(supervision=pair.supervision_id):
        conditions[Condition.Kind(row.kind)].add(Line(row.pk, row.text, row.since, row.until))
    goals = Lines(_("Doelen"), made.get("goal"))
    for goal in Goal.objects.filter(supervision=pair.supervision_id):
        goals.add(Line(goal.pk, goal.text, goal.since, goal.reached_on))
    return {
        "singles": [(kind.value, facts[kind]) for kind in ONE_AT_A_TIME],
        "areas": facts[FactKind.PROBLEM_AREA],
        "conditions": list(conditions.values()),
        "condition_form": made.get("condition"),
        "goals": goals,
        "posted_form": next((form for form in made.values() if form.is_bound), None),
    }


def _said(fact: Fact) -> str:
    return _("Niveau %s") % fact.value if fact.kind == FactKind.LEVEL else fact.word
