"""What the frame of every page shows: who is signed in, where they can go, and that the demo is a demo."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import formats
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from accounts import sessions
from accounts.models import Role, User
from accounts.second_factor import must_set_up
from alliance import answering
from audit import clock
from probation_portal.health import scheduler_is_silent


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = isinstance(user, User)
    moved = clock.moved_days()
    return {
        "product_name": _("Reclasseringsportaal"),
        "demo": settings.DEMO_MODE,
        "demo_clock": formats.date_format(clock.today(), "j F Y") if moved else "",
        "leave_url": settings.LEAVE_URL,
        "nav": navigation(user, request.path) if isinstance(user, User) and not must_set_up(user) else [],
        "stay": _stay(request) if signed_in else None,
        "silent": signed_in and user.role == Role.ADMINISTRATOR and scheduler_is_silent(),  # type: ignore[union-attr]
        # Asked of the database only by a page on which a client or volunteer writes something.
        "duty_phone": SimpleLazyObject(lambda: _duty_phone(request)),
        # Whoever is no colleague reads, wherever they write something, that nobody reads it at once.
        "no_alarm": isinstance(user, User) and user.role in (Role.CLIENT, Role.VOLUNTEER),
        "me": _me(user) if isinstance(user, User) and signed_in else "",
    }


def _duty_phone(request: HttpRequest) -> str:
    """The number of whoever's page this is: signed in, or let in by a link or on the tablet."""
    user = getattr(request, "user", None)
    if isinstance(user, User):
        return user.organisation.duty_phone
    organisation = answering.organisation(request)
    return organisation.duty_phone if organisation else ""


def _stay(request: HttpRequest) -> dict[str, Any]:
    """For the page that asks in time whether someone is still there, and ends the sign-in when nobody is."""
    sign_in = reverse("account_login")
    return {
        "seconds": sessions.page_seconds(request),
        "minutes": sessions.idle_seconds(request.user) // 60,  # type: ignore[arg-type]
        "url": reverse("accounts:stay"),
        "ended_url": f"{sign_in}?{urlencode({'next': request.path})}" if request.method == "GET" else sign_in,
    }


def _me(user: User) -> str:
    where = user.team or user.organisation
    return f"{user.full_name} · {where}" if user.role != Role.CLIENT else user.full_name


def navigation(user: User, path: str) -> list[dict[str, Any]]:
    """The main menu of a role; most roles have one page of their own and need no more."""
    entries = {
        Role.WORKER: [
            (_("Vandaag"), reverse("portal:home")),
            (_("Mijn beeld"), reverse("dashboards:mine")),
            (_("Mijn uren"), reverse("remote_contact:own_hours")),
        ],
        Role.SUPERVISOR: [
            (_("Team"), reverse("portal:home")),
            (_("Organisatie"), reverse("dashboards:organisation")),
            (_("Vervanging"), reverse("portal:covers")),
            (_("Ervaringen"), reverse("remote_contact:survey_results")),
        ],
        Role.COORDINATOR: [
            (_("Vandaag"), reverse("portal:home")),
            (_("Aanvragen"), reverse("volunteers:requests")),
            (_("Vrijwilligers"), reverse("volunteers:people")),
            (_("Koppelingen"), reverse("volunteers:all_matches")),
            (_("Projecten"), reverse("volunteers:projects")),
            (_("Cijfers"), reverse("volunteers:year")),
        ],
        Role.VOLUNTEER: [(_("Mijn mensen"), reverse("portal:home"))],
        Role.CLIENT: [(_("Mijn overzicht"), reverse("portal:home"))],
        Role.PRIVACY_OFFICER: [(_("Inzagelog"), reverse("portal:home"))],
        Role.RESEARCHER: [
            (_("Onderzoek"), reverse("portal:home")),
            (_("Ervaringen"), reverse("remote_contact:survey_results")),
        ],
        Role.ADMINISTRATOR: [
            (_("Accounts"), reverse("portal:home")),
            (_("Dienst"), reverse("accounts:duty")),
            (_("Vragenlijsten"), reverse("alliance:instruments")),
            (_("Normen"), reverse("alliance:norms")),
            (_("Herinneringen"), reverse("alliance:schedules")),
            (_("Contact"), reverse("remote_contact:lists")),
            (_("Berichten"), reverse("messaging:texts")),
            (_("Verzending"), reverse("portal:operations")),
        ],
    }[Role(user.role)]
    # One room lies within another's address: the nearest is where one is.
    here = max((url for _label, url in entries if _is_current(user, path, url)), key=len, default="")
    return [{"label": label, "url": url, "current": url == here} for label, url in entries]


def _is_current(user: User, path: str, url: str) -> bool:
    if url != "/":
        return path.startswith(url)
    # A supervisor's front door leads on to the team's own address.
    return path == "/" or (user.role == Role.SUPERVISOR and path.startswith("/team/"))
