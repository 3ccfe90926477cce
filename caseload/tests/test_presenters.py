import datetime as dt
from typing import Any

import pytest

from accounts.models import User
from audit import clock
from caseload import actions, lines, presenters
from caseload.models import HitchKind, Pair
from caseload.timeline import Entry

TODAY = dt.date(2026, 11, 23)


def header(pair: Pair, **kwargs: Any) -> dict[str, str]:
    return {fact.label: fact.value for fact in presenters.person(pair, **kwargs).facts}


def test_the_header_says_who_since_when_and_how_far(pair: Pair) -> None:
    person = presenters.person(pair)
    assert person.name == "Cas Verhoeven"
    assert person.meta == pair.client.number
    assert header(pair) == {
        "Werker": "Anna de Wit, sinds 13 nov.",
        "Toezicht": "sinds 13 nov. 2026",
        "Fase": "Start, niveau 2",
    }


def test_how_to_reach_somebody_stands_out_and_how_to_speak_is_told(pair: Pair) -> None:
    pair.client.reach_note, pair.client.consider_note = "Alleen sms", "Korte zinnen"
    facts = presenters.person(pair, warnings=[("Pincode", "Geblokkeerd")]).facts
    assert [(f.value, f.warning) for f in facts[-3:]] == [
        ("Korte zinnen", False),
        ("Alleen sms", True),
        ("Geblokkeerd", True),
    ]


def test_the_header_takes_one_query(pair: Pair, django_assert_num_queries: Any) -> None:
    loaded = Pair.objects.with_people().get(pk=pair.pk)
    with django_assert_num_queries(1):
        presenters.person(loaded)
    facts = presenters.current_facts(loaded)
    with django_assert_num_queries(0):
        presenters.person(loaded, facts=facts)


@pytest.mark.parametrize(
    ("due", "tag"),
    [
        (None, ("loopt", "open")),
        (TODAY + dt.timedelta(days=1), ("loopt", "open")),
        (TODAY, ("vandaag", "notice")),
        (TODAY - dt.timedelta(days=1), ("1 dag te laat", "late")),
        (TODAY - dt.timedelta(days=3), ("3 dagen te laat", "late")),
    ],
)
def test_the_state_of_an_agreement(due: dt.date | None, tag: tuple[str, str]) -> None:
    assert presenters.due_tag(due, TODAY) == tag


def test_open_agreements_name_who_and_by_when(pair: Pair, anna: User) -> None:
    actions.make_agreement(pair=pair, text="Rooster sturen", who="client", due=TODAY + dt.timedelta(days=4), by=anna)
    actions.make_agreement(pair=pair, text="Bellen", who="worker", due=TODAY, by=anna)
    actions.make_agreement(pair=pair, text="Samen kijken", who="together", by=anna)
    assert [row.who_and_when for row in presenters.open_agreements(pair)] == [
        "Anna, vandaag",
        "Cas, vóór 27 nov.",
        "Samen",
    ]


def told(pair: Pair) -> list[Entry]:
    """What the caseload tells of this pair's supervision, unsorted."""
    return [
        entry
        for number, source in enumerate(lines.SOURCES)
        for entry in source.entries(pair, [key[-1] for key in lines.keys(source, number, pair, lines.Asked())])
    ]


def test_agreements_and_hitches_outlive_a_change_of_worker(pair: Pair, anna: User, colleague: User) -> None:
    actions.add_default_hitch_kinds(organisation=anna.organisation)
    kind = HitchKind.objects.filter(organisation=anna.organisation).first()
    assert kind is not None
    agreement = actions.make_agreement(pair=pair, text="Rooster sturen", who="worker", by=anna)
    hitch = actions.record_hitch(pair=pair, kind=kind, on=TODAY - dt.timedelta(days=2), by=anna, note="Ziek")
    later = actions.hand_over(pair=pair, to=colleague, on=TODAY, by=None)

    assert [row.text for row in presenters.open_agreements(later)] == ["Rooster sturen"]
    assert [row.why for row in presenters.open_hitches(presenters.hitches(later), later)] == ["21 nov.: Ziek"]
    entries = told(later)
    assert {entry.title for entry in entries} == {
        "Toezicht begonnen",
        "Overgedragen",
        f"Hapering: {kind.name}",
        "Afspraak gemaakt",
    }
    assert "Van Anna de Wit aan Yusuf de Wit." in {entry.why for entry in entries}

    actions.resolve_hitch(hitch=hitch, on=TODAY, by=colleague)
    actions.close_agreement(agreement=agreement, state="done", version=1, by=colleague)
    assert presenters.open_hitches(presenters.hitches(later), later) == []
    titles = {entry.title for entry in told(later)}
    assert {"Hapering opgelost", "Afspraak gedaan"} <= titles


def test_the_plan_shows_what_stands_today(pair: Pair, anna: User) -> None:
    actions.record_fact(pair=pair, kind="risk", value="medium", since=TODAY, by=anna)
    actions.record_fact(pair=pair, kind="problem_area", value="work", since=TODAY, by=anna)
    actions.add_condition(pair=pair, kind="special", text="Locatieverbod", since=TODAY, by=anna)
    over = actions.add_condition(pair=pair, kind="special", text="Enkelband", since=TODAY, by=anna)
    over.until = TODAY
    over.save()
    goal = actions.add_goal(pair=pair, text="Werk houden", since=TODAY, by=anna)
    plan = presenters.plan(pair, presenters.current_facts(pair))
    assert (plan.level, plan.phase, plan.risk, plan.areas) == ("2", "Start", "gemiddeld", "werk en opleiding")
    assert (plan.goals, plan.conditions) == (("Werk houden",), ("Locatieverbod",))
    actions.reach_goal(goal=goal, on=clock.today(), by=anna)
    assert presenters.plan(pair, []).goals == ()
