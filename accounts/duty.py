"""Who answers when the worker does not: the organisation's number, and who of each team is on duty."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation, Role, Team, User, UserQuerySet
from audit.models import Action, Purpose
from audit.record import record


def may_be_on_duty(team: Team) -> UserQuerySet:
    """The workers of the team, and who leads it."""
    of_team = Q(role=Role.WORKER, team=team) | Q(role=Role.SUPERVISOR, supervised_teams=team)
    people = User.objects.get_queryset().filter(of_team, is_active=True, organisation=team.organisation_id)
    return people.order_by("last_name", "first_name", "pk").distinct()


@transaction.atomic
def set_duty(*, organisation: Organisation, phone: str, on_duty: Mapping[Team, User | None], by: User) -> int:
    """What changed is written and recorded; returns how many things did. Nothing that stays as it was is touched."""
    changed = 0
    if organisation.duty_phone != phone:
        organisation.duty_phone = phone
        organisation.save(update_fields=["duty_phone"])
        _record(organisation, by, organisation)
        changed += 1
    for team, person in on_duty.items():
        if team.organisation_id != organisation.pk:
            raise ValueError("a team of another organisation")
        if team.on_duty_id == (person.pk if person else None):
            continue
        if person is not None and not may_be_on_duty(team).filter(pk=person.pk).exists():
            raise ValidationError(_("Kies iemand van dit team."))
        team.on_duty = person
        team.save(update_fields=["on_duty"])
        _record(team, by, organisation)
        changed += 1
    return changed


def _record(changed: Organisation | Team, by: User, organisation: Organisation) -> None:
    record(
        Action.CHANGED,
        by=by,
        what="duty",
        object_id=changed.pk,
        purpose=Purpose.ADMINISTRATION,
        organisation_id=organisation.pk,
    )
