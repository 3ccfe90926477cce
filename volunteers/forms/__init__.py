"""What is entered about volunteers."""

from volunteers.forms.applying import ApplicationForm
from volunteers.forms.figures import MatchFilter, YearForm
from volunteers.forms.people import ChangeForm, LeaveForm, PaperForm, StageForm, VolunteerFilter, VolunteerForm
from volunteers.forms.projects import KindForm, ProjectForm, PublicFormForm

__all__ = [
    "ApplicationForm",
    "ChangeForm",
    "KindForm",
    "LeaveForm",
    "MatchFilter",
    "PaperForm",
    "ProjectForm",
    "PublicFormForm",
    "StageForm",
    "VolunteerFilter",
    "VolunteerForm",
    "YearForm",
]
