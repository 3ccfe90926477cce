"""An instrument is loaded once and never changes under the answers that were given to it."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Organisation, User
from alliance.actions import instruments
from alliance.instruments import InstrumentError
from alliance.models import Instrument
from alliance.tests.small import TEXT
from audit import clock
from audit.models import Event
from audit.tests.at_once import at_once

pytestmark = pytest.mark.django_db


def test_loading(admin: User) -> None:
    instrument = instruments.load_instrument(text=TEXT, by=admin)
    assert (instrument.key, instrument.version, instrument.status) == ("small", "1.0", "demonstration")
    assert instrument.loaded_at == clock.now()
    assert [item.key for item in instrument.parsed.items_for("client")] == ["c1", "c2", "c3", "c4", "c5", "c6"]
    (event,) = Event.objects.all()
    assert (event.action, event.what, event.actor_id, event.object_id, event.purpose) == (
        "created",
        "instrument",
        admin.pk,
        instrument.pk,
        "administration",
    )
    assert event.subjects.count() == 0


@pytest.mark.parametrize(
    "again",
    [
        TEXT,
        "# een opmerking\n" + TEXT,
        TEXT.replace("min_answered = 0.66", "min_answered = 0.660"),
        TEXT.replace("\n\n", "\n\n\n"),
    ],
    ids=["the same", "a comment", "the same number", "more space"],
)
def test_the_same_again_changes_nothing(admin: User, again: str) -> None:
    first = instruments.load_instrument(text=TEXT, by=admin)
    assert instruments.load_instrument(text=again, by=admin) == first
    first.refresh_from_db()
    assert first.content == TEXT
    assert (Instrument.objects.count(), Event.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("min_answered = 0.66", "min_answered = 0.5"),
        ('text.nl = "vraag"', 'text.nl = "andere vraag"'),
        ("reverse = true", "reverse = false"),
    ],
)
def test_other_content_under_the_same_version_is_refused(admin: User, old: str, new: str) -> None:
    instruments.load_instrument(text=TEXT, by=admin)
    changed = TEXT.replace(old, new, 1)
    assert changed != TEXT
    with pytest.raises(InstrumentError, match="loaded before with other content"):
        instruments.load_instrument(text=changed, by=admin)
    assert (Instrument.objects.get().content, Event.objects.count()) == (TEXT, 1)


def test_a_new_version_stands_beside_the_old(admin: User) -> None:
    instruments.load_instrument(text=TEXT, by=admin)
    newer = TEXT.replace('version = "1.0"', 'version = "1.1"').replace("min_answered = 0.66", "min_answered = 0.5")
    instruments.load_instrument(text=newer, by=admin)
    assert sorted(Instrument.objects.values_list("version", flat=True)) == ["1.0", "1.1"]


def test_a_file_with_faults_leaves_nothing_behind(admin: User) -> None:
    with pytest.raises(InstrumentError):
        instruments.load_instrument(text=TEXT.replace('same_as = "w1"', 'same_as = "w9"'), by=admin)
    assert not Instrument.objects.exists()
    assert not Event.objects.exists()


def test_the_table_itself_takes_a_version_once(admin: User) -> None:
    instruments.load_instrument(text=TEXT, by=admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Instrument(key="small", version="1.0", status="x", content="x", fingerprint="x", loaded_at=clock.now()).save()


def test_the_shipped_questions_are_loaded_at_first_use_and_marked_as_ours(noord: Organisation) -> None:
    instrument = instruments.instrument_for(noord)
    assert (instrument.key, instrument.status) == ("wa-gk-demo", "demonstration")
    assert instruments.instrument_for(noord) == instrument
    assert Event.objects.get(what="instrument").actor_role == "system"


def test_another_instrument_is_nobodys_by_accident(noord: Organisation, admin: User) -> None:
    instruments.load_instrument(text=TEXT, by=admin)
    assert instruments.instrument_for(noord).key == "wa-gk-demo"


@pytest.mark.django_db(transaction=True)
def test_first_use_by_eight_at_once_loads_it_once(noord: Organisation) -> None:
    found = at_once(*[lambda: instruments.instrument_for(noord).pk] * 8)
    assert len(set(found)) == 1
    assert Event.objects.filter(what="instrument").count() == 1
