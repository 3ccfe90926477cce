from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from audit import clock
from conftest import NOON
from research.models import Study
from research.tests.exported import Files, export
from research.tests.factories import open_study


@pytest.fixture
def study(evi: User) -> Study:
    return open_study(evi)


@pytest.fixture(scope="module")
def files(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Made once for the tests of a module, that only read it."""
    with django_db_blocker.unblock(), clock.at(NOON), transaction.atomic():
        found = export(tmp_path_factory.mktemp("files"))
        transaction.set_rollback(True)
    return found
