"""The front door: each role has a home page of its own, behind one address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts.models import Role
from accounts.permissions import signed_in
from accounts.views.people import people
from dashboards.views import team as team_views
from probation_portal.views import access_log, client_home, researcher_home, worker_home
from volunteers.views.coordinator import coordinator_home
from volunteers.views.matches import volunteer_home

HOMES: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    Role.WORKER: worker_home.worker_home,
    Role.SUPERVISOR: team_views.teams,
    Role.CLIENT: client_home.client_home,
    Role.VOLUNTEER: volunteer_home,
    Role.COORDINATOR: coordinator_home,
    Role.RESEARCHER: researcher_home.researcher_home,
    Role.PRIVACY_OFFICER: access_log.access_log,
    Role.ADMINISTRATOR: people,
}


def home(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    return HOMES[user.role](request)
