"""Languages of questionnaires: what each calls itself and in which direction it is written.

A questionnaire may be in a language that the portal itself does not speak, or has never heard of.
"""

from django.utils.translation import get_language_info

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ku-arab", "prs", "ps", "sd", "ug", "ur", "yi"})
# Spoken in the Netherlands, unknown to Django.
OWN_NAMES = {"ckb": "کوردیی ناوەندی", "pap": "Papiamentu", "prs": "دری", "ps": "پښتو", "so": "Soomaali", "ti": "ትግርኛ"}


def direction(language: str) -> str:
    """ "rtl" or "ltr"."""
    code = language.lower()
    return "rtl" if code in RIGHT_TO_LEFT or code.partition("-")[0] in RIGHT_TO_LEFT else "ltr"


def own_name(language: str) -> str:
    """What the language calls itself, or its code when nobody here knows."""
    if language in OWN_NAMES:
        return OWN_NAMES[language]
    try:
        return str(get_language_info(language)["name_local"]).capitalize()
    except KeyError:
        return language
