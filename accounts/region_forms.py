"""The region of each team, on one page."""

from typing import Any

from django import forms

from accounts.models import Organisation, Team
from boundary.fields import TextField


class RegionsForm(forms.Form):
    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._teams = list(Team.objects.filter(organisation=organisation))
        for team in self._teams:
            # Names that stand already are offered: one region written in two ways would be two.
            self.fields[_name(team)] = TextField(
                label=team.name,
                required=False,
                max_length=60,
                initial=team.region,
                widget=forms.TextInput(attrs={"list": "regions", "autocomplete": "off"}),
            )

    @property
    def known(self) -> list[str]:
        return sorted({team.region for team in self._teams if team.region})

    def regions(self) -> dict[Team, str]:
        """What was filled in; a team that came in the meantime keeps its own."""
        return {team: self.cleaned_data[_name(team)] for team in self._teams if _name(team) in self.data}


def _name(team: Team) -> str:
    return f"team_{team.pk}"
