"""Every write of the alliance monitor: planning and opening moments, the client's way in, answering."""

from alliance.actions.answering import (
    CannotAnswer,
    Refusal,
    own_side,
    save_draft,
    say_not_now,
    share_scores,
    submit_response,
)
from alliance.actions.instruments import load_instrument
from alliance.actions.planning import open_due, plan_measurements, queue_reminders, start_invitations
from alliance.actions.way_in import (
    PinOutcome,
    change_contact_details,
    give_pin,
    hand_over_tablet,
    live_measurement,
    new_link,
    try_pin,
)

__all__ = [
    "CannotAnswer",
    "PinOutcome",
    "Refusal",
    "change_contact_details",
    "give_pin",
    "hand_over_tablet",
    "live_measurement",
    "load_instrument",
    "new_link",
    "open_due",
    "own_side",
    "plan_measurements",
    "queue_reminders",
    "save_draft",
    "say_not_now",
    "share_scores",
    "start_invitations",
    "submit_response",
    "try_pin",
]
