"""Which figures: in the address. These ask nothing that can be wrong: what does not exist becomes what is there, and
`unknown` says so."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from dashboards.periods import Period
from dashboards.presenters.words import half_year

BESIDE = "organisatie"


class HalfYearFilter(forms.Form):
    """`chosen` is the published half-year that is asked for, or else the newest; None while there is none."""

    periode = forms.ChoiceField(label=gettext_lazy("Periode"))

    def __init__(self, asked: QueryDict, periods: tuple[Period, ...], **others: str) -> None:
        wanted = asked.get("periode", "")
        by_key = {period.key: period for period in periods}
        self.chosen = by_key.get(wanted) or next(iter(periods), None)
        self.unknown = bool(wanted) and wanted not in by_key
        super().__init__(initial={"periode": self.chosen.key if self.chosen else "", **others})
        self.fields["periode"].choices = [(key, half_year(period)) for key, period in by_key.items()]  # type: ignore[attr-defined]

    @property
    def query(self) -> str:
        """The same choice in another address."""
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in self.initial.items() if value})
        return asked.urlencode()


class FiguresFilter(HalfYearFilter):
    """Of a team, and whether the organisation stands beside it."""

    naast = forms.ChoiceField(
        label=gettext_lazy("Naast elkaar"),
        choices=[("", gettext_lazy("Alleen dit team")), (BESIDE, gettext_lazy("Met de hele organisatie"))],
    )

    def __init__(self, asked: QueryDict, periods: tuple[Period, ...]) -> None:
        self.beside = asked.get("naast") == BESIDE
        super().__init__(asked, periods, naast=BESIDE if self.beside else "")


class OrganisationFilter(HalfYearFilter):
    """Of an organisation, and of which of its regions."""

    regio = forms.ChoiceField(label=gettext_lazy("Regio"))

    def __init__(self, asked: QueryDict, periods: tuple[Period, ...], regions: tuple[str, ...]) -> None:
        wanted = asked.get("regio", "")
        self.region = wanted if wanted in regions else ""
        super().__init__(asked, periods, regio=self.region)
        self.unknown = self.unknown or wanted != self.region
        of_region = [("", gettext_lazy("Alle regio's")), *((name, name) for name in regions)]
        self.fields["regio"].choices = of_region  # type: ignore[attr-defined]
        if not regions:
            del self.fields["regio"]
