"""What a client allows: their worker to see the single answers of a moment. Default no, withdrawn at once."""

from django.db import transaction

from accounts.models import User
from alliance.models import ItemConsent, Rater, Response
from audit import clock
from audit.models import Action, Purpose
from audit.record import record


@transaction.atomic
def allow_items(*, response: Response, allowed: bool, by: User) -> None:
    """Give or withdraw the yes; saying the same again changes nothing. Only for the client's own answers."""
    if response.rater != Rater.CLIENT:
        raise ValueError("only a client allows single answers")
    consent = ItemConsent.objects.select_for_update().filter(response=response).first()
    stands = consent is not None and consent.withdrawn_at is None
    if stands == allowed:
        return
    if not allowed:
        ItemConsent.objects.filter(response=response).update(withdrawn_at=clock.now())
    else:
        ItemConsent.objects.update_or_create(
            response=response, defaults={"given_at": clock.now(), "withdrawn_at": None}
        )
    record(
        Action.CHANGED,
        by=by,
        what="item consent",
        subjects=[response.measurement.pair.supervision.client_id],
        object_id=response.measurement_id,
        purpose=Purpose.OWN,
    )
