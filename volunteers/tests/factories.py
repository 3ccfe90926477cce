"""Volunteers for tests; their matches go through the real action."""

import datetime as dt

import factory

from accounts.models import Role
from accounts.tests.factories import UserFactory
from audit import clock
from caseload.models import Pair
from volunteers import actions
from volunteers.models import Match, Project, Volunteer


class VolunteerFactory(factory.django.DjangoModelFactory[Volunteer]):
    """A volunteer with an account; pass `account=` for one that exists already."""

    class Meta:
        model = Volunteer

    account = factory.SubFactory(UserFactory, role=Role.VOLUNTEER)
    organisation = factory.SelfAttribute("account.organisation")
    first_name = factory.SelfAttribute("account.first_name")
    last_name = "Smit"
    email = factory.SelfAttribute("account.email")


class ProjectFactory(factory.django.DjangoModelFactory[Project]):
    """A project with the rules of the model; pass `organisation=`."""

    class Meta:
        model = Project

    name = factory.Sequence(lambda n: f"Project {n}")
    form = "buddy"


def start_match(volunteer: Volunteer, pair: Pair, *, starts_on: dt.date | None = None, task: str = "Sporten") -> Match:
    return actions.start_match(
        volunteer=volunteer, supervision=pair.supervision, task=task, starts_on=starts_on or clock.today(), by=None
    )
