"""Words that whoever knows where somebody works would try first, and too few of them."""

import re
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from accounts.models import User

WORDS = ("reclassering", "portaal", "alliantie", "toezicht", "wachtwoord", "welkom")
# Of an organisation's name; shorter ones stand inside ordinary words.
LONG_WORD = 5


class LongEnoughValidator(MinimumLengthValidator):
    """Django's own, whose words are not translated into Dutch."""

    def get_error_message(self) -> str:
        return _("Dit wachtwoord is te kort. Neem minstens %(length)d tekens.") % {"length": self.min_length}

    def get_help_text(self) -> str:
        return _("Neem minstens %(length)d tekens.") % {"length": self.min_length}


class ContextWordsValidator:
    def validate(self, password: str, user: "User | None" = None) -> None:
        plain = _letters(password)
        for word in (*WORDS, *_of_organisation(user)):
            if word in plain:
                told = _("Gebruik geen woord als ‘%(word)s’ in je wachtwoord. Dat wordt als eerste geraden.")
                raise ValidationError(told, code="password_context_word", params={"word": word})

    def get_help_text(self) -> str:
        return _("Gebruik niet de naam van je organisatie of van dit portaal.")


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text.casefold())


def _of_organisation(user: "User | None") -> list[str]:
    if user is None or user.organisation_id is None:
        return []
    name = user.organisation.name
    return [_letters(name), *(word for word in map(_letters, name.split()) if len(word) >= LONG_WORD)]
