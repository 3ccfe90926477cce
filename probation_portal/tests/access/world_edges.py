"""What lies just outside a rule: taken back, run out, lifted, ended, of another organisation. Each is there so that
one rule less would show it.
"""

import datetime as dt
from typing import TYPE_CHECKING

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from alliance import actions as alliance_actions
from alliance.actions.way_in import MAX_WRONG_TRIES, PIN_RENEWED
from alliance.models import ClientPin, ItemConsent, Measurement, MomentKind, Rater, Response, ScaleScore, Way, due
from audit import clock
from caseload import actions as caseload_actions
from caseload import shielding
from caseload.models import EndReason, Shield, ShieldMember
from caseload.putting_aside import put_needs_aside
from dashboards.needs import Kind
from messaging import actions as outbox
from messaging.models import Message, Side, State
from research.models import DataSet, Sample, SampleMember, Study, StudyConsent

if TYPE_CHECKING:
    from probation_portal.tests.access.world import World


def accounts_of_clients(world: "World") -> None:
    """A second client of the same worker and a shielded one have accounts too."""
    for name, case in (("client", "own"), ("other_client", "waiting"), ("shielded_client", "shielded")):
        client = world.cases[case].client
        client.account = world.people[name] = UserFactory(
            email=world.canaries.email(case, "account_email"),
            first_name=world.canaries.word(case, "account_name"),
            role=Role.CLIENT,
            organisation=world.teams["own"].organisation,
        )
        client.save()


def asides(world: "World") -> None:
    """Of those that began long ago the one that stands; of the others one whose cause is gone."""
    until = clock.today() + dt.timedelta(weeks=1)
    for name, case in world.cases.items():
        [aside] = put_needs_aside(
            pair=case.pair,
            causes=[f"{Kind.APART}:{case.pair.starts_on}"],
            reason=world.canaries.word(name, "need_reason"),
            until=until,
            by=world.people["saar"],
        )
        case.aside = aside.pk


def shields(world: "World") -> None:
    """`shielded` by a supervisor who does not ask anything here; on the list of `named` those who do."""
    people, saar = world.people, world.people["saar"]
    for name in ("shielded", "named", "hidden_before", "same_team"):
        case = world.cases[name]
        placed = shielding.shield(pair=case.pair, reason=world.canaries.word(name, "shield_reason"), by=saar)
        if name == "same_team":
            shielding.lift_shield(pair=case.pair, by=saar)
        if name == "shielded":
            _name(world, name, people["hans"])
            # Who was on the list: taken off, and until yesterday.
            _name(world, name, people["supervisor"], removed_at=clock.now(), removed_by=saar)
            _name(world, name, people["coordinator"], until=clock.today())
            _name(world, name, people["worker"], until=clock.today())
        if name == "named":
            for user in (people["worker"], people["supervisor"], people["coordinator"]):
                _name(world, name, user)
        assert isinstance(placed, Shield)
    # Of a team whose invitations are yet to begin.
    shielding.shield(
        pair=world.cases["quiet_hidden"].pair, reason=world.canaries.word("quiet_hidden", "shield_reason"), by=saar
    )
    before = world.cases["hidden_before"].pair
    caseload_actions.end_supervision(pair=before, on=clock.today(), reason=EndReason.COMPLETED, by=None)


def _name(world: "World", case: str, user: User, **fields: object) -> None:
    member = ShieldMember.objects.create(
        shield=Shield.objects.get(client=world.cases[case].client),
        user=user,
        reason=world.canaries.word(case, "member_reason"),
        added_at=clock.now(),
        added_by=world.people["saar"],
        **fields,
    )
    world.cases[case].member = member.pk


def answers(world: "World") -> None:
    """Of the case `withdrew`: a yes taken back, answers that no longer stand, scores shown after the window closed.

    Of `waiting`: a yes given before both sides are in.
    """
    now, case = clock.now(), world.cases["withdrew"]
    stands = Response.objects.get(measurement=case.measurement, rater=Rater.CLIENT)
    ItemConsent.objects.create(response=stands, given_at=now, withdrawn_at=now)
    # On paper, brought in by the worker: typing it in is no yes to keeping it.
    Response.objects.filter(pk=stands.pk).update(way=Way.PAPER, submitted_by=case.pair.worker, filled_on=clock.today())
    old = _copy(stands, standing=False)
    ItemConsent.objects.create(response=old, given_at=now)
    early = Response.objects.get(measurement=world.cases["waiting"].measurement, rater=Rater.CLIENT)
    ItemConsent.objects.create(response=early, given_at=now)
    world.answers["other_client"] = early.pk
    # The worker's side of a moment without the client's, which she chose to show.
    later = Measurement.objects.get(pair=case.pair, kind=MomentKind.REGULAR)
    own = Response.objects.get(measurement=case.measurement, rater=Rater.WORKER)
    _copy(own, measurement=later, shared_at=now)
    # Somebody else once answered for the worker of `own`: not hers to read.
    _copy(
        Response.objects.get(measurement=world.cases["own"].measurement, rater=Rater.WORKER),
        standing=False,
        submitted_by=world.people["yusuf"],
    )


