"""An organisation's own methods, outcomes and kinds of offence. What was used once never changes its meaning."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation


class Method(models.TextChoices):
    """The methods an organisation begins with."""

    OFFICE = "office", _("Op kantoor")
    HOME_VISIT = "home_visit", _("Huisbezoek")
    ELSEWHERE = "elsewhere", _("Elders")
    WALK = "walk", _("Wandelen")
    PHONE = "phone", _("Telefoon")
    VIDEO = "video", _("Beeldbellen")
    TEXT = "text", _("WhatsApp of sms")
    EMAIL = "email", _("E-mail")
    LETTER = "letter", _("Brief")


class Way(models.TextChoices):
    """What a method is, for the mix: this drives every figure, never its name."""

    FACE_TO_FACE = "face_to_face", _("bij elkaar")
    REMOTE_TALK = "remote_talk", _("gesprek op afstand")
    WRITTEN = "written", _("geschreven bericht")


class Outcome(models.TextChoices):
    """The outcomes an organisation begins with."""

    TOOK_PLACE = "took_place", _("Ja")
    PARTLY = "partly", _("Deels")
    LATE = "late", _("Ja, te laat")
    NOT_REACHED = "not_reached", _("Niet bereikt")
    NO_SHOW_REASON = "no_show_reason", _("Niet gekomen, met reden")
    NO_SHOW = "no_show", _("Niet gekomen")
    MOVED = "moved", _("Verzet")
    TECHNICAL = "technical", _("Techniek haperde")


class ListKind(models.TextChoices):
    METHOD = "method", _("vorm")
    OUTCOME = "outcome", _("uitkomst")
    # Empty unless the organisation records it; only the advice on the mix looks at it.
    OFFENCE = "offence", _("soort delict")


class ListEntry(models.Model):
    """One word of an organisation's list. A change of meaning retires it and adds another; contacts keep their word.

    An organisation without entries of a kind uses the lists above (`remote_contact/lists.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="contact_lists")
    kind = models.CharField(max_length=10, choices=ListKind)
    code = models.CharField(max_length=40)
    label = models.CharField(_("woord"), max_length=60)
    order = models.PositiveSmallIntegerField(default=0)
    # Of a method.
    way = models.CharField(_("wat is het"), max_length=12, choices=Way, blank=True)
    # Of an outcome: the two facts that drive every tag and count.
    took_place = models.BooleanField(_("heeft plaatsgevonden"), default=False)
    is_hitch = models.BooleanField(_("telt als haperende naleving"), default=False)
    # Of an offence: the organisation sees these clients face to face rather.
    face_to_face_first = models.BooleanField(_("liever bij elkaar"), default=False)
    retired_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "order", "label"]
        constraints = [
            models.UniqueConstraint(fields=["organisation", "kind", "code"], name="contact_list_code_once"),
        ]

    def __str__(self) -> str:
        return self.label
