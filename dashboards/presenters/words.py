"""What the figures are called."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.change import Pattern
from alliance.instruments import Scale
from alliance.models import NonResponseReason
from alliance.patterns import pattern_words
from dashboards.figures import Moment
from dashboards.periods import Period
from dashboards.published import MomentKey


def moment(key: MomentKey) -> Moment:
    return Moment.of(key.kind, key.months)


def step(key: str) -> str:
    return {
        "due": _("Aan de beurt"),
        "invited": _("Uitgenodigd"),
        "opened": _("Geopend"),
        "started": _("Begonnen"),
        "client": _("Cliënt klaar"),
        "worker": _("Werker klaar"),
        "both": _("Beide kanten klaar"),
        "talked": _("Besproken"),
    }[key]


def reason(key: str) -> str:
    return str(NonResponseReason(key).label).capitalize()


def scale_title(scale: Scale) -> str:
    return scale.title.get(get_language() or "nl")


def better(scale: Scale) -> str:
    """Said of a scale only when less of it is an improvement."""
    return _("Bij deze schaal is lager verbeterend.") if scale.better == "lower" else ""


def within(text: str) -> str:
    """As it stands within a sentence or after a colon."""
    return text[:1].lower() + text[1:]


def side(rater: str) -> str:
    return {"client": _("Cliënt"), "worker": _("Werker")}[rater]


def course(key: str) -> str:
    return pattern_words(Pattern(key)).capitalize()


def rate(key: str) -> str:
    """Each says of what it is a part."""
    return {
        "both": _("Beide kanten klaar, van wat aan de beurt was"),
        "talked": _("Besproken, van wat aan beide kanten klaar was"),
        "on_paper": _("Op papier of in een gesprek, van beide kanten klaar"),
        "hitch": _("Koppels met een hapering"),
        "absence": _("Koppels waarvan de cliënt een keer niet kwam"),
        "dropout": _("Negatieve voortijdige uitval, van de toezichten die eindigden"),
        "handed_over": _("Koppels waar de werker wisselde"),
        "volunteer": _("Koppels met een vrijwilliger erbij"),
        "activity": _("Koppels waarmee een vrijwilliger iets deed, van die met een vrijwilliger"),
        "tuned": _("Koppels die met een vrijwilliger afstemden, van die met een vrijwilliger"),
        "failed": _("Pogingen die niet lukten, van alle pogingen"),
        "remote": _("Contacten op afstand, van alle contacten"),
        "missed": _("Gemiste afspraken, van wat gepland was"),
        "no_contact": _("Koppels zonder enig contact in de maand"),
        "remote_stretch": _("Koppels die elkaar lang niet zagen"),
        "beyond_plan": _("Koppels met meer op afstand dan hun plan"),
    }[key]


def way(key: str) -> str:
    return {
        "face_to_face": _("Bij elkaar"),
        "remote_talk": _("Gesprek op afstand"),
        "written": _("Geschreven bericht"),
    }[key]


def half_year(period: Period) -> str:
    year = {"year": period.starts_on.year}
    if period.starts_on.month == 1:
        return _("januari tot en met juni %(year)s") % year
    return _("juli tot en met december %(year)s") % year
