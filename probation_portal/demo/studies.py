"""One invented study for each organisation, and who said yes to it. Through the portal's own action."""

import datetime as dt
from random import Random

from accounts.models import Organisation, Role, User
from audit import clock
from caseload.models import Client
from research.actions import choose_study, make_study

NAME = "Wat helpt in het contact?"
PURPOSE = (
    "We willen weten welke manier van contact helpt om samen verder te komen. We gebruiken de uitkomst van metingen "
    "en de soorten contact, met een code in plaats van je naam. Een jaar na het einde wissen we alles."
)
_CLIENTS, _WORKERS = 0.65, 0.8


def open_studies(rng: Random) -> None:
    """Begun two months ago. Whoever said yes did so on their own; a few took it back."""
    for organisation in Organisation.objects.filter(is_demo=True).order_by("name"):
        owner = User.objects.filter(organisation=organisation, role=Role.RESEARCHER).first()
        # An organisation without a researcher of its own has its study kept by a supervisor.
        owner = owner or User.objects.filter(organisation=organisation, role=Role.SUPERVISOR).first()
        if owner is None:
            continue
        begin = clock.now() - dt.timedelta(days=60)
        with clock.at(begin):
            study = make_study(
                organisation=organisation,
                name=NAME,
                purpose=PURPOSE,
                ends_on=clock.today() + dt.timedelta(days=365),
                owner=owner,
                by=owner,
            )
        with clock.at(begin + dt.timedelta(days=14)):
            workers = User.objects.filter(organisation=organisation, role=Role.WORKER).order_by("email")
            clients = Client.objects.filter(organisation=organisation, account__isnull=True).order_by("number")
            taking = [person for person in workers if rng.random() < _WORKERS]
            taking_clients = [person for person in clients if rng.random() < _CLIENTS]
            everyone: list[Client | User] = [*taking, *taking_clients]
            for person in everyone:
                choose_study(study=study, person=person, taking_part=True, by=None)
        with clock.at(begin + dt.timedelta(days=40)):
            for person in taking[:1]:
                choose_study(study=study, person=person, taking_part=False, by=None)
