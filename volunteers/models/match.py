"""Matches: a volunteer as a third person in the trajectory, on an equal footing."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from caseload.access import not_shielded_from
from caseload.models import Pair, Supervision
from volunteers.models.project import Project
from volunteers.models.request import VolunteerRequest
from volunteers.models.volunteer import Volunteer


class CircleQuerySet(models.QuerySet["Circle"]):
    def visible_to(self, user: User) -> "CircleQuerySet":
        """Worker and co-ordinator, as they see its matches. Its volunteers read who else is in it with their match."""
        if user.role not in (Role.WORKER, Role.COORDINATOR):
            return self.none()
        return self.filter(matches__in=Match.objects.visible_to(user)).distinct()


class OuterQuerySet(models.QuerySet["OuterMember"]):
    def visible_to(self, user: User) -> "OuterQuerySet":
        return self.filter(circle__in=Circle.objects.visible_to(user))


class Circle(models.Model):
    """A circle around one client (kernlid): the matches of its volunteers are the inner ring."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="circles")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("begin"))
    ends_on = models.DateField(_("einde"), null=True, blank=True)

    objects = CircleQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision"], condition=Q(ends_on__isnull=True), name="circle_one_per_supervision"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class OuterMember(models.Model):
    """A professional of the outer ring: therapist, police, municipality, housing. Named for the co-ordinator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    circle = models.ForeignKey(Circle, on_delete=models.CASCADE, related_name="outer_ring")
    name = models.CharField(_("naam"), max_length=80)
    post = models.CharField(_("functie en organisatie"), max_length=120)
    phone = models.CharField(_("telefoonnummer"), max_length=20, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = OuterQuerySet.as_manager()

    class Meta:
        ordering = ["post", "name"]

    def __str__(self) -> str:
        return self.post


class MatchEnd(models.TextChoices):
    DONE = "done", _("doelen bereikt")
    PLANNED = "planned", _("afgesproken tijd voorbij")
    SUPERVISION = "supervision", _("toezicht geëindigd")
    CLIENT = "client", _("cliënt wilde stoppen")
    VOLUNTEER = "volunteer", _("vrijwilliger wilde stoppen")
    SAFETY = "safety", _("veiligheid")
    OTHER = "other", _("anders")


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
        pairs = Prefetch("supervision__pairs", Pair.objects.open().select_related("worker", "team"))
        people = self.select_related("volunteer__account", "supervision__client__organisation", "project", "circle")
        return people.prefetch_related(pairs)

    def thanked(self, user: User, since: dt.date) -> "MatchQuerySet":
        """Ended ones for which this volunteer was thanked in words, from that day on: for those words alone."""
        return self.filter(volunteer__account=user, ends_on__gte=since).exclude(thanks="").order_by("-ends_on")

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
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="matches")
    request = models.ForeignKey(
        VolunteerRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="matches"
    )
    circle = models.ForeignKey(Circle, on_delete=models.PROTECT, null=True, blank=True, related_name="matches")
    # As written for the volunteer; the match keeps its own copy of the request's.
    safety = models.TextField(_("veiligheidsafspraken"), max_length=1000, blank=True)
    # The start meeting of the three is a required step: before it nothing else can be logged.
    met_on = models.DateField(_("startgesprek op"), null=True, blank=True)
    # How client and volunteer reach each other: each one's own choice, else the portal passes messages on.
    client_phone_shown = models.BooleanField(_("cliënt deelt nummer"), default=False)
    volunteer_phone_shown = models.BooleanField(_("vrijwilliger deelt nummer"), default=False)
    end_reason = models.CharField(_("reden van einde"), max_length=14, choices=MatchEnd, blank=True)
    thanks = models.CharField(_("bedankje"), max_length=400, blank=True)
    version = models.PositiveIntegerField(default=1)

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
