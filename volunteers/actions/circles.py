"""A circle around one client: its inner ring are matches, its outer ring the professionals the co-ordinator names."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from volunteers.models import Circle, Form, Match, OuterMember


def circle_for(match: Match) -> Circle | None:
    """The running circle of this client, begun with its first volunteer; None when the project is no circle."""
    project = match.project
    if project is None or project.form != Form.COSA_CIRCLE:
        return None
    circle, _made = Circle.objects.get_or_create(
        supervision=match.supervision, ends_on=None, defaults={"project": project, "starts_on": match.starts_on}
    )
    # The row is the lock: two who are matched at once do not both take the last place.
    Circle.objects.select_for_update().get(pk=circle.pk)
    if circle.matches.filter(ends_on__isnull=True).count() >= circle.project.largest:
        raise ValidationError(_("De binnenkring van deze cirkel is vol."))
    return circle


def close_empty_circle(match: Match) -> None:
    """A circle ends with the last of its matches."""
    if match.circle_id and not Match.objects.filter(circle=match.circle_id, ends_on__isnull=True).exists():
        Circle.objects.filter(pk=match.circle_id, ends_on__isnull=True).update(ends_on=match.ends_on)


@transaction.atomic
def add_outer(*, circle: Circle, name: str, post: str, phone: str, by: User) -> OuterMember:
    if circle.ends_on is not None:
        raise ValidationError(_("Deze cirkel is geëindigd."))
    member = OuterMember(circle=circle, name=name, post=post, phone=phone, since=clock.today())
    member.full_clean()
    member.save()
    _record(Action.CREATED, member, by)
    return member


@transaction.atomic
def stop_outer(*, member: OuterMember, by: User) -> bool:
    """From today on no part of the outer ring. False: somebody did so before."""
    if not OuterMember.objects.filter(pk=member.pk, until__isnull=True).update(until=clock.today()):
        return False
    _record(Action.ENDED, member, by)
    return True


def _record(action: Action, member: OuterMember, by: User) -> None:
    client_id, purpose = member.circle.supervision.client_id, Purpose.VOLUNTEERING
    record(action, by=by, what="outer ring", subjects=[client_id], object_id=member.pk, purpose=purpose)
