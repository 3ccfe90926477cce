"""How far a volunteer is. Every change is a row with its day, its note and who made it; nothing is overwritten."""

import datetime as dt
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from accounts.actions import invite_user, set_active
from accounts.models import Role, User
from audit import clock
from audit.models import Action
from volunteers import papers, stages
from volunteers.actions.trail import record_volunteering
from volunteers.models import Stage, StageChange, Volunteer
from volunteers.paper_lines import held_by, rules_of


@transaction.atomic
def move(
    *,
    volunteer: Volunteer,
    stage: Stage | str,
    by: User,
    note: str = "",
    resting_until: dt.date | None = None,
) -> Volunteer:
    """One step on. Whoever becomes available gets an account, or theirs back; the papers are looked at anew.

    Raises ValidationError for a step that cannot be taken from where they are, or for papers that are lacking.
    """
    volunteer = Volunteer.objects.select_for_update(of=("self",)).select_related("account").get(pk=volunteer.pk)
    before = volunteer.account_id is not None
    if stage not in stages.next_stages(volunteer.stage, has_been_available=before):
        raise ValidationError({"stage": _("Deze stap kan niet meer. Bekijk hoe ver de vrijwilliger nu is.")})
    if stage == Stage.RESTING and (resting_until is None or resting_until <= clock.today()):
        raise ValidationError({"resting_until": _("Vul in vanaf welke dag de vrijwilliger er weer is.")})
    if stage == Stage.AVAILABLE and volunteer.stage != Stage.RESTING:
        _require_papers(volunteer)
        give_account(volunteer=volunteer, by=by)
    until = resting_until if stage == Stage.RESTING else None
    change_stage(volunteer=volunteer, stage=stage, on=clock.today(), by=by, note=note, resting_until=until)
    record_volunteering(Action.CHANGED, volunteer, by=by, what="volunteer", object_id=volunteer.pk)
    return volunteer


def change_stage(
    *,
    volunteer: Volunteer,
    stage: Stage | str,
    on: dt.date,
    by: User | None,
    note: str = "",
    resting_until: dt.date | None = None,
) -> None:
    """The row of the step, and where it leaves the volunteer; for actions that hold the volunteer's row locked."""
    volunteer.stage, volunteer.resting_until = str(stage), resting_until
    volunteer.left_on = on if stage == Stage.LEFT else None
    volunteer.save(update_fields=["stage", "resting_until", "left_on"])
    StageChange.objects.create(volunteer=volunteer, stage=stage, on=on, note=note, by=by)


def give_account(*, volunteer: Volunteer, by: User | None) -> None:
    """The account of whoever may begin: made with a mail to choose a password, or switched on again."""
    if volunteer.account is not None:
        if by is not None and not volunteer.account.is_active:
            set_active(user=volunteer.account, active=True, by=by)
        return
    if User.objects.filter(email__iexact=volunteer.email).exists():
        raise ValidationError(_("Met dit e-mailadres is al een account. Wijzig eerst het e-mailadres."))
    volunteer.account = invite_user(
        organisation=volunteer.organisation,
        email=volunteer.email,
        first_name=volunteer.first_name,
        last_name=volunteer.last_name,
        role=Role.VOLUNTEER,
        by=by,
    )
    volunteer.save(update_fields=["account"])


def _require_papers(volunteer: Volunteer) -> None:
    """For one of their projects at least everything is there. Matching asks it again, of the project it is for."""
    projects = list(volunteer.projects.filter(retired_at__isnull=True))
    if not projects:
        raise ValidationError({"stage": _("Kies eerst bij de gegevens voor welk project deze vrijwilliger is.")})
    held, today = held_by(volunteer), clock.today()
    if not any(papers.may_begin(papers.check(rules_of(project), held, today)) for project in projects):
        raise ValidationError({"stage": _("De papieren zijn nog niet compleet. Kijk bij Papieren wat er ontbreekt.")})


def end_rests(*, today: dt.date) -> int:
    """Whoever rested until today, or until a day before, is available again; how many came back."""
    back = Volunteer.objects.filter(stage=Stage.RESTING, resting_until__lte=today)
    return sum(_end_rest(pk, today) for pk in list(back.values_list("pk", flat=True)))


@transaction.atomic
def _end_rest(pk: uuid.UUID, today: dt.date) -> bool:
    rows = Volunteer.objects.select_for_update(of=("self",))
    volunteer = rows.filter(pk=pk, stage=Stage.RESTING, resting_until__lte=today).first()
    if volunteer is None:
        return False
    change_stage(volunteer=volunteer, stage=Stage.AVAILABLE, on=today, by=None)
    record_volunteering(Action.CHANGED, volunteer, by=None, what="volunteer", object_id=volunteer.pk)
    return True


def erase_turned_down(*, today: dt.date) -> int:
    """Of whoever was turned down four weeks ago nothing stays but that it happened; how many were erased."""
    last = StageChange.objects.filter(volunteer=OuterRef("pk"), stage=Stage.TURNED_DOWN, by__isnull=False)
    since = Subquery(last.order_by("-on").values("on")[:1])
    until = today - dt.timedelta(days=stages.KEPT_DAYS)
    gone = Volunteer.objects.filter(stage=Stage.TURNED_DOWN, account=None).alias(since=since).filter(since__lte=until)
    return sum(_erase(volunteer) for volunteer in list(gone))


@transaction.atomic
def _erase(volunteer: Volunteer) -> bool:
    deleted, per_table = Volunteer.objects.filter(pk=volunteer.pk, stage=Stage.TURNED_DOWN).delete()
    if deleted:
        record_volunteering(Action.ENDED, volunteer, by=None, what="application", object_id=volunteer.pk)
    return bool(per_table.get("volunteers.Volunteer"))
