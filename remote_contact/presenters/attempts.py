"""Who was tried and not reached, in words, for one case or a whole caseload."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from remote_contact.attempts import TRIED_IN_VAIN, Tried, in_a_row
from remote_contact.models import Contact, FollowUp, Outcome, Way


@dataclass(frozen=True, slots=True)
class TriedInVain:
    """So often in a row, too often from `since` on. `next_step`: what is still to be done after one of them, "" for
    nothing; `step_of`: that attempt. `done`: what was to be done after the last one is done, in vain so far."""

    count: int
    since: dt.date
    last_id: uuid.UUID
    last_on: dt.date
    next_step: str
    step_of: uuid.UUID | None = None
    done: bool = False

    @property
    def text(self) -> str:
        return _("%(n)s keer geprobeerd, niet bereikt") % {"n": self.count}

    @property
    def action(self) -> str:
        if self.next_step:
            return _("Volgende stap afsluiten")
        return _("Contact vastleggen") if self.done else _("Volgende stap kiezen")

    def url(self, pair_id: uuid.UUID) -> str:
        """An attempt has one step: when that is done, the next one is another attempt."""
        if self.done and not self.next_step:
            return reverse("remote_contact:log", args=[pair_id])
        return reverse("remote_contact:follow_up", args=[pair_id, self.step_of or self.last_id])


def tried_in_vain(supervisions: Iterable[uuid.UUID]) -> dict[uuid.UUID, TriedInVain]:
    """Of these supervisions those with enough attempts in a row; two queries, however many they are."""
    found = defaultdict(list)
    for contact in _since_last_held(list(supervisions)):
        found[contact.pair.supervision_id].append(contact)
    counts = {pk: in_a_row(map(_tried, contacts)) for pk, contacts in found.items()}
    over = {pk: count for pk, count in counts.items() if count >= TRIED_IN_VAIN}
    attempts = {pk: [one for one in found[pk] if _tried(one).in_vain] for pk in over}
    steps = _next_steps([one.pk for several in attempts.values() for one in several])
    return {pk: _in_vain(over[pk], several, steps) for pk, several in attempts.items()}


def _in_vain(count: int, several: list[Contact], steps: Mapping[uuid.UUID, FollowUp]) -> TriedInVain:
    stands = next((steps[one.pk] for one in several if one.pk in steps and not steps[one.pk].done_on), None)
    last = several[0]
    return TriedInVain(
        count=count,
        since=timezone.localdate(several[-TRIED_IN_VAIN].at),
        last_id=last.pk,
        last_on=timezone.localdate(last.at),
        next_step=stands.what if stands else "",
        step_of=stands.contact_id if stands else None,
        done=last.pk in steps and steps[last.pk].done_on is not None,
    )


def _since_last_held(supervisions: list[uuid.UUID]) -> Iterable[Contact]:
    """Newest first; of contacts at the same minute the one logged last comes first."""
    held = Contact.objects.standing().filter(pair__supervision=OuterRef("pair__supervision"), took_place=True)
    since = Contact.objects.standing().filter(pair__supervision__in=supervisions, took_place=False)
    since = since.annotate(held_at=Subquery(held.order_by("-at").values("at")[:1]))
    since = since.filter(Q(held_at__isnull=True) | Q(at__gt=F("held_at")))
    return since.select_related("pair").order_by("-at", "-logged_at")


def _tried(contact: Contact) -> Tried:
    return Tried(
        took_place=contact.took_place,
        planned=contact.planned,
        face_to_face=contact.way == Way.FACE_TO_FACE,
        moved=contact.outcome == Outcome.MOVED,
    )


def _next_steps(contact_ids: list[uuid.UUID]) -> dict[uuid.UUID, FollowUp]:
    """What was written down to do after these contacts, done or not."""
    return {step.contact_id: step for step in FollowUp.objects.standing().filter(contact__in=contact_ids)}
