"""What the state of a match allows: rows and a day in, yes or no out."""

import datetime as dt

from volunteers.models import Activity, Match, RequestState, Side, VolunteerRequest
from volunteers.papers import months_later

# By the rhythm of its project; a match that belongs to none is tuned as often as projects usually are.
TUNING_WEEKS = 6
UNDO_FOR = dt.timedelta(minutes=10)
EVALUATION_MONTHS = 3
# A thank-you stays so long on the home page of whoever got it.
THANKED_FOR = dt.timedelta(days=30)
# One that ended is so long still found by the pair: how the three looked back is read after four weeks at the latest.
SHOWN_AFTER = dt.timedelta(weeks=8)


def runs(match: Match) -> bool:
    return match.ends_on is None and match.supervision.ended_on is None


def has_met(match: Match) -> bool:
    """The start meeting of the three was held: before it nothing is logged but a signal, and that it was called off."""
    return match.met_on is not None


def may_meet(match: Match, today: dt.date) -> bool:
    return runs(match) and not has_met(match) and match.starts_on <= today


def may_work(match: Match) -> bool:
    """Goals, tasks, activities, messages, tuning, releases."""
    return runs(match) and has_met(match)


def pays_expenses(match: Match) -> bool:
    return match.project is not None and match.project.pays_expenses


def may_undo(activity: Activity, now: dt.datetime) -> bool:
    return activity.undone_at is None and now < activity.logged_at + UNDO_FOR


def next_tuning(match: Match, after: dt.date) -> dt.date:
    """The day by the project's rhythm."""
    weeks = match.project.tuning_weeks if match.project is not None else TUNING_WEEKS
    return after + dt.timedelta(weeks=weeks)


def waits_for(request: VolunteerRequest) -> Side | None:
    """Whose yes is lacking: the client's, or of a request by the client the worker's. None: nobody's."""
    if request.state != RequestState.ASKED:
        return None
    return Side.CLIENT if request.client_agreed_on is None else Side.WORKER


def evaluation_month(match: Match, today: dt.date) -> int:
    """The last of the project's months whose day has come, counted from the begin; 0 before the first."""
    every = match.project.evaluation_months if match.project is not None else EVALUATION_MONTHS
    month = 0
    while evaluation_day(match, month + every) <= today:
        month += every
    return month


def evaluation_day(match: Match, month: int) -> dt.date:
    return months_later(match.starts_on, month)
