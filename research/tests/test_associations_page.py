"""The page of what goes with what: figures of groups only, of those who take part, and their own researcher's."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.urls import reverse

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from caseload.actions import record_fact
from caseload.models import FactKind, Pair, ProblemArea
from conftest import TODAY
from research.actions import choose_study, import_outcomes
from research.gathering import Gathered
from research.models import Study
from research.outcome_files import Happened, Row
from research.presenters.both_sides import afterwards_rows, course_rows
from research.tests.factories import open_study
from research.tests.traced import study as study_rows
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
        Row(
            n,
            pair.client.number,
            Happened("recidivism", n % 2 == 0, 120),
            (("motivation", "hoog" if n < 8 else "laag"),),
        )
        for n, pair in enumerate(pairs, start=2)
    ]
    import_outcomes(study=study, rows=rows, by=None)
    answer = browse(evi).get(url)
    page = answer.content.decode()
    # Under each heading: whoever copies one table takes the sentence along.
    blocks = page.split('<section class="section"')[1:]
    assert len(blocks) > 5
    assert all("geen oorzaak" in block for block in blocks)
    assert "leefgebied middelengebruik" in page
    assert "Kaplan-Meier" in page
    assert "26 weken" in page
    # Motivation is a label that the organisation imports; recidivism is a group too, against each moment.
    assert "etiket motivation" in page
    assert "daarna: recidivism" in page.lower()
    # Of twelve pairs of one worker no model is made: a sentence, and no figure.
    assert page.count("Te weinig: er zijn 30 koppels met scores van beide kanten nodig.") == 12
    assert "12 koppels" not in page
    charts = 0
    for curve in answer.context["curves"]:
        charts += curve.chart is not None
        drawn = {(group.group, m.weeks): m.at_risk for group in curve.chart.groups for m in group.marks}
        in_table = {
            (head.partition(",")[0], int(weeks.split()[0])): int(cell.rpartition("= ")[2])
            for weeks, cells in curve.rows
            for head, cell in cells
            if cell
        }
        assert drawn == in_table
        assert min(drawn.values()) >= 5
    assert page.count('class="chart survival"') == charts > 0
    assert "Kanarie" not in page
    assert not any(pair.client.number in page for pair in pairs)


def test_either_side_and_of_the_workers_only_what_three_of_them_gave(
    browse: Any, evi: User, anna: User, colleague: User
) -> None:
    study = open_study(evi)
    url = reverse("research:associations", args=[study.pk])
    third = UserFactory(role=Role.WORKER, team=anna.team)
    for person in (anna, colleague, third):
        choose_study(study=study, person=person, taking_part=True, by=person)
    numbers = itertools.count(2)
    for worker in (anna, colleague):
        label(study, lived(worker, study, 6), numbers)
    of_clients = browse(evi).get(url).content.decode()
    assert "verloop volgens de cliënt" in of_clients
    assert "ook minstens" not in of_clients
    # Twelve pairs, but two workers: the same page says nothing of what these saw.
    of_two = browse(evi).get(url, {"kant": "worker"})
    assert "Een groep heeft ook minstens 3 werkers." in of_two.content.decode()
    assert not any(of_two.context[name] for name in ("sections", "means", "mixes"))
    label(study, lived(third, study, 6), numbers)
    of_three = browse(evi).get(url, {"kant": "worker"})
    assert len(of_three.context["sections"]) == 4
    assert {row.n for row in of_three.context["means"] if "motivation" in row.factor} == {9}
    page = of_three.content.decode()
    assert "verloop volgens de werker" in page
    assert "verloop volgens de cliënt" not in page
    # What a worker gave counts with the worker's yes only; what cannot be a side is the client's.
    choose_study(study=study, person=third, taking_part=False, by=third)
    assert not browse(evi).get(url, {"kant": "worker"}).context["means"]
    assert "verloop volgens de cliënt" in browse(evi).get(url, {"kant": "iemand"}).content.decode()


def label(study: Study, pairs: list[Pair], numbers: Iterator[int]) -> None:
    """Every other one of motivation high, by what the organisation imports."""
    rows = [
        Row(next(numbers), pair.client.number, None, (("motivation", "hoog" if n % 2 else "laag"),))
        for n, pair in enumerate(pairs)
    ]
    import_outcomes(study=study, rows=rows, by=None)


def test_only_the_owner(browse: Any, evi: User, anna: User, admin: User) -> None:
    study = open_study(evi)
    url = reverse("research:associations", args=[study.pk])
    assert browse(anna).get(url).status_code == 403
    assert browse(admin).get(url).status_code == 403


def test_the_contact_mix_beside_the_course_and_a_model_of_enough_pairs() -> None:
    """The presenters, on invented rows: who has no score, no worker or a hidden ending counts nowhere."""
    pairs, responses, outcomes = study_rows(400, seed=3)
    shipped = responses[0].instrument
    chance = random.Random(2)
    scored = [
        replace(row, scores={scale.key: (Decimal(chance.randrange(10, 50)) / 10, 4) for scale in shipped.scales})
        for row in responses
    ]
    gathered = Gathered(pairs, scored, [], [], outcomes, {}, [], 0, 0)
    rows = afterwards_rows(gathered, shipped)
    assert [row.outcome for row in rows].count("Haperingen") == len(shipped.scales)
    # Drop-out is frequent in these rows, and no hitch has a week.
    assert all("keer" in figure for row in rows[:4] for _name, figure in row.effects)
    assert {row.why for row in rows[4:]} == {"Te weinig: het moet bij 10 koppels zijn gebeurd."}
    friction = next(row for row in course_rows(gathered, shipped) if row.scale == "Stroefheid")
    assert [name for name, _figure in friction.effects] == [
        "verandering van de cliënt in zes maanden",
        "verandering van de werker in zes maanden",
    ]
