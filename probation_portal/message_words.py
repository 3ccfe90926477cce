"""What became of a message, in the words of its reader. A reason is a fixed word of the code, here explained."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging import texts
from messaging.models import Message, State

REASONS = {
    "account off": gettext_lazy("het account staat uit"),
    "address gone": gettext_lazy("het oude adres is er niet meer"),
    "address in use": gettext_lazy("het adres is weer in gebruik"),
    "address refused": gettext_lazy("het adres bestaat niet of weigert"),
    "agreements closed": gettext_lazy("alle afspraken waren al klaar"),
    "answered": gettext_lazy("al ingevuld"),
    "bounced": gettext_lazy("het kwam terug"),
    "broken off": gettext_lazy("de verbinding brak af tijdens het versturen"),
    "called off": gettext_lazy("de afspraak gaat niet door"),
    "cap of the moment": gettext_lazy("er gingen al genoeg berichten over deze meting"),
    "channel stopped": gettext_lazy("dit adres of nummer werkt niet"),
    "cover over": gettext_lazy("de waarneming is voorbij of gestopt"),
    "done": gettext_lazy("de afspraak is al geweest"),
    "handed over": gettext_lazy("overgedragen aan een andere werker"),
    "has a password": gettext_lazy("heeft al een wachtwoord"),
    "invalid number": gettext_lazy("het nummer klopt niet"),
    "invitations off": gettext_lazy("uitnodigingen staan uit voor dit team"),
    "moved": gettext_lazy("de afspraak is verzet"),
    "never leave a message": gettext_lazy("wil nooit een bericht"),
    "no address": gettext_lazy("er is geen adres of nummer"),
    "no answer": gettext_lazy("er kwam geen antwoord bij het versturen"),
    "no connection": gettext_lazy("geen verbinding met de verzender"),
    "no database": gettext_lazy("een storing in het portaal"),
    "no digest": gettext_lazy("wil geen overzicht per week"),
    "no pin": gettext_lazy("er is nog geen pincode"),
    "not answered": gettext_lazy("deze kant was niet ingevuld"),
    "not closed": gettext_lazy("de meting was nog niet voorbij"),
    "not for sms": gettext_lazy("niet geschikt voor een sms"),
    "not known there": gettext_lazy("de verzender kende het niet"),
    "not let in": gettext_lazy("de verzender laat het portaal niet toe"),
    "not me": gettext_lazy("het adres hoort bij iemand anders"),
    "not now": gettext_lazy("koos ‘nu niet’"),
    "not open": gettext_lazy("de meting was niet open"),
    "nothing to tell": gettext_lazy("er was niets te melden"),
    "opted out": gettext_lazy("wil geen berichten over vragenlijsten"),
    "other channel wished": gettext_lazy("gaat op een andere manier"),
    "pair ended": gettext_lazy("het toezicht is geëindigd"),
    "past": gettext_lazy("het was te laat om nog te sturen"),
    "paused": gettext_lazy("het toezicht staat stil"),
    "provider cannot say": gettext_lazy("de verzender weet het niet"),
    "refused": gettext_lazy("geweigerd door de verzender"),
    "refused for now": gettext_lazy("de verzender neemt nu niets aan"),
    "render failed": gettext_lazy("het bericht kon niet worden gemaakt"),
    "settled": gettext_lazy("nagekeken: aangekomen"),
    "settled: not sent": gettext_lazy("nagekeken: niet aangekomen"),
    "too late": gettext_lazy("de week was al voorbij"),
    "too long for sms": gettext_lazy("te lang voor een sms"),
    "unsubscribed": gettext_lazy("wil hier geen berichten meer"),
}
OUTCOMES = {
    State.NEW: (gettext_lazy("gepland"), "open"),
    State.CLAIMED: (gettext_lazy("wordt verstuurd"), "open"),
    State.HANDED_OVER: (gettext_lazy("wordt verstuurd"), "open"),
    State.SENT: (gettext_lazy("verstuurd"), "done"),
    State.FAILED: (gettext_lazy("niet gelukt"), "late"),
    State.UNSURE: (gettext_lazy("niet zeker"), "notice"),
    State.CANCELLED: (gettext_lazy("niet verstuurd"), ""),
}


def title(message: Message) -> str:
    return title_of(message.kind, message.side)


def title_of(kind: str, side: str) -> str:
    words = texts.find(kind, side)
    return str(words.title) if words else kind


def outcome(message: Message) -> tuple[str, str]:
    """The words of its state, and how the tag looks."""
    words, look = OUTCOMES[State(message.state)]
    return str(words), look


def reason(message: Message) -> str:
    """Why, as the rest of a sentence; "" when there is nothing to explain."""
    said = str(REASONS.get(message.reason, _("een storing"))) if message.reason else ""
    if message.state == State.NEW and said:
        return _("nog eens, want: %(reason)s") % {"reason": said}
    return said
