"""The mix of a case in words ready to print: what was agreed, what came of it by month, and what the advice says."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseload import days
from caseload.models import Pair
from messaging.working_time import start_of
from remote_contact import mixing
from remote_contact.advice_words import LEANS, SIDES, UNKNOWN, RuleWords, sentence
from remote_contact.models import Contact, MixPlan, Outcome
from remote_contact.suitability import Advice, Lean, Side


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One plan: "4 keer per maand, 2 op afstand", from when, by whom, why, and what the advice was."""

    text: str
    decided: str
    why: str
    advice: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReasonLine:
    sentence: str
    source: str
    is_research: bool
    decisive: bool


@dataclass(frozen=True, slots=True)
class SideLines:
    title: str
    reasons: tuple[ReasonLine, ...]


@dataclass(frozen=True, slots=True)
class AdviceLines:
    """`lean` in words, every reason by side, and what is not known."""

    lean: str
    how: str
    sides: tuple[SideLines, ...]
    unknown: str


def moments_of(pair: Pair) -> list[mixing.Moment]:
    """Every contact of the supervision, newest first, in one query."""
    return as_moments(Contact.objects.of_supervision_of(pair).order_by("-at", "-logged_at"))


def as_moments(contacts: QuerySet[Contact]) -> list[mixing.Moment]:
    """As `mixing` takes them, in the order in which they come."""
    return [
        mixing.Moment(timezone.localdate(at), way, took_place, outcome == Outcome.MOVED)
        for at, way, took_place, outcome in contacts.values_list("at", "way", "took_place", "outcome")
    ]


def plans_of(pair: Pair) -> list[MixPlan]:
    """Every plan of the supervision, the one that holds first."""
    return list(MixPlan.objects.of_supervision_of(pair).select_related("decided_by"))


def planned(plans: Sequence[MixPlan]) -> list[mixing.Planned]:
    """As `mixing` takes them: of two of one day the newest comes first, and so counts."""
    return [mixing.Planned(plan.since, plan.per_month, plan.remote_part) for plan in plans]


def plan_lines(plans: Sequence[MixPlan], today: dt.date) -> list[PlanLine]:
    return [_plan_line(plan, today) for plan in plans]


def _plan_line(plan: MixPlan, today: dt.date) -> PlanLine:
    decided = _("vanaf %(day)s, door %(name)s") % {
        "day": days.near(plan.since, today),
        "name": plan.decided_by.full_name,
    }
    lean = str(LEANS[plan.lean]) if plan.lean in LEANS else ""
    advice = _("Het advies was toen: %(lean)s.") % {"lean": lean} if lean else ""
    reasons = tuple(f"{reason['sentence']} ({reason['source']})" for reason in plan.advice)
    return PlanLine(agreed(plan.per_month, plan.remote_part), decided, plan.why, advice, reasons)


def agreed(per_month: int, remote_part: int) -> str:
    times = ngettext("%(n)s keer per maand", "%(n)s keer per maand", per_month) % {"n": per_month}
    return _("%(times)s, %(remote)s op afstand") % {"times": times, "remote": remote_part}


def agreed_line(pair: Pair, today: dt.date) -> str:
    """ "4 keer per maand, 2 op afstand; deze maand 3, 2 op afstand", or "" without a plan."""
    plan = MixPlan.objects.of_supervision_of(pair).first()
    if plan is None:
        return ""
    first = start_of(mixing.first_of_month(today))
    held = Contact.objects.of_supervision_of(pair).filter(at__gte=first, took_place=True)
    ways = list(held.values_list("way", flat=True))
    remote = ways.count("remote_talk")
    words = {
        "agreed": agreed(plan.per_month, plan.remote_part),
        "talks": remote + ways.count("face_to_face"),
        "remote": remote,
    }
    return _("%(agreed)s; deze maand %(talks)s, %(remote)s op afstand") % words


def for_client(pair: Pair) -> str:
    """What was agreed, in plain words, or "" when nothing was."""
    plan = MixPlan.objects.of_supervision_of(pair).first()
    if plan is None:
        return ""
    together = plan.per_month - plan.remote_part
    words = {"n": plan.per_month, "remote": plan.remote_part, "together": together}
    often = ngettext(
        "Jullie spreken elkaar %(n)s keer per maand.", "Jullie spreken elkaar %(n)s keer per maand.", plan.per_month
    )
    if plan.remote_part == 0:
        how = _("Dat is altijd bij elkaar.")
    elif together == 0:
        how = _("Dat is altijd bellen of beeldbellen.")
    else:
        how = _("%(together)s keer zien jullie elkaar en %(remote)s keer bellen of beeldbellen jullie.")
    return f"{often % words} {how % words}"


def advice_lines(advice: Advice, rules: dict[str, RuleWords]) -> AdviceLines:
    sides = [SideLines(str(SIDES[side]), _reasons(advice, side, rules)) for side in _TOLD]
    unknown = [str(UNKNOWN[name]) for name in advice.unknown]
    return AdviceLines(
        lean=capfirst(str(LEANS[advice.lean])),
        how=_how(advice),
        sides=tuple(side for side in sides if side.reasons),
        unknown=get_text_list(unknown, _("en")),
    )


_TOLD = (Side.FACE_TO_FACE, Side.REMOTE, Side.NEUTRAL)


def _reasons(advice: Advice, side: Side, rules: dict[str, RuleWords]) -> tuple[ReasonLine, ...]:
    return tuple(
        ReasonLine(
            sentence(reason, rules[reason.rule]),
            rules[reason.rule].source,
            rules[reason.rule].is_research,
            reason.decisive,
        )
        for reason in advice.on(side)
    )


def _how(advice: Advice) -> str:
    """Which of the stated steps gave this lean."""
    if advice.lean == Lean.NO_ADVICE:
        return _("Er is geen reden die een kant op wijst.")
    if advice.lean == Lean.MIXED:
        return _("De redenen wijzen twee kanten op.")
    if any(reason.decisive for reason in advice.reasons) and advice.on(Side.REMOTE):
        return _("De redenen wijzen twee kanten op. Eén daarvan gaat voor.")
    if any(reason.decisive for reason in advice.reasons):
        return _("Eén van de redenen gaat voor.")
    return _("Alle redenen wijzen dezelfde kant op.")


def kept(advice: Advice, rules: dict[str, RuleWords]) -> list[dict[str, Any]]:
    """The advice as a plan keeps it: words change, what was read that day does not."""
    return [
        {
            "rule": reason.rule,
            "side": str(reason.side),
            "sentence": sentence(reason, rules[reason.rule]),
            "source": rules[reason.rule].source,
        }
        for reason in advice.reasons
    ]
