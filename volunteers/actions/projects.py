"""The projects, the kinds of activity and the public form: what an organisation decides about its volunteers."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from audit import clock
from audit.models import Action, Purpose
from audit.record import record
from caseload.versions import save_over
from volunteers import shipped
from volunteers.models import ActivityKind, Project, PublicForm


@transaction.atomic
def ship(*, organisation: Organisation, by: User | None) -> None:
    """The projects and kinds that every organisation begins with; those it has already stay as they are."""
    Project.objects.bulk_create(
        [Project(organisation=organisation, **fields) for fields in shipped.PROJECTS], ignore_conflicts=True
    )
    ActivityKind.objects.bulk_create(
        [
            ActivityKind(organisation=organisation, name=name, order=place)
            for place, name in enumerate(shipped.KINDS, start=1)
        ],
        ignore_conflicts=True,
    )
    _record(Action.CREATED, organisation, by=by, what="volunteer projects", object_id=organisation.pk)


def ship_to_all() -> int:
    """Give every organisation that has neither a project nor a kind the ones to begin with; how many there were."""
    bare = Organisation.objects.filter(volunteer_projects__isnull=True, activity_kinds__isnull=True)
    found = list(bare)
    for organisation in found:
        ship(organisation=organisation, by=None)
    return len(found)


@transaction.atomic
def add_project(*, by: User, **values: Any) -> Project:
    project = Project(organisation=by.organisation, **values)
    _require_free(project)
    project.full_clean()
    project.save()
    _record(Action.CREATED, by.organisation, by=by, what="volunteer project", object_id=project.pk)
    return project


@transaction.atomic
def change_project(*, project: Project, version: int, by: User, **values: Any) -> Project:
    """New rules from today on; matches that run keep their project and so get its new rhythm."""
    for name, value in values.items():
        setattr(project, name, value)
    _require_free(project)
    project.full_clean()
    save_over(Project.objects.all(), project.pk, version, what="volunteer project", **values)
    _record(Action.CHANGED, by.organisation, by=by, what="volunteer project", object_id=project.pk)
    return project


@transaction.atomic
def retire_project(*, project: Project, retired: bool, by: User) -> None:
    """No new requests and matches for it, or again; what runs goes on."""
    _retire(project, retired=retired, by=by, what="volunteer project")


@transaction.atomic
def add_kind(*, name: str, by: User) -> ActivityKind:
    """A kind of activity, after the others. One of that name that was retired is taken up again."""
    known = ActivityKind.objects.filter(organisation=by.organisation, name__iexact=name).first()
    if known is not None and known.retired_at is None:
        raise ValidationError({"name": _("Deze soort staat er al.")})
    if known is not None:
        retire_kind(kind=known, retired=False, by=by)
        return known
    last = ActivityKind.objects.filter(organisation=by.organisation).order_by("-order").first()
    kind = ActivityKind(organisation=by.organisation, name=name, order=last.order + 1 if last else 1)
    kind.full_clean()
    kind.save()
    _record(Action.CREATED, by.organisation, by=by, what="activity kind", object_id=kind.pk)
    return kind


@transaction.atomic
def retire_kind(*, kind: ActivityKind, retired: bool, by: User) -> None:
    """Not to be chosen any more, or again; what was logged with it stays."""
    _retire(kind, retired=retired, by=by, what="activity kind")


@transaction.atomic
def change_public_form(*, version: int, by: User, **values: Any) -> PublicForm:
    """Open or close the public form, its address and who is told. `version` 0: there was none yet."""
    Organisation.objects.select_for_update().get(pk=by.organisation_id)
    slug = values["slug"]
    if PublicForm.objects.filter(slug=slug).exclude(organisation=by.organisation_id).exists():
        raise ValidationError({"slug": _("Dit adres is al in gebruik. Kies een ander.")})
    row = PublicForm.objects.filter(organisation=by.organisation_id).first()
    if row is None:
        row = PublicForm.objects.create(organisation=by.organisation, **values)
    else:
        rows = PublicForm.objects.all()
        save_over(rows, by.organisation_id, version, what="application form", object_id=by.organisation_id, **values)
        row = rows.get(pk=by.organisation_id)
    _record(Action.CHANGED, by.organisation, by=by, what="application form", object_id=by.organisation_id)
    return row


def _retire(row: Project | ActivityKind, *, retired: bool, by: User, what: str) -> None:
    """Once: of two at the same time the second changes nothing, and leaves no event."""
    changed = type(row)._default_manager.filter(pk=row.pk, retired_at__isnull=retired)
    if changed.update(retired_at=clock.now() if retired else None):
        action = Action.ENDED if retired else Action.CHANGED
        _record(action, by.organisation, by=by, what=what, object_id=row.pk)


def _require_free(project: Project) -> None:
    """Names that differ in capitals only would be one to whoever reads them."""
    others = Project.objects.filter(organisation=project.organisation_id).exclude(pk=project.pk)
    if others.filter(name__iexact=project.name).exists():
        raise ValidationError({"name": _("Er is al een project met deze naam.")})


def _record(action: Action, organisation: Organisation, **event: Any) -> None:
    record(action, purpose=Purpose.VOLUNTEERING, organisation_id=organisation.pk, **event)
