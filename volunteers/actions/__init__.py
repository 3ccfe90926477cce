"""Every write about volunteers and their matches."""

from volunteers.actions.matches import end_match, start_match
from volunteers.actions.papers import queue_paper_reminders, record_paper, remove_paper
from volunteers.actions.people import add_volunteer, apply, change_volunteer, leave
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
from volunteers.actions.stages import end_rests, erase_turned_down, move

__all__ = [
    "add_kind",
    "add_project",
    "add_volunteer",
    "apply",
    "change_project",
    "change_public_form",
    "change_volunteer",
    "end_match",
    "end_rests",
    "erase_turned_down",
    "leave",
    "move",
    "queue_paper_reminders",
    "record_paper",
    "remove_paper",
    "retire_kind",
    "retire_project",
    "ship",
    "ship_to_all",
    "start_match",
]
