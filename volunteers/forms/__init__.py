"""What is entered about volunteers."""

from volunteers.forms.matches import MatchForm
from volunteers.forms.people import VolunteerFilter, VolunteerForm

__all__ = ["MatchForm", "VolunteerFilter", "VolunteerForm"]
