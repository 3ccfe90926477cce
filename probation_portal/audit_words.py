"""What the events of the access record are about, in the words of the reader. `what` is a fixed word of the code."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

WORDS = {
    "access log": _("inzagelog"),
    "account": _("account"),
    "accounts": _("lijst van accounts"),
    "agreement": _("afspraak"),
    "attention aside": _("aandachtspunt opzij gelegd"),
    "attention points": _("aandachtspunten"),
    "caseload file": _("bestand met caseload"),
    "caseload list": _("caseload"),
    "client": _("cliëntgegevens"),
    "condition": _("voorwaarde"),
    "contact details": _("contactgegevens"),
    "contact form": _("formulier voor een contact"),
    "contact": _("contact"),
    "conversation": _("gesprek over de meting"),
    "end of supervision": _("einde van het toezicht"),
    "extra moment": _("extra moment"),
    "fact": _("niveau, fase, risico of leefgebied"),
    "goal": _("doel"),
    "hand-over": _("overdracht"),
    "hitch": _("hapering"),
    "instrument in use": _("vragenlijst in gebruik"),
    "instrument": _("vragenlijst"),
    "invitation": _("uitnodiging voor een account"),
    "invitations preview": _("voorbeeld van uitnodigingen"),
    "match": _("koppeling met vrijwilliger"),
    "measurement": _("meting"),
    "measurement window": _("periode van een meting"),
    "non-response": _("reden van niet invullen"),
    "answers": _("antwoorden"),
    "item consent": _("keuze over losse antwoorden"),
    "norm accepted": _("norm overgenomen"),
    "norm declined": _("norm niet overgenomen"),
    "norms offered": _("normen aangeboden"),
    "not me": _("“dit ben ik niet”: link gestopt"),
    "organisation": _("organisatie"),
    "own choices": _("eigen keuzes"),
    "own matches": _("eigen koppelingen"),
    "own page": _("eigen overzicht"),
    "pair": _("dossier van het koppel"),
    "paper answers": _("antwoorden van papier of uit een gesprek"),
    "paper entry": _("bladzijde voor antwoorden van papier"),
    "pass-on": _("wat de cliënt meegeeft aan de volgende werker"),
    "pause": _("pauze van het toezicht"),
    "personal link": _("persoonlijke link"),
    "pin frozen": _("pincode geblokkeerd"),
    "pin": _("pincode"),
    "print for client": _("afdruk voor de cliënt"),
    "plan": _("toezichtplan"),
    "sign-in": _("aanmelden"),
    "study": _("onderzoek"),
    "study consent": _("keuze over meedoen aan onderzoek"),
    "supervision": _("toezicht"),
    "tablet at the office": _("tablet op kantoor"),
    "talk": _("gesprek vastgelegd"),
    "team invitations": _("uitnodigingen van een team"),
    "team page": _("teampagina"),
    "team": _("team"),
    "volunteer": _("vrijwilliger"),
    "volunteers": _("lijst van vrijwilligers"),
    "worth": _("wat het waard was"),
}


def in_words(what: str) -> str:
    """The word itself where it has no translation yet; a denial names the address that was asked for."""
    if ":" in what:
        return gettext("bladzijde %(address)s") % {"address": what}
    return str(WORDS.get(what, what))
