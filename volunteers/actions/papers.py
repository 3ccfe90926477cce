"""The papers of a volunteer: of a VOG the day and until when it is good, never the document itself."""

import datetime as dt
from collections.abc import Iterator

from django.db import transaction

from accounts.models import User
from audit import clock
from audit.models import Action
from messaging import actions as outbox
from messaging.models import Message
from volunteers import messages
from volunteers.actions.trail import record_volunteering
from volunteers.models import Paper, PaperKind, Stage, Volunteer
from volunteers.paper_lines import findings
from volunteers.papers import Standing

BATCH = 500


@transaction.atomic
def record_paper(
    *,
    volunteer: Volunteer,
    kind: PaperKind | str,
    on: dt.date,
    by: User,
    name: str = "",
    valid_until: dt.date | None = None,
) -> Paper:
    """A paper somebody saw, or the day of an interview or training. An older one of its kind stays beside it."""
    paper = Paper(
        volunteer=volunteer,
        kind=kind,
        name=name,
        on=on,
        valid_until=valid_until,
        recorded_by=by,
        recorded_at=clock.now(),
    )
    paper.full_clean()
    paper.save()
    record_volunteering(Action.CREATED, volunteer, by=by, what="volunteer paper", object_id=volunteer.pk)
    return paper


@transaction.atomic
def remove_paper(*, paper: Paper, by: User) -> None:
    """It was written down wrongly."""
    record_volunteering(Action.ENDED, paper.volunteer, by=by, what="volunteer paper", object_id=paper.volunteer_id)
    paper.delete()


def queue_paper_reminders(*, today: dt.date) -> int:
    """Tell the co-ordinator, and the volunteer of their own, once when a paper will expire and once when it has.

    Safe to run twice: the outbox has one row for each paper, state and reader. Returns how many were asked for.
    """
    present = Volunteer.objects.filter(stage__in=[Stage.AVAILABLE, Stage.RESTING], papers__isnull=False).distinct()
    present = present.select_related("account").prefetch_related("papers", "projects").order_by("organisation", "pk")
    told: dict[object, list[User]] = {}
    queued = 0
    rows = present.iterator(chunk_size=BATCH)
    for volunteer in rows:
        if volunteer.organisation_id not in told:
            told[volunteer.organisation_id] = messages.told_of(volunteer.organisation_id)
        due = list(_due(volunteer, told[volunteer.organisation_id], today))
        outbox.queue(due)
        queued += len(due)
    return queued


def _due(volunteer: Volunteer, coordinators: list[User], today: dt.date) -> Iterator[Message]:
    for finding in findings(volunteer, today):
        if finding.standing in (Standing.EXPIRING, Standing.EXPIRED):
            yield from messages.of_paper(volunteer, finding, coordinators)
