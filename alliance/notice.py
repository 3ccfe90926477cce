""" "Wie ziet wat ik invul?": what each side reads before the first question.

The lines follow the access rules of the measurement: whoever changes `visible_to` in the models mends them here and
gives them a new VERSION, which is kept with every draft and response. No secrecy from a court is promised.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Role

VERSION = "2026-11-b"


@dataclass(frozen=True, slots=True)
class Line:
    """One group of people and what they see; `roles` are the portal's roles that the line speaks of."""

    who: str
    sees: str
    roles: tuple[Role, ...] = ()


def for_client(worker: str) -> list[Line]:
    """What the client reads, in plain words; `worker` is their worker's first name."""
    name = {"worker": worker}
    return [
        Line(
            _("Jij"),
            _("Jij ziet je eigen antwoorden, en later ook de uitkomst. Daarvoor kun je een eigen account krijgen."),
            (Role.CLIENT,),
        ),
        Line(
            worker,
            _(
                "%(worker)s vult ook vragen in. Jullie zien niets van elkaar, tot jullie allebei klaar zijn. "
                "Daarna zien jullie allebei de uitkomst van jullie twee. "
                "Je losse antwoorden ziet %(worker)s alleen als jij dat goedvindt."
            )
            % name,
            (Role.WORKER,),
        ),
        Line(
            _("Als %(worker)s niets invult") % name,
            _("Dan blijft jouw uitkomst dicht. Jij mag dan zelf kiezen of je die deelt."),
        ),
        Line(
            _("Als je op papier invult"),
            _("Dan leest wie het invoert je antwoorden. Dat is %(worker)s, als die zelf al klaar is, of een collega.")
            % name,
        ),
        Line(
            _("De leidinggevende van %(worker)s") % name,
            _(
                "Die ziet of het is ingevuld en wanneer. Niet wat je antwoordt. "
                "Is %(worker)s er lang niet? Dan ziet de vervanger wat %(worker)s mag zien."
            )
            % name,
            (Role.SUPERVISOR,),
        ),
        *_everyone_else(),
    ]


def _everyone_else() -> list[Line]:
    return [
        Line(
            _("Vrijwilligers en beheerders"),
            _("Die zien er niets van."),
            (Role.VOLUNTEER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER),
        ),
        Line(
            _("Cijfers over een hele groep"),
            _("Daarin telt jouw uitkomst mee. Er staat niet in wie wat vond."),
        ),
        Line(
            _("Onderzoekers"),
            _("Die krijgen alleen cijfers met een code, zonder je naam."),
            (Role.RESEARCHER,),
        ),
        Line(
            _("Een rechter of officier van justitie"),
            _("Die kan gegevens opvragen. We kunnen niet beloven dat je antwoorden dan geheim blijven."),
        ),
    ]


def for_worker(client: str) -> list[Line]:
    """What the worker reads; `client` is their client's first name."""
    name = {"client": client}
    return [
        Line(
            client,
            _("Jullie zien niets van elkaar tot jullie allebei klaar zijn. Daarna zien jullie elkaars schaalscores.")
            % name,
            (Role.CLIENT,),
        ),
        Line(
            _("Jij"),
            _("Je ziet je eigen antwoorden. Losse antwoorden van %(client)s alleen met toestemming.") % name,
            (Role.WORKER,),
        ),
        Line(
            _("Je unitmanager"),
            _("Ziet de stand en de data, geen scores of antwoorden. Wie jou vervangt, ziet wat jij ziet."),
            (Role.SUPERVISOR,),
        ),
        Line(
            _("Vrijwilligers, coördinatoren en beheerders"),
            _("Zien er niets van."),
            (Role.VOLUNTEER, Role.COORDINATOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER),
        ),
        Line(_("Onderzoekers"), _("Krijgen alleen sets zonder namen."), (Role.RESEARCHER,)),
        Line(
            _("Rechter of officier van justitie"),
            _("Kan gegevens opvragen. Geheimhouding is dan niet te beloven."),
        ),
    ]