def topics(world: "World") -> None:
    """What a side wants to talk about: of a moment that both answered, and of one that only one did."""
    for name, rater in (
        ("own", Rater.CLIENT),
        ("own", Rater.WORKER),
        ("same_team", Rater.CLIENT),
        ("waiting", Rater.CLIENT),
    ):
        said = Response.objects.filter(measurement=world.cases[name].measurement, rater=rater, standing=True)
        said.update(topic=world.canaries.word(name, f"{rater}_topic"))


def _copy(response: Response, **changes: object) -> Response:
    scores = list(response.scores.all())
    fields = {f.attname: getattr(response, f.attname) for f in Response._meta.concrete_fields if f.name != "id"}
    made = Response(**fields)
    for name, value in changes.items():
        setattr(made, name, value)
    made.save()
    for score in scores:
        ScaleScore.objects.create(response=made, scale=score.scale, score=score.score, answered=score.answered)
    return made


def paper(world: "World") -> None:
    """A colleague brought a client's paper in; the worker's own side is in too, so that it can be looked at again."""
    case = world.cases["paper"]
    Response.objects.filter(measurement=case.measurement, rater=Rater.CLIENT).update(
        way="paper", submitted_by=world.people["yusuf"], filled_on=clock.today()
    )


def across_organisations(world: "World") -> None:
    """What should never be in the tables, and would open another organisation if only one rule stood."""
    world.teams["other_org"].supervisors.add(world.people["supervisor"])


def consents(world: "World") -> None:
    """Everybody's yes to the study; each is their own business."""
    study = Study.objects.get(pk=world.studies["own"])
    for fields in (
        *({"client": world.cases[name].client} for name in ("own", "waiting", "same_team")),
        {"worker": world.people["worker"]},
        {"worker": world.people["yusuf"]},
    ):
        StudyConsent.objects.create(study=study, given_at=clock.now(), **fields)


def of_studies(world: "World") -> None:
    """Files and samples; of the study of somebody who is no researcher any more too. Letters left for one sample."""
    now = clock.now()
    for name, study in world.studies.items():
        made = DataSet.objects.create(study_id=study, made_at=now, persons=5, responses=10, manifest="0" * 64)
        wish = {"scale": "trust", "rater": "client", "per_pattern": 2, "reserve": 1, "seed": 1}
        sample = Sample.objects.create(
            study_id=study, drawn_at=now, drawn_by=world.people["researcher"], letters_at=now, **wish
        )
        world.data_sets[name], world.samples[name] = made.pk, sample.pk
    asked = Sample.objects.get(pk=world.samples["own"])
    unasked = Sample.objects.create(study=asked.study, drawn_at=now, drawn_by=world.people["researcher"], **wish)
    for number, (sample, case, is_reserve) in enumerate(
        [
            *((asked, "own", False), (asked, "same_team", False), (asked, "waiting", True)),
            # Of one that was drawn and took the yes back, and of a sample of which no letter left.
            *((asked, "withdrew", False), (unasked, "waiting", False)),
        ],
        1,
    ):
        pair = world.cases[case].pair
        SampleMember.objects.create(sample=sample, pair=pair, pattern="stable", number=number, is_reserve=is_reserve)


def ways_in(world: "World") -> None:
    """Links whose PIN was frozen, and spent by a try that nobody judged; of another client, and of a moment that is
    over."""
    world.links["over"] = alliance_actions.new_link(measurement=world.cases["own"].measurement)
    world.pins["over"] = world.pins["own"]
    for name, case, kind in (
        ("frozen", "quiet", MomentKind.INTAKE),
        ("spent", "same_team", MomentKind.REGULAR),
        ("strangers", "named", MomentKind.INTAKE),
    ):
        pair = world.cases[case].pair
        world.pins[name] = alliance_actions.give_pin(pair=pair, handed_over_by="phone", by=pair.worker)
        world.links[name] = alliance_actions.new_link(measurement=Measurement.objects.get(pair=pair, kind=kind))
    ClientPin.objects.filter(client=world.cases["quiet"].client).update(frozen_at=clock.now())
    ClientPin.objects.filter(client=world.cases["same_team"].client).update(wrong_tries=MAX_WRONG_TRIES)
    # The stranger's link is tried with one's own PIN.
    world.pins["strangers"] = world.pins["own"]


def unsure_messages(world: "World") -> None:
    """To the client, broken off while sent; `held` is about a moment that the worker has not answered yet."""
    of_moment = world.measurements["own"]
    for name, kind, subject_id in (
        *((name, PIN_RENEWED, world.cases[name].client.pk) for name in ("own", "same_team", "other_org")),
        ("held", due.REMINDER, of_moment.pk),
    ):
        pair = of_moment.pair if name == "held" else world.cases[name].pair
        row = outbox.message(kind=kind, subject_id=subject_id, side=Side.CLIENT, pair=pair, moment="unsure")
        _unsure(world, name, row)
    # Of nobody's case; to whose account went off.
    away = world.people["deactivated"]
    row = outbox.message(kind=PIN_RENEWED, subject_id=away.pk, side=Side.WORKER, user=away, moment="unsure")
    _unsure(world, "deactivated", row)


def _unsure(world: "World", name: str, row: Message) -> None:
    row.state, row.reason = State.UNSURE, "broken off"
    row.save()
    world.unsure[name] = row.pk
