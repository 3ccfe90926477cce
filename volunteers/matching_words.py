"""Matching in words: why somebody cannot be proposed, and what speaks for them."""

from collections.abc import Mapping

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from volunteers.languages import SPOKEN
from volunteers.matching import Reason, Stop
from volunteers.models import Part

STOPS = {
    Stop.LEFT: gettext_lazy("doet niet meer mee"),
    Stop.NOT_READY: gettext_lazy("is nog niet beschikbaar"),
    Stop.RESTING: gettext_lazy("rust even uit"),
    Stop.NOT_IN_PROJECT: gettext_lazy("doet niet mee in dit project"),
    Stop.VOG: gettext_lazy("geen geldige VOG"),
    Stop.TRAINING: gettext_lazy("geen geldige training"),
    Stop.INTERVIEW: gettext_lazy("nog geen gesprek gehad"),
    Stop.FULL: gettext_lazy("heeft al zoveel koppelingen als het project toelaat"),
    Stop.WITH_CLIENT: gettext_lazy("is al aan deze cliënt gekoppeld"),
    Stop.NOT_THIS_ONE: gettext_lazy("de veiligheidsafspraken sluiten deze vrijwilliger uit"),
    Stop.NOT_EXPERIENCED: gettext_lazy("de veiligheidsafspraken vragen een ervaren vrijwilliger"),
    Stop.NEIGHBOUR: gettext_lazy("woont in dezelfde buurt, en dat mag niet"),
    Stop.PLACE_UNKNOWN: gettext_lazy("of het dezelfde buurt is, is niet bekend"),
    Stop.NOT_ALONE: gettext_lazy("de veiligheidsafspraken vragen een cirkel"),
    Stop.NO_LANGUAGE: gettext_lazy("geen gemeenschappelijke taal"),
}
REASONS = {
    ("skills", "all"): gettext_lazy("kan alles wat is gevraagd: %(among)s"),
    ("skills", "some"): gettext_lazy("kan een deel: %(among)s"),
    ("skills", "none"): gettext_lazy("noemde iets anders dan wat is gevraagd"),
    ("language", "common"): gettext_lazy("spreekt %(among)s"),
    ("distance", "neighbourhood"): gettext_lazy("woont in dezelfde buurt"),
    ("distance", "region"): gettext_lazy("woont in de regio"),
    ("distance", "farther"): gettext_lazy("woont verder weg"),
    ("distance", "unknown"): gettext_lazy("afstand niet bekend"),
    ("distance", "too_far"): gettext_lazy("verder weg dan deze vrijwilliger wil"),
    ("free_at", "all"): gettext_lazy("heeft tijd: %(among)s"),
    ("free_at", "some"): gettext_lazy("heeft een deel van de tijd: %(among)s"),
    ("free_at", "none"): gettext_lazy("heeft op andere tijden tijd"),
    ("load", "free"): gettext_lazy("heeft nu geen koppeling"),
    ("experience", "experienced"): gettext_lazy("ervaren"),
}


def stop_words(stop: Stop) -> str:
    return str(STOPS[stop])


def reason_words(reason: Reason, kinds: Mapping[str, str]) -> str:
    """`kinds`: the names of the kinds of activity by their id."""
    if reason.how == "matched":
        return ngettext("heeft al een koppeling", "heeft al %(n)s koppelingen", reason.count) % {"n": reason.count}
    if reason.how == "asked_elsewhere":
        return _("is ook voor iemand anders gevraagd")
    names = {**kinds, **{code: str(name) for code, name in SPOKEN.items()}, **{p.value: str(p.label) for p in Part}}
    among = ", ".join(names.get(one, one) for one in reason.among)
    return str(REASONS[reason.about, reason.how]) % {"among": among}


def as_sentence(words: list[str]) -> str:
    """Kan alles wat is gevraagd: geld. Woont in de regio."""
    return " ".join(f"{capfirst(word)}." for word in words)
