"""The experience survey on working at a distance, in waves. Nothing links an answer to a person."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from caseload.models import Client


class Audience(models.TextChoices):
    WORKER = "worker", _("werkers")
    CLIENT = "client", _("cliënten")


class Wave(models.Model):
    """One round of the survey, for workers or for clients, open from a day up to, not including, another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="survey_waves")
    audience = models.CharField(_("voor wie"), max_length=10, choices=Audience)
    name = models.CharField(_("naam"), max_length=80)
    opens_on = models.DateField(_("open vanaf"))
    closes_on = models.DateField(_("sluit op"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-opens_on"]
        constraints = [
            models.CheckConstraint(condition=Q(closes_on__gt=F("opens_on")), name="survey_wave_not_empty"),
            models.UniqueConstraint(fields=["organisation", "audience", "name"], name="survey_wave_name_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def last_day(self) -> dt.date:
        return self.closes_on - dt.timedelta(days=1)


class Taken(models.Model):
    """That somebody took part in a wave, so that nobody does twice. Not when, and not with which answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="taken")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    client = models.ForeignKey(Client, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, client__isnull=True) | Q(user__isnull=True, client__isnull=False),
                name="survey_taken_by_one_person",
            ),
            models.UniqueConstraint(
                fields=["wave", "user"], condition=Q(user__isnull=False), name="survey_taken_once_by_user"
            ),
            models.UniqueConstraint(
                fields=["wave", "client"], condition=Q(client__isnull=False), name="survey_taken_once_by_client"
            ),
        ]

    def __str__(self) -> str:
        return str(self.wave_id)


class Opinion(models.Model):
    """One answer to one statement. The random key hides the order; there is no moment and no person."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="answers")
    statement = models.CharField(max_length=40)
    # 1 (helemaal oneens) to 5 (helemaal eens).
    value = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=1, value__lte=5), name="survey_answer_on_five_points")
        ]
        indexes = [models.Index(fields=["wave", "statement"])]

    def __str__(self) -> str:
        return self.statement
