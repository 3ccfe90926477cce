"""Licensed and demonstration questions are never mixed up: each page says whose questions stand on it."""

from collections.abc import Callable

import pytest
from django.test import Client as Browser
from django.urls import reverse

from accounts.models import Organisation, Team, User
from alliance.actions.instruments import load_instrument, shipped_instrument, use_instrument
from alliance.tests.factories import open_measurement, reveal
from caseload.models import Pair
from caseload.tests.factories import start_pair

Browse = Callable[[User | None], Browser]
LICENCE = "Wording of the Institute, used under licence 12."
DEMONSTRATION = "niet de WA-GK"


@pytest.fixture(params=[True, False], ids=["licensed", "demonstration"])
def words(request: pytest.FixtureRequest, noord: Organisation) -> tuple[str, str]:
    """What must stand on every page, and what must not."""
    if not request.param:
        return DEMONSTRATION, LICENCE
    shipped = shipped_instrument()
    text = shipped.content.replace('key = "wa-gk-demo"', 'key = "licensed"')
    head = "\n".join(line for line in text.splitlines() if not line.startswith(("status", 'source = "Demo')))
    head = head.replace('key = "licensed"', f'key = "licensed"\nstatus = "licensed"\nsource = "{LICENCE}"')
    use_instrument(organisation=noord, instrument=load_instrument(text=head, by=None), by=None)
    return LICENCE, DEMONSTRATION


@pytest.mark.usefixtures("cas")
def test_every_page_with_questions_or_scores(
    words: tuple[str, str], pair: Pair, team: Team, anna: User, bram: User, cas: User, evi: User, browse: Browse
) -> None:
    reveal(open_measurement(pair))
    waiting = open_measurement(start_pair(worker=anna))
    respond = reverse("alliance:respond", args=[waiting.pk])
    pages = [
        (anna, respond),
        (anna, f"{respond}?vraag=1"),
        (anna, reverse("portal:pair", args=[pair.pk])),
        (anna, reverse("alliance:conversation", args=[pair.measurements.get(kind="intake").pk])),
        (bram, reverse("dashboards:team", args=[team.pk])),
        (cas, "/"),
    ]
    said, unsaid = words
    for user, url in pages:
        page = browse(user).get(url).content.decode()
        assert (url, said in page, unsaid in page) == (url, True, False)
    # The researcher's list names every version that is loaded, each with its own.
    assert said in browse(evi).get("/").content.decode()
