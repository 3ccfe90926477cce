"""A client's order: from when to when, under which conditions, and what was so from which day."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from caseload.models.client import Client


class EndReason(models.TextChoices):
    COMPLETED = "completed", _("volgens plan afgerond")
    ORDER_ENDED = "order_ended", _("termijn verstreken")
    NEGATIVE_DROPOUT = "negative_dropout", _("negatieve voortijdige uitval")
    TRANSFERRED = "transferred", _("naar een andere organisatie")
    DIED = "died", _("overleden")
    OTHER = "other", _("anders")


class Supervision(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="supervisions")
    starts_on = models.DateField(_("begin"))
    planned_end = models.DateField(_("geplande einddatum"), null=True, blank=True)
    ended_on = models.DateField(_("geëindigd op"), null=True, blank=True)
    end_reason = models.CharField(_("reden van einde"), max_length=20, choices=EndReason, blank=True)

    class Meta:
        ordering = ["-starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["client"], condition=Q(ended_on__isnull=True), name="supervision_one_open_per_client"
            ),
            models.CheckConstraint(
                condition=Q(planned_end__isnull=True) | Q(planned_end__gte=F("starts_on")),
                name="supervision_planned_end_not_before_start",
                violation_error_message=_("Het einde ligt vóór het begin van het toezicht."),
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("starts_on")),
                name="supervision_end_not_before_start",
                violation_error_message=_("Het einde ligt vóór het begin van het toezicht."),
            ),
            models.CheckConstraint(
                condition=(Q(ended_on__isnull=True) & Q(end_reason=""))
                | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="supervision_end_has_reason",
                violation_error_message=_("Een beëindigd toezicht heeft een reden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client_id} {self.starts_on}"


class FactKind(models.TextChoices):
    LEVEL = "level", _("niveau")
    PHASE = "phase", _("fase")
    RISK = "risk", _("risico-inschatting")
    PROBLEM_AREA = "problem_area", _("leefgebied")


class Phase(models.TextChoices):
    START = "start", _("Start")
    EXECUTION = "execution", _("Uitvoering")
    COMPLETION = "completion", _("Afronding")


class Risk(models.TextChoices):
    LOW = "low", _("laag")
    MEDIUM = "medium", _("gemiddeld")
    HIGH = "high", _("hoog")


class ProblemArea(models.TextChoices):
    SUBSTANCE = "substance", _("middelengebruik")
    HOUSING = "housing", _("wonen")
    FINANCES = "finances", _("geld")
    WORK = "work", _("werk en opleiding")
    RELATIONS = "relations", _("relaties en gezin")
    NETWORK = "network", _("vrienden en netwerk")
    MENTAL_HEALTH = "mental_health", _("psychisch welzijn")
    ATTITUDE = "attitude", _("houding")


WORDS_OF: dict[str, type[models.TextChoices]] = {
    FactKind.PHASE: Phase,
    FactKind.RISK: Risk,
    FactKind.PROBLEM_AREA: ProblemArea,
}


class FactQuerySet(models.QuerySet["Fact"]):
    def current(self) -> "FactQuerySet":
        return self.filter(until__isnull=True)


class Fact(models.Model):
    """What was so of a supervision, from a day to a day: its level, phase, risk estimate, problem areas.

    A later level, phase or risk closes the one before; several problem areas stand at once.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="facts")
    kind = models.CharField(max_length=20, choices=FactKind)
    value = models.CharField(max_length=20)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = FactQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision", "kind"],
                condition=Q(until__isnull=True) & ~Q(kind="problem_area"),
                name="fact_one_current_per_kind",
            ),
            models.UniqueConstraint(
                fields=["supervision", "value"],
                condition=Q(until__isnull=True, kind="problem_area"),
                name="fact_problem_area_once",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="fact_until_not_before_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"

    @property
    def word(self) -> str:
        """What its value is called, "Uitvoering" or "wonen"; of a level its number."""
        choices = WORDS_OF.get(self.kind)
        return str(choices(self.value).label) if choices and self.value in choices.values else self.value


class Condition(models.Model):
    """A condition of the order. The general ones apply by law, the special ones were added in this case."""

    class Kind(models.TextChoices):
        GENERAL = "general", _("algemene voorwaarde")
        SPECIAL = "special", _("bijzondere voorwaarde")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="conditions")
    kind = models.CharField(_("soort"), max_length=10, choices=Kind)
    text = models.CharField(_("voorwaarde"), max_length=200)
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot"), null=True, blank=True)

    class Meta:
        ordering = ["kind", "since"]

    def __str__(self) -> str:
        return self.kind


class Goal(models.Model):
    """A goal of the supervision plan (toezichtplan)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="goals")
    text = models.CharField(_("doel"), max_length=200)
    since = models.DateField(_("vanaf"))
    reached_on = models.DateField(_("bereikt op"), null=True, blank=True)

    class Meta:
        ordering = ["since"]

    def __str__(self) -> str:
        return str(self.since)


class PauseReason(models.TextChoices):
    DETENTION = "detention", _("detentie")
    ILLNESS = "illness", _("ziekte of opname")
    OTHER = "other", _("anders")


class PauseQuerySet(models.QuerySet["Pause"]):
    def running_on(self, day: dt.date) -> "PauseQuerySet":
        return self.filter(Q(since__lte=day) & (Q(until__isnull=True) | Q(until__gt=day)))


class Pause(models.Model):
    """The supervision stands still from a day to a day: what is due moves, and nobody is reminded."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    supervision = models.ForeignKey(Supervision, on_delete=models.CASCADE, related_name="pauses")
    reason = models.CharField(_("reden"), max_length=10, choices=PauseReason)
    since = models.DateField(_("vanaf"))
    until = models.DateField(_("tot"), null=True, blank=True)

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["supervision"], condition=Q(until__isnull=True), name="pause_one_open_per_supervision"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="pause_until_not_before_since"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
