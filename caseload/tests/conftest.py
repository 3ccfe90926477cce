"""What tests of writes need: the one event, and proof that nothing else changed."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import User
from audit.models import Event, SubjectKey
from caseload.models import Agreement, Client, Fact, Hitch, Pair, Supervision


@pytest.fixture
def one_event(pair: Pair) -> Callable[..., None]:
    """Checks that since the pair began exactly one event came about, with its client as the only subject."""
    before = set(Event.objects.values_list("pk", flat=True))

    def check(action: str, what: str, by: User | None, object_id: uuid.UUID) -> None:
        (event,) = Event.objects.exclude(pk__in=before)
        assert (event.action, event.what, event.actor_id) == (action, what, by.pk if by else None)
        assert event.object_id == object_id
        key = SubjectKey.objects.get(person_id=pair.supervision.client_id).key
        assert [subject.subject_key for subject in event.subjects.all()] == [key]

    return check


@pytest.fixture
def unchanged() -> Callable[[], tuple[Any, ...]]:
    """Everything a refused action could have touched."""

    def state() -> tuple[Any, ...]:
        tables = (Client, Supervision, Pair, Fact, Agreement, Hitch, Event)
        return tuple(sorted(map(repr, table.objects.values())) for table in tables)

    return state
