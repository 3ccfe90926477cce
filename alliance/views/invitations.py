"""Switching a team's invitations on, after a preview of who gets what."""

import uuid
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Team
from accounts.permissions import Permission, requires, signed_in
from alliance.actions import start_invitations
from alliance.actions.planning import invitations_waiting
from alliance.models import ClientPin, Measurement
from audit import clock
from caseload.access import record_read
from messaging.models import Channel
from messaging.reach import has_address


@dataclass(frozen=True)
class PreviewRow:
    """What one measurement would send: always to the worker, to the client when they can be reached."""

    client: str
    number: str
    moment: str
    worker: str
    client_gets: str
    reaches_client: bool


@require_http_methods(["GET", "POST"])
@requires(Permission.START_INVITATIONS)
def invitations(request: HttpRequest, team_id: uuid.UUID) -> HttpResponse:
    user = signed_in(request)
    team = get_object_or_404(Team.objects.visible_to(user), pk=team_id)
    if request.method == "POST":
        sent = start_invitations(team=team, by=user)
        words = ngettext(
            "De uitnodigingen staan aan. %(sent)s bericht gaat zo de deur uit.",
            "De uitnodigingen staan aan. %(sent)s berichten gaan zo de deur uit.",
            sent,
        )
        messages.success(request, words % {"sent": sent})
        return redirect("dashboards:team", team.pk)
    # A shielded client is invited like all others, and stands in nobody's list.
    waiting = [] if team.invitations_since else list(invitations_waiting(team, today=clock.today()).visible_to(user))
    record_read(user, [m.pair.supervision.client_id for m in waiting], what="invitations preview")
    context = {"team": team, "rows": _rows(waiting)}
    return render(request, "alliance/invitations.html", context)


def _rows(waiting: list[Measurement]) -> list[PreviewRow]:
    clients = [m.pair.supervision.client_id for m in waiting]
    with_pin = set(ClientPin.objects.filter(client__in=clients).values_list("client_id", flat=True))
    return [_row(m, has_pin=m.pair.supervision.client_id in with_pin) for m in waiting]


def _row(measurement: Measurement, *, has_pin: bool) -> PreviewRow:
    client = measurement.pair.supervision.client
    reaches = has_address(client, Channel) and has_pin
    if not has_address(client, Channel):
        gets = _("Niets: geen adres bekend")
    elif not has_pin:
        gets = _("Nog niets: geen pincode gegeven")
    else:
        gets = _("Persoonlijke link")
    return PreviewRow(
        client=client.full_name,
        number=client.number,
        moment=measurement.label,
        worker=measurement.pair.worker.full_name,
        client_gets=gets,
        reaches_client=reaches,
    )
