"""The projects volunteers work in, and the kinds of activity: both are the organisation's own."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User


class OfOrganisationQuerySet(models.QuerySet[Any]):
    """What an organisation decides about its volunteers: its co-ordinators see and change it."""

    def visible_to(self, user: User) -> "OfOrganisationQuerySet":
        if user.role == Role.COORDINATOR and user.is_active:
            return self.filter(organisation=user.organisation_id)
        return self.none()


class ActivityKind(models.Model):
    """A kind of what volunteers do: they create conditions. Shipped: housing, money, daytime, people, leisure, help."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="activity_kinds")
    name = models.CharField(_("naam"), max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="activity_kind_name_once")]

    def __str__(self) -> str:
        return self.name


class Form(models.TextChoices):
    COSA_ONE = "cosa_one", _("COSA één op één")
    COSA_CIRCLE = "cosa_circle", _("COSA-cirkel")
    BUDDY = "buddy", _("maatjesproject")
    OWN = "own", _("eigen vorm")


class RunBy(models.TextChoices):
    SERVICE = "service", _("de reclassering zelf")
    PARTNER = "partner", _("een partner")


class Project(models.Model):
    """A form of volunteering with its rules. No public source gives the terms, so every one is a setting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="volunteer_projects")
    name = models.CharField(_("naam"), max_length=80)
    form = models.CharField(_("vorm"), max_length=12, choices=Form)
    run_by = models.CharField(_("van wie zijn de vrijwilligers?"), max_length=10, choices=RunBy, default=RunBy.SERVICE)
    partner = models.CharField(_("welke partner"), max_length=80, blank=True)
    # Volunteers around one client.
    smallest = models.PositiveSmallIntegerField(_("ten minste"), default=1, validators=[MinValueValidator(1)])
    largest = models.PositiveSmallIntegerField(_("ten hoogste"), default=1, validators=[MaxValueValidator(9)])
    # Matches of one volunteer at once, over all projects.
    matches_at_once = models.PositiveSmallIntegerField(_("koppelingen tegelijk"), default=1)
    needs_vog = models.BooleanField(_("VOG nodig"), default=True)
    vog_months = models.PositiveSmallIntegerField(_("VOG geldig (maanden)"), default=36)
    needs_interview = models.BooleanField(_("gesprek nodig"), default=True)
    needs_training = models.BooleanField(_("training nodig"), default=True)
    # 0: a training that was done stays good.
    training_months = models.PositiveSmallIntegerField(_("training geldig (maanden)"), default=0)
    tuning_weeks = models.PositiveSmallIntegerField(_("afstemmen om de (weken)"), default=6)
    evaluation_months = models.PositiveSmallIntegerField(_("evalueren om de (maanden)"), default=3)
    pays_expenses = models.BooleanField(_("vergoedt onkosten"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OfOrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="volunteer_project_name_once"),
            models.CheckConstraint(
                condition=Q(smallest__gte=1) & Q(largest__gte=F("smallest")), name="volunteer_project_size"
            ),
            models.CheckConstraint(
                condition=Q(tuning_weeks__gte=1, evaluation_months__gte=1, matches_at_once__gte=1),
                name="volunteer_project_rhythm",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PublicForm(models.Model):
    """The door for whoever wants to become a volunteer of this organisation; closed while `open` is off."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="volunteer_form"
    )
    # Stands in the address of the public page.
    slug = models.SlugField(_("adres"), max_length=40, unique=True)
    is_open = models.BooleanField(_("staat open"), default=False)
    # Whom the page names for questions, and who is told of a new application.
    coordinator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = OfOrganisationQuerySet.as_manager()

    def __str__(self) -> str:
        return self.slug
