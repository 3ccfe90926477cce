"""Every write about volunteers and their matches."""

from volunteers.actions.matches import end_match, start_match
from volunteers.actions.people import add_volunteer, leave

__all__ = ["add_volunteer", "end_match", "leave", "start_match"]
