"""Loading instruments, and which one an organisation uses."""

from pathlib import Path

from django.db import transaction

from accounts.models import Organisation, User
from alliance.instruments import check_unchanged, fingerprint, parse_instrument
from alliance.models import Instrument
from audit import clock
from audit.models import Action, Purpose
from audit.record import record

SHIPPED = Path(__file__).resolve().parent.parent / "instruments_shipped"
DEMONSTRATION = SHIPPED / "wa-gk-demo-1.0.toml"


@transaction.atomic
def load_instrument(*, text: str, by: User | None) -> Instrument:
    """Load an instrument file; the same content again changes nothing, other content under its version is refused.

    Raises InstrumentError with every fault of the file.
    """
    parsed = parse_instrument(text)
    known = {(i.key, i.version): i.fingerprint for i in Instrument.objects.filter(key=parsed.key)}
    check_unchanged(parsed, known)
    instrument, made = Instrument.objects.get_or_create(
        key=parsed.key,
        version=parsed.version,
        defaults={
            "status": parsed.status,
            "content": text,
            "fingerprint": fingerprint(parsed),
            "loaded_at": clock.now(),
        },
    )
    if made:
        record(Action.CREATED, by=by, what="instrument", object_id=instrument.pk, purpose=Purpose.ADMINISTRATION)
    return instrument


def instrument_for(organisation: Organisation) -> Instrument:
    """The instrument of a new measurement: the demonstration questions that the portal ships.

    They are loaded at first use. An organisation with a licensed instrument will choose its own here.
    """
    shipped = Instrument.objects.filter(key="wa-gk-demo").order_by("-loaded_at").first()
    return shipped or load_instrument(text=DEMONSTRATION.read_text(encoding="utf-8"), by=None)
