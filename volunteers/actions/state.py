"""Before a write about a match: the row, locked, in the state that the write needs."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit.models import Action
from audit.record import OF_THE_WORK, record
from caseload.access import PURPOSE_OF_ROLE
from volunteers import policies
from volunteers.models import Match, Side

SIDE_OF_ROLE = {Role.CLIENT: Side.CLIENT, Role.WORKER: Side.WORKER, Role.VOLUNTEER: Side.VOLUNTEER}


def side_of(user: User) -> Side:
    """Which of the three somebody is; whether they are of this match, `Match.visible_to` says."""
    return SIDE_OF_ROLE[Role(user.role)]


def lock_running(match: Match, *, before_meeting: bool = False) -> Match:
    """Raises ValidationError when it has ended, or is yet to begin with the start meeting of the three."""
    locked = Match.objects.select_for_update(of=("self",)).select_related(
        "volunteer__account", "supervision__client", "project"
    )
    found = locked.get(pk=match.pk)
    if not policies.runs(found):
        raise ValidationError(_("Deze koppeling is geëindigd."))
    if not before_meeting and not policies.has_met(found):
        raise ValidationError(_("Houd eerst het startgesprek met z'n drieën."))
    return found


def record_in_match(action: Action, match: Match, *, by: User, what: str, object_id: object = None) -> None:
    record(
        action,
        by=by,
        what=what,
        subjects=[match.supervision.client_id],
        object_id=object_id or match.pk,  # type: ignore[arg-type]
        # A worker's may be cover for a colleague: the page knows.
        purpose=OF_THE_WORK if by.role == Role.WORKER else PURPOSE_OF_ROLE[Role(by.role)],
    )
