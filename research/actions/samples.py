"""Drawing pairs for interviews, and writing to their workers."""

from collections import defaultdict
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from alliance.change import Pattern
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Pair
from messaging import actions as outbox
from messaging.models import Side
from research.gathering import Gathering
from research.models import Sample, SampleMember, Study
from research.sampling import draw

DRAWN = "research.drawn"


@transaction.atomic
def draw_sample(*, study: Study, scale: str, rater: str, per_pattern: int, reserve: int, seed: int, by: User) -> Sample:
    """Draw from the running pairs of whom both said yes, by the pattern of this scale and side."""
    study = Study.objects.select_for_update().get(pk=study.pk)
    if clock.today() > study.ends_on:
        raise ValidationError(_("Dit onderzoek is afgelopen. Er wordt niet meer geloot."))
    gathering = Gathering(study, clock.today())
    of_workers = Pair.objects.open().filter(worker__in=gathering.workers, supervision__client__in=gathering.clients)
    running = {gathering.name("pair", pk): pk for pk in of_workers.values_list("pk", flat=True)}
    candidates: dict[str, list[str]] = defaultdict(list)
    for row in gathering.gather().patterns:
        found = row.course.found.pattern
        if (row.course.scale, row.rater) == (scale, rater) and row.pair in running and found != Pattern.UNCLASSIFIED:
            candidates[found].append(row.pair)
    sample = Sample(
        study=study,
        scale=scale,
        rater=rater,
        per_pattern=per_pattern,
        reserve=reserve,
        seed=seed,
        drawn_at=clock.now(),
        drawn_by=by,
    )
    sample.full_clean()
    sample.save()
    SampleMember.objects.bulk_create(
        SampleMember(
            sample=sample,
            pair_id=running[one.name],
            pattern=one.pattern,
            number=one.number,
            is_reserve=one.is_reserve,
        )
        for one in draw(candidates, per_pattern=per_pattern, reserve=reserve, seed=seed)
    )
    _record(Action.CREATED, sample, by)
    return sample


@transaction.atomic
def write_to_workers(*, sample: Sample, by: User) -> int:
    """One letter to each worker of whom a pair was drawn, reserves not yet; how many. A second time nobody gets one."""
    sample = Sample.objects.select_for_update(of=("self",)).select_related("study").get(pk=sample.pk)
    if sample.letters_at is not None:
        return 0
    sample.letters_at = clock.now()
    sample.save(update_fields=["letters_at"])
    workers = _workers(sample.members.filter(is_reserve=False).select_related("pair__worker"))
    outbox.queue(
        outbox.message(kind=DRAWN, subject_id=sample.pk, side=Side.USER, user=worker, moment=str(worker.pk))
        for worker in workers
    )
    _record(Action.CHANGED, sample, by)
    return len(workers)


def _workers(members: Iterable[SampleMember]) -> list[User]:
    """Each once, however many of their pairs were drawn; of a pair that was handed over nobody."""
    return list({m.pair.worker_id: m.pair.worker for m in members if m.pair.ends_on is None}.values())


def _record(action: Action, sample: Sample, by: User) -> None:
    # Whose pair was drawn is not named: the record would tell their course.
    record(
        action,
        by=by,
        what="sample",
        object_id=sample.pk,
        purpose=Purpose.QUALITY,
        organisation_id=sample.study.organisation_id,
    )
