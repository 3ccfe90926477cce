"""Appointments: what was planned, moved, called off, and what came of it."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from caseload.access import pair_scope
from caseload.models import Hitch, Pair
from remote_contact.models.contact import AbsenceReason, Contact


class AppointmentState(models.TextChoices):
    PLANNED = "planned", _("gepland")
    MOVED = "moved", _("verzet")
    CANCELLED = "cancelled", _("afgezegd")
    DONE = "done", _("geweest")
    # Planned with a contact that was taken back at once: as if it had not been planned.
    WITHDRAWN = "withdrawn", _("teruggenomen")


class AskedBy(models.TextChoices):
    CLIENT = "client", _("de cliënt")
    WORKER = "worker", _("wij")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    def standing(self) -> "AppointmentQuerySet":
        return self.exclude(state=AppointmentState.WITHDRAWN)

    def visible_to(self, user: User) -> "AppointmentQuerySet":
        return self.standing().filter(pair_scope(user, "pair"))

    def of_supervision_of(self, pair: Pair) -> "AppointmentQuerySet":
        return self.standing().filter(pair__supervision=pair.supervision_id)

    def of_worker(self, worker: User) -> "AppointmentQuerySet":
        """Of the cases that are this worker's now, whoever planned them."""
        return self.standing().filter(
            pair__supervision__pairs__worker=worker, pair__supervision__pairs__ends_on__isnull=True
        )

    def planned(self) -> "AppointmentQuerySet":
        return self.filter(state=AppointmentState.PLANNED)


class Appointment(models.Model):
    """One planned contact. Moving it makes a new row that names the old one, so both stay on the timeline."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="appointments")
    starts_at = models.DateTimeField(_("wanneer"))
    minutes = models.PositiveSmallIntegerField(_("minuten"), default=30)
    # A code of the organisation's list of methods.
    method = models.CharField(_("vorm"), max_length=40)
    # Read by the client: a room, an address, "ik bel jou".
    place = models.CharField(_("waar"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=AppointmentState, default=AppointmentState.PLANNED)
    # What a calendar knows it by: a moved one keeps it, with the next number.
    calendar_id = models.UUIDField(default=uuid.uuid4, editable=False)
    sequence = models.PositiveSmallIntegerField(default=0)
    # Those planned together share it.
    series = models.UUIDField(null=True, blank=True)
    instead_of = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="moved_to")
    # Of a moved or cancelled one: who asked, and why.
    asked_by = models.CharField(_("wie vroeg het?"), max_length=10, choices=AskedBy, blank=True)
    reason = models.CharField(_("waarom"), max_length=12, choices=AbsenceReason, blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    contact = models.OneToOneField(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="appointment"
    )
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    form_id = models.UUIDField()
    version = models.PositiveIntegerField(default=1)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["form_id", "starts_at"], name="appointment_once_per_form"),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "done"]) | ~Q(asked_by=""), name="appointment_change_has_asker"
            ),
        ]
        indexes = [models.Index(fields=["pair", "state", "starts_at"]), models.Index(fields=["state", "starts_at"])]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def ends_at(self) -> dt.datetime:
        return self.starts_at + dt.timedelta(minutes=self.minutes)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def standing(self) -> "FollowUpQuerySet":
        """Without those of a contact that was taken back."""
        return self.filter(contact__undone_at__isnull=True)

    def visible_to(self, user: User) -> "FollowUpQuerySet":
        return self.standing().filter(pair_scope(user, "contact__pair"))

    def open(self) -> "FollowUpQuerySet":
        return self.standing().filter(done_on__isnull=True)


class FollowUp(models.Model):
    """What comes after an absence or failed attempts: what will be done, by when; a hitch if the worker says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="follow_up")
    what = models.CharField(_("wat doe je"), max_length=200)
    due = models.DateField(_("vóór"))
    done_on = models.DateField(null=True, blank=True)
    came_of_it = models.CharField(_("wat kwam ervan"), max_length=200, blank=True)
    hitch = models.ForeignKey(Hitch, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["due"]

    def __str__(self) -> str:
        return str(self.pk)


class CalendarFeed(models.Model):
    """The private address from which a worker's own calendar reads their appointments: times only, no names."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="calendar_feed"
    )
    # Of the address as it was shown once; whoever reads this table cannot open the feed.
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
