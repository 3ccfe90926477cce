"""What of a timeline is shown: kinds, a period and words, in the address."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from boundary.fields import TextField
from caseload import days
from caseload.forms import DayField
from caseload.lines import Asked
from caseload.timeline import Kind

KINDS = {
    Kind.CONTACT: gettext_lazy("Contacten"),
    Kind.APPOINTMENT: gettext_lazy("Geplande contacten"),
    Kind.MEASUREMENT: gettext_lazy("Metingen"),
    Kind.AGREEMENT: gettext_lazy("Afspraken met elkaar"),
    Kind.HITCH: gettext_lazy("Haperingen"),
    Kind.VOLUNTEER: gettext_lazy("Vrijwilliger"),
    Kind.CASE: gettext_lazy("Verloop van het toezicht"),
}
# Each word must stand in a line; so many are looked for, the rest is left out.
MOST_WORDS = 6


class TimelineFilter(forms.Form):
    q = TextField(
        label=gettext_lazy("Zoek op woorden"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    since = DayField(label=gettext_lazy("Vanaf"), required=False)
    until = DayField(label=gettext_lazy("Tot en met"), required=False)
    kind = forms.MultipleChoiceField(
        label=gettext_lazy("Soort"),
        choices=[(kind.value, words) for kind, words in KINDS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        required=False,
    )
    ahead = forms.BooleanField(label=gettext_lazy("Ook contacten die nog komen"), required=False)

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", _("Deze dag ligt vóór de eerste dag."))

    def asked(self) -> Asked | None:
        """What to show; None when the question makes no sense, so that nobody reads the answer wrongly."""
        if not self.is_valid():
            return None
        wanted = self.cleaned_data
        return Asked(
            kinds=frozenset(map(Kind, wanted["kind"])) or frozenset(Kind),
            since=wanted["since"],
            until=wanted["until"],
            words=tuple(wanted["q"].split()[:MOST_WORDS]),
            ahead=wanted["ahead"],
        )

    def in_words(self) -> Iterator[tuple[str, str, str]]:
        """(name, value in the address, words) of everything that is asked for."""
        wanted = self.cleaned_data
        if words := " ".join(wanted["q"].split()[:MOST_WORDS]):
            yield "q", "", _("Zoek: ‘%(words)s’") % {"words": words}
        for kind in wanted["kind"]:
            yield "kind", kind, str(KINDS[Kind(kind)])
        if wanted["since"]:
            yield "since", "", _("Vanaf %(day)s") % {"day": days.day_year(wanted["since"])}
        if wanted["until"]:
            yield "until", "", _("Tot en met %(day)s") % {"day": days.day_year(wanted["until"])}
        if wanted["ahead"]:
            yield "ahead", "", str(self.fields["ahead"].label)

    def chips(self, query: QueryDict) -> list[dict[str, str]]:
        """What is switched on, each with the address that leaves it out."""
        return [
            {"label": words, "url": f"?{_without(query, name, value).urlencode()}"}
            for name, value, words in self.in_words()
        ]


def _without(query: QueryDict, name: str, value: str) -> Any:
    rest = query.copy()
    rest.setlist(name, [other for other in rest.getlist(name) if value and other != value])
    rest.pop("page", None)
    return rest
