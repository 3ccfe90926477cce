"""Who works in the demonstration: organisations, teams, and the people who sign in. All invented. Pure."""

from dataclasses import dataclass

from accounts.models import Role

PASSWORD = "alliantie-demo"  # noqa: S105 (of invented people, printed at every start)

TEAMS = {
    "Noord": ("Noord-1", "Noord-2", "Noord-3"),
    "Midden": ("Midden-1", "Midden-2"),
    "Zuid": ("Zuid-1", "Zuid-2", "Zuid-3"),
}
WORKERS_PER_TEAM = 4


@dataclass(frozen=True)
class Person:
    """Someone who signs in. `team` is a worker's own; `leads` are a supervisor's."""

    name: str
    first_name: str
    last_name: str
    role: Role
    organisation: str
    team: str = ""
    leads: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        return f"{self.name}@example.org"


PEOPLE = (
    Person("anna", "Anna", "de Wit", Role.WORKER, "Noord", team="Noord-1"),
    Person("bram", "Bram", "Hoekstra", Role.SUPERVISOR, "Noord", leads=("Noord-1",)),
    Person("chris", "Chris", "Pinas", Role.WORKER, "Noord", team="Noord-2"),
    Person("dewi", "Dewi", "Wijaya", Role.COORDINATOR, "Noord"),
    Person("vera", "Vera", "Postma", Role.VOLUNTEER, "Noord"),
    Person("cas", "Cas", "Verhoeven", Role.CLIENT, "Noord"),
    Person("evi", "Evi", "Roelofs", Role.RESEARCHER, "Noord"),
    Person("pim", "Pim", "van Eck", Role.PRIVACY_OFFICER, "Noord"),
    Person("olaf", "Olaf", "Kramer", Role.WORKER, "Midden", team="Midden-1"),
    Person("admin", "Adem", "Kaya", Role.ADMINISTRATOR, "Noord"),
    Person("salima", "Salima", "Tahiri", Role.SUPERVISOR, "Noord", leads=("Noord-2", "Noord-3")),
    Person("mirthe", "Mirthe", "van Loon", Role.SUPERVISOR, "Midden", leads=("Midden-1", "Midden-2")),
    Person("zeger", "Zeger", "Martina", Role.SUPERVISOR, "Zuid", leads=("Zuid-1", "Zuid-2", "Zuid-3")),
)
