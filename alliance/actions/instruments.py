"""Loading instruments, and which one an organisation uses."""

from pathlib import Path

from django.db import transaction

from accounts.models import Organisation, User
from alliance.instruments import check_unchanged, fingerprint, parse_instrument
from alliance.models import Instrument, InUse
from audit import clock
from audit.models import Action, Purpose
from audit.record import record

SHIPPED = Path(__file__).resolve().parent.parent / "instruments_shipped"
DEMONSTRATION = SHIPPED / "wa-gk-demo-1.0.toml"
SHORT_FORM = SHIPPED / "wa-gk-demo-short-1.0.toml"


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


@transaction.atomic
def use_instrument(*, organisation: Organisation, instrument: Instrument, by: User | None) -> bool:
    """Measurements of this organisation that open from now on get this instrument; open ones keep theirs.

    Returns whether that changed anything: a second click writes nothing.
    """
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    if InUse.objects.filter(organisation=organisation, instrument=instrument).exists():
        return False
    InUse.objects.update_or_create(
        organisation=organisation, defaults={"instrument": instrument, "since": clock.now(), "chosen_by": by}
    )
    record(
        Action.CHANGED,
        by=by,
        what="instrument in use",
        object_id=instrument.pk,
        purpose=Purpose.ADMINISTRATION,
        organisation_id=organisation.pk,
    )
    return True


def instrument_for(organisation: Organisation) -> Instrument:
    """The instrument of a new measurement: the one that the organisation chose, else the shipped demonstration.

    A newer version that somebody loaded is nobody's by accident. The demonstration is loaded at first use.
    """
    chosen = Instrument.objects.filter(in_use_by__organisation=organisation).first()
    return chosen or shipped_instrument()


def shipped_instrument() -> Instrument:
    """The demonstration questions that the portal ships."""
    return _shipped(DEMONSTRATION)


def short_form() -> Instrument:
    """One question per scale and side, for an extra moment; its scores are never laid beside those of the long form."""
    return _shipped(SHORT_FORM)


def _shipped(file: Path) -> Instrument:
    key, _hyphen, version = file.stem.rpartition("-")
    loaded = Instrument.objects.filter(key=key, version=version).first()
    return loaded or load_instrument(text=file.read_text(encoding="utf-8"), by=None)
