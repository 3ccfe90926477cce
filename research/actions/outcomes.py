"""Taking in what happened after supervisions, under a study's pseudonyms."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from audit.models import Action, Purpose
from audit.record import record
from caseload.models import Client
from research.models import ImportedLabel, ImportedOutcome, Study
from research.outcome_files import Row
from research.pseudonyms import pseudonym


@dataclass(frozen=True, slots=True)
class Imported:
    """How many outcomes and labels stand now because of the file; `left_out` rows are of people who said no."""

    outcomes: int
    labels: int
    left_out: int
    unknown: tuple[int, ...]


@transaction.atomic
def import_outcomes(*, study: Study, rows: Sequence[Row], by: User | None) -> Imported:
    """Keep the rows of those who take part, in the place of what an earlier file said of them; the rest not at all.

    `unknown` names the rows of the file whose number no client of the organisation has; nothing was written then.
    """
    study = Study.objects.select_for_update().get(pk=study.pk)
    numbers = {row.number.lower() for row in rows}
    of_organisation = Client.objects.filter(organisation=study.organisation_id).values_list("number", "pk")
    known = {number.lower(): pk for number, pk in of_organisation if number.lower() in numbers}
    unknown = tuple(row.row for row in rows if row.number.lower() not in known)
    if unknown:
        return Imported(0, 0, 0, unknown)
    taking = set(study.consents.standing().exclude(client=None).values_list("client", flat=True))
    of_row = [(known[row.number.lower()], row) for row in rows]
    kept = [(pseudonym(study.key, "person", client), row) for client, row in of_row if client in taking]
    outcomes = labels = 0
    for person, row in kept:
        if row.outcome is not None:
            values = {"happened": row.outcome.happened, "weeks": row.outcome.weeks}
            ImportedOutcome.objects.update_or_create(study=study, person=person, name=row.outcome.name, defaults=values)
            outcomes += 1
        for name, value in row.labels:
            ImportedLabel.objects.update_or_create(study=study, person=person, name=name, defaults={"value": value})
            labels += 1
    # Whose outcomes they were is written nowhere: the record would tie a person to a study.
    record(
        Action.CREATED,
        by=by,
        what="imported outcomes",
        object_id=study.pk,
        purpose=Purpose.QUALITY,
        organisation_id=study.organisation_id,
    )
    return Imported(outcomes, labels, len(rows) - len(kept), ())
