"""A pair asks for a volunteer: the worker and the client both agree before a co-ordinator sees anything of it."""

import datetime as dt
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Supervision
from caseload.versions import save_over
from volunteers.actions.asking import tell_pair
from volunteers.actions.state import side_of
from volunteers.models import (
    STANDING_PROPOSALS,
    STANDING_REQUESTS,
    Proposal,
    ProposalState,
    RequestState,
    Side,
    VolunteerRequest,
)
from volunteers.policies import waits_for

SETS = ("kinds", "goals", "not_these")
# What the client says yes to. Safety is the worker's to decide; the client reads it.
WORDS = ("what_for", "wishes", "languages", "free_at")
WHAT = "volunteer request"


@transaction.atomic
def ask_for_volunteer(
    *, supervision: Supervision, form_id: uuid.UUID, by: User, client_agreed_on: dt.date | None = None, **asked: Any
) -> VolunteerRequest:
    """By the worker, open at once when the client's yes is there; or by the client, then it waits for the worker.

    The same form sent twice gives the same request.
    """
    # The supervision's row is the lock: one request at a time.
    supervision = Supervision.objects.select_for_update().get(pk=supervision.pk)
    if known := VolunteerRequest.objects.filter(form_id=form_id, supervision=supervision).first():
        return known
    if supervision.ended_on is not None:
        raise ValidationError(_("Dit toezicht is geëindigd."))
    if supervision.volunteer_requests.filter(state__in=STANDING_REQUESTS).exists():
        raise ValidationError(_("Er loopt al een aanvraag."))
    if by.role == Role.CLIENT:
        client_agreed_on = clock.today()
    columns = {name: value for name, value in asked.items() if name not in SETS}
    request = VolunteerRequest(
        supervision=supervision,
        asked_by=side_of(by),
        asked_by_user=by,
        asked_at=clock.now(),
        client_agreed_on=client_agreed_on,
        agreed_recorded_by=by if client_agreed_on else None,
        form_id=form_id,
        **columns,
    )
    if request.asked_by == Side.WORKER and client_agreed_on:
        request.state, request.opened_at = RequestState.OPEN, clock.now()
    request.full_clean(validate_constraints=False)
    _insert(request)
    _set(request, asked)
    _record(Action.CREATED, request, by)
    tell_pair(request)
    return request


def _insert(request: VolunteerRequest) -> None:
    try:
        with transaction.atomic():
            request.save()
    except IntegrityError:
        raise ValidationError(_("Er loopt al een aanvraag.")) from None


def _set(request: VolunteerRequest, asked: dict[str, Any]) -> None:
    for name in SETS:
        if name in asked:
            getattr(request, name).set(asked[name])


@transaction.atomic
def change_request(
    *, request: VolunteerRequest, version: int, by: User, client_agreed_on: dt.date | None = None, **asked: Any
) -> VolunteerRequest:
    """The worker completes or changes it, and so agrees. The client's yes stays as long as their words stay the same;
    a new one may be written down with the change. Proposals that stand were answered on other words: taken back."""
    request = _lock(request)
    changes: dict[str, Any] = {name: value for name, value in asked.items() if name not in SETS}
    agreed_on, recorded_by = request.client_agreed_on, request.agreed_recorded_by
    if not _says_the_same(request, asked):
        agreed_on = recorded_by = None
    if client_agreed_on is not None and client_agreed_on != agreed_on:
        agreed_on, recorded_by = client_agreed_on, by
    changes |= {"client_agreed_on": agreed_on, "agreed_recorded_by": recorded_by}
    changes |= _state(request, is_agreed=agreed_on is not None)
    for name, value in changes.items():
        setattr(request, name, value)
    request.full_clean(validate_constraints=False)
    save_over(VolunteerRequest.objects.all(), request.pk, version, what=WHAT, **changes)
    _set(request, asked)
    _take_back(request)
    _record(Action.CHANGED, request, by)
    request.refresh_from_db()
    tell_pair(request)
    return request


def _says_the_same(request: VolunteerRequest, asked: dict[str, Any]) -> bool:
    def same(name: str) -> bool:
        old, new = getattr(request, name), asked.get(name, getattr(request, name))
        return sorted(old) == sorted(new) if isinstance(old, list) else old == new

    kinds = {kind.pk for kind in asked["kinds"]} if "kinds" in asked else None
    same_kinds = kinds is None or kinds == set(request.kinds.values_list("pk", flat=True))
    return same_kinds and all(same(name) for name in WORDS)


def _state(request: VolunteerRequest, *, is_agreed: bool) -> dict[str, Any]:
    if not is_agreed:
        return {"state": RequestState.ASKED, "opened_at": None}
    if request.state == RequestState.OPEN:
        return {}
    return {"state": RequestState.OPEN, "opened_at": clock.now()}


@transaction.atomic
def agree_to_request(*, request: VolunteerRequest, version: int, by: User) -> VolunteerRequest:
    """The client says yes, on their own page, to what the worker asked."""
    request = _lock(request)
    if waits_for(request) != Side.CLIENT:
        return request
    now = clock.now()
    changes: dict[str, Any] = {"client_agreed_on": clock.today(), "agreed_recorded_by": by, "state": RequestState.OPEN}
    save_over(VolunteerRequest.objects.all(), request.pk, version, what=WHAT, **changes, opened_at=now)
    _record(Action.CHANGED, request, by)
    request.refresh_from_db()
    return request


@transaction.atomic
def withdraw_request(*, request: VolunteerRequest, by: User | None, reason: str = "") -> None:
    """The worker or the client no longer asks, or the supervision ended. What was withdrawn already stays as it was."""
    request = _lock(request, standing=False)
    if request.state not in STANDING_REQUESTS:
        return
    changes: dict[str, Any] = {"state": RequestState.WITHDRAWN, "ended_at": clock.now(), "end_reason": reason}
    save_over(VolunteerRequest.objects.all(), request.pk, request.version, what=WHAT, **changes)
    _take_back(request)
    _record(Action.ENDED, request, by)


@transaction.atomic
def end_orphaned_requests(*, by: User | None) -> int:
    """Requests whose supervision has ended; how many there were."""
    orphaned = VolunteerRequest.objects.filter(state__in=STANDING_REQUESTS, supervision__ended_on__isnull=False)
    found = list(orphaned)
    for request in found:
        withdraw_request(request=request, by=by, reason=_("Het toezicht is geëindigd."))
    return len(found)


def _lock(request: VolunteerRequest, *, standing: bool = True) -> VolunteerRequest:
    locked = VolunteerRequest.objects.select_for_update(of=("self",)).select_related("supervision__client")
    found = locked.get(pk=request.pk)
    if standing and (found.state not in STANDING_REQUESTS or found.supervision.ended_on is not None):
        raise ValidationError(_("Deze aanvraag loopt niet meer."))
    return found


def _take_back(request: VolunteerRequest) -> None:
    """Every proposal for it that stands."""
    standing = Proposal.objects.filter(request=request, state__in=STANDING_PROPOSALS)
    standing.update(state=ProposalState.WITHDRAWN, closed_at=clock.now())


def _record(action: Action, request: VolunteerRequest, by: User | None) -> None:
    client = request.supervision.client
    record(
        action,
        by=by,
        what=WHAT,
        subjects=[client.pk],
        object_id=request.pk,
        purpose=Purpose.VOLUNTEERING,
        organisation_id=client.organisation_id,
    )
