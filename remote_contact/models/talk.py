"""What was arranged for a talk at a distance, and how the client and the worker were in it."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from caseload.models import Agreement, Goal, Pair
from remote_contact.models.appointments import Appointment
from remote_contact.models.contact import Contact, Initiative


class Alone(models.TextChoices):
    ALONE = "alone", _("alleen")
    COMPANY = "company", _("iemand erbij")
    UNKNOWN = "unknown", _("weten we niet")


class RemoteTalkQuerySet(models.QuerySet["RemoteTalk"]):
    def of_contact(self, contact: Contact) -> "RemoteTalkQuerySet":
        """The one that this contact goes on with: its own, or what was arranged at its appointment."""
        return self.filter(Q(contact=contact) | Q(appointment__contact=contact)).order_by(
            models.F("contact").asc(nulls_last=True)
        )


class RemoteTalk(models.Model):
    """The structure of one talk at a distance: arranged before, used during, sent afterwards. Empty: not asked.

    Begun at the appointment, it goes on at the contact that came of it; without an appointment it begins there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, null=True, blank=True, related_name="talk"
    )
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="talk")
    agenda_agreed = models.BooleanField(_("agenda samen afgesproken"), null=True, blank=True)
    client_calls = models.BooleanField(_("de cliënt belt"), null=True, blank=True)
    quiet_place = models.BooleanField(_("rustige plek"), null=True, blank=True)
    alone = models.CharField(_("alleen of iemand erbij?"), max_length=8, choices=Alone, blank=True)
    technique_checked = models.BooleanField(_("techniek getest"), null=True, blank=True)
    goals: "models.ManyToManyField[Goal, Any]" = models.ManyToManyField(Goal, related_name="+", blank=True)
    tools = models.CharField(_("hulpmiddelen"), max_length=120, blank=True)
    agreements_sent_by = models.CharField(_("afspraken gestuurd door"), max_length=10, choices=Initiative, blank=True)
    agreements_sent_how = models.CharField(_("hoe"), max_length=40, blank=True)
    agreements_sent_on = models.DateField(_("op"), null=True, blank=True)

    version = models.PositiveIntegerField(default=1)

    objects = RemoteTalkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(appointment__isnull=False) | Q(contact__isnull=False), name="remote_talk_of_something"
            ),
            models.CheckConstraint(
                condition=Q(agreements_sent_on__isnull=True) | ~Q(agreements_sent_by=""),
                name="remote_talk_sent_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AgreementsSent(models.Model):
    """Agreements on their way to the client: which ones. What they say is looked up when the message leaves."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    talk = models.ForeignKey(RemoteTalk, on_delete=models.CASCADE, related_name="sendings")
    agreements: "models.ManyToManyField[Agreement, Any]" = models.ManyToManyField(Agreement, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Comes with the page that shows the text: a second click sends nothing twice.
    form_id = models.UUIDField(unique=True)

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.pk)


class MoodQuerySet(models.QuerySet["Mood"]):
    def of_supervision_of(self, pair: Pair) -> "MoodQuerySet":
        return self.filter(appointment__pair__supervision=pair.supervision_id)


class Mood(models.Model):
    """What the client tapped before a remote talk; of their own accord, once for each appointment."""

    class Value(models.TextChoices):
        VERY_WELL = "5", _("heel goed")
        WELL = "4", _("goed")
        ORDINARY = "3", _("gaat wel")
        NOT_WELL = "2", _("niet zo goed")
        BAD = "1", _("slecht")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="mood")
    value = models.CharField(max_length=1, choices=Value)
    at = models.DateTimeField()

    objects = MoodQuerySet.as_manager()

    def __str__(self) -> str:
        return self.value
