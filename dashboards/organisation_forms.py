"""Which half-year, and of which region: in the address."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from dashboards.periods import Period
from dashboards.presenters.words import half_year


class OrganisationFilter(forms.Form):
    """Asks nothing that can be wrong: what does not exist becomes the newest half-year and all regions, and `unknown`
    says so."""

    periode = forms.ChoiceField(label=gettext_lazy("Periode"))
    regio = forms.ChoiceField(label=gettext_lazy("Regio"))

    def __init__(self, asked: QueryDict, periods: tuple[Period, ...], regions: tuple[str, ...]) -> None:
        wanted, region = asked.get("periode", ""), asked.get("regio", "")
        by_key = {period.key: period for period in periods}
        self.chosen = by_key.get(wanted) or next(iter(periods), None)
        self.region = region if region in regions else ""
        self.unknown = (bool(wanted) and wanted not in by_key) or region != self.region
        super().__init__(initial={"periode": self.chosen and self.chosen.key, "regio": self.region})
        of_period = [(key, half_year(period)) for key, period in by_key.items()]
        of_region = [("", gettext_lazy("Alle regio's")), *((name, name) for name in regions)]
        self.fields["periode"].choices = of_period  # type: ignore[attr-defined]
        self.fields["regio"].choices = of_region  # type: ignore[attr-defined]
        if not regions:
            del self.fields["regio"]

    @property
    def query(self) -> str:
        """The same choice in another address."""
        asked = QueryDict(mutable=True)
        if self.chosen:
            asked["periode"] = self.chosen.key
        if self.region:
            asked["regio"] = self.region
        return asked.urlencode()
