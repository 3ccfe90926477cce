"""What a co-ordinator keeps of volunteers and projects, for two organisations; the public form of one stands open."""

import uuid
from typing import TYPE_CHECKING

from audit import clock
from volunteers import actions
from volunteers.models import ActivityKind, Paper, Project, PublicForm, StageChange, Volunteer

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

OPEN, CLOSED = "noord", "midden"
_OF = {"own": "vera", "other_org": "zoe"}


def volunteering(world: "World") -> None:
    for relation, name in _OF.items():
        volunteer = world.volunteers[name]
        organisation = volunteer.organisation
        actions.ship(organisation=organisation, by=None)
        project = Project.objects.get(organisation=organisation, name="Maatjesproject")
        volunteer.projects.add(project)
        kind = ActivityKind.objects.filter(organisation=organisation).order_by("order").first()
        assert kind is not None
        word = world.canaries.word
        wishes, motivation = word(name, "volunteer_wishes"), word(name, "volunteer_motivation")
        Volunteer.objects.filter(pk=volunteer.pk).update(wishes=wishes, motivation=motivation)
        StageChange.objects.filter(volunteer=volunteer).update(note=word(name, "volunteer_note"))
        world.volunteering[relation] = {
            "project_id": project.pk,
            "kind_id": kind.pk,
            "paper_id": _paper(world, volunteer),
        }
    _paper(world, world.volunteers["wim"])
    for name, slug in (("vera", OPEN), ("zoe", CLOSED)):
        organisation = world.volunteers[name].organisation
        PublicForm.objects.create(organisation=organisation, slug=slug, is_open=slug == OPEN)


def _paper(world: "World", volunteer: Volunteer) -> uuid.UUID:
    by = world.people["coordinator"]
    return Paper.objects.create(
        volunteer=volunteer, kind="vog", on=clock.today(), recorded_by=by, recorded_at=clock.now()
    ).pk
