"""The page on the mix of a pair: the plan, what came of it, the advice, and the alliance as a subject beside it."""

from typing import Any

from django import forms
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Permission, has_permission
from alliance import moments as alliance_moments
from alliance import presenters as alliance
from audit import clock
from caseload.models import Pair
from caseload.presenters import person
from probation_portal.mix_facts import facts_of
from remote_contact import mixing
from remote_contact.advice_words import rules_of
from remote_contact.charts import mix_chart
from remote_contact.forms.mix import PlanForm, RemoteFactsForm
from remote_contact.models import RemoteFacts
from remote_contact.presenters import mix as presenters
from remote_contact.suitability import advise


class MixPage:
    """Reads once what page and forms are made of. The advice is made of `mix_facts` alone."""

    def __init__(self, pair: Pair, user: User, *, data: Any = None, part: str = "") -> None:
        self.pair, self.user, self.today = pair, user, clock.today()
        self.plans = presenters.plans_of(pair)
        self.moments = presenters.moments_of(pair)
        self.known = RemoteFacts.objects.filter(supervision=pair.supervision_id).first()
        self.rules = rules_of(pair.team.organisation_id)
        out_of_use = {rule.code for rule in self.rules.values() if not rule.in_use}
        self.advice = advise(facts_of(pair, self.known, self.moments, self.today), out_of_use=out_of_use)
        self.forms = self._forms(data, part)

    def _forms(self, data: Any, part: str) -> dict[str, Any]:
        """Both forms by the part they belong to; only the posted one is bound."""
        plan, known = self.plans[0] if self.plans else None, self.known
        initial = {"version": len(self.plans)}
        if plan:
            initial |= {"per_month": plan.per_month, "remote_part": plan.remote_part}
        facts: dict[str, Any] = {"version": known.version if known else 0, "wish": known.wish if known else ""}
        if known:
            facts |= {"technique_hard": known.technique_hard, "offence": known.offence}
        return {
            "plan": PlanForm(data if part == "plan" else None, prefix="plan", initial=initial, lean=self.advice.lean),
            "facts": RemoteFactsForm(
                data if part == "facts" else None,
                prefix="facts",
                initial=facts,
                organisation_id=self.pair.team.organisation_id,
                present=known.offence if known else "",
            ),
        }

    def decision(self) -> dict[str, Any]:
        """What the action keeps beside the plan: the advice as the person who decides has read it."""
        return {"lean": self.advice.lean, "advice": presenters.kept(self.advice, self.rules)}

    def context(self) -> dict[str, Any]:
        lines = presenters.plan_lines(self.plans, self.today)
        months = mixing.by_month(self.moments, presenters.planned(self.plans), self.today)
        may_edit = has_permission(self.user, Permission.EDIT_CASE)
        posted: forms.BaseForm | None = next((form for form in self.forms.values() if form.is_bound), None)
        return {
            "person": person(self.pair),
            "pair": self.pair,
            "plan": lines[0] if lines else None,
            "earlier": lines[1:],
            "months": list(reversed(months)),
            "chart": mix_chart(months),
            "has_contacts": bool(self.moments),
            "advice": presenters.advice_lines(self.advice, self.rules),
            "may_edit": may_edit,
            "plan_form": self.forms["plan"],
            "facts_form": self.forms["facts"],
            "form": posted,
            "alliance": self._alliance(),
        }

    def _alliance(self) -> dict[str, Any] | None:
        """Both sides after the reveal, for who may see scores: beside the advice, and no part of it."""
        if not has_permission(self.user, Permission.SEE_SCORES):
            return None
        measurements = alliance_moments.measurements_of(self.pair)
        scores = alliance.scores_for(self.user, self.pair)
        names = {"client": self.pair.client.first_name, "worker": self.pair.worker.first_name}
        revealed = [measurement for measurement in measurements if measurement.is_revealed]
        return {
            "profile": alliance.profile(measurements, scores, **names),
            "talk_url": reverse("alliance:conversation", args=[revealed[-1].pk]) if revealed else "",
        }
