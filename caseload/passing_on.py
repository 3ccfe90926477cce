"""What a client agrees to pass on to their next worker: written together before a hand-over, read after it.

The words are all that goes along; answers and scores stay with the old pair.
"""

from django.db import IntegrityError, transaction
from django.db.models import F, Subquery

from accounts.models import User
from audit import clock
from audit.models import Action
from audit.record import record
from caseload.models import Pair, PairEnd, PassOn
from caseload.versions import StaleRecord


@transaction.atomic
def write_pass_on(*, pair: Pair, text: str, client_agreed: bool, version: int, by: User) -> PassOn:
    """Write it, or write it anew; `version` is the one that was on the screen, 0 when there was none. StaleRecord."""
    values = {"text": text, "client_agreed": client_agreed, "written_at": clock.now(), "written_by": by}
    if version == 0:
        _make(pair, values)
    elif not PassOn.objects.filter(pair=pair, version=version).update(**values, version=F("version") + 1):
        raise _stale(pair)
    saved = PassOn.objects.get(pair=pair)
    record(Action.CHANGED, by=by, what="pass-on", subjects=[pair.supervision.client_id], object_id=pair.pk)
    return saved


def _make(pair: Pair, values: dict[str, object]) -> None:
    try:
        with transaction.atomic():
            PassOn.objects.create(pair=pair, **values)
    except IntegrityError:
        raise _stale(pair) from None


def _stale(pair: Pair) -> StaleRecord:
    return StaleRecord(PassOn.objects.filter(pair=pair).first(), what="pass-on", object_id=pair.pk)


def passed_on_to(pair: Pair) -> PassOn | None:
    """What came along from the pair before this one; nothing without the client's yes."""
    if pair.is_first:
        return None
    before = Pair.objects.filter(
        supervision=pair.supervision_id, end_kind=PairEnd.HANDED_OVER, ends_on__lte=pair.starts_on
    ).exclude(pk=pair.pk)
    last = before.order_by("-ends_on", "-starts_on").values("pk")[:1]
    return PassOn.objects.filter(pair=Subquery(last), client_agreed=True).select_related("pair__worker").first()
