import pytest

from accounts.models import Organisation, User
from caseload.models import Pair
from volunteers.models import Match, Project, Volunteer
from volunteers.tests.factories import VolunteerFactory
from volunteers.tests.request_factories import make_project
from volunteers.tests.together import matched


@pytest.fixture
def volunteer(vera: User) -> Volunteer:
    return VolunteerFactory(account=vera)


@pytest.fixture
def project(noord: Organisation) -> Project:
    return make_project(noord)


@pytest.fixture
def match(vera: User, pair: Pair, cas: User) -> Match:
    """The three have met, and the client signs in too."""
    return matched(vera, pair)
