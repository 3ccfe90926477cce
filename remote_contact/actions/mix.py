"""Deciding on the mix of a pair, what only matters at a distance, and the organisation's own rules of the advice."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Pair, Supervision
from caseload.versions import StaleRecord, require_version, save_over
from remote_contact.models import MixPlan, MixRule, RemoteFacts
from remote_contact.suitability import Lean, follows


@transaction.atomic
def decide_mix(
    *,
    pair: Pair,
    per_month: int,
    remote_part: int,
    why: str,
    lean: Lean,
    advice: Sequence[Mapping[str, Any]],
    version: int,
    by: User,
) -> MixPlan:
    """How often from today on, and which part at a distance; the earlier plans stay, and so does the advice as it was.

    `version` is how many plans there were on the screen. Raises StaleRecord, and ValidationError by field: a plan that
    goes another way than the advice needs a reason.
    """
    Supervision.objects.select_for_update().get(pk=pair.supervision_id)
    plans = MixPlan.objects.of_supervision_of(pair)
    require_version(version, plans.count(), plans.first(), what="mix plan", object_id=pair.pk)
    agrees = follows(lean, per_month=per_month, remote_part=remote_part)
    if remote_part > per_month:
        raise ValidationError({"remote_part": _("Dit is meer dan het hele aantal.")})
    if not agrees and not why:
        raise ValidationError({"why": _("Dit gaat een andere kant op dan het advies. Schrijf in een zin waarom.")})
    plan = MixPlan(
        pair=pair,
        per_month=per_month,
        remote_part=remote_part,
        since=clock.today(),
        lean=lean,
        advice=[dict(reason) for reason in advice],
        follows_advice=agrees,
        why=why,
        decided_by=by,
        decided_at=clock.now(),
    )
    plan.full_clean()
    plan.save()
    record(Action.CREATED, by=by, what="mix plan", subjects=[pair.supervision.client_id], object_id=pair.pk)
    return plan


@transaction.atomic
def record_remote_facts(
    *, pair: Pair, wish: str, technique_hard: bool, version: int, by: User, offence: str = ""
) -> RemoteFacts:
    """What the client wants, and what stands in the way; `version` 0 when there was nothing yet. StaleRecord."""
    values: dict[str, Any] = {"wish": wish, "technique_hard": technique_hard, "offence": offence}
    rows = RemoteFacts.objects.filter(supervision=pair.supervision_id)
    before = rows.first()
    if version and before is not None:
        save_over(rows, before.pk, version, what="remote facts", object_id=pair.pk, **values)
    else:
        facts = RemoteFacts(supervision=pair.supervision, **values)
        facts.full_clean(validate_unique=False)
        _insert(facts, rows, "remote facts", pair.pk)
    record(Action.CHANGED, by=by, what="remote facts", subjects=[pair.supervision.client_id], object_id=pair.pk)
    return rows.get()


@transaction.atomic
def change_rule(
    *, organisation: Organisation, rule: str, in_use: bool, sentence: str, source: str, version: int, by: User
) -> MixRule:
    """Put a rule in or out of use, in the organisation's own words or (both empty) in the shipped ones. StaleRecord."""
    values: dict[str, Any] = {"in_use": in_use, "sentence": sentence, "source": source}
    rows = MixRule.objects.filter(organisation=organisation, rule=rule)
    before = rows.first()
    if version and before is not None:
        save_over(rows, before.pk, version, what="mix rule", **values)
    else:
        fresh = MixRule(organisation=organisation, rule=rule, **values)
        fresh.full_clean(validate_unique=False, validate_constraints=False)
        _insert(fresh, rows, "mix rule", None)
    changed = rows.get()
    record(Action.CHANGED, by=by, what="mix rule", object_id=changed.pk, organisation_id=organisation.pk)
    return changed


def _insert(row: Any, rows: Any, what: str, object_id: Any) -> None:
    """The first of its kind; of two at once the database keeps one, and the other is told."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise StaleRecord(rows.first(), what=what, object_id=object_id) from None
