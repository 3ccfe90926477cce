"""Which half-year, and whether the organisation stands beside it: in the address."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from dashboards.periods import Period
from dashboards.presenters.words import half_year

BESIDE = "organisatie"


class FiguresFilter(forms.Form):
    """Asks nothing that can be wrong: what is no published half-year becomes the newest, and `unknown` says so."""

    periode = forms.ChoiceField(label=gettext_lazy("Periode"))
    naast = forms.ChoiceField(
        label=gettext_lazy("Naast elkaar"),
        choices=[("", gettext_lazy("Alleen dit team")), (BESIDE, gettext_lazy("Met de hele organisatie"))],
    )

    def __init__(self, asked: QueryDict, periods: tuple[Period, ...]) -> None:
        wanted = asked.get("periode", "")
        by_key = {period.key: period for period in periods}
        self.chosen = by_key.get(wanted) or next(iter(periods), None)
        self.unknown = bool(wanted) and wanted not in by_key
        self.beside = asked.get("naast") == BESIDE
        super().__init__(initial={"periode": self.chosen and self.chosen.key, "naast": BESIDE if self.beside else ""})
        self.fields["periode"].choices = [(key, half_year(period)) for key, period in by_key.items()]  # type: ignore[attr-defined]

    @property
    def query(self) -> str:
        """The same choice in another address."""
        asked = QueryDict(mutable=True)
        if self.chosen:
            asked["periode"] = self.chosen.key
        if self.beside:
            asked["naast"] = BESIDE
        return asked.urlencode()
