"""A moment at which both sides of a pair are asked."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from alliance.models.instrument import Instrument
from audit import clock
from caseload import days
from caseload.access import cover_scope, not_shielded_from, pair_scope
from caseload.models import Pair, Pause


class MomentKind(models.TextChoices):
    INTAKE = "intake", gettext_lazy("Intake")
    HANDOVER = "handover", gettext_lazy("Na overdracht")
    REGULAR = "regular", gettext_lazy("Vast moment")
    EXTRA = "extra", gettext_lazy("Extra moment")


def _same_team(user: User) -> Q:
    """Pairs of the team that this worker works in today, their own included; a colleague's not when shielded."""
    if not user.is_active or user.role != Role.WORKER:
        return Q(pk__in=[])
    own = Q(pair__worker=user)
    if user.team_id is None:
        return own
    return own | (Q(pair__team=user.team_id) & not_shielded_from(user, "pair__supervision__client"))


class MeasurementQuerySet(models.QuerySet["Measurement"]):
    def visible_to(self, user: User) -> "MeasurementQuerySet":
        """Measurements of the pairs within reach: their state and dates. Answers and scores have rules of their own."""
        return self.filter(pair_scope(user, "pair"))

    def within_reach_of(self, user: User) -> "MeasurementQuerySet":
        """Also those of the pairs for whose worker this person stands in today: for a gate, never for a list."""
        if user.role != Role.WORKER:
            return self.visible_to(user)
        return self.filter(pair_scope(user, "pair") | cover_scope(user, "pair"))

    def running(self) -> "MeasurementQuerySet":
        """Of pairs that still run; a measurement of an ended pair asks nobody anything."""
        return self.filter(pair__ends_on__isnull=True)

    def open_on(self, day: dt.date) -> "MeasurementQuerySet":
        return self.running().filter(opened_at__isnull=False, opens_on__lte=day, closes_on__gt=day)

    def due_on(self, day: dt.date) -> "MeasurementQuerySet":
        """Those whose day has come and that were not opened yet; in a pause nothing opens."""
        return self.running().not_paused(day).filter(opened_at__isnull=True, opens_on__lte=day, closes_on__gt=day)

    def not_paused(self, day: dt.date) -> "MeasurementQuerySet":
        """Of supervisions that do not stand still on this day; of the others nobody is invited or reminded."""
        return self.filter(~Exists(Pause.objects.running_on(day).filter(supervision=OuterRef("pair__supervision"))))

    def enterable_by(self, user: User) -> "MeasurementQuerySet":
        """Open ones whose client's paper this worker may enter: of their own pair, or of a colleague in the same team.

        The one place where a worker reaches another's case, and only for that page; what the client did makes no
        difference to it.
        """
        return self.open_on(clock.today()).filter(_same_team(user))

    def paper_correctable_by(self, user: User) -> "MeasurementQuerySet":
        """With a client's paper entry that this worker may look at again: all revealed ones, else what they entered."""
        entered = Q(responses__rater="client", responses__standing=True, responses__way__in=["paper", "interview"])
        known = Q(revealed_at__isnull=False) | Q(responses__submitted_by=user)
        # One condition, so that all of it is asked of the same response.
        return self.running().filter(_same_team(user)).filter(entered & known)

    def answered_by(self, side: str) -> "MeasurementQuerySet":
        """Those for which this side has submitted. Of the other side nobody may learn it before the reveal."""
        return self.filter(responses__rater=side, responses__standing=True)

    def with_people(self) -> "MeasurementQuerySet":
        return self.select_related(
            "pair__worker", "pair__team__organisation", "pair__supervision__client", "instrument"
        )


class Measurement(models.Model):
    """Open from `opens_on` up to, not including, `closes_on`; all days count from the pair's first day.

    `revealed_at` is set in the transaction that brings the second side in; before it neither side's answers or
    scores exist for the other (`alliance/models/response.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="measurements")
    kind = models.CharField(max_length=10, choices=MomentKind)
    # Whole months since the pair's first day: 0 for intake and hand-over, else 6, 12, ...
    months = models.PositiveSmallIntegerField(default=0)
    # Counts the extra moments of a pair; 0 for the others, of which there is one each.
    number = models.PositiveSmallIntegerField(default=0)
    opens_on = models.DateField()
    closes_on = models.DateField()
    without_baseline = models.BooleanField(default=False)
    instrument = models.ForeignKey(Instrument, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    revealed_at = models.DateTimeField(null=True, blank=True)
    # "Nu niet": a choice of equal size, no reason asked; it stops this moment's reminders and means nothing else.
    client_not_now_at = models.DateTimeField(null=True, blank=True)
    worker_not_now_at = models.DateTimeField(null=True, blank=True)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        ordering = ["opens_on"]
        constraints = [
            models.UniqueConstraint(fields=["pair", "kind", "months", "number"], name="measurement_once_per_moment"),
            # The first pair of a supervision gets an intake, a later one a hand-over instead; never both.
            models.UniqueConstraint(
                fields=["pair"],
                condition=Q(kind__in=["intake", "handover"]),
                name="measurement_one_start_moment_per_pair",
            ),
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="measurement_window_not_empty"),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(instrument__isnull=False),
                name="measurement_open_has_instrument",
            ),
        ]
        indexes = [models.Index(fields=["opened_at", "opens_on"]), models.Index(fields=["closes_on"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def label(self) -> str:
        """ "Intake", "6 maanden", "Extra moment, 23 nov."; without a day: of all extra moments at once."""
        if self.kind == MomentKind.REGULAR:
            return _("%(months)s maanden") % {"months": self.months}
        if self.kind == MomentKind.EXTRA and self.opens_on:
            return _("Extra moment, %(day)s") % {"day": days.day(self.opens_on)}
        return str(MomentKind(self.kind).label)

    @property
    def label_inside(self) -> str:
        """The label inside a sentence; the name of a month in it keeps its capital."""
        return self.label[:1].lower() + self.label[1:]

    @property
    def is_scheduled(self) -> bool:
        """One of the fixed row (intake or hand-over, six months, twelve ...), whose windows never overlap."""
        return self.kind != MomentKind.EXTRA

    @property
    def last_day(self) -> dt.date:
        """The last day on which it may be answered."""
        return self.closes_on - dt.timedelta(days=1)

    @property
    def is_revealed(self) -> bool:
        return self.revealed_at is not None

    @property
    def talked_on(self) -> dt.date | None:
        """The day of the talk about it; lists select_related("talk")."""
        talk = getattr(self, "talk", None)
        return talk.held_on if talk is not None else None
