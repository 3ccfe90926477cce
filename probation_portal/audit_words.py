"""What the events of the access record are about, in the words of the reader. `what` is a fixed word of the code."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "access log": _("inzagelog"),
    "account": _("account"),
    "accounts": _("lijst van accounts"),
    "agreement": _("afspraak"),
    "caseload file": _("bestand met caseload"),
    "caseload list": _("caseload"),
    "client": _("cliëntgegevens"),
    "condition": _("voorwaarde"),
    "contact details": _("contactgegevens"),
    "contact form": _("formulier voor een contact"),
    "contact": _("contact"),
    "end of supervision": _("einde van het toezicht"),
    "fact": _("niveau, fase, risico of leefgebied"),
    "goal": _("doel"),
    "hand-over": _("overdracht"),
    "hitch": _("hapering"),
    "instrument": _("vragenlijst"),
    "invitation": _("uitnodiging voor een account"),
    "invitations preview": _("voorbeeld van uitnodigingen"),
    "match": _("koppeling met vrijwilliger"),
    "measurement": _("meting"),
    "organisation": _("organisatie"),
    "own matches": _("eigen koppelingen"),
    "own page": _("eigen overzicht"),
    "pair": _("dossier van het koppel"),
    "personal link": _("persoonlijke link"),
    "pin frozen": _("pincode geblokkeerd"),
    "pin": _("pincode"),
    "plan": _("toezichtplan"),
    "sign-in": _("aanmelden"),
    "supervision": _("toezicht"),
    "tablet at the office": _("tablet op kantoor"),
    "team invitations": _("uitnodigingen van een team"),
    "team page": _("teampagina"),
    "team": _("team"),
    "volunteer": _("vrijwilliger"),
    "volunteers": _("lijst van vrijwilligers"),
}


def in_words(what: str) -> str:
    """The word itself where it has no translation yet."""
    return str(WORDS.get(what, what))
