"""The gate of a match: fetch it within the person's scope, note the read. What hangs on it comes through here too."""

import uuid
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import Role
from accounts.permissions import signed_in
from caseload.access import record_read, record_read_of
from caseload.models import Pair
from volunteers.models import Match, Signal

# Besides these three there is no side to a match: what they share is theirs.
SIDES = (Role.CLIENT, Role.WORKER, Role.VOLUNTEER)


def open_match(request: HttpRequest, match_id: uuid.UUID, *, what: str = "match page") -> Match:
    """Of the person's own matches, and only while they may see it (`Match.visible_to`)."""
    user = signed_in(request)
    match = Match.objects.visible_to(user).with_people().filter(pk=match_id).first()
    if match is None:
        raise Http404
    record_read(user, [match.supervision.client_id], what=what, object_id=match.pk)
    return match


def of_match(request: HttpRequest, rows: "QuerySet[Any]", pk: uuid.UUID, *, what: str = "match page") -> Any:
    """A row of a match with its match; `rows` are those that this person may see."""
    row = get_object_or_404(rows.select_related("match__volunteer", "match__supervision__client"), pk=pk)
    user = signed_in(request)
    record_read(user, [row.match.supervision.client_id], what=what, object_id=row.match_id)
    return row


def open_signal(request: HttpRequest, signal_id: uuid.UUID) -> tuple[Signal, Pair | None]:
    """With the pair of today. Of a match or of who has duty; who reads it as a stand-in is recorded as that."""
    user = signed_in(request)
    rows = Signal.objects.visible_to(user).select_related("match__volunteer", "match__supervision__client")
    signal = get_object_or_404(rows, pk=signal_id)
    pair = Pair.objects.present_of(signal.match.supervision_id)
    if pair is None or pair.team.on_duty_id == user.pk:
        record_read(user, [signal.match.supervision.client_id], what="signal", object_id=signal.match_id)
    else:
        record_read_of(user, pair, what="signal", object_id=signal.match_id)
    return signal, pair
