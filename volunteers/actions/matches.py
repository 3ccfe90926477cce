"""A match begins and ends."""

import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action
from caseload.models import Client, Supervision
from volunteers.actions.circles import circle_for, close_empty_circle
from volunteers.actions.stops import require_no_stop
from volunteers.actions.telling import tell_of_end, tell_of_thanks
from volunteers.actions.trail import record_volunteering
from volunteers.actions.tuning import plan_first_tuning
from volunteers.models import Match, MatchEnd, Project, Volunteer, VolunteerRequest

# After a supervision has ended the co-ordinator has so long to end the match with a word of thanks.
END_AFTER = dt.timedelta(weeks=1)


@transaction.atomic
def start_match(
    *,
    volunteer: Volunteer,
    supervision: Supervision,
    task: str,
    starts_on: dt.date,
    by: User | None,
    project: Project | None = None,
    request: VolunteerRequest | None = None,
    safety: str = "",
) -> Match:
    """Put a volunteer beside a client whose supervision runs, and plan their first tuning. Of a circle they join the
    inner ring; the first of them begins it."""
    # The volunteer's row is the lock: leaving and matching take turns.
    volunteer = Volunteer.objects.select_for_update().get(pk=volunteer.pk)
    if volunteer.left_on is not None:
        raise ValidationError(_("Deze vrijwilliger is gestopt."))
    if supervision.client.organisation_id != volunteer.organisation_id or supervision.ended_on is not None:
        raise ValidationError({"supervision": _("Er loopt geen toezicht met dit cliëntnummer.")})
    if starts_on < supervision.starts_on:
        raise ValidationError({"starts_on": _("Deze dag ligt vóór het begin van het toezicht.")})
    if volunteer.matches.running().filter(supervision=supervision).exists():
        raise ValidationError({"supervision": _("Deze vrijwilliger is al aan deze cliënt gekoppeld.")})
    # A paper that is good today may have expired on the day on which it begins.
    for day in sorted({clock.today(), max(clock.today(), starts_on)}):
        require_no_stop(volunteer, supervision, request=request, project=project, on=day)
    match = Match(volunteer=volunteer, supervision=supervision, task=task, starts_on=starts_on)
    match.project, match.request, match.safety = project, request, safety
    match.circle = circle_for(match)
    match.full_clean()
    match.save()
    plan_first_tuning(match)
    record_volunteering(
        Action.CREATED, volunteer, by=by, what="match", object_id=match.pk, subjects=[supervision.client_id]
    )
    return match


@transaction.atomic
def end_match(*, match: Match, on: dt.date, by: User | None, reason: str = "", thanks: str = "") -> Match:
    """End a match; the volunteer sees nothing of the client any more. One that had ended already stays as it was.

    `thanks` is read by the volunteer after that, so it may not name the client: ValidationError.
    """
    match = (
        Match.objects.select_for_update(of=("self",))
        .select_related("volunteer__account", "supervision__client")
        .get(pk=match.pk)
    )
    if match.ends_on is not None:
        return match
    if names_client(thanks, match.supervision.client):
        raise ValidationError({"thanks": _("Noem de cliënt hier niet: de vrijwilliger leest dit na het einde.")})
    # A match that was yet to begin never ran: it ends on its first day.
    match.ends_on = max(on, match.starts_on)
    match.end_reason, match.thanks = reason, thanks
    match.version += 1
    match.save(update_fields=["ends_on", "end_reason", "thanks", "version"])
    close_empty_circle(match)
    if thanks:
        tell_of_thanks(match)
    tell_of_end(match, by=by)
    client_id = match.supervision.client_id
    record_volunteering(Action.ENDED, match.volunteer, by=by, what="match", object_id=match.pk, subjects=[client_id])
    return match


def end_orphaned_matches(*, today: dt.date) -> int:
    """Matches whose supervision ended a week ago, so that all three are asked how it went; how many there were."""
    orphaned = Match.objects.filter(ends_on__isnull=True, supervision__ended_on__lte=today - END_AFTER)
    found = list(orphaned.select_related("supervision"))
    for match in found:
        end_match(match=match, on=match.supervision.ended_on or today, by=None, reason=MatchEnd.SUPERVISION)
    return len(found)


def names_client(text: str, client: Client) -> bool:
    """Whether a word of this text is a name or the number of the client."""
    # Of a surname "van" or "de" names nobody.
    surname = {word for word in _words(client.last_name) if len(word) > 3} or _words(client.last_name)
    return bool(_words(text) & (_words(client.first_name) | surname | _words(client.number)))


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))
