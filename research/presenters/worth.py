"""What the monitor was worth to the people of an organisation, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation
from alliance import figures
from alliance.models import Rater


@dataclass(frozen=True, slots=True)
class WorthRow:
    """`mean` and `n` are None when there are too few answers to show."""

    side: str
    question: str
    mean: Decimal | None
    n: int | None


def worth_rows(organisation: Organisation) -> list[WorthRow]:
    sides = {Rater.CLIENT: _("Cliënten"), Rater.WORKER: _("Werkers")}
    questions = {"filling_in": _("Wat had je aan het invullen?"), "talking": _("Wat had je aan het gesprek?")}
    return [
        WorthRow(sides[Rater(one.rater)], questions[one.question], one.mean, one.n)
        for one in figures.worth(organisation)
    ]
