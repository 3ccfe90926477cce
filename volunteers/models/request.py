"""A pair asks for a volunteer, and the co-ordinator proposes one to all three."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from caseload.access import not_shielded_from
from caseload.models import Goal, Pair, Supervision
from volunteers.models.project import ActivityKind, Project
from volunteers.models.volunteer import Volunteer, postcode


class Side(models.TextChoices):
    """The three of a match."""

    CLIENT = "client", _("cliënt")
    WORKER = "worker", _("werker")
    VOLUNTEER = "volunteer", _("vrijwilliger")


class RequestState(models.TextChoices):
    # Asked by the worker or the client; the other of the two has yet to say yes.
    ASKED = "asked", _("wacht op akkoord")
    OPEN = "open", _("open")
    MATCHED = "matched", _("gekoppeld")
    WITHDRAWN = "withdrawn", _("ingetrokken")


STANDING_REQUESTS = [RequestState.ASKED, RequestState.OPEN]


class RequestQuerySet(models.QuerySet["VolunteerRequest"]):
    def visible_to(self, user: User) -> "RequestQuerySet":
        """A co-ordinator: those of the organisation that both agreed on, without the shielded. Else by the pair."""
        if not user.is_active:
            return self.none()
        if user.role == Role.COORDINATOR:
            shown = not_shielded_from(user, "supervision__client")
            asked = self.exclude(state=RequestState.ASKED)
            return asked.filter(shown, supervision__client__organisation=user.organisation_id)
        if user.role == Role.CLIENT:
            return self.filter(supervision__client__account=user)
        if user.role == Role.VOLUNTEER:
            return self.none()
        return self.filter(supervision__pairs__in=Pair.objects.visible_to(user)).distinct()

    def standing(self) -> "RequestQuerySet":
        return self.filter(state__in=STANDING_REQUESTS, supervision__ended_on__isnull=True)

    def waiting(self) -> "RequestQuerySet":
        return self.filter(state=RequestState.OPEN, supervision__ended_on__isnull=True)


class VolunteerRequest(models.Model):
    """What a pair asks a volunteer for. Written to be read by a co-ordinator: no case content."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.PROTECT, related_name="volunteer_requests")
    asked_by = models.CharField(max_length=10, choices=Side)
    asked_by_user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Goals of the plan; the co-ordinator never sees their words, the three of the match do once it runs.
    goals: "models.ManyToManyField[Goal, Any]" = models.ManyToManyField(Goal, related_name="+", blank=True)
    kinds: "models.ManyToManyField[ActivityKind, Any]" = models.ManyToManyField(
        ActivityKind, related_name="+", blank=True
    )
    what_for = models.CharField(_("waarvoor"), max_length=300)
    wishes = models.CharField(_("wensen"), max_length=300, blank=True)
    # Codes as with a volunteer.
    languages: "models.JSONField[list[str], list[str]]" = models.JSONField(_("talen"), default=list, blank=True)
    free_at: "models.JSONField[list[str], list[str]]" = models.JSONField(_("wanneer"), default=list, blank=True)
    postcode = models.CharField(_("postcode"), max_length=4, blank=True, validators=[postcode])
    # The safety agreement, written for the volunteer, and what of it holds while looking for one.
    safety = models.TextField(_("veiligheidsafspraken"), max_length=1000, blank=True)
    experienced_only = models.BooleanField(_("alleen een ervaren vrijwilliger"), default=False)
    not_from_neighbourhood = models.BooleanField(_("niet uit dezelfde buurt"), default=False)
    not_alone = models.BooleanField(_("nooit alleen, dus een cirkel"), default=False)
    not_these: "models.ManyToManyField[Volunteer, Any]" = models.ManyToManyField(
        Volunteer, related_name="+", blank=True
    )
    # The client's yes: the day, and by whom it was written down (themselves, or their worker after asking).
    client_agreed_on = models.DateField(_("cliënt akkoord op"), null=True, blank=True)
    agreed_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    opened_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(_("reden"), max_length=200, blank=True)
    form_id = models.UUIDField(unique=True)
    version = models.PositiveIntegerField(default=1)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision"],
                condition=Q(state__in=["asked", "open"]),
                name="volunteer_request_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"]) | Q(client_agreed_on__isnull=False),
                name="volunteer_request_open_with_a_yes",
            ),
        ]
        indexes = [models.Index(fields=["state", "opened_at"])]

    def __str__(self) -> str:
        return str(self.pk)


class ProposalState(models.TextChoices):
    OPEN = "open", _("wacht op antwoord")
    AGREED = "agreed", _("alle drie ja")
    DECLINED = "declined", _("afgewezen")
    WITHDRAWN = "withdrawn", _("ingetrokken")


STANDING_PROPOSALS = [ProposalState.OPEN, ProposalState.AGREED]


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> "ProposalQuerySet":
        """The volunteer it names, while it stands and the file is not shielded; the others as they see the request."""
        if user.role == Role.VOLUNTEER and user.is_active:
            asked = self.standing().filter(volunteer__account=user, volunteer__left_on__isnull=True)
            # Not matched yet, so a shield does stand between them.
            return asked.filter(not_shielded_from(user, "request__supervision__client"))
        return self.filter(request__in=VolunteerRequest.objects.visible_to(user))

    def standing(self) -> "ProposalQuerySet":
        running = {"request__state": RequestState.OPEN, "request__supervision__ended_on__isnull": True}
        return self.filter(state__in=STANDING_PROPOSALS, **running)


class Proposal(models.Model):
    """One volunteer for one request. Nothing begins before all three said yes, and then a person begins it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(VolunteerRequest, on_delete=models.CASCADE, related_name="proposals")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="proposals")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    # What the co-ordinator writes to all three about it.
    note = models.CharField(_("toelichting"), max_length=300, blank=True)
    # The reasons as they stood on that day, in codes (`volunteers/matching.py`).
    reasons: "models.JSONField[list[Any], list[Any]]" = models.JSONField(default=list)
    client_says = models.BooleanField(null=True, blank=True)
    worker_says = models.BooleanField(null=True, blank=True)
    volunteer_says = models.BooleanField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request", "volunteer"],
                condition=Q(state__in=["open", "agreed"]),
                name="proposal_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
