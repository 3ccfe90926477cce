"""What is entered about volunteers."""

from volunteers.forms.people import MatchForm, VolunteerFilter, VolunteerForm

__all__ = ["MatchForm", "VolunteerFilter", "VolunteerForm"]
