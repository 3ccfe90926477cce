"""Which people's records? Lists use `visible_to(user)`, a single record the gate. The rule is written once, here.

Outside one's scope the answer is 404 and does not differ from an id that does not exist; inside it, without the
right, 403. The gate notes the read, and no page leaves before that is recorded: no record, no page.
"""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest

from accounts.models import Role, User
from accounts.permissions import Permission, has_permission
from audit.models import Action, Purpose
from audit.page import note
from caseload.models import Pair, Shield

PURPOSE_OF_ROLE = {
    Role.WORKER: Purpose.SUPERVISION,
    Role.SUPERVISOR: Purpose.TEAM,
    Role.CLIENT: Purpose.OWN,
    Role.VOLUNTEER: Purpose.VOLUNTEERING,
    Role.COORDINATOR: Purpose.VOLUNTEERING,
    Role.RESEARCHER: Purpose.QUALITY,
    Role.PRIVACY_OFFICER: Purpose.ADMINISTRATION,
    Role.ADMINISTRATOR: Purpose.ADMINISTRATION,
}


def pair_scope(user: User, prefix: str = "") -> Q:
    """The pairs within this person's reach, as a condition on Pair (or on a relation to it, by `prefix`).

    A worker: their own running pairs; a former worker of the client sees nothing any more. A supervisor: the running
    pairs of the teams they lead, without the shielded ones. A client: their own. All others: none.
    """

    def field(name: str) -> str:
        return f"{prefix}__{name}" if prefix else name

    if not user.is_active:
        return Q(pk__in=[])
    if user.role == Role.WORKER:
        return Q(**{field("worker"): user, field("ends_on__isnull"): True})
    if user.role == Role.SUPERVISOR:
        of_team = Q(
            **{
                field("team__supervisors"): user,
                field("team__organisation"): user.organisation_id,
                field("ends_on__isnull"): True,
            }
        )
        return of_team & not_shielded_from(user, field("supervision__client"))
    if user.role == Role.CLIENT:
        return Q(**{field("supervision__client__account"): user})
    return Q(pk__in=[])


def not_shielded_from(user: User, client: str) -> Q:
    """Rows whose client (by this path) has no shield, or one on which this person is named.

    A shield only takes away: being named gives back what somebody's work would show them anyway, and nothing more.
    It never stands between a client or volunteer and their own, nor before the worker of the pair.
    """
    return ~Q(Exists(Shield.objects.closed_to(user).filter(client=OuterRef(client))))


def open_pair(request: HttpRequest, pair_id: uuid.UUID, *, needs: Permission, what: str = "pair") -> Pair:
    """The gate: fetch a pair within the person's scope, check the right, record the read."""
    user: User = request.user  # type: ignore[assignment]
    pair = Pair.objects.visible_to(user).with_people().filter(pk=pair_id).first()
    if pair is None:
        raise Http404
    if not has_permission(user, needs):
        raise PermissionDenied
    record_read(user, [pair.supervision.client_id], what=what, object_id=pair.pk)
    return pair


def record_read(user: User, client_ids: Iterable[uuid.UUID], *, what: str, object_id: uuid.UUID | None = None) -> None:
    """Note that a page shows these clients (`audit.page` records it before it leaves); nothing for a page of nobody."""
    shown = set(client_ids)
    if not shown:
        return
    action = Action.READ if object_id else Action.LISTED
    purpose = PURPOSE_OF_ROLE[Role(user.role)]
    note(action=action, by=user, what=what, subjects=shown, object_id=object_id, purpose=purpose)
