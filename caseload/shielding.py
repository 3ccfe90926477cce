"""A file closed to everyone but the pair's worker and named colleagues: the writes, and whom one can name.

Whose eyes it keeps out is one rule of `caseload/access.py`; a shield only takes away, and being named gives it back.
"""

import datetime as dt
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Role, User, UserQuerySet
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Client, Cover, Pair, Shield, ShieldMember


def standing_shield(pair: Pair) -> Shield | None:
    return Shield.objects.standing().filter(client=pair.supervision.client_id).select_related("placed_by").first()


def members_of(shield: Shield) -> Sequence[ShieldMember]:
    return list(shield.members.standing().select_related("user", "added_by"))


def nameable(pair: Pair) -> UserQuerySet:
    """Who would see something of this pair without the shield: heads and workers of the team, co-ordinators, and who
    stands in for its worker or will."""
    covers = Cover.objects.coming_or_standing().filter(absent=pair.worker_id).values("by")
    of_team = Q(role=Role.SUPERVISOR, supervised_teams=pair.team_id) | Q(role=Role.WORKER, team=pair.team_id)
    everybody = User.objects.get_queryset().filter(organisation=pair.team.organisation_id, is_active=True)
    return everybody.filter(of_team | Q(role=Role.COORDINATOR) | Q(pk__in=covers)).exclude(pk=pair.worker_id).distinct()


@transaction.atomic
def shield(*, pair: Pair, reason: str, by: User) -> Shield:
    """Close the client's file; who does so is the first on its list."""
    client = _locked(pair)
    if Shield.objects.standing().filter(client=client).exists():
        raise ValidationError(_("Dit dossier is al afgeschermd."))
    placed = Shield(client=client, reason=reason, placed_at=clock.now(), placed_by=by)
    placed.full_clean()
    placed.save()
    _record(Action.CREATED, placed, by)
    _add(placed, user=by, reason=_("Heeft het dossier afgeschermd."), until=None, by=by)
    return placed


@transaction.atomic
def name_on_shield(*, pair: Pair, user: User, reason: str, by: User, until: dt.date | None = None) -> ShieldMember:
    """From now on the shield is not there for this colleague, up to and not including `until`."""
    shield = _standing(pair)
    if not nameable(pair).filter(pk=user.pk).exists():
        raise ValidationError({"user": _("Deze collega zou dit dossier ook zonder afscherming niet zien.")})
    if until is not None and until <= clock.today():
        raise ValidationError({"until": _("Kies een dag na vandaag.")})
    if shield.members.standing().filter(user=user).exists():
        raise ValidationError({"user": _("Deze collega staat al op de lijst.")})
    return _add(shield, user=user, reason=reason, until=until, by=by)


@transaction.atomic
def take_off_shield(*, member: ShieldMember, by: User) -> ShieldMember:
    """The shield stands again for this colleague; taken off twice is taken off once.

    Not for the last supervisor: a worker cannot lift a shield, so somebody must be left who can.
    """
    Client.objects.select_for_update().get(pk=member.shield.client_id)
    on_list = member.shield.members.standing()
    supervisors = on_list.filter(user__role=Role.SUPERVISOR, user__is_active=True)
    if supervisors.filter(pk=member.pk).exists() and not supervisors.exclude(pk=member.pk).exists():
        raise ValidationError(
            _("Zet eerst een andere unitmanager op de lijst. Iemand moet de afscherming kunnen opheffen.")
        )
    taken = ShieldMember.objects.filter(pk=member.pk, removed_at__isnull=True)
    if taken.update(removed_at=clock.now(), removed_by=by):
        _record(Action.ENDED, member.shield, by, member)
    return member


@transaction.atomic
def lift_shield(*, pair: Pair, by: User) -> None:
    """The file is as open as all others; its list stays, for whoever asks later. Lifted already, it stays so."""
    shield = Shield.objects.standing().filter(client=_locked(pair)).select_related("client").first()
    if shield is None:
        return
    shield.lifted_at, shield.lifted_by = clock.now(), by
    shield.save(update_fields=["lifted_at", "lifted_by"])
    _record(Action.ENDED, shield, by)


def _locked(pair: Pair) -> Client:
    """One at a time per client: placing, naming and lifting take turns."""
    return Client.objects.select_for_update().get(pk=pair.supervision.client_id)


def _standing(pair: Pair) -> Shield:
    found = Shield.objects.standing().filter(client=_locked(pair)).select_related("client").first()
    if found is None:
        raise ValidationError(_("Dit dossier is niet meer afgeschermd."))
    return found


def _add(shield: Shield, *, user: User, reason: str, until: dt.date | None, by: User) -> ShieldMember:
    member = ShieldMember(shield=shield, user=user, reason=reason, until=until, added_at=clock.now(), added_by=by)
    member.full_clean()
    member.save()
    _record(Action.CREATED, shield, by, member)
    return member


def _record(action: Action, shield: Shield, by: User, member: ShieldMember | None = None) -> None:
    record(
        action,
        by=by,
        what="shield member" if member else "shield",
        subjects=[shield.client_id],
        object_id=member.pk if member else shield.pk,
        organisation_id=shield.client.organisation_id,
    )
