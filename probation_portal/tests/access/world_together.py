"""What the three of a match did together, each field a canary: of every match that runs."""

import io
import uuid
from typing import TYPE_CHECKING

from PIL import Image

from accounts.models import Team, User
from audit import clock
from volunteers.actions import activities, circles, sharing, signals, tuning
from volunteers.actions.sharing import Agreed
from volunteers.models import ActivityKind, Circle, Match, Project, Shared
from volunteers.receipts import draw_anew

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World

MATCHES = ("own", "other_team", "other_org", "shielded", "named")


def picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (4, 4), "white").save(written, "JPEG")
    return written.getvalue()


def together(world: "World") -> None:
    """The worker has duty in her team: of its clients, one is shielded from her and one is not."""
    Team.objects.filter(pk=world.teams["own"].pk).update(on_duty=world.people["worker"])
    for name in MATCHES:
        match = world.matches[name]
        project = _project(match)
        circle = Circle.objects.create(supervision=match.supervision, project=project, starts_on=clock.today())
        safety = world.canaries.word(name, "safety")
        Match.objects.filter(pk=match.pk).update(project=project, circle=circle, safety=safety)
        _of_match(world, name, Match.objects.select_related("supervision", "volunteer__account").get(pk=match.pk))


def _project(match: Match) -> Project:
    organisation = match.volunteer.organisation
    found, _made = Project.objects.get_or_create(
        organisation=organisation, name="Samen", defaults={"form": "own", "pays_expenses": True, "largest": 5}
    )
    return found


def _of_match(world: "World", name: str, match: Match) -> None:
    word, worker = world.canaries.word, world.cases[name].pair.worker
    volunteer = match.volunteer.account
    assert volunteer is not None
    made: dict[str, uuid.UUID] = {}
    agreed = [Agreed("goal", word(name, "match_goal")), Agreed("task", word(name, "match_task"), "client")]
    sharing.record_meeting(match=match, met_on=clock.today(), agreed=agreed, by=worker)
    made["shared"] = Shared.objects.get(match=match, kind="task").pk
    made["activity"] = _activities(world, name, match, volunteer)
    sharing.write_message(match=match, text=word(name, "relayed"), form_id=uuid.uuid4(), by=volunteer)
    held = {"held_on": clock.today(), "with_client": False}
    made["tuning"] = tuning.hold_tuning(match=match, agreed=word(name, "tuning"), by=worker, **held).pk
    held["with_client"] = True
    tuning.hold_tuning(match=match, agreed=word(name, "tuning_of_three"), by=volunteer, **held)
    _signals(world, name, match, volunteer, made)
    text, reason = word(name, "release"), word(name, "release_reason")
    made["release"] = signals.release(match=match, what="other", text=text, reason=reason, by=worker).pk
    back = signals.release(match=match, what="other", text=word(name, "taken_back"), reason="even niet", by=worker)
    signals.take_back(release=back, by=worker)
    circle = Circle.objects.get(matches=match)
    made["circle"] = circle.pk
    made["outer"] = circles.add_outer(
        circle=circle,
        name=word(name, "outer_name"),
        post="behandelaar",
        phone=world.canaries.mobile(name, "outer_phone"),
        by=world.people["coordinator"],
    ).pk
    for kind, pk in made.items():
        world.together.setdefault(kind, {})[name] = pk


def _activities(world: "World", name: str, match: Match, volunteer: User) -> uuid.UUID:
    """One that all may read, with a receipt, and one of which others read the title."""
    word = world.canaries.word
    kind, _made = ActivityKind.objects.get_or_create(organisation=match.volunteer.organisation, name="Vrije tijd")
    usual = {"match": match, "kind": kind, "on": clock.today(), "minutes": 45, "by": volunteer}
    opened = activities.log_activity(
        title=word(name, "activity"),
        note=word(name, "activity_note"),
        expenses_cents=950,
        form_id=uuid.uuid4(),
        **usual,
    )
    activities.log_activity(
        title=word(name, "private_title"),
        note=word(name, "private_note"),
        is_private=True,
        form_id=uuid.uuid4(),
        **usual,
    )
    undone = activities.log_activity(title=word(name, "undone_activity"), form_id=uuid.uuid4(), **usual)
    activities.undo_activity(activity=undone, by=volunteer)
    activities.add_receipt(activity=opened, picture=draw_anew(picture()), by=volunteer)
    return opened.pk


def _signals(world: "World", name: str, match: Match, volunteer: User, made: dict[str, uuid.UUID]) -> None:
    word = world.canaries.word
    for kind, urgent in (("signal", False), ("urgent_signal", True)):
        signals.send_signal(match=match, text=word(name, kind), urgent=urgent, form_id=uuid.uuid4(), by=volunteer)
        made[kind] = match.signals.get(urgent=urgent).pk
