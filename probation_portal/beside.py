"""What waits on a worker about the volunteers beside their pairs: something noticed, a tuning late or unconfirmed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from caseload import days
from probation_portal.todo import Todo
from probation_portal.worker_list import Row
from volunteers.models import Signal, Tuning


def waits(user: User, rows: Iterable[Row], *, today: dt.date) -> list[Todo]:
    """In two queries; of a signal on duty the client may be a colleague's, so it is named by the first name alone."""
    by_supervision = {row.supervision_id: row for row in rows}
    return [*_signals(user, by_supervision, today), *_tunings(user, by_supervision, today)]


def _signals(user: User, rows: Mapping[UUID, Row], today: dt.date) -> Iterator[Todo]:
    open_ones = Signal.objects.visible_to(user).filter(handled_at__isnull=True)
    for signal in open_ones.select_related("match__supervision__client", "match__volunteer"):
        row = rows.get(signal.match.supervision_id)
        client, url = signal.match.supervision.client, reverse("volunteers:signal", args=[signal.pk])
        since = timezone.localdate(signal.at)
        yield Todo(
            client_id=client.pk,
            name=row.name if row else client.first_name,
            pair_url=reverse("portal:pair", args=[row.pair_id]) if row else url,
            why=_("Vrijwilliger %(name)s merkte iets op, dringend") % {"name": signal.match.volunteer.first_name},
            action=_("Lezen"),
            url=url,
            tag=_("sinds %(day)s") % {"day": days.near(since, today)},
            kind="late",
            since=since,
            urgent=True,
        )


def _tunings(user: User, rows: Mapping[UUID, Row], today: dt.date) -> Iterator[Todo]:
    late = Q(held_on__isnull=True, due_on__lt=today, match__met_on__isnull=False)
    unconfirmed = Q(held_on__isnull=False, worker_confirmed_at__isnull=True)
    running = Tuning.objects.visible_to(user).filter(match__ends_on__isnull=True).filter(late | unconfirmed)
    for tuning in running.select_related("match__volunteer"):
        if (row := rows.get(tuning.match.supervision_id)) is None:
            continue
        name, since = {"name": tuning.match.volunteer.first_name}, tuning.held_on or tuning.due_on
        is_late = tuning.held_on is None
        why = _("Afstemmen met vrijwilliger %(name)s") if is_late else _("Afstemming met %(name)s: klopt het?")
        yield Todo(
            client_id=row.client_id,
            name=row.name,
            pair_url=reverse("portal:pair", args=[row.pair_id]),
            why=why % name,
            action=_("Afstemmen") if is_late else _("Bevestigen"),
            url=reverse("volunteers:match_page", args=[tuning.match_id]) + "#afstemmen",
            tag=_("sinds %(day)s") % {"day": days.near(since, today)},
            kind="late" if is_late else "open",
            since=since,
        )
