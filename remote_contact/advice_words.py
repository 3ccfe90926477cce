"""The words of the advice on the mix: each rule's sentence and source as shipped, and the organisation's own.

A sentence may name what its rule found, `{weken}`. What is research is told from what this portal chose.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from caseload.models import ProblemArea
from messaging import wording
from remote_contact.models import MixRule
from remote_contact.suitability import RULES, Lean, Reason, Side

_KFZ = _("KFZ 2020-135, Werken op afstand, onderzoek in de coronatijd")
_KFZ_BASIS = _("KFZ 2020-135; wat een basis is, koos dit portaal")
_KFZ_MILD = _("KFZ 2020-135: milde problemen; wat mild is, koos dit portaal")
_MANY = _("Keuze van dit portaal, 2026, naar KFZ 2020-135: op afstand past bij milde problemen")
_OWN = _("Keuze van dit portaal, 2026")
_HMPPS = _("Keuze van dit portaal, 2026, naar HMPPS (Engeland en Wales): nooit alleen op afstand")
_HMIP = _("Keuze van dit portaal, 2026, naar HMI Probation 2020: minder goed voor wie kwetsbaar is")
_TIPS = _("Keuze van dit portaal, 2026, naar KFZ 2020-135: goede techniek is nodig")
_LOOSE = _("Keuze van dit portaal, 2026, naar KFZ 2020-135: op afstand kan vrijblijvend zijn")
_OFFENCE = _("Keuze van de organisatie; KFZ 2020-135: het hangt ook van het delict af")


@dataclass(frozen=True, slots=True)
class Shipped:
    sentence: str | Promise
    source: str | Promise
    # From a publication; else the portal chose it, and says after what.
    is_research: bool = False


SHIPPED: Mapping[str, Shipped] = {
    "risk_high": Shipped(
        _("Het risico is hoog ingeschat. Ook in de coronatijd bleef contact dan bij elkaar."), _KFZ, True
    ),
    "no_basis": Shipped(
        _("Er is nog geen basis: de eerste meting is niet van twee kanten ingevuld."), _KFZ_BASIS, True
    ),
    "long_apart": Shipped(_("Jullie zaten {weken} weken niet bij elkaar."), _HMPPS),
    "phase_start": Shipped(_("Het toezicht is net begonnen: afstand past beter in een latere fase."), _KFZ, True),
    "intake_not_talked": Shipped(_("De eerste meting is klaar en nog niet besproken."), _OWN),
    "heavy_problems": Shipped(_("Er speelt {leefgebieden}: zien vertelt dan meer dan horen."), _HMIP),
    "many_problems": Shipped(_("Er spelen {aantal} leefgebieden tegelijk."), _MANY),
    "offence": Shipped(_("Bij dit soort delict ziet jullie organisatie elkaar liever."), _OFFENCE),
    "technique": Shipped(_("Bellen of beeldbellen lukt slecht."), _TIPS),
    "not_reached": Shipped(_("{keer} keer achter elkaar lukte het contact niet."), _LOOSE),
    "wish_face_to_face": Shipped(_("De cliënt spreekt liever bij elkaar af."), _OWN),
    "risk_low": Shipped(_("Het risico is laag ingeschat: daar past afstand bij."), _KFZ, True),
    "basis_laid": Shipped(_("Er is een basis: de eerste meting is van twee kanten ingevuld."), _KFZ_BASIS, True),
    "intake_talked": Shipped(_("De eerste meting is samen besproken."), _OWN),
    "phase_late": Shipped(_("Het toezicht is in de afronding: in een latere fase past afstand."), _KFZ, True),
    "few_problems": Shipped(_("Er speelt één leefgebied, en niet middelen of psychisch welzijn."), _KFZ_MILD, True),
    "wish_remote": Shipped(_("De cliënt spreekt liever op afstand."), _OWN),
    "risk_medium": Shipped(
        _("Het risico is gemiddeld ingeschat: het onderzoek noemt alleen laag en hoog."), _KFZ, True
    ),
    "phase_execution": Shipped(_("De uitvoering loopt: de fase wijst geen kant op."), _OWN),
    "wish_mixed": Shipped(_("De cliënt wil van beide wat."), _OWN),
}
LEANS: Mapping[str, str | Promise] = {
    Lean.MORE_REMOTE: _("meer op afstand"),
    Lean.MIXED: _("van beide wat"),
    Lean.MORE_FACE_TO_FACE: _("meer bij elkaar"),
    Lean.NO_ADVICE: _("geen advies"),
}
SIDES: Mapping[str, str | Promise] = {
    Side.REMOTE: _("Voor afstand"),
    Side.FACE_TO_FACE: _("Voor bij elkaar"),
    Side.NEUTRAL: _("Wijst geen kant op"),
}
UNKNOWN: Mapping[str, str | Promise] = {
    "phase": _("de fase"),
    "basis_laid": _("of er een basis is"),
    "risk": _("de risico-inschatting"),
    "problem_areas": _("welke leefgebieden spelen"),
    "wish": _("wat de cliënt zelf wil"),
}
# What each sentence may name; the rules themselves give it.
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "long_apart": ("weken",),
    "heavy_problems": ("leefgebieden",),
    "many_problems": ("aantal",),
    "not_reached": ("keer",),
}


@dataclass(frozen=True, slots=True)
class RuleWords:
    """One rule as it holds in an organisation: in use or not, and in whose words."""

    code: str
    side: Side
    decisive: bool
    in_use: bool
    sentence: str
    source: str
    is_own: bool
    is_research: bool
    version: int


def rules_of(organisation_id: uuid.UUID) -> dict[str, RuleWords]:
    """Every rule by its code, in the order in which they are told, in one query."""
    own = {row.rule: row for row in MixRule.objects.filter(organisation=organisation_id)}
    return {rule.code: _words(rule.code, rule.side, rule.decisive, own.get(rule.code)) for rule in RULES}


def _words(code: str, side: Side, decisive: bool, row: MixRule | None) -> RuleWords:
    shipped = SHIPPED[code]
    sentence, source = (row.sentence, row.source) if row else ("", "")
    return RuleWords(
        code=code,
        side=side,
        decisive=decisive,
        in_use=row.in_use if row else True,
        sentence=sentence or str(shipped.sentence),
        source=source or str(shipped.source),
        is_own=bool(sentence or source),
        is_research=shipped.is_research and not source,
        version=row.version if row else 0,
    )


def sentence(reason: Reason, words: RuleWords) -> str:
    """The sentence of a rule with what it found."""
    values = {name: _said(value) for name, value in reason.values.items()}
    return wording.fill(words.sentence, values)


def _said(value: int | tuple[str, ...]) -> str:
    if isinstance(value, int):
        return str(value)
    return get_text_list([str(ProblemArea(area).label) for area in value], _now("en"))
