"""What the three of a match do together: goals and tasks, activities, messages, tuning, signals, evaluation."""

import datetime as dt
import uuid
from typing import Any, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from caseload.access import cover_scope, not_shielded_from
from caseload.models import Pair
from volunteers.models.match import Match
from volunteers.models.project import ActivityKind
from volunteers.models.request import Side


class OfMatchQuerySet(models.QuerySet[Any]):
    """Rows of a match are seen by whoever sees the match; what of them, the presenters say."""

    def visible_to(self, user: User) -> Self:
        return self.filter(match__in=Match.objects.visible_to(user))


class ActivityQuerySet(OfMatchQuerySet):
    def standing(self) -> "ActivityQuerySet":
        return self.filter(undone_at__isnull=True)


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: User) -> "ReceiptQuerySet":
        """To the volunteer whose it is and the co-ordinator who pays it."""
        if user.role not in (Role.VOLUNTEER, Role.COORDINATOR):
            return self.none()
        return self.filter(activity__undone_at__isnull=True, activity__match__in=Match.objects.visible_to(user))


class TuningQuerySet(OfMatchQuerySet):
    def due_on(self, day: dt.date) -> "TuningQuerySet":
        """Planned for this day or one before it, of a match that runs and began with its start meeting."""
        running = Q(match__ends_on__isnull=True, match__supervision__ended_on__isnull=True)
        return self.filter(running, held_on__isnull=True, due_on__lte=day, match__met_on__isnull=False)


class SignalQuerySet(OfMatchQuerySet):
    def visible_to(self, user: User) -> "SignalQuerySet":
        """A volunteer's own, a co-ordinator's all, a worker's the urgent ones of their own clients. Who has duty in the
        team, a worker or who leads it, and who stands in for the worker: theirs, while nobody handled them."""
        if user.role not in (Role.WORKER, Role.SUPERVISOR) or not user.is_active:
            return self.filter(match__in=Match.objects.visible_to(user))
        theirs = Q(
            not_shielded_from(user, "match__supervision__client"),
            match__supervision__pairs__ends_on__isnull=True,
            match__supervision__pairs__team__on_duty=user,
            match__supervision__pairs__team__organisation=user.organisation_id,
            handled_at__isnull=True,
        )
        if user.role == Role.WORKER:
            covered = Pair.objects.filter(cover_scope(user)).values("supervision")
            theirs |= Q(match__supervision__in=covered, handled_at__isnull=True)
            theirs |= Q(match__in=Match.objects.visible_to(user))
        return self.filter(theirs, urgent=True).distinct()


class Shared(models.Model):
    """A goal or a task of a match: all three see it, and each of them may add one."""

    class Kind(models.TextChoices):
        GOAL = "goal", _("doel")
        TASK = "task", _("taak")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="shared")
    kind = models.CharField(max_length=4, choices=Kind)
    text = models.CharField(_("wat"), max_length=200)
    # Whose task it is; of a goal empty.
    who = models.CharField(_("wie"), max_length=10, choices=Side, blank=True)
    added_by = models.CharField(max_length=10, choices=Side)
    added_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfMatchQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "added_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Activity(models.Model):
    """What a volunteer did, as they logged it. Private: others see the title only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="activities")
    kind = models.ForeignKey(ActivityKind, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("wanneer"))
    minutes = models.PositiveSmallIntegerField(_("minuten"))
    title = models.CharField(_("wat"), max_length=80)
    note = models.TextField(_("meer"), max_length=2000, blank=True)
    is_private = models.BooleanField(_("alleen de titel is voor anderen"), default=False)
    expenses_cents = models.PositiveIntegerField(_("onkosten"), null=True, blank=True)
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    logged_at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ActivityQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-logged_at"]
        verbose_name_plural = "activities"
        indexes = [models.Index(fields=["match", "-on"])]

    def __str__(self) -> str:
        return str(self.pk)


class Receipt(models.Model):
    """The picture of a receipt, drawn anew so that nothing else travels along. In the database: one thing to keep."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.OneToOneField(Activity, on_delete=models.CASCADE, related_name="receipt")
    picture = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.pk)


