"""Every write of the alliance monitor: planning and opening moments, the client's way in, answering."""

from alliance.actions.answering import (
    CannotAnswer,
    Details,
    Refusal,
    own_side,
    save_draft,
    say_not_now,
    set_draft_details,
    share_scores,
    submit_response,
)
from alliance.actions.choices import allow_items
from alliance.actions.correcting import correct_paper, correct_response, entered_by
from alliance.actions.instruments import load_instrument
from alliance.actions.not_me import say_not_me
from alliance.actions.paper import enter_paper, own_side_lacks
from alliance.actions.planning import open_due, plan_measurements, start_invitations
from alliance.actions.reminding import change_schedule, look_up, newest_schedule, queue_reminders
from alliance.actions.talking import Agreed, AlreadyTalked, answer_worth, record_talk
from alliance.actions.telling import tell_new_worker
from alliance.actions.way_in import (
    PinOutcome,
    change_contact_details,
    give_pin,
    hand_over_tablet,
    live_measurement,
    new_link,
    try_pin,
)
from alliance.actions.windows import allow_late, plan_extra, postpone, record_non_response

__all__ = [
    "Agreed",
    "AlreadyTalked",
    "CannotAnswer",
    "Details",
    "PinOutcome",
    "Refusal",
    "allow_items",
    "answer_worth",
    "allow_late",
    "change_contact_details",
    "change_schedule",
    "correct_paper",
    "correct_response",
    "enter_paper",
    "entered_by",
    "give_pin",
    "hand_over_tablet",
    "live_measurement",
    "load_instrument",
    "look_up",
    "new_link",
    "newest_schedule",
    "open_due",
    "own_side",
    "own_side_lacks",
    "plan_extra",
    "plan_measurements",
    "postpone",
    "queue_reminders",
    "record_talk",
    "record_non_response",
    "save_draft",
    "say_not_me",
    "say_not_now",
    "set_draft_details",
    "share_scores",
    "start_invitations",
    "submit_response",
    "tell_new_worker",
    "try_pin",
]
