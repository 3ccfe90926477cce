"""Who volunteers, how far they are, what they can, and the papers that let them begin."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from volunteers.models.project import ActivityKind, Project

if TYPE_CHECKING:
    from volunteers.models.match import Match

# The four figures of a Dutch postcode: the first two are a region, all four a neighbourhood. No map is needed.
postcode = RegexValidator(r"^[1-9][0-9]{3}$", _("Vul de vier cijfers van de postcode in, zoals 3511."))


class Stage(models.TextChoices):
    """How far somebody is. Being matched is no stage: it follows from the matches that run."""

    APPLIED = "applied", _("aangemeld")
    INTERVIEW = "interview", _("gesprek")
    SCREENING = "screening", _("screening")
    TRAINING = "training", _("training")
    AVAILABLE = "available", _("beschikbaar")
    RESTING = "resting", _("rust even uit")
    LEFT = "left", _("gestopt")
    TURNED_DOWN = "turned_down", _("niet verder gegaan")


class Part(models.TextChoices):
    """When somebody has time."""

    WEEKDAY = "weekday", _("door de week, overdag")
    EVENING = "evening", _("door de week, 's avonds")
    WEEKEND = "weekend", _("in het weekend")


class Reach(models.TextChoices):
    """How far somebody wants to go."""

    NEIGHBOURHOOD = "neighbourhood", _("in de buurt")
    REGION = "region", _("in de regio")
    ANYWHERE = "anywhere", _("maakt niet uit")


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, user: User) -> "VolunteerQuerySet":
        if user.role == Role.COORDINATOR and user.is_active:
            return self.filter(organisation=user.organisation_id)
        return self.none()

    def present(self) -> "VolunteerQuerySet":
        return self.filter(left_on__isnull=True)

    def with_running_matches(self, viewer: User) -> "VolunteerQuerySet":
        """Each with its account and its running matches and their people, in a fixed number of queries."""
        from volunteers.models.match import Match

        running = Match.objects.visible_to(viewer).running().with_people()
        return self.select_related("account").prefetch_related(Prefetch("matches", running, to_attr="running_matches"))


class Volunteer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="volunteers")
    first_name = models.CharField(_("voornaam"), max_length=60)
    last_name = models.CharField(_("achternaam"), max_length=80)
    email = models.EmailField(_("e-mailadres"))
    phone = models.CharField(_("telefoonnummer"), max_length=20, blank=True)
    # The sign-in of whoever may begin; who applied has none yet.
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="volunteer"
    )
    stage = models.CharField(_("hoe ver"), max_length=12, choices=Stage, default=Stage.AVAILABLE)
    projects: "models.ManyToManyField[Project, Any]" = models.ManyToManyField(
        Project, related_name="volunteers", blank=True
    )
    skills: "models.ManyToManyField[ActivityKind, Any]" = models.ManyToManyField(
        ActivityKind, related_name="+", blank=True
    )
    # Codes of languages (ISO 639-1) and of `Part`.
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(_("talen"), default=list, blank=True)
    free_at: "models.JSONField[list[str], list[str]]" = models.JSONField(_("wanneer"), default=list, blank=True)
    hours_a_week = models.PositiveSmallIntegerField(_("uren per week"), null=True, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True, validators=[postcode])
    reach = models.CharField(_("hoe ver van huis"), max_length=14, choices=Reach, default=Reach.REGION)
    wishes = models.TextField(_("wensen"), max_length=600, blank=True)
    motivation = models.TextField(_("waarom wil je dit doen?"), max_length=2000, blank=True)
    experienced = models.BooleanField(_("ervaren"), default=False)
    resting_until = models.DateField(_("rust uit tot"), null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    # Comes with the empty public form: a second click makes no second application.
    form_id = models.UUIDField(null=True, blank=True, unique=True)
    left_on = models.DateField(_("gestopt op"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    # Filled by `with_running_matches()`.
    running_matches: list["Match"]

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="volunteer_email_once_per_organisation"),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(stage="left"), name="volunteer_left_is_a_stage"
            ),
        ]
        indexes = [models.Index(fields=["organisation", "stage"])]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class StageChange(models.Model):
    """From which day a volunteer stood at a stage; nothing is overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=12, choices=Stage)
    on = models.DateField()
    note = models.CharField(_("notitie"), max_length=300, blank=True)
    # Empty for an application: nobody was signed in.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-on", "-pk"]

    def __str__(self) -> str:
        return self.stage


class PaperKind(models.TextChoices):
    VOG = "vog", _("VOG")
    TRAINING = "training", _("training")
    INTERVIEW = "interview", _("gesprek")


class Paper(models.Model):
    """What a volunteer must have before they begin. Of a VOG only the day is kept, never the document."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("wat"), max_length=10, choices=PaperKind)
    name = models.CharField(_("welke"), max_length=80, blank=True)
    on = models.DateField(_("op"))
    # The last day it is good; empty: it does not expire.
    valid_until = models.DateField(_("geldig tot en met"), null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("on")),
                name="paper_valid_from_its_day",
            ),
        ]
        indexes = [models.Index(fields=["valid_until"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.on}"
