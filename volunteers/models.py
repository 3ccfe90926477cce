"""Volunteers and their matches: a third person in the trajectory, on an equal footing."""

import datetime as dt
import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Role, User
from caseload.access import not_shielded_from
from caseload.models import Pair, Supervision


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    def visible_to(self, user: User) -> "VolunteerQuerySet":
        if user.role == Role.COORDINATOR and user.is_active:
            return self.filter(organisation=user.organisation_id)
        return self.none()

    def present(self) -> "VolunteerQuerySet":
        return self.filter(left_on__isnull=True)

    def with_running_matches(self, viewer: User) -> "VolunteerQuerySet":
        """Each with its account and its running matches and their people, in a fixed number of queries."""
        running = Match.objects.visible_to(viewer).running().with_people()
        return self.select_related("account").prefetch_related(Prefetch("matches", running, to_attr="running_matches"))


class Volunteer(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="volunteers")
    first_name = models.CharField(_("voornaam"), max_length=60)
    last_name = models.CharField(_("achternaam"), max_length=80)
    email = models.EmailField(_("e-mailadres"))
    phone = models.CharField(_("telefoonnummer"), max_length=20, blank=True)
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="volunteer"
    )
    left_on = models.DateField(_("gestopt op"), null=True, blank=True)

    # Filled by `with_running_matches()`.
    running_matches: list["Match"]

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "email"], name="volunteer_email_once_per_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}"


class MatchQuerySet(models.QuerySet["Match"]):
    def visible_to(self, user: User) -> "MatchQuerySet":
        """A volunteer: their own running matches. A co-ordinator: those of the organisation, without the
        shielded. Else through the pair."""
        if not user.is_active:
            return self.none()
        if user.role == Role.VOLUNTEER:
            return self.running().filter(volunteer__account=user, volunteer__left_on__isnull=True)
        if user.role == Role.COORDINATOR:
            shown = not_shielded_from(user, "supervision__client")
            return self.filter(shown, volunteer__organisation=user.organisation_id)
        if user.role == Role.CLIENT:
            return self.filter(supervision__client__account=user)
        return self.filter(supervision__pairs__in=Pair.objects.visible_to(user)).distinct()

    def running(self) -> "MatchQuerySet":
        return self.filter(ends_on__isnull=True, supervision__ended_on__isnull=True)

    def with_people(self) -> "MatchQuerySet":
        """With the client and the present worker."""
        pairs = Prefetch("supervision__pairs", Pair.objects.open().select_related("worker"))
        return self.select_related("volunteer", "supervision__client").prefetch_related(pairs)

    def running_on(self, day: dt.date) -> "MatchQuerySet":
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day)))


class Match(models.Model):
    """A volunteer beside a pair, from a day to a day. It belongs to the supervision, so a change of worker keeps it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="matches")
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="matches")
    # What the volunteer is to do, written for the volunteer: no case content.
    task = models.CharField(_("wat de vrijwilliger gaat doen"), max_length=200)
    starts_on = models.DateField(_("begin"))
    ends_on = models.DateField(_("einde"), null=True, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        verbose_name_plural = "matches"
        constraints = [
            models.UniqueConstraint(
                fields=["volunteer", "supervision"], condition=Q(ends_on__isnull=True), name="match_once_while_running"
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="match_end_not_before_start"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
