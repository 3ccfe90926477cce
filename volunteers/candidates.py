"""From the tables to `volunteers.matching`: what a request asks, how each volunteer stands, who is stopped now."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Collection, Iterable

from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from caseload.models import Supervision
from volunteers import paper_lines, papers
from volunteers.matching import Asked, Offered, Ranked, Rules, Stop, rank, stops
from volunteers.models import (
    STANDING_PROPOSALS,
    STANDING_REQUESTS,
    Form,
    Match,
    Project,
    Proposal,
    Stage,
    Volunteer,
    VolunteerQuerySet,
    VolunteerRequest,
)

LONG_AGO = dt.date(2000, 1, 1)


def asked_of(request: VolunteerRequest) -> Asked:
    return Asked(
        kinds=frozenset(kind.pk for kind in request.kinds.all()),
        languages=frozenset(request.languages),
        free_at=frozenset(request.free_at),
        postcode=request.postcode,
        experienced_only=request.experienced_only,
        not_from_neighbourhood=request.not_from_neighbourhood,
        not_alone=request.not_alone,
        not_these=frozenset(volunteer.pk for volunteer in request.not_these.all()),
    )


def rules_of(project: Project) -> Rules:
    return Rules(is_circle=project.form == Form.COSA_CIRCLE, matches_at_once=project.matches_at_once)


def ranked(request: VolunteerRequest, project: Project, volunteers: VolunteerQuerySet, today: dt.date) -> Ranked:
    """Of these volunteers those who take part in the project. A fixed number of queries, however many they are."""
    taking_part = volunteers.present().filter(projects=project).exclude(stage=Stage.TURNED_DOWN)
    found = offered(taking_part, request.supervision, project, today)
    return rank(asked_of(request), rules_of(project), found, today)


def stops_now(request: VolunteerRequest, project: Project, volunteer: Volunteer, today: dt.date) -> tuple[Stop, ...]:
    """What stops this one at this moment; where the rows of both are locked, it stays so until the transaction ends."""
    return stops_of(request, project, [volunteer.pk], today)[volunteer.pk]


def stops_of(
    request: VolunteerRequest, project: Project, ids: Collection[uuid.UUID], today: dt.date
) -> dict[uuid.UUID, tuple[Stop, ...]]:
    people = offered(Volunteer.objects.filter(pk__in=ids), request.supervision, project, today)
    asked, rules = asked_of(request), rules_of(project)
    return {one.id: stops(asked, rules, one, today) for one in people}


def stops_without_project(volunteer: Volunteer, supervision: Supervision, today: dt.date) -> tuple[Stop, ...]:
    """Of a match that belongs to no project: no papers are asked for, and as many matches at once as there are."""
    standing = supervision.volunteer_requests.filter(state__in=STANDING_REQUESTS).first()
    asked = asked_of(standing) if standing else Asked()
    one = offered(Volunteer.objects.filter(pk=volunteer.pk), supervision, None, today)[0]
    return stops(asked, Rules(matches_at_once=one.matches + 1), one, today)


def offered(
    volunteers: QuerySet[Volunteer], supervision: Supervision, project: Project | None, today: dt.date
) -> list[Offered]:
    """Each as they stand on the day, for a match beside this client."""
    people = list(volunteers.distinct().prefetch_related("skills", "papers", "projects"))
    ids = [one.pk for one in people]
    running = Match.objects.running().filter(volunteer__in=ids)
    matches = Counter(running.values_list("volunteer", flat=True))
    with_client = set(running.filter(supervision__client=supervision.client_id).values_list("volunteer", flat=True))
    elsewhere = Proposal.objects.filter(volunteer__in=ids, state__in=STANDING_PROPOSALS).exclude(
        request__supervision=supervision
    )
    asked = Counter(elsewhere.values_list("volunteer", flat=True))
    waiting = _waiting_since(ids)
    return [
        Offered(
            id=one.pk,
            stage=one.stage,
            waiting_since=waiting[one.pk],
            resting_until=one.resting_until,
            in_project=project is None or project in one.projects.all(),
            skills=frozenset(kind.pk for kind in one.skills.all()),
            languages=frozenset(one.languages),
            free_at=frozenset(one.free_at),
            postcode=one.postcode,
            reach=one.reach,
            experienced=one.experienced,
            lacks=_lacks(project, one, today),
            matches=matches[one.pk],
            asked_elsewhere=asked[one.pk],
            with_client=one.pk in with_client,
        )
        for one in people
    ]


def _lacks(project: Project | None, volunteer: Volunteer, today: dt.date) -> frozenset[str]:
    if project is None:
        return frozenset()
    found = papers.check(paper_lines.rules_of(project), paper_lines.held_by(volunteer), today)
    return frozenset(finding.kind for finding in found if not papers.may_begin([finding]))


def _waiting_since(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, dt.date]:
    """Since the end of the last match, else since they became available, else since they applied."""
    rows = Volunteer.objects.filter(pk__in=list(ids)).values_list("pk", "applied_at")
    ended = dict(Match.objects.filter(volunteer__in=ids).values("volunteer").values_list("volunteer", Max("ends_on")))
    is_available = Q(stages__stage=Stage.AVAILABLE)
    available = dict(
        Volunteer.objects.filter(is_available, pk__in=list(ids)).values_list("pk").annotate(Max("stages__on"))
    )
    return {
        pk: ended.get(pk) or available.get(pk) or (timezone.localdate(applied) if applied else LONG_AGO)
        for pk, applied in rows
    }
