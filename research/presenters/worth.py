"""What the monitor was worth to the people of an organisation, in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.models import Organisation
from alliance.figures import QUESTIONS
from alliance.models import Rater
from research.models import QualityFigures


@dataclass(frozen=True, slots=True)
class WorthRow:
    """As it was last made public; `mean` and `n` are None when there were too few answers to show."""

    side: str
    question: str
    mean: Decimal | None
    n: int | None


def worth_rows(organisation: Organisation) -> list[WorthRow]:
    sides = {Rater.CLIENT: _("Cliënten"), Rater.WORKER: _("Werkers")}
    questions = {"filling_in": _("Wat had je aan het invullen?"), "talking": _("Wat had je aan het gesprek?")}
    last = QualityFigures.objects.filter(organisation=organisation).first()
    cells = {tuple(cell["key"]): cell for cell in last.figures.get("worth", [])} if last else {}
    rows = [(rater, question, cells.get((rater, question))) for rater in Rater for question in QUESTIONS]
    return [
        WorthRow(sides[rater], questions[question], Decimal(cell["mean"]) if cell else None, cell and cell["n"])
        for rater, question, cell in rows
    ]
