"""The personas of the house plan, and what every test lives by: a still password hasher, no network but loopback."""

import datetime as dt
import socket
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.db import connection
from django.test import Client as Browser

from accounts.models import Organisation, Role, Team, User
from accounts.tests.factories import OrganisationFactory, TeamFactory, UserFactory
from alliance.models import Measurement
from alliance.tests.factories import open_measurement
from audit import append_only, clock
from caseload.models import Client, Pair
from caseload.tests.factories import start_pair
from probation_portal.tests.stack import chrome, complaints, open_page, stack

# One browser for the whole run: a second one beside it cannot be started.
__all__ = ["chrome", "complaints", "open_page", "stack"]

# On a busy machine an example that is drawn or runs slowly is no fault of what it tests.
hypothesis.settings.register_profile("portal", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("portal")

TODAY = dt.date(2026, 11, 23)
NOON = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where processes share the tests out, files with slow ones go first: the last to be begun should be short."""
    if hasattr(config, "workerinput"):
        slow = {item.path for item in items if item.get_closest_marker("slow")}
        items.sort(key=lambda item: item.path not in slow)


@pytest.fixture(autouse=True)
def _test_settings(settings: Any) -> None:
    """Argon2 takes 100 ms on purpose; one test of its own proves that it is on. Hashed static files need a build."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture(autouse=True)
def _still_clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """Every test lives on Monday 23 November 2026, noon, unless it says otherwise; the browser tests in real time."""
    if request.node.get_closest_marker("browser"):
        yield
        return
    with clock.at(NOON):
        yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_after_real_transactions() -> Iterator[None]:
    """Django empties the database after a test without a transaction around it; the record does not let itself."""
    operations = type(connection.ops)
    flush = operations.execute_sql_flush

    def flush_all(self: Any, statements: list[str]) -> None:
        with append_only.lifted(self.connection):
            flush(self, statements)

    operations.execute_sql_flush = flush_all
    yield
    operations.execute_sql_flush = flush


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test reached for the network: {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture
def noord(db: None) -> Organisation:
    return OrganisationFactory(name="Noord")


@pytest.fixture
def midden(db: None) -> Organisation:
    return OrganisationFactory(name="Midden")


@pytest.fixture
def team(noord: Organisation, bram: User) -> Team:
    team = TeamFactory(organisation=noord, name="Noord-1", invitations_since=NOON - dt.timedelta(days=400))
    team.supervisors.add(bram)
    return team


@pytest.fixture
def other_team(noord: Organisation) -> Team:
    return TeamFactory(organisation=noord, name="Noord-2")


@pytest.fixture
def bram(noord: Organisation) -> User:
    """Supervisor of Anna's team."""
    return UserFactory(email="bram@example.org", first_name="Bram", role=Role.SUPERVISOR, organisation=noord)


@pytest.fixture
def anna(team: Team) -> User:
    """Worker; Cas's."""
    return UserFactory(email="anna@example.org", first_name="Anna", role=Role.WORKER, team=team)


@pytest.fixture
def colleague(team: Team) -> User:
    """Another worker of Anna's team."""
    return UserFactory(email="yusuf@example.org", first_name="Yusuf", role=Role.WORKER, team=team)


@pytest.fixture
def chris(other_team: Team) -> User:
    """Worker of another team of the same organisation."""
    return UserFactory(email="chris@example.org", first_name="Chris", role=Role.WORKER, team=other_team)


@pytest.fixture
def olaf(midden: Organisation) -> User:
    """Worker of another organisation."""
    team = TeamFactory(organisation=midden, name="Midden-1")
    return UserFactory(email="olaf@example.org", first_name="Olaf", role=Role.WORKER, team=team)


@pytest.fixture
def dewi(noord: Organisation) -> User:
    """Volunteer co-ordinator."""
    return UserFactory(email="dewi@example.org", first_name="Dewi", role=Role.COORDINATOR, organisation=noord)


@pytest.fixture
def vera(noord: Organisation) -> User:
    """Volunteer."""
    return UserFactory(email="vera@example.org", first_name="Vera", role=Role.VOLUNTEER, organisation=noord)


@pytest.fixture
def evi(noord: Organisation) -> User:
    """Researcher."""
    return UserFactory(email="evi@example.org", first_name="Evi", role=Role.RESEARCHER, organisation=noord)


@pytest.fixture
def pim(noord: Organisation) -> User:
    """Privacy officer."""
    return UserFactory(email="pim@example.org", first_name="Pim", role=Role.PRIVACY_OFFICER, organisation=noord)


@pytest.fixture
def admin(noord: Organisation) -> User:
    """Administrator of Noord."""
    return UserFactory(email="admin@example.org", first_name="Adem", role=Role.ADMINISTRATOR, organisation=noord)


@pytest.fixture
def pair(anna: User) -> Pair:
    """Cas with Anna, in their second week: the intake's window is open, its measurement is not planned yet."""
    return start_pair(
        worker=anna,
        starts_on=TODAY - dt.timedelta(days=10),
        first_name="Cas",
        last_name="Verhoeven",
        email="cas@example.org",
    )


@pytest.fixture
def cas(pair: Pair) -> User:
    """The client's own, optional sign-in."""
    client: Client = pair.supervision.client
    user = UserFactory(
        email="cas@example.org", first_name="Cas", role=Role.CLIENT, organisation=client.organisation, team=None
    )
    client.account = user
    client.save(update_fields=["account"])
    return user


@pytest.fixture
def browse() -> Callable[[User | None], Browser]:
    """A browser in which this person is signed in (None: nobody)."""

    def open_browser(user: User | None = None) -> Browser:
        browser = Browser()
        if user is not None:
            browser.force_login(user)
        return browser

    return open_browser


@pytest.fixture
def intake(pair: Pair) -> Measurement:
    """The open intake of Cas and Anna; nobody has answered."""
    return open_measurement(pair)
