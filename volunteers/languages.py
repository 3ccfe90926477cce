"""Languages in which people talk with each other, by their code (ISO 639-1, else 639-3)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

SPOKEN = {
    "nl": _("Nederlands"),
    "en": _("Engels"),
    "tr": _("Turks"),
    "ar": _("Arabisch"),
    "pl": _("Pools"),
    "pap": _("Papiaments"),
    "srn": _("Sranantongo"),
    "fr": _("Frans"),
    "de": _("Duits"),
    "es": _("Spaans"),
    "ti": _("Tigrinya"),
    "so": _("Somalisch"),
    "fa": _("Perzisch"),
    "ro": _("Roemeens"),
    "bg": _("Bulgaars"),
    "uk": _("Oekraïens"),
}


def spoken(codes: Iterable[str]) -> str:
    """Nederlands, Turks"""
    return ", ".join(str(SPOKEN.get(code, code)) for code in codes)
