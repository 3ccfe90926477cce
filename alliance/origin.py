"""Whose questions these are: said wherever items or scores stand."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from alliance.instruments import Instrument


def origin_line(instruments: Iterable[Instrument]) -> str:
    """For beside a heading: that these are demonstration questions, or under which licence licensed ones are used."""
    words = [_("Demonstratievragen, niet de WA-GK") if one.is_demonstration else one.source for one in instruments]
    return " · ".join(dict.fromkeys(words))


def origin_sentence(instrument: Instrument) -> str:
    """The same as a sentence, for under the questions."""
    return _("Dit zijn demonstratievragen, niet de WA-GK.") if instrument.is_demonstration else instrument.source
