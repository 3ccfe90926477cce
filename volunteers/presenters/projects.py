"""Projects with their rules in words."""

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from volunteers.models import Form, Project, RunBy


@dataclass(frozen=True)
class ProjectRow:
    id: uuid.UUID
    name: str
    form: str
    run_by: str
    asks: str
    rhythm: str
    size: str
    is_retired: bool


def project_rows(projects: Iterable[Project]) -> list[ProjectRow]:
    """Those in use first."""
    rows = [
        ProjectRow(
            id=project.pk,
            name=project.name,
            form=str(capfirst(Form(project.form).label)),
            run_by=project.partner if project.run_by == RunBy.PARTNER else "",
            asks=", ".join(_asks(project)) or _("niets"),
            rhythm=_rhythm(project),
            size=_size(project),
            is_retired=project.retired_at is not None,
        )
        for project in projects
    ]
    return sorted(rows, key=lambda row: row.is_retired)


def _asks(project: Project) -> Iterator[str]:
    if project.needs_vog:
        yield _term(_("VOG"), project.vog_months)
    if project.needs_interview:
        yield _("gesprek")
    if project.needs_training:
        yield _term(_("training"), project.training_months)


def _term(what: str, months: int) -> str:
    return _("%(what)s (%(n)s maanden geldig)") % {"what": what, "n": months} if months else what


def _rhythm(project: Project) -> str:
    tuning = ngettext("afstemmen elke week", "afstemmen om de %(n)s weken", project.tuning_weeks)
    looking = ngettext("evalueren elke maand", "evalueren om de %(n)s maanden", project.evaluation_months)
    return f"{tuning % {'n': project.tuning_weeks}}, {looking % {'n': project.evaluation_months}}"


def _size(project: Project) -> str:
    if project.largest == 1:
        return _("één op één")
    if project.smallest == project.largest:
        return _("%(n)s vrijwilligers rond één cliënt") % {"n": project.largest}
    return _("%(few)s tot %(many)s vrijwilligers rond één cliënt") % {"few": project.smallest, "many": project.largest}
