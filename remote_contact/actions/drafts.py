"""What a worker typed about a contact and has not saved yet."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from audit import clock
from caseload.models import Pair
from remote_contact.actions.contacts import AlreadyLogged
from remote_contact.models import Contact, ContactDraft

# Untouched for so long, a draft is taken away: by then nobody goes on with it.
KEPT = dt.timedelta(days=7)


@transaction.atomic
def save_draft(
    *,
    page: uuid.UUID,
    pair: Pair,
    by: User,
    form_id: uuid.UUID,
    typed: Mapping[str, str],
    follows: tuple[uuid.UUID, dt.datetime] | None = None,
) -> ContactDraft:
    """Keep what stands in an open page. `follows` names the draft that this page went on with, and its moment: it goes,
    unless the page it came from is still being typed in. Then there are two.

    No event: nobody but the writer can have a draft, and a line every few seconds would bury the record.
    Raises AlreadyLogged when the contact was saved in the meantime, ValidationError for what is somebody else's.
    """
    _refuse_logged(form_id, pair)
    own = ContactDraft.objects.filter(user=by, pair=pair)
    values = {"form_id": form_id, "typed": dict(typed), "saved_at": clock.now()}
    if not own.filter(pk=page).update(**values):
        try:
            with transaction.atomic():
                ContactDraft.objects.create(pk=page, pair=pair, user=by, **values)
        except IntegrityError:
            _take_over(page, pair, by, values)
        if follows is not None:
            own.filter(pk=follows[0], saved_at=follows[1]).exclude(pk=page).delete()
    return own.get(pk=page)


def _refuse_logged(form_id: uuid.UUID, pair: Pair) -> None:
    logged = Contact.objects.filter(form_id=form_id, pair=pair).first()
    if logged is not None:
        raise AlreadyLogged(logged)


def _take_over(page: uuid.UUID, pair: Pair, by: User, values: dict[str, Any]) -> None:
    """The same page twice at once, gone since with the contact that was saved from it, or somebody else's page."""
    if not ContactDraft.objects.filter(pk=page, user=by, pair=pair).update(**values):
        _refuse_logged(values["form_id"], pair)
        raise ValidationError(_("Dit formulier hoort bij iemand anders. Open het opnieuw."))


@transaction.atomic
def discard_draft(*, draft: ContactDraft, by: User) -> None:
    """Of the writer alone, so there is no event, as there was none of what they typed."""
    ContactDraft.objects.filter(pk=draft.pk, user=by).delete()


@transaction.atomic
def remove_old_drafts(*, now: dt.datetime) -> int:
    """Those that nobody touched for `KEPT`; how many. Also of contacts that were saved after all."""
    removed, _by_table = ContactDraft.objects.filter(saved_at__lt=now - KEPT).delete()
    return removed
