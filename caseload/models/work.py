"""What the pair agreed, and what disturbed the course of the supervision."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, User
from audit import clock
from caseload.models.pair import Pair


class HitchKind(models.Model):
    """A kind of hitch (hapering); the list is the organisation's own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="hitch_kinds")
    name = models.CharField(_("naam"), max_length=80)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="hitch_kind_name_once")]

    def __str__(self) -> str:
        return self.name


class HitchQuerySet(models.QuerySet["Hitch"]):
    def of_supervision_of(self, pair: Pair) -> "HitchQuerySet":
        """Hitches outlive a change of worker: those of the whole supervision."""
        return self.filter(pair__supervision=pair.supervision_id)


class HitchManager(models.Manager.from_queryset(HitchQuerySet)):  # type: ignore[misc]
    """Everyone's: what was recorded by a slip, and taken back at once, counts nowhere."""

    def get_queryset(self) -> HitchQuerySet:
        found: HitchQuerySet = super().get_queryset().filter(withdrawn_at__isnull=True)
        return found


class Hitch(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="hitches")
    kind = models.ForeignKey(HitchKind, on_delete=models.PROTECT, related_name="+")
    on = models.DateField(_("op"))
    note = models.CharField(_("toelichting"), max_length=500, blank=True)
    resolved_on = models.DateField(_("opgelost op"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Taken back within minutes, with the contact it was recorded at.
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = HitchManager()

    class Meta:
        ordering = ["-on"]
        verbose_name_plural = "hitches"

    def __str__(self) -> str:
        return str(self.pk)


class AgreementWho(models.TextChoices):
    CLIENT = "client", _("cliënt")
    WORKER = "worker", _("werker")
    TOGETHER = "together", _("samen")


class AgreementState(models.TextChoices):
    OPEN = "open", _("loopt")
    DONE = "done", _("gedaan")
    DROPPED = "dropped", _("vervallen")


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, user: User) -> "AgreementQuerySet":
        return self.filter(pair__in=Pair.objects.visible_to(user))

    def of_supervision_of(self, pair: Pair) -> "AgreementQuerySet":
        """Agreements outlive a change of worker: those of the whole supervision."""
        return self.filter(pair__supervision=pair.supervision_id)

    def open(self) -> "AgreementQuerySet":
        return self.filter(state=AgreementState.OPEN)

    def due_on(self, day: dt.date) -> "AgreementQuerySet":
        return self.open().filter(due__lte=day)


class Agreement(models.Model):
    """An agreement with each other (afspraak met elkaar): who does what, by when. Not an appointment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.PROTECT, related_name="agreements")
    text = models.CharField(pgettext_lazy("met elkaar", "afspraak"), max_length=200)
    who = models.CharField(_("wie"), max_length=10, choices=AgreementWho)
    due = models.DateField(_("vóór"), null=True, blank=True)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.OPEN)
    made_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        ordering = [models.F("due").asc(nulls_last=True), "made_on"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="open") & Q(closed_on__isnull=True))
                | (~Q(state="open") & Q(closed_on__isnull=False)),
                name="agreement_closed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AttentionAside(models.Model):
    """An attention point that the pair's worker put aside, with the reason; it comes back only with a new cause."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="asides")
    # Names the cause exactly (kind, moment, scale), so that another cause of the same kind is another point.
    cause = models.CharField(max_length=120)
    reason = models.CharField(_("reden"), max_length=200)
    put_aside_at = models.DateTimeField()
    put_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pair", "cause"], name="attention_aside_once_per_cause")]

    def __str__(self) -> str:
        return str(self.pk)


class NeedAsideQuerySet(models.QuerySet["NeedAside"]):
    def standing(self) -> "NeedAsideQuerySet":
        """The term not yet past, and not taken back."""
        return self.filter(until__gt=clock.today(), taken_back_at__isnull=True)


class NeedAside(models.Model):
    """Why a pair stood among those that ask for their supervisor, put aside up to `until` (not included).

    Apart from what the worker puts aside: neither hides anything from the other. What was put aside longer ago stays,
    so the same cause may be put aside again after its term.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="need_asides")
    # Names the cause exactly (kind, record, day), so that another cause of the same kind comes back at once.
    cause = models.CharField(max_length=120)
    reason = models.CharField(_("reden"), max_length=200)
    until = models.DateField(_("tot"))
    put_aside_at = models.DateTimeField()
    put_aside_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = NeedAsideQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["pair", "until"], name="need_aside_of_pair")]

    def __str__(self) -> str:
        return str(self.pk)


class PassOn(models.Model):
    """What the client agreed to pass on to the next worker, in words that both saw. Scores stay with the old pair."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pair = models.OneToOneField(Pair, on_delete=models.CASCADE, related_name="pass_on")
    text = models.TextField(_("wat we meegeven"), max_length=2000)
    client_agreed = models.BooleanField(_("de cliënt is akkoord"), default=False)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.pk)
