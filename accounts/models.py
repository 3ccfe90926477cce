"""Organisations, their teams, and the people who sign in."""

import json
import uuid
from typing import Any, ClassVar

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


def default_levels() -> list[str]:
    return ["1", "2", "3"]


class Organisation(models.Model):
    """One probation organisation. Nothing of one is ever visible to another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("naam"), max_length=80, unique=True)
    # The levels of supervision differ per organisation and over the years, so they are data.
    levels = models.JSONField(default=default_levels)
    # Demo mode refuses a database that holds an organisation which is not marked so.
    is_demo = models.BooleanField(default=False)
    # Who answers when the worker does not: stands wherever a client or volunteer writes something.
    duty_phone = models.CharField(_("nummer van de dienst"), max_length=20, blank=True)

    def __str__(self) -> str:
        return self.name


class TeamQuerySet(models.QuerySet["Team"]):
    def visible_to(self, user: "User") -> "TeamQuerySet":
        """The teams whose figures this person may open: a supervisor's own."""
        if user.role != Role.SUPERVISOR:
            return self.none()
        return self.filter(supervisors=user, organisation=user.organisation)


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(_("naam"), max_length=80)
    # Only to read figures by; nobody's reach depends on it.
    region = models.CharField(_("regio"), max_length=60, blank=True)
    supervisors: "models.ManyToManyField[User, Any]" = models.ManyToManyField(
        "User", related_name="supervised_teams", blank=True
    )
    # An import sends nothing: invitations of a team start when a person switches them on.
    invitations_since = models.DateTimeField(null=True, blank=True)
    # Told at once of what cannot wait, beside the worker.
    on_duty = models.ForeignKey(
        "User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("heeft dienst")
    )

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "name"], name="team_name_once_per_organisation"),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    CLIENT = "client", _("cliënt")
    WORKER = "worker", _("reclasseringswerker")
    SUPERVISOR = "supervisor", _("unitmanager")
    VOLUNTEER = "volunteer", _("vrijwilliger")
    COORDINATOR = "coordinator", _("vrijwilligerscoördinator")
    RESEARCHER = "researcher", _("onderzoeker")
    PRIVACY_OFFICER = "privacy", _("privacyfunctionaris")
    ADMINISTRATOR = "admin", _("beheerder")


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: "User") -> "UserQuerySet":
        """Whose name this person may look up: an administrator everyone of the organisation, except shielded
        clients; a privacy officer its staff and volunteers, never its clients; all others nobody."""
        of_organisation = self.filter(organisation=user.organisation_id)
        if user.is_active and user.role == Role.ADMINISTRATOR:
            # Not even that a shielded client exists (`caseload/access.py`, which this floor may not import).
            shielded = self.filter(client__shields__isnull=False, client__shields__lifted_at__isnull=True)
            return of_organisation.exclude(pk__in=shielded.values("pk"))
        if user.is_active and user.role == Role.PRIVACY_OFFICER:
            return of_organisation.exclude(role=Role.CLIENT)
        return self.none()

    def with_device(self) -> "UserQuerySet":
        """Each with `device`, known without a query of its own: the page of every request asks it."""
        devices = Authenticator.objects.filter(user=models.OuterRef("pk"), type=Authenticator.Type.TOTP)
        return self.annotate(known_device=models.Subquery(devices.values("pk")[:1]))

    def named(self, text: str) -> "UserQuerySet":
        """Every word stands in the first or the last name."""
        found = self
        for word in text.split():
            found = found.filter(models.Q(first_name__icontains=word) | models.Q(last_name__icontains=word))
        return found


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def visible_to(self, user: "User") -> UserQuerySet:
        return self.get_queryset().visible_to(user)

    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.full_clean()
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Someone who signs in, in exactly one role, within one organisation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mailadres"), unique=True)
    first_name = models.CharField(_("voornaam"), max_length=60)
    last_name = models.CharField(_("achternaam"), max_length=80, blank=True)
    role = models.CharField(_("rol"), max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="users")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, blank=True, related_name="members")
    is_active = models.BooleanField(_("actief"), default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Meta:
        ordering = ["last_name", "first_name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def device(self) -> int | None:
        """The second factor: which authenticator app is this person's, or None."""
        if "known_device" in self.__dict__:
            known: int | None = self.__dict__["known_device"]
            return known
        devices = Authenticator.objects.filter(user=self.pk, type=Authenticator.Type.TOTP)
        return devices.values_list("pk", flat=True).first()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """The stamp in each session: when anything of it changes, by whatever way, every session ends."""
        stamp = [self.password, self.role, str(self.organisation_id), str(self.team_id), self.device]
        return salted_hmac("accounts.session", json.dumps(stamp), secret=secret, algorithm="sha256").hexdigest()


class Session(AbstractBaseSession):
    """A sign-in on one device, so that its owner can see and end it. No address of it is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="sessions")
    # The key in the cookie changes on the way; this names the sign-in on a page and opens nothing.
    visit = models.UUIDField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> Any:
        from accounts.sessions import SessionStore

        return SessionStore
