"""Who may do this at all? One table: role by permission. Which people's records: `caseload/access.py`."""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.models import Role, User


class Permission(Enum):
    SEE_CASELOAD = "see the list of one's own pairs"
    SEE_PAIR = "open a pair's page"
    EDIT_CASE = "change the facts, agreements and hitches of a case"
    START_SUPERVISION = "enter a new client or supervision, hand over, close"
    GIVE_ACCESS = "give a client a PIN, or the tablet at the office"
    ANSWER_AS_WORKER = "fill in the worker's side of the monitor"
    SEE_SCORES = "see a pair's scale scores after the reveal"
    CORRECT_OWN_ANSWERS = "change one's own answers until the reveal"
    SHIELD = "close a case to everyone but its worker and named colleagues, and open it again"
    NAME_ON_SHIELD = "see and say which colleagues a shielded case stays open to"
    ENTER_PAPER = "enter a client's answers from paper, also for a colleague of the same team"
    CHOOSE = "say yes or no to studies, and a client to showing single answers"
    SHARE_OWN_SCORES = "show one's own scale scores to the other side when a measurement closed half done"
    SAY_WORTH = "say what filling in and talking was worth to oneself"
    LOG_CONTACT = "log a contact"
    KEEP_OWN_HOURS = "keep one's own working hours, and see what fell outside them; nobody else's"
    TAKE_SURVEY = "take part in the survey on working at a distance"
    SEE_SURVEY = "see the figures of the survey on working at a distance"
    TELL_MOOD = "say how one feels before a talk at a distance"
    RECORD_TRAINING = "record which training in talks at a distance one did"
    MANAGE_TRAININGS = "keep the organisation's list of trainings"
    SEE_TEAM = "see a team's figures"
    SEE_ORGANISATION = "see what was made public of all teams of one's organisation, beside each other"
    SEE_ADDRESSES = "see which own clients cannot be reached, or as a supervisor how many of a team"
    ARRANGE_COVER = "let a colleague stand in for an absent worker, and stop that"
    START_INVITATIONS = "switch on a team's invitations"
    COORDINATE_VOLUNTEERS = "record volunteers and matches"
    SEE_OWN_MATCHES = "see the clients one is matched with, by first name"
    ASK_FOR_VOLUNTEER = "ask for a volunteer for oneself"
    ANSWER_PROPOSAL = "say yes or no to being matched"
    LOOK_BACK = "fill in how a match went, for one's own side"
    SEE_MATCH = "open the page of a match"
    SHARE_IN_MATCH = "add and tick off goals and tasks of one's own match, and share one's number"
    WRITE_IN_MATCH = "pass on messages between client and volunteer"
    TUNE = "record the start meeting of a match, and tune with worker and volunteer"
    END_MATCH = "end a match, and thank the volunteer"
    HANDLE_SIGNALS = "read what a volunteer noticed, and say what was done"
    SEE_OWN_RESULTS = "see one's own answers, results and agreements"
    SEE_ACCESS_LOG = "see who read and changed what"
    MANAGE_ACCOUNTS = "make, change and switch off accounts"
    MANAGE_INSTRUMENTS = "choose the questionnaire in use, and decide on norms"
    MANAGE_CONTACT = "decide on the words for contacts and on the rules of the advice on the mix"
    MANAGE_MESSAGES = "decide when messages leave and what they say"
    SETTLE_MESSAGES = "say whether a message arrived of which nobody knows whether it left"
    SEE_OPERATIONS = "see how many messages were expected, sent and failed, and whether the portal works"
    RESEARCH = "use pseudonymous sets"


P = Permission
TABLE: dict[str, frozenset[Permission]] = {
    Role.CLIENT: frozenset(
        {
            P.SEE_OWN_RESULTS,
            P.SHARE_OWN_SCORES,
            P.CORRECT_OWN_ANSWERS,
            P.CHOOSE,
            P.SAY_WORTH,
            P.TELL_MOOD,
            P.TAKE_SURVEY,
            P.ASK_FOR_VOLUNTEER,
            P.ANSWER_PROPOSAL,
            P.LOOK_BACK,
            P.SEE_MATCH,
            P.SHARE_IN_MATCH,
            P.WRITE_IN_MATCH,
        }
    ),
    Role.WORKER: frozenset(
        {
            P.SEE_CASELOAD,
            P.SEE_PAIR,
            P.EDIT_CASE,
            P.START_SUPERVISION,
            P.GIVE_ACCESS,
            P.ANSWER_AS_WORKER,
            P.SEE_SCORES,
            P.SHARE_OWN_SCORES,
            P.SAY_WORTH,
            P.CORRECT_OWN_ANSWERS,
            P.ENTER_PAPER,
            P.CHOOSE,
            P.LOG_CONTACT,
            P.KEEP_OWN_HOURS,
            P.TAKE_SURVEY,
            P.SEE_SURVEY,
            P.RECORD_TRAINING,
            P.NAME_ON_SHIELD,
            P.SEE_ADDRESSES,
            P.SETTLE_MESSAGES,
            P.ANSWER_PROPOSAL,
            P.LOOK_BACK,
            P.SEE_MATCH,
            P.SHARE_IN_MATCH,
            P.TUNE,
            P.END_MATCH,
            P.HANDLE_SIGNALS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            P.SEE_PAIR,
            P.START_SUPERVISION,
            P.SEE_TEAM,
            P.SEE_ORGANISATION,
            P.SEE_ADDRESSES,
            P.START_INVITATIONS,
            P.ARRANGE_COVER,
            P.SHIELD,
            P.NAME_ON_SHIELD,
            P.SEE_SURVEY,
            # Who leads a team may have its duty.
            P.HANDLE_SIGNALS,
        }
    ),
    Role.VOLUNTEER: frozenset(
        {
            P.SEE_OWN_MATCHES,
            P.ANSWER_PROPOSAL,
            P.LOOK_BACK,
            P.SEE_MATCH,
            P.SHARE_IN_MATCH,
            P.WRITE_IN_MATCH,
            P.TUNE,
        }
    ),
    Role.COORDINATOR: frozenset({P.COORDINATE_VOLUNTEERS, P.SEE_MATCH, P.END_MATCH, P.HANDLE_SIGNALS}),
    Role.RESEARCHER: frozenset({P.RESEARCH, P.SEE_SURVEY}),
    Role.PRIVACY_OFFICER: frozenset({P.SEE_ACCESS_LOG}),
    Role.ADMINISTRATOR: frozenset(
        {
            P.MANAGE_ACCOUNTS,
            P.MANAGE_INSTRUMENTS,
            P.MANAGE_CONTACT,
            P.SEE_SURVEY,
            P.MANAGE_MESSAGES,
            P.MANAGE_TRAININGS,
            P.SETTLE_MESSAGES,
            P.SEE_OPERATIONS,
        }
    ),
}


def signed_in(request: HttpRequest) -> User:
    """Who asks, on a page behind the sign-in; `LoginRequiredMiddleware` lets nobody else come so far."""
    assert isinstance(request.user, User)
    return request.user


def has_permission(user: User, permission: Permission) -> bool:
    """Whether this person's role carries the permission; a role without a row raises instead of denying."""
    return user.is_active and permission in TABLE[user.role]


def requires(permission: Permission) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Mark a view with the permission it takes: 403 without it. The access tests read the mark."""

    def mark(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_permission(request.user, permission):  # type: ignore[arg-type]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return guarded

    return mark