class Relayed(models.Model):
    """A message between the client and the volunteer that the portal passes on, so that nobody needs an address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="relayed")
    written_by = models.CharField(max_length=10, choices=Side)
    text = models.TextField(_("bericht"), max_length=600)
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)

    objects = OfMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)


class Tuning(models.Model):
    """A moment to tune tasks and goals (afstemming). Either may start one; both say that this is what was agreed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="tunings")
    due_on = models.DateField(_("op"))
    with_client = models.BooleanField(_("met de cliënt erbij"), default=False)
    # Empty: planned by the project's rhythm.
    started_by = models.CharField(max_length=10, choices=Side, blank=True)
    held_on = models.DateField(_("geweest op"), null=True, blank=True)
    agreed = models.TextField(_("wat is afgesproken"), max_length=1000, blank=True)
    written_by = models.CharField(max_length=10, choices=Side, blank=True)
    worker_confirmed_at = models.DateTimeField(null=True, blank=True)
    volunteer_confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = TuningQuerySet.as_manager()

    class Meta:
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["match"], condition=Q(held_on__isnull=True), name="tuning_one_planned_per_match"
            ),
            models.CheckConstraint(
                condition=Q(held_on__isnull=False)
                | (Q(worker_confirmed_at__isnull=True) & Q(volunteer_confirmed_at__isnull=True)),
                name="tuning_confirmed_after_it_was_held",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Signal(models.Model):
    """Something a volunteer noticed: to the co-ordinator; urgent also to the worker or the one on duty, at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.PROTECT, related_name="signals")
    text = models.TextField(_("wat merkte je op?"), max_length=1000)
    urgent = models.BooleanField(_("dringend"), default=False)
    at = models.DateTimeField()
    form_id = models.UUIDField(unique=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    what_was_done = models.CharField(_("wat is gedaan"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = SignalQuerySet.as_manager()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return str(self.pk)


class Release(models.Model):
    """What a volunteer may know of a client beyond the usual, for one match, with the reason."""

    class What(models.TextChoices):
        SURNAME = "surname", _("achternaam")
        ADDRESS = "address", _("adres")
        OFFENCE = "offence", _("waarvoor de cliënt onder toezicht staat")
        OTHER = "other", _("iets anders")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="releases")
    what = models.CharField(_("wat"), max_length=10, choices=What)
    # As the volunteer reads it.
    text = models.CharField(_("tekst"), max_length=300)
    reason = models.CharField(_("reden"), max_length=200)
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = OfMatchQuerySet.as_manager()

    class Meta:
        ordering = ["-released_at"]

    def __str__(self) -> str:
        return str(self.pk)


class Cooperation(models.TextChoices):
    """The three forms of co-operation between worker and volunteer that the study found."""

    GOALS = "goals", _("gericht op de doelen")
    CONTROL = "control", _("vooral gericht op controle")
    NONE = "none", _("geen samenwerking")


# How long an evaluation may be filled in; after that what is there is shown.
EVALUATION_OPEN = dt.timedelta(weeks=4)


class EvaluationQuerySet(OfMatchQuerySet):
    def to_fill(self, user: User, today: dt.date) -> "EvaluationQuerySet":
        """One's own side, due and still open. The one at the end also by a volunteer who sees the match no more."""
        if not user.is_active:
            return self.none()
        due = self.filter(filled_at__isnull=True, due_on__lte=today, due_on__gt=today - EVALUATION_OPEN)
        running = Q(match__ends_on__isnull=True, match__supervision__ended_on__isnull=True)
        due = due.filter(running | Q(month=0))
        if user.role == Role.VOLUNTEER:
            mine = {"match__volunteer__account": user, "match__volunteer__left_on__isnull": True}
            return due.filter(side=Side.VOLUNTEER, **mine)
        side = {Role.CLIENT: Side.CLIENT, Role.WORKER: Side.WORKER}.get(Role(user.role))
        return due.filter(side=side, match__in=Match.objects.visible_to(user))

    def shown_to(self, user: User, today: dt.date) -> "EvaluationQuerySet":
        """To the three of the match, filled in, once all three are in or the time is over."""
        if user.role not in (Role.CLIENT, Role.WORKER, Role.VOLUNTEER):
            return self.none()
        lacking = self.model.objects.filter(match=OuterRef("match"), month=OuterRef("month"), filled_at__isnull=True)
        over = Q(due_on__lte=today - EVALUATION_OPEN) | ~Q(Exists(lacking))
        return self.visible_to(user).filter(over, filled_at__isnull=False)


class Evaluation(models.Model):
    """How one of the three looks back, at three months and at the end. The scale is our own: no standard exists."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    match = models.ForeignKey(Match, on_delete=models.CASCADE, related_name="evaluations")
    side = models.CharField(max_length=10, choices=Side)
    # Months after the begin; 0 is the evaluation at the end.
    month = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    # 1 (helemaal niet) to 5 (heel erg).
    satisfaction = models.PositiveSmallIntegerField(
        _("tevreden"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    worth = models.PositiveSmallIntegerField(
        _("waarde voor de doelen"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    cooperation = models.CharField(_("samenwerking"), max_length=8, choices=Cooperation, blank=True)
    note = models.TextField(_("toelichting"), max_length=1000, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "side"]
        constraints = [
            models.UniqueConstraint(fields=["match", "side", "month"], name="evaluation_once_per_side"),
            models.CheckConstraint(
                condition=(Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)))
                & (Q(worth__isnull=True) | Q(worth__range=(1, 5))),
                name="evaluation_on_five_points",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
