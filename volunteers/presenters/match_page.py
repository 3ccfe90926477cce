"""The page of one match, for each of the three and the co-ordinator: what of it stands there is decided here, once.

A volunteer reads a first name, how to reach each other, what was agreed, and the contact worker, while the match runs.
A co-ordinator reads no words of the three. A client reads their match as they agreed it.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Role, User
from accounts.presenters import frame_of
from audit import clock
from caseload import days
from volunteers import policies
from volunteers.models import Evaluation, Match, Release, Shared, Side, Signal, Tuning
from volunteers.presenters import activities
from volunteers.presenters.page_parts import Do, ReachWay, ReleaseRow, SignalRow, TaskRow, TuningRow

# On the page itself; the rest on pages of their own.
FEW, SOME = 5, 10


@dataclass(frozen=True, slots=True)
class Planned:
    """The next tuning: when, with whom, and whether it is late."""

    words: str
    tag: tuple[str, str]


class MatchPage:
    """Everything that stands on the page for this reader; `context()` is what the template gets."""

    def __init__(self, match: Match, user: User) -> None:
        self.match, self.user = match, user
        self.today = clock.today()
        self.role = Role(user.role)
        self.client = match.supervision.client.first_name
        self.volunteer = match.volunteer.first_name
        pair = next(iter(match.supervision.pairs.all()), None)
        self.worker = pair.worker.first_name if pair else ""
        self.title = with_whom(match, user)
        self.runs = policies.runs(match)
        self.works = policies.may_work(match)

    def context(self) -> dict[str, Any]:
        is_coordinator = self.role == Role.COORDINATOR
        return {
            "frame": frame_of(self.user),
            "match": self.match,
            "title": self.title,
            "lede": self.lede(),
            "state": self.state(),
            "actions": list(self.actions()),
            "facts": list(self.facts()),
            "released": self.released(),
            "looked_back_url": self.looked_back_url(),
            "reach": [] if is_coordinator else list(self.reach()),
            "own_phone": self.own_phone(),
            "shared": None if is_coordinator else self.shared(),
            "tuning": None if is_coordinator or not self.match.met_on else self.tuning(),
            "planned": self.planned(),
            "total": activities.total(self.match),
            "activities": [] if is_coordinator else self.activities(),
            "expenses": activities.expenses(self.match) if is_coordinator else [],
            "signals": self.signals(),
            "ring": self.ring(),
            "may_work": self.works and not is_coordinator,
            "back_url": self.back_url(),
        }

    def url(self, name: str, pk: uuid.UUID | None = None) -> str:
        return reverse(f"volunteers:{name}", args=[pk or self.match.pk])

    # ---------- head ----------

    def lede(self) -> str:
        day = {"day": days.day_year(self.match.starts_on)}
        begun = self.match.starts_on <= self.today
        words = _("Samen sinds %(day)s.") % day if begun else _("Begint op %(day)s.") % day
        return f"{words} {self.match.task}"

    def state(self) -> str:
        """What stands in the way of everything else, if anything does."""
        if not self.runs:
            ended = self.match.ends_on or self.match.supervision.ended_on
            return _("Deze koppeling is geëindigd op %(day)s.") % {"day": days.day_year(ended)}
        if self.match.met_on is None:
            return _("Eerst is er een startgesprek met z'n drieën. Daarna kan hier van alles vastgelegd worden.")
        return ""

    def actions(self) -> Iterator[Do]:
        if self.role in (Role.VOLUNTEER, Role.WORKER) and policies.may_meet(self.match, self.today):
            yield Do(self.url("start_meeting"), _("Startgesprek vastleggen"), primary=True)
        if self.role == Role.VOLUNTEER and self.works:
            yield Do(self.url("log_activity"), _("Activiteit vastleggen"), primary=True)
        if self.role == Role.VOLUNTEER and self.runs:
            yield Do(self.url("new_signal"), _("Ik merkte iets op"))
        if self.role == Role.WORKER and self.works:
            yield Do(self.url("release"), _("Meer laten weten aan %(name)s") % {"name": self.volunteer})
        if self.role in (Role.WORKER, Role.COORDINATOR) and self.match.ends_on is None:
            yield Do(self.url("end_match"), _("Koppeling beëindigen"))

    def back_url(self) -> str:
        pair = next(iter(self.match.supervision.pairs.all()), None)
        if self.role == Role.WORKER and pair is not None:
            return reverse("portal:pair", args=[pair.pk])
        return reverse("portal:home")

    def facts(self) -> Iterator[tuple[str, str]]:
        if self.role in (Role.WORKER, Role.COORDINATOR):
            yield _("Cliëntnummer"), self.match.supervision.client.number
        if self.role != Role.WORKER:
            yield _("Werker"), self.worker or _("Nog niet bekend. Vraag het aan de coördinator.")
        if self.match.project is not None:
            yield _("Project"), self.match.project.name
        if self.match.met_on:
            yield _("Startgesprek"), days.day_year(self.match.met_on)
        if self.match.safety:
            yield _("Veiligheid"), self.match.safety
        if self.match.ends_on and self.role != Role.VOLUNTEER and self.match.end_reason:
            yield _("Waarom het stopte"), capfirst(str(self.match.get_end_reason_display()))

    def looked_back_url(self) -> str:
        """Where the three read how they looked back, once there is something to read."""
        is_shown = self.match.met_on and Evaluation.objects.shown_to(self.user, self.today).filter(match=self.match)
        return self.url("looked_back") if is_shown and is_shown.exists() else ""

    def ring(self) -> dict[str, Any] | None:
        """Who else is in the circle: the others of its inner ring, by first name."""
        if self.match.circle_id is None:
            return None
        inner = Match.objects.filter(circle=self.match.circle_id, ends_on__isnull=True).exclude(pk=self.match.pk)
        names = inner.order_by("starts_on").values_list("volunteer__first_name", flat=True)
        sees_all = self.role in (Role.WORKER, Role.COORDINATOR)
        return {"names": list(names), "url": self.url("circle", self.match.circle_id) if sees_all else ""}

    # ---------- reaching each other ----------

    def reach(self) -> Iterator[ReachWay]:
        """Somebody's number only by their own choice and while it runs; else messages through the portal, for who has
        an account."""
        match = self.match
        if not self.runs:
            return
        if self.role != Role.VOLUNTEER:
            yield ReachWay(self.volunteer, match.volunteer.phone if match.volunteer_phone_shown else "")
        if self.role == Role.VOLUNTEER:
            phone = match.supervision.client.mobile if match.client_phone_shown else ""
            yield ReachWay(self.client, phone)

    def own_phone(self) -> dict[str, Any] | None:
        """One's own number, and whether it is shown; None for whoever has none to show."""
        if not self.works or self.role not in (Role.CLIENT, Role.VOLUNTEER):
            return None
        is_client = self.role == Role.CLIENT
        shown = self.match.client_phone_shown if is_client else self.match.volunteer_phone_shown
        number = self.match.supervision.client.mobile if is_client else self.match.volunteer.phone
        other = self.volunteer if is_client else self.client
        return {
            "shown": shown,
            "has_number": bool(number),
            "other": other,
            "messages_url": self.url("messages"),
            "may_write": self.match.supervision.client.account_id is not None,
        }

    # ---------- goals and tasks ----------

    def name_of(self, side: str) -> str:
        own = {Role.CLIENT: Side.CLIENT, Role.WORKER: Side.WORKER, Role.VOLUNTEER: Side.VOLUNTEER}.get(self.role)
        if side and side == own:
            return _("jij")
        names = {Side.CLIENT: self.client, Side.WORKER: self.worker, Side.VOLUNTEER: self.volunteer}
        return names.get(Side(side), "") if side else _("samen")

    def by(self, side: str) -> str:
        """After "door" or "met": jou."""
        name = self.name_of(side)
        return _("jou") if name == _("jij") else name

    def shared(self) -> dict[str, Any]:
        rows = [self._task(row) for row in self.match.shared.all()]
        return {
            "goals": [row for row in rows if row.is_goal and not row.done],
            "tasks": [row for row in rows if not row.is_goal and not row.done],
            "done": [row for row in rows if row.done],
            "add_url": self.url("add_shared"),
        }

    def _task(self, row: Shared) -> TaskRow:
        who = "" if row.kind == Shared.Kind.GOAL else capfirst(self.name_of(row.who))
        by = _("toegevoegd door %(name)s") % {"name": self.by(row.added_by)}
        return TaskRow(
            id=row.pk,
            is_goal=row.kind == Shared.Kind.GOAL,
            text=row.text,
            why=" · ".join(filter(None, (who, by))),
            done=days.near(row.done_on, self.today),
            version=row.version,
            tick_url=self.url("tick_shared", row.pk),
            change_url=self.url("change_shared", row.pk),
        )

    # ---------- activities, tuning ----------

    def activities(self) -> list[activities.ActivityRow]:
        return activities.activity_rows(activities.shown(self.match)[:FEW], self.match, self.user)

    def planned(self) -> Planned | None:
        tuning = Tuning.objects.filter(match=self.match, held_on__isnull=True).first()
        if tuning is None or not self.works:
            return None
        words = _("Volgende keer: %(day)s") % {"day": days.day_long(tuning.due_on)}
        if tuning.with_client:
            words += ", " + _("met %(client)s erbij") % {"client": self.by(Side.CLIENT)}
        if tuning.started_by and self.role != Role.COORDINATOR:
            words += ", " + _("gevraagd door %(name)s") % {"name": self.by(tuning.started_by)}
        late = tuning.due_on < self.today
        return Planned(words, (_("te laat"), "late") if late else ("", ""))

    def tuning(self) -> dict[str, Any]:
        rows = Tuning.objects.filter(match=self.match, held_on__isnull=False).order_by("-held_on", "-pk")
        if self.role == Role.CLIENT:
            rows = rows.filter(with_client=True)
        takes_part = self.works and self.role != Role.CLIENT
        return {
            "rows": [self._tuning(row) for row in rows[:SOME]],
            "ask_url": self.url("ask_tuning") if takes_part else "",
            "hold_url": self.url("hold_tuning") if takes_part else "",
        }

    def _tuning(self, row: Tuning) -> TuningRow:
        yes = {Side.WORKER: row.worker_confirmed_at, Side.VOLUNTEER: row.volunteer_confirmed_at}
        own = {Role.WORKER: Side.WORKER, Role.VOLUNTEER: Side.VOLUNTEER}.get(self.role)
        may = self.works and own is not None
        asked = may and own is not None and yes[own] is None
        lacking = [self.name_of(side) for side, at in yes.items() if at is None]
        said = _("Nog niet bevestigd door %(name)s.") % {"name": lacking[0]} if lacking else _("Allebei bevestigd.")
        if asked:
            said = _("Opgeschreven door %(name)s. Klopt het?") % {"name": self.name_of(row.written_by)}
        return TuningRow(
            id=row.pk,
            day=days.near(row.held_on, self.today),
            with_client=row.with_client,
            agreed=row.agreed,
            said=said,
            version=row.version,
            confirm_url=self.url("confirm_tuning", row.pk) if asked else "",
            change_url=self.url("change_tuning", row.pk) if may else "",
        )

    # ---------- signals, releases ----------

    def signals(self) -> list[SignalRow]:
        """A volunteer's own and the co-ordinator's all; the worker's the urgent ones (`Signal.visible_to`)."""
        if self.role == Role.CLIENT:
            return []
        rows = Signal.objects.visible_to(self.user).filter(match=self.match).order_by("-at")[:SOME]
        return [signal_row(row, may_handle=self.role != Role.VOLUNTEER, today=self.today) for row in rows]

    def released(self) -> list[ReleaseRow]:
        """What the volunteer may know beyond the usual; the client reads the same, the worker its reason too."""
        if self.role == Role.COORDINATOR or not self.runs:
            return []
        rows = Release.objects.filter(match=self.match, taken_back_at__isnull=True)
        is_worker = self.role == Role.WORKER
        return [
            ReleaseRow(
                what=capfirst(str(row.get_what_display())),
                text=row.text,
                reason=row.reason if is_worker else "",
                since=days.near(timezone.localdate(row.released_at), self.today),
                take_back_url=self.url("take_back", row.pk) if is_worker else "",
            )
            for row in rows
        ]


def with_whom(match: Match, user: User) -> str:
    """Who stands over the page: the other, or for whoever is none of the two both of them."""
    names = {"volunteer": match.volunteer.first_name, "client": match.supervision.client.first_name}
    if user.role == Role.VOLUNTEER:
        return names["client"]
    return (_("%(volunteer)s en jij") if user.role == Role.CLIENT else _("%(volunteer)s en %(client)s")) % names


def signal_row(row: Signal, *, may_handle: bool, today: dt.date) -> SignalRow:
    done = ""
    if row.handled_at is not None:
        when = days.near(timezone.localdate(row.handled_at), today)
        done = _("Afgehandeld op %(day)s: %(what)s") % {"day": when, "what": row.what_was_done}
    return SignalRow(
        id=row.pk,
        when=days.moment(row.at),
        text=row.text,
        urgent=row.urgent,
        done=done,
        url=reverse("volunteers:signal", args=[row.pk]) if may_handle and not done else "",
    )
