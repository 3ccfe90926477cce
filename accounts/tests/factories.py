"""Organisations, teams and people for tests."""

import factory

from accounts.models import Organisation, Role, Team, User

PASSWORD = "een goed wachtwoord"  # noqa: S105 (for tests only)


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisatie {n}")


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team

    organisation = factory.SubFactory(OrganisationFactory)
    name = factory.Sequence(lambda n: f"Team {n}")


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persoon{n}@example.org")
    first_name = factory.Sequence(lambda n: f"Voornaam{n}")
    last_name = "de Wit"
    role = Role.WORKER
    team = None
    organisation = factory.LazyAttribute(lambda o: o.team.organisation if o.team else OrganisationFactory())
    password = factory.django.Password(PASSWORD)
