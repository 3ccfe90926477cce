"""Every write about volunteers and their matches."""

from volunteers.actions.matches import end_match, start_match
from volunteers.actions.people import add_volunteer, leave
from volunteers.actions.projects import (
    add_kind,
    add_project,
    change_project,
    change_public_form,
    retire_kind,
    retire_project,
    ship,
    ship_to_all,
)

__all__ = [
    "add_kind",
    "add_project",
    "add_volunteer",
    "change_project",
    "change_public_form",
    "end_match",
    "leave",
    "retire_kind",
    "retire_project",
    "ship",
    "ship_to_all",
    "start_match",
]
