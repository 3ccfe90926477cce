"""What a client reads when there is nothing (more) to fill in: what happened, what now, no blame."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alliance.answering import Stopped, Why
from caseload import days


@dataclass(frozen=True, slots=True)
class Ending:
    title: str
    lines: tuple[str, ...]


def ending(stopped: Stopped) -> Ending:
    until = {"day": days.day_long(stopped.last_day)}
    # On the tablet there is no link of one's own to come back with.
    by_link = not stopped.on_tablet
    return {
        Why.EXPIRED: _expired,
        Why.RENEWED: _renewed,
        Why.CLOSED: _closed,
        Why.ALREADY: _already,
        Why.LEFT: _left,
        Why.NOT_ME: _not_me_on_tablet if stopped.on_tablet else _not_me,
        Why.OTHER: _other,
    }.get(stopped.why, lambda: _chosen(stopped.why, until, by_link))()


def _chosen(why: Why, until: dict[str, str], by_link: bool) -> Ending:
    if why is Why.DONE:
        return Ending(
            _("Bedankt. Je antwoorden zijn verstuurd."),
            (
                _("Je werker ziet nog niets. Dat kan pas als jullie allebei klaar zijn."),
                _("Daarna praten jullie samen over de uitkomst."),
            ),
        )
    if why is Why.NOT_NOW:
        again = _("Wil je later toch? Dan werkt je link nog tot en met %(day)s.") % until
        other = _("Wil je later toch? Zeg het tegen je werker. Het kan tot en met %(day)s.") % until
        return Ending(
            _("Dat is goed."),
            (
                _("Je hoeft niet te zeggen waarom. Je krijgt hierover geen herinnering meer."),
                again if by_link else other,
            ),
        )
    again = _("Open je link opnieuw als je verder wilt. Dat kan tot en met %(day)s.") % until
    other = _("Zeg het tegen je werker als je verder wilt. Dat kan tot en met %(day)s.") % until
    return Ending(_("Je antwoorden zijn bewaard."), (again if by_link else other,))


def _expired() -> Ending:
    return Ending(
        _("Open je link opnieuw"),
        (
            _("Je antwoorden zijn bewaard. Open de link uit je bericht en vul je pincode in. Dan ga je verder."),
            _("Dit vragen we als je twintig minuten niets hebt gedaan. Zo kan een ander niet meekijken."),
        ),
    )


def _renewed() -> Ending:
    return Ending(
        _("Je hebt een nieuwe pincode"),
        (_("Je antwoorden zijn bewaard. Open je link opnieuw en vul je nieuwe pincode in. Dan ga je verder."),),
    )


def _closed() -> Ending:
    return Ending(
        _("Invullen kan nu niet meer"),
        (
            _("De tijd om dit in te vullen is voorbij. Dat geeft niet."),
            _("Was je al begonnen? Dan kon je het afmaken tot 24 uur na je laatste antwoord."),
            _("Heb je een vraag? Bel je werker."),
        ),
    )


def _left() -> Ending:
    # Whoever looks over a shoulder, or goes back after "Snel weg", learns nothing from it.
    return Ending(_("Deze pagina is gesloten"), ())


def _not_me() -> Ending:
    return Ending(
        _("Bedankt dat je het zegt"),
        (
            _("De link werkt nu niet meer. De afzender krijgt bericht dat deze bij iemand anders kwam."),
            _("Gooi het bericht maar weg. Je hoeft verder niets te doen."),
        ),
    )


def _not_me_on_tablet() -> Ending:
    return Ending(_("Bedankt dat je het zegt"), (_("Zeg het ook even tegen de werker."),))


def _other() -> Ending:
    return Ending(
        _("Deze pagina hoort bij iemand anders"),
        (_("Op dit apparaat is daarna een andere link geopend. Open je eigen link opnieuw om verder te gaan."),),
    )


def _already() -> Ending:
    return Ending(
        _("Je antwoorden waren al verstuurd"),
        (_("Je hoeft niets meer te doen. Je werker ziet ze pas als jullie allebei klaar zijn."),),
    )
