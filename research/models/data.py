"""What a study brought in, made and drew. Nothing here stands on a person's page."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from alliance.models import Instrument
from caseload.models import Pair
from research.models.study import Study, StudyConsent


class QualityFigures(models.Model):
    """How well a questionnaire measured in an organisation, as it was last made public; nobody's row by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="quality_figures")
    instrument = models.ForeignKey(Instrument, on_delete=models.CASCADE, related_name="+")
    made_on = models.DateField()
    # Lists of cells by kind; a cell of too few people is not in it (`research/actions/quality.py`).
    figures: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField()

    class Meta:
        ordering = ["-made_on"]
        verbose_name_plural = "quality figures"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "instrument"], name="quality_figures_once"),
        ]

    def __str__(self) -> str:
        return str(self.made_on)


class DataSetQuerySet(models.QuerySet["DataSet"]):
    def visible_to(self, user: User) -> "DataSetQuerySet":
        return self.filter(study__in=Study.objects.owned_by(user))


class ImportedOutcome(models.Model):
    """What happened after a supervision, from the organisation's own source (recidivism for one), by pseudonym only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="outcomes")
    # The person's pseudonym in this study: the row names nobody, and no other study can read it.
    person = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    happened = models.BooleanField()
    # Whole weeks from the begin of the supervision to what happened, or, when it did not, to the end of looking.
    weeks = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["study", "name", "person"]
        constraints = [models.UniqueConstraint(fields=["study", "person", "name"], name="imported_outcome_once")]

    def __str__(self) -> str:
        return self.name


class ImportedLabel(models.Model):
    """A label that only research uses, by pseudonym: a group of offenders, a motivation. Never on a person's page."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="labels")
    person = models.CharField(max_length=32)
    name = models.CharField(max_length=40)
    value = models.CharField(max_length=40)

    class Meta:
        ordering = ["study", "name", "person"]
        constraints = [models.UniqueConstraint(fields=["study", "person", "name"], name="imported_label_once")]

    def __str__(self) -> str:
        return self.name


class DataSet(models.Model):
    """A set of files that left the portal for a study. After the end of the study it is listed for destruction."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="data_sets")
    made_at = models.DateTimeField()
    # Empty when a command made it.
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    persons = models.PositiveIntegerField()
    responses = models.PositiveIntegerField()
    # SHA-256 of its manifest, which holds that of every file.
    manifest = models.CharField(max_length=64)
    destroyed_on = models.DateField(_("vernietigd op"), null=True, blank=True)
    destroyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DataSetQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(destroyed_on__isnull=False) | Q(destroyed_by__isnull=True), name="data_set_destroyed_by_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SampleQuerySet(models.QuerySet["Sample"]):
    def visible_to(self, user: User) -> "SampleQuerySet":
        return self.filter(study__in=Study.objects.owned_by(user))


class Sample(models.Model):
    """Pairs drawn for interviews, so many of each course of one scale and side, with reserves; the seed repeats it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, on_delete=models.PROTECT, related_name="samples")
    scale = models.CharField(_("schaal"), max_length=40)
    rater = models.CharField(_("kant"), max_length=10)
    per_pattern = models.PositiveSmallIntegerField(_("koppels per patroon"))
    reserve = models.PositiveSmallIntegerField(_("reserve per patroon"))
    seed = models.PositiveIntegerField(_("startgetal"))
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    letters_at = models.DateTimeField(null=True, blank=True)

    objects = SampleQuerySet.as_manager()

    class Meta:
        ordering = ["-drawn_at"]

    def __str__(self) -> str:
        return str(self.pk)


class SampleMemberQuerySet(models.QuerySet["SampleMember"]):
    def visible_to(self, user: User, day: dt.date) -> "SampleMemberQuerySet":
        """A worker's own running pairs that were drawn, no reserves, once the letters left and while the study runs and
        both still say yes."""
        if user.role != Role.WORKER:
            return self.none()
        own = self.filter(pair__in=Pair.objects.visible_to(user).open(), is_reserve=False)
        yes = StudyConsent.objects.standing().filter(study=OuterRef("sample__study"))
        of_both = Exists(yes.filter(client=OuterRef("pair__supervision__client"))), Exists(yes.filter(worker=user))
        return own.filter(*of_both, sample__letters_at__isnull=False, sample__study__ends_on__gte=day)


class SampleMember(models.Model):
    """A drawn pair. The researcher sees its number only; its worker gets the letter."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sample = models.ForeignKey(Sample, on_delete=models.CASCADE, related_name="members")
    pair = models.ForeignKey(Pair, on_delete=models.CASCADE, related_name="+")
    pattern = models.CharField(max_length=16)
    number = models.PositiveSmallIntegerField()
    is_reserve = models.BooleanField(default=False)

    objects = SampleMemberQuerySet.as_manager()

    class Meta:
        ordering = ["pattern", "is_reserve", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sample", "pair"], name="sample_member_once"),
            models.UniqueConstraint(fields=["sample", "pattern", "number"], name="sample_member_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.number}"
