"""Which matches and which year the co-ordinator looks at. It stands in the address; what makes no sense is left out."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from audit import clock
from volunteers.figures import years
from volunteers.models import MatchQuerySet, Project


class MatchFilter(forms.Form):
    project = forms.ModelChoiceField(
        queryset=Project.objects.none(),
        label=gettext_lazy("Project"),
        required=False,
        empty_label=gettext_lazy("Alle projecten"),
    )
    quiet = forms.ChoiceField(label=gettext_lazy("Laatst iets gehoord"), required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        of_organisation = Project.objects.filter(organisation=viewer.organisation_id)
        self.fields["project"].queryset = of_organisation  # type: ignore[attr-defined]
        choices = [("", _("Maakt niet uit")), ("yes", _("Het is er stil"))]
        self.fields["quiet"].choices = choices  # type: ignore[attr-defined]

    @property
    def only_quiet(self) -> bool:
        return self.is_valid() and self.cleaned_data.get("quiet") == "yes"

    def narrow(self, matches: MatchQuerySet) -> MatchQuerySet:
        self.is_valid()
        project = self.cleaned_data.get("project")
        return matches.filter(project=project) if project else matches


class YearForm(forms.Form):
    year = forms.TypedChoiceField(label=gettext_lazy("Jaar"), coerce=int, required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = years(viewer, clock.today())
        self.fields["year"].choices = [(year, str(year)) for year in known]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> int:
        """This year, unless another one was asked for."""
        self.is_valid()
        return self.cleaned_data.get("year") or clock.today().year
