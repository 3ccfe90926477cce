"""Making a study's files, taking in what happened afterwards, and having files destroyed."""

import datetime as dt
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from research.files import write_files
from research.gathering import Gathered, Gathering
from research.models import DataSet, Study
from research.rows import K


class TooFew(ValidationError):
    """Fewer than K persons say yes and can hide among each other: nothing may be made."""


class NotEmpty(ValidationError):
    """The folder holds something: files of two days must not stand together."""


@transaction.atomic
def make_data_set(*, study: Study, folder: Path, by: User | None) -> DataSet:
    """Write the files of this study into a folder of its own, and keep that they exist.

    Raises TooFew, NotEmpty, OSError, and ValidationError for a study that is over.
    """
    # One at a time per study, and no yes is given or taken back in between.
    study = Study.objects.select_for_update().get(pk=study.pk)
    if clock.today() > study.ends_on:
        raise ValidationError(_("Dit onderzoek is afgelopen. Er worden geen bestanden meer gemaakt."))
    # For its maker alone: pseudonyms keep nobody from reading answers.
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise NotEmpty(_("De map is niet leeg. Kies een nieuwe map."))
    gathered = Gathering(study, clock.today()).gather(for_files=True)
    if gathered.persons < K:
        raise TooFew(_("Minder dan %(k)s personen doen mee. Er worden geen bestanden gemaakt.") % {"k": K})
    made = DataSet.objects.create(
        study=study,
        made_at=clock.now(),
        made_by=by,
        persons=gathered.persons,
        responses=len(gathered.responses),
        manifest=_write(folder, gathered, study.name),
    )
    # Nobody is shown: the files name no person. That they were made, and by whom, is kept.
    record(
        Action.CREATED,
        by=by,
        what="data set",
        object_id=made.pk,
        purpose=Purpose.QUALITY,
        organisation_id=study.organisation_id,
    )
    return made


def _write(folder: Path, gathered: Gathered, study: str) -> str:
    """All files or none: half a set is listed nowhere, so nobody would destroy it."""
    try:
        return write_files(folder, gathered, study=study)
    except BaseException:
        for path in folder.iterdir():
            path.unlink()
        raise


@transaction.atomic
def destroy_data_set(*, data_set: DataSet, on: dt.date, by: User) -> None:
    """Note that the files are gone everywhere; a second time changes nothing."""
    data_set = DataSet.objects.select_for_update(of=("self",)).select_related("study").get(pk=data_set.pk)
    if data_set.destroyed_on is not None:
        return
    if on > clock.today():
        raise ValidationError(_("Deze dag moet nog komen."))
    data_set.destroyed_on, data_set.destroyed_by = on, by
    data_set.save(update_fields=["destroyed_on", "destroyed_by"])
    record(
        Action.ENDED,
        by=by,
        what="data set",
        object_id=data_set.pk,
        purpose=Purpose.QUALITY,
        organisation_id=data_set.study.organisation_id,
    )
