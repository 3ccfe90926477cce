"""What the invented workers think of contact at a distance, and the trainings they did. By the portal's own actions."""

import datetime as dt
from random import Random

from accounts.models import Organisation, Role, User
from audit import clock
from remote_contact.actions.survey import open_wave, take_part
from remote_contact.actions.trainings import add_training, record_training
from remote_contact.models import Audience
from remote_contact.survey import POINTS, statements_for

_TAKES_PART, _TRAINED = 0.8, 0.6
_TRAININGS = (("Gesprekken voeren met beeldbellen", 12), ("Techniek van beeldbellen", None))


def ask_and_train(rng: Random) -> None:
    """A round that closed a month ago, one that is open now for workers and for clients, and the organisation's list of
    trainings. Whoever has no administrator asks nothing."""
    for organisation in Organisation.objects.filter(is_demo=True).order_by("name"):
        admin = User.objects.filter(organisation=organisation, role=Role.ADMINISTRATOR).first()
        if admin is None:
            continue
        workers = list(User.objects.filter(organisation=organisation, role=Role.WORKER).order_by("email"))
        _waves(rng, admin, workers)
        _trainings(rng, admin, workers)


def _waves(rng: Random, admin: User, workers: list[User]) -> None:
    today = clock.today()
    with clock.at(clock.now() - dt.timedelta(days=70)):
        closed = open_wave(
            audience=Audience.WORKER,
            name="Voorjaar" if clock.today().month < 7 else "Najaar",
            opens_on=clock.today(),
            closes_on=today - dt.timedelta(days=40),
            by=admin,
        )
        for worker in workers:
            if rng.random() < _TAKES_PART:
                asked = statements_for(Audience.WORKER)
                take_part(wave=closed, answers={one.key: rng.choice(POINTS) for one in asked}, by=worker)
    for audience in Audience:
        closes = today + dt.timedelta(days=21)
        open_wave(audience=audience, name="Nu", opens_on=today, closes_on=closes, by=admin)


def _trainings(rng: Random, admin: User, workers: list[User]) -> None:
    for name, months in _TRAININGS:
        training = add_training(name=name, refresh_months=months, by=admin)
        for worker in workers:
            if rng.random() < _TRAINED:
                day = clock.today() - dt.timedelta(days=rng.randrange(20, 500))
                record_training(training=training, on=day, by=worker)
