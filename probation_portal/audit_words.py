"""What the events of the access record are about, in the words of the reader. `what` is a fixed word of the code."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "access log": _("inzagelog"),
    "account": _("account"),
    "accounts": _("lijst van accounts"),
    "agreement": _("afspraak"),
    "caseload list": _("caseload"),
    "client": _("cliëntgegevens"),
    "condition": _("voorwaarde"),
    "contact": _("contact"),
    "fact": _("niveau, fase, risico of leefgebied"),
    "goal": _("doel"),
    "hitch": _("hapering"),
    "instrument": _("vragenlijst"),
    "invitation": _("uitnodiging voor een account"),
    "invitations preview": _("voorbeeld van uitnodigingen"),
    "match": _("koppeling met vrijwilliger"),
    "measurement": _("meting"),
    "organisation": _("organisatie"),
    "own matches": _("eigen koppelingen"),
    "pair": _("dossier van het koppel"),
    "personal link": _("persoonlijke link"),
    "pin": _("pincode"),
    "pin frozen": _("pincode geblokkeerd"),
    "sign-in": _("aanmelden"),
    "supervision": _("toezicht"),
    "tablet at the office": _("tablet op kantoor"),
    "team": _("team"),
    "team invitations": _("uitnodigingen van een team"),
    "team page": _("teampagina"),
    "volunteer": _("vrijwilliger"),
    "volunteers": _("lijst van vrijwilligers"),
}


def in_words(what: str) -> str:
    """The word itself where it has no translation yet."""
    return str(WORDS.get(what, what))
