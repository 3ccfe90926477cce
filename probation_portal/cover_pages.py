"""Cover on pages: what a supervisor arranged, and what a worker reads on their home of standing in and being away."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from audit import clock
from audit.models import Purpose
from caseload import days
from caseload.access import record_read
from caseload.covering import absentees, colleagues, pairs_under_cover
from caseload.forms import DayField
from caseload.models import Cover, CoverReason, Pair
from probation_portal.worker_list import sort_name
from remote_contact.models import Appointment

# What is over stays on the page so long, for whoever asks what was arranged.
SHOWN_AFTER, MOST_PAST = dt.timedelta(days=182), 20


class WorkerField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.full_name}, {obj.team}" if obj.team else obj.full_name


class CoverForm(forms.Form):
    """Whom one can choose and which days are possible, the action says again."""

    reason = forms.ChoiceField(label=gettext_lazy("Waarom"), choices=[("", gettext_lazy("Kies")), *CoverReason.choices])
    starts_on = DayField(label=gettext_lazy("Vanaf"), from_today=True)
    ends_on = DayField(
        label=gettext_lazy("Tot"),
        from_today=True,
        help_text=gettext_lazy("De dag waarop de collega stopt. Hoogstens zes weken later."),
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        away = absentees(by).select_related("team").order_by("last_name", "first_name", "pk")
        people = {
            "absent": WorkerField(queryset=away, label=_("Wie is er niet?"), empty_label=_("Kies")),
            "colleague": WorkerField(queryset=colleagues(by), label=_("Wie neemt waar?"), empty_label=_("Kies")),
        }
        self.fields = people | self.fields


@dataclass(frozen=True, slots=True)
class CoverRow:
    """`note`: what is not as it was arranged. `stop_url` is "" for what is over."""

    who: str
    why: str
    note: str
    stop_url: str


@dataclass(frozen=True, slots=True)
class Covers:
    standing: tuple[CoverRow, ...]
    coming: tuple[CoverRow, ...]
    past: tuple[CoverRow, ...]


def covers_of(user: User) -> Covers:
    """Of the workers in the teams that this supervisor leads."""
    today = clock.today()
    found = Cover.objects.of_teams_of(user).filter(ends_on__gt=today - SHOWN_AFTER)
    found = found.select_related("absent", "by", "arranged_by", "stopped_by")
    every = list(found.order_by("starts_on", "arranged_at", "pk"))
    past = [one for one in every if one.stopped_at or one.ends_on <= today]
    running = [one for one in every if one not in past]
    return Covers(
        standing=tuple(_row(one) for one in running if one.starts_on <= today),
        coming=tuple(_row(one) for one in running if one.starts_on > today),
        past=tuple(_row(one, is_over=True) for one in past[::-1][:MOST_PAST]),
    )


def _row(cover: Cover, *, is_over: bool = False) -> CoverRow:
    who = _("%(colleague)s voor %(absent)s") % {"colleague": cover.by.full_name, "absent": cover.absent.full_name}
    arranged = _("geregeld door %(name)s") % {"name": cover.arranged_by.full_name}
    why = f"{span(cover)} · {cover.get_reason_display()} · {arranged}"
    url = "" if is_over else reverse("portal:stop_cover", args=[cover.pk])
    return CoverRow(who, why, _note(cover, is_over), url)


def _note(cover: Cover, is_over: bool) -> str:
    if cover.stopped_at and cover.stopped_by:
        day = days.near(timezone.localdate(cover.stopped_at), clock.today())
        return _("Gestopt op %(day)s door %(who)s.") % {"day": day, "who": cover.stopped_by.full_name}
    colleague = cover.by
    works_here = colleague.is_active and colleague.role == Role.WORKER
    if is_over or (works_here and colleague.organisation_id == cover.absent.organisation_id):
        return ""
    return _("Geldt niet meer: %(name)s werkt hier niet meer als werker.") % {"name": cover.by.first_name}


def span(cover: Cover) -> str:
    """23 nov. tot 5 dec."""
    begin, end = (days.near(day, clock.today()) for day in (cover.starts_on, cover.ends_on))
    return _("%(begin)s tot %(end)s") % {"begin": begin, "end": end}


# ---------- a worker's home ----------


@dataclass(frozen=True, slots=True)
class CoveredPerson:
    url: str
    name: str
    number: str
    notes: tuple[str, ...]
    next_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CoverBlock:
    """Those of one absent worker, never among one's own."""

    id: uuid.UUID
    title: str
    people: tuple[CoveredPerson, ...]


@dataclass(frozen=True, slots=True)
class CoverHome:
    """`blocks`: where one stands in today; `lines`: what comes, and who stands in for oneself."""

    blocks: tuple[CoverBlock, ...]
    lines: tuple[str, ...]


def cover_home(user: User) -> CoverHome:
    """For a worker's home; whom it shows is noted as read under cover. One query while there is nothing."""
    today = clock.today()
    found = Cover.objects.coming_or_standing().filter(Q(by=user) | Q(absent=user))
    every = list(found.select_related("absent", "by").order_by("ends_on", "pk"))
    standing = {one.absent_id: one for one in every if one.by_id == user.pk and one.starts_on <= today}
    pairs = defaultdict(list)
    for pair in _with_next(user) if standing else []:
        pairs[pair.worker_id].append(pair)
    record_read(
        user,
        [pair.supervision.client_id for several in pairs.values() for pair in several],
        what="cover list",
        purpose=Purpose.COVER,
    )
    blocks = [
        CoverBlock(one.pk, _title(one, today), tuple(map(_person, pairs[one.absent_id]))) for one in standing.values()
    ]
    lines = [_line(one, user) for one in every if one.absent_id == user.pk or one.starts_on > today]
    return CoverHome(tuple(blocks), tuple(lines))


def _title(cover: Cover, today: dt.date) -> str:
    words = {"name": cover.absent.full_name, "day": days.near(cover.ends_on, today)}
    return _("Waarneming voor %(name)s, tot %(day)s") % words


def _line(cover: Cover, user: User) -> str:
    words = {"colleague": cover.by.full_name, "absent": cover.absent.full_name, "span": span(cover)}
    if cover.absent_id == user.pk:
        return _("%(colleague)s neemt van %(span)s voor jou waar.") % words
    return _("Je neemt van %(span)s waar voor %(absent)s.") % words


def _with_next(user: User) -> list[Any]:
    coming = Appointment.objects.planned().filter(pair__supervision=OuterRef("supervision"))
    coming = coming.filter(starts_at__gte=clock.now()).order_by("starts_at")
    pairs = pairs_under_cover(user).annotate(next_at=Subquery(coming.values("starts_at")[:1]))
    return sorted(pairs, key=lambda pair: sort_name(pair.client.last_name, pair.client.first_name))


def _person(pair: Pair) -> CoveredPerson:
    client = pair.client
    notes = tuple(filter(None, (client.reach_note, client.consider_note)))
    next_at = getattr(pair, "next_at", None)
    name = f"{client.last_name}, {client.first_name}"
    return CoveredPerson(reverse("portal:pair", args=[pair.pk]), name, client.number, notes, next_at)
