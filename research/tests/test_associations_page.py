"""The page of what goes with what: figures of groups only, of those who take part, and their own researcher's."""

from typing import Any

from django.urls import reverse

from accounts.models import User
from caseload.actions import record_fact
from caseload.models import FactKind, ProblemArea
from conftest import TODAY
from research.actions import choose_study, import_outcomes
from research.outcome_files import Happened, Row
from research.tests.factories import open_study
from research.tests.world import lived


def test_groups_of_five_with_intervals_and_curves(browse: Any, evi: User, anna: User) -> None:
    study = open_study(evi)
    url = reverse("research:associations", args=[study.pk])
    assert "Nog te weinig om te vergelijken" in browse(evi).get(url).content.decode()
    choose_study(study=study, person=anna, taking_part=True, by=anna)
    pairs = lived(anna, study, 12)
    for pair in pairs[:6]:
        record_fact(pair=pair, kind=FactKind.PROBLEM_AREA, value=ProblemArea.SUBSTANCE, since=TODAY, by=None)
    rows = [
        Row(n, pair.client.number, Happened("recidivism", n % 3 == 0, 120), ()) for n, pair in enumerate(pairs, start=2)
    ]
    import_outcomes(study=study, rows=rows, by=None)
    page = browse(evi).get(url).content.decode()
    assert "Samenhang is geen oorzaak." in page
    assert "leefgebied middelengebruik" in page
    assert "Kaplan-Meier" in page
    assert "26 weken" in page
    assert "Kanarie" not in page
    assert not any(pair.client.number in page for pair in pairs)


def test_only_the_owner(browse: Any, evi: User, anna: User, admin: User) -> None:
    study = open_study(evi)
    url = reverse("research:associations", args=[study.pk])
    assert browse(anna).get(url).status_code == 403
    assert browse(admin).get(url).status_code == 403
