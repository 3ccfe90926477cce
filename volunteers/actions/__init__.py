"""Every write about volunteers and their matches."""

from volunteers.actions.people import add_volunteer, end_match, leave, start_match

__all__ = ["add_volunteer", "end_match", "leave", "start_match"]
