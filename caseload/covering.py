"""Cover (waarneming): a supervisor lets a colleague stand in for an absent worker, and stops it. The writes.

What it opens is one rule of `caseload/access.py`. Nothing is given away: it ends on its day without anybody doing so.
"""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from accounts.models import Role, User, UserQuerySet
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.access import cover_scope
from caseload.models import Cover, CoverReason, Pair, Shield

LONGEST = dt.timedelta(weeks=6)
AHEAD = dt.timedelta(weeks=4)


def absentees(by: User) -> UserQuerySet:
    """For whom this supervisor may arrange it: the workers of the teams they lead, also one whose account is off."""
    everybody = User.objects.get_queryset().filter(role=Role.WORKER, organisation=by.organisation_id)
    if not by.is_active or by.role != Role.SUPERVISOR:
        return everybody.none()
    return everybody.filter(team__supervisors=by, team__organisation=by.organisation_id)


def colleagues(by: User) -> UserQuerySet:
    """Who may stand in: every worker of the organisation whose account is on, those of one's own teams first."""
    working = User.objects.get_queryset().filter(role=Role.WORKER, is_active=True, organisation=by.organisation_id)
    own = absentees(by).values("pk")
    nearest = Case(When(pk__in=own, then=Value(0)), default=Value(1), output_field=IntegerField())
    return working.select_related("team").order_by(nearest, "last_name", "first_name", "pk")


def covered_pairs(cover: Cover) -> list[Pair]:
    """The running pairs that it concerns today: not those that a shield closes to the colleague."""
    shields = Shield.objects.closed_to(cover.by)
    running = Pair.objects.open().filter(worker=cover.absent_id, team=cover.absent.team_id)
    return list(running.exclude(supervision__client__in=shields.values("client")).with_people())


def pairs_under_cover(user: User) -> QuerySet[Pair]:
    """For whom this worker stands in today: a list of its own, beside theirs."""
    return Pair.objects.filter(cover_scope(user)).with_people()


@transaction.atomic
def arrange_cover(
    *, absent: User, colleague: User, reason: CoverReason | str, starts_on: dt.date, ends_on: dt.date, by: User
) -> Cover:
    """From `starts_on` up to, not including, `ends_on` the colleague does the absent worker's work."""
    _check_people(absent, colleague, by)
    _check_days(starts_on, ends_on, clock.today())
    # One at a time per absent worker, so that the same is not arranged twice at once.
    User.objects.get_queryset().select_for_update().get(pk=absent.pk)
    same = Cover.objects.filter(absent=absent, by=colleague, stopped_at__isnull=True)
    if same.filter(starts_on__lt=ends_on, ends_on__gt=starts_on).exists():
        words = {"colleague": colleague.full_name, "absent": absent.full_name}
        raise ValidationError({"colleague": _("%(colleague)s neemt dan al waar voor %(absent)s.") % words})
    cover = Cover(
        absent=absent,
        by=colleague,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        arranged_at=clock.now(),
        arranged_by=by,
    )
    cover.full_clean()
    cover.save()
    _record(Action.CREATED, cover, by)
    return cover


@transaction.atomic
def stop_cover(*, cover: Cover, by: User) -> bool:
    """From now on the colleague reaches nothing of it. False when it was stopped or over already."""
    running = Cover.objects.filter(pk=cover.pk, stopped_at__isnull=True, ends_on__gt=clock.today())
    if not running.update(stopped_at=clock.now(), stopped_by=by):
        return False
    cover.refresh_from_db()
    _record(Action.ENDED, cover, by)
    return True


def _check_people(absent: User, colleague: User, by: User) -> None:
    if not absentees(by).filter(pk=absent.pk).exists():
        raise ValidationError({"absent": _("Kies een werker van een team dat je leidt.")})
    if colleague.pk == absent.pk:
        raise ValidationError({"colleague": _("Kies iemand anders dan wie er niet is.")})
    if not colleagues(by).filter(pk=colleague.pk).exists():
        raise ValidationError({"colleague": _("Kies een werker van je organisatie van wie het account aan staat.")})


def _check_days(starts_on: dt.date, ends_on: dt.date, today: dt.date) -> None:
    if starts_on < today:
        raise ValidationError({"starts_on": _("Deze dag is al geweest. Kies vandaag of een dag daarna.")})
    if starts_on > today + AHEAD:
        raise ValidationError({"starts_on": _("Regel dit hoogstens vier weken vooruit.")})
    if ends_on <= starts_on:
        raise ValidationError({"ends_on": _("Kies een dag na de eerste dag.")})
    if ends_on > starts_on + LONGEST:
        raise ValidationError({"ends_on": _("Vervanging duurt hoogstens zes weken. Draag anders over.")})


def _record(action: Action, cover: Cover, by: User) -> None:
    """About those of whom the supervisor may know: a file that is closed to them is none of their acts."""
    unknown = set(Shield.objects.closed_to(by).values_list("client", flat=True))
    about: set[uuid.UUID] = {pair.supervision.client_id for pair in covered_pairs(cover)} - unknown
    record(action, by=by, what="cover", subjects=about, object_id=cover.pk, purpose=Purpose.TEAM)
