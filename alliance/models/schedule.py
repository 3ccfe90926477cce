"""When the sides of a moment are invited and reminded, per organisation; and how far the daily look-up came."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from alliance.models.measurement import MomentKind
from alliance.models.response import Rater
from alliance.reminders import Steps


def default_days() -> list[int]:
    return [3, 7, 14]


class ReminderSchedule(models.Model):
    """One side's messages about one kind of moment. The newest row that holds on a day counts; older ones stay.

    Without a row the defaults of `alliance/reminders.py` hold.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="reminder_schedules")
    side = models.CharField(max_length=10, choices=Rater)
    moment_kind = models.CharField(max_length=10, choices=MomentKind)
    version = models.PositiveIntegerField()
    # Days after the opening, rising.
    after = models.JSONField(_("herinneringen"), default=default_days)
    before_close = models.PositiveSmallIntegerField(_("laatste herinnering"), null=True, blank=True)
    tells_closed = models.BooleanField(_("bericht als de meting gesloten is"), default=True)
    # The day after it was written, so that of every past day it is certain what was to be sent.
    holds_from = models.DateField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "side", "moment_kind", "version"], name="reminder_schedule_version_once"
            ),
            models.CheckConstraint(
                condition=Q(before_close__isnull=True) | Q(before_close__gte=1), name="reminder_before_close_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.moment_kind} {self.version}"

    @property
    def steps(self) -> Steps:
        return Steps(tuple(self.after), self.before_close, self.tells_closed)


class LookUp(models.Model):
    """The look-up of one day is done. Without a row it begins again, and finds only what is still lacking."""

    day = models.DateField(primary_key=True)
    done_at = models.DateTimeField()
    queued = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
