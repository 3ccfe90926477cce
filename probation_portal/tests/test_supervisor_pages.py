"""No page of a supervisor asks the database more often because the organisation or its history is larger.

In small, on both engines; `./portal proofs team_pages` asks the same at 45,000 clients, and how long it takes.
"""

import pytest
from django.db import connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dashboards.actions import publish_due
from probation_portal.scale.fill import fill
from probation_portal.scale.organisation import SUPERVISOR, make_staff
from probation_portal.scale.plan import Size
from probation_portal.tests.supervisor_pages import of_a_pair, supervisor_pages

SMALL, LARGE = Size(clients=60, years=1, teams=1), Size(clients=240, years=2, teams=2)


def queries_by_page(size: Size) -> dict[str, int]:
    """Of an organisation of this size, which is gone afterwards."""
    with transaction.atomic():
        fill(size, 1, make_staff(size, 1), lambda done: None)
        publish_due()
        leader = User.objects.get(email=SUPERVISOR)
        browser = Browser()
        browser.force_login(leader)
        found = {name: min(queries(browser, address) for _time in range(3)) for name, address in pages_of(leader)}
        transaction.set_rollback(True)
    return found


def pages_of(leader: User) -> list[tuple[str, str]]:
    """Not those of a pair: two have not the same to show, and `test_query_growth` lets one and the same grow."""
    return [(name, address) for name, address in supervisor_pages(leader).items() if not of_a_pair(name)]


def queries(browser: Browser, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code in (200, 302), address
    return len(seen)


@pytest.mark.slow
@pytest.mark.django_db
def test_a_larger_organisation_takes_no_more_queries() -> None:
    small, large = queries_by_page(SMALL), queries_by_page(LARGE)
    assert {name.partition(",")[0] for name in small} >= {"dashboards:team", "dashboards:organisation", "portal:home"}
    assert small.keys() == large.keys()
    assert {name: (small[name], large[name]) for name in small if large[name] > small[name]} == {}
