"""Which people's records? Lists use `visible_to(user)`, a single record the gate. The rule is written once, here.

Outside one's scope the answer is 404 and does not differ from an id that does not exist; inside it, without the
right, 403. The gate notes the read, and no page leaves before that is recorded: no record, no page.

`visible_to` is what is somebody's own. Who stands in for an absent worker (`cover_scope`) reaches that worker's pairs
through the gate alone, and only on the pages that say `under_cover=True`: on no list, in no count and no search.
"""

import uuid
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.permissions import Permission, has_permission, signed_in
from audit.models import Action, Purpose
from audit.page import note, writes_as
from caseload.models import Cover, Pair, Shield

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
# What who stands in does of the rights of a worker. Recording a hitch or an agreement comes with the page that does so.
UNDER_COVER = frozenset({Permission.SEE_PAIR, Permission.SEE_SCORES, Permission.LOG_CONTACT})


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


def cover_scope(user: User, prefix: str = "") -> Q:
    """The running pairs of workers for whom this worker stands in today, as a condition like that of `pair_scope`.

    Those of the team that the worker is of, because its supervisor arranged it. Never a shielded one without being
    named on its list. It holds from day to day and by what both are today: stopped,
    switched off or gone to another organisation, it is over at the next question.
    """

    def field(name: str) -> str:
        return f"{prefix}__{name}" if prefix else name

    if not user.is_active or user.role != Role.WORKER:
        return Q(pk__in=[])
    absent = {"absent": OuterRef(field("worker")), "absent__team": OuterRef(field("team"))}
    standing = Cover.objects.standing().filter(by=user, **absent)
    running = Q(**{field("team__organisation"): user.organisation_id, field("ends_on__isnull"): True})
    return running & Q(Exists(standing)) & not_shielded_from(user, field("supervision__client"))


def stands_in(user: User, pair: Pair) -> bool:
    """Whether this worker, within whose reach the pair is, sees it under cover."""
    return user.role == Role.WORKER and pair.worker_id != user.pk


def may(user: User, permission: Permission, pair: Pair) -> bool:
    """Whether this person has the right for this pair, which is within their reach."""
    return has_permission(user, permission) and (permission in UNDER_COVER or not stands_in(user, pair))


class StaysWithWorker(PermissionDenied):
    """Refused to who stands in, in words for the page; those of any other refusal are not shown."""


def refuse_stand_in(user: User, pair: Pair) -> None:
    """403 with a word of its own: this stays with the pair's worker."""
    if stands_in(user, pair):
        name = {"name": pair.worker.first_name}
        raise StaysWithWorker(_("Je neemt waar voor %(name)s. Dit doet %(name)s zelf, of de unitmanager.") % name)


def not_shielded_from(user: User, client: str) -> Q:
    """Rows whose client (by this path) has no shield, or one on which this person is named.

    A shield only takes away: being named gives back what somebody's work would show them anyway, and nothing more.
    It never stands between a client or volunteer and their own, nor before the worker of the pair.
    """
    return ~Q(Exists(Shield.objects.closed_to(user).filter(client=OuterRef(client))))


def open_pair(
    request: HttpRequest, pair_id: uuid.UUID, *, needs: Permission, what: str = "pair", under_cover: bool = False
) -> Pair:
    """The gate: fetch a pair within the person's reach, check the right, record the read.

    `under_cover`: also for who stands in for the pair's worker; without it that is 403.
    """
    user = signed_in(request)
    pair = Pair.objects.within_reach_of(user).with_people().with_cover().filter(pk=pair_id).first()
    if pair is None:
        raise Http404
    if not has_permission(user, needs):
        raise PermissionDenied
    if not under_cover:
        refuse_stand_in(user, pair)
    record_read_of(user, pair, what=what, object_id=pair.pk)
    return pair


def record_read_of(user: User, pair: Pair, *, what: str, object_id: uuid.UUID) -> None:
    """Note that a page shows this pair's client; under cover as that, and so is what is written from this page."""
    purpose = Purpose.COVER if stands_in(user, pair) else None
    if purpose:
        writes_as(purpose)
    record_read(user, [pair.supervision.client_id], what=what, object_id=object_id, purpose=purpose)


def record_read(
    user: User,
    client_ids: Iterable[uuid.UUID],
    *,
    what: str,
    object_id: uuid.UUID | None = None,
    purpose: Purpose | None = None,
) -> None:
    """Note that a page shows these clients (`audit.page` records it before it leaves); nothing for a page of nobody.

    `purpose`: when it is another than that of the role.
    """
    shown = set(client_ids)
    if not shown:
        return
    action = Action.READ if object_id else Action.LISTED
    purpose = purpose or PURPOSE_OF_ROLE[Role(user.role)]
    note(action=action, by=user, what=what, subjects=shown, object_id=object_id, purpose=purpose)
