"""Figures of the survey against known values, and that nothing leads from an answer to a person."""

import datetime as dt
import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections

from accounts.models import Role, User
from accounts.tests.factories import UserFactory
from audit import clock
from audit.models import Event, EventSubject
from caseload.fewest import FEWEST
from remote_contact import survey
from remote_contact.actions.survey import AlreadyTaken, open_wave, take_part
from remote_contact.models import Opinion, Taken, Wave
from remote_contact.presenters.survey import groups
from remote_contact.survey import STATEMENTS, figure, results, statements_for

TODAY = dt.date(2026, 11, 23)
KEYS = [one.key for one in statements_for("worker")]


# ---------- figures ----------


def test_who_chose_four_or_five_agrees() -> None:
    found = figure([1, 2, 3, 4, 5])
    assert found is not None
    assert (found.n, found.agree, found.percent) == (5, 2, 40.0)


@pytest.mark.parametrize("n", range(FEWEST))
def test_below_five_there_is_no_figure(n: int) -> None:
    assert figure([5] * n) is None


def test_how_many_took_part_goes_as_soon_as_one_figure_is_hidden() -> None:
    assert results({"a": [4] * 6, "b": [4] * 5}, taken=6).taken == 6
    assert results({"a": [4] * 6, "b": [4] * 4}, taken=6).taken is None
    assert results({"a": [], "b": []}, taken=2).taken is None


def test_the_published_counts_of_clients_give_their_percentages_and_workers_have_none() -> None:
    for one in STATEMENTS:
        published = one.published
        if one.audience == "client":
            assert published.n == 26
            assert published.agree is not None
            assert int(100 * published.agree / 26 + 0.5) == published.percent
        else:
            assert (published.n, published.agree) == (228, None)
    assert [one.published.agree for one in statements_for("client")] == [20, 6, 3]
    assert [one.published.percent for one in STATEMENTS] == [73, 53, 46, 77, 23, 12]


# ---------- nobody's answers ----------


@pytest.fixture
def wave(admin: User) -> Wave:
    return open_wave(audience="worker", name="najaar", opens_on=TODAY, closes_on=TODAY + dt.timedelta(14), by=admin)


def workers(team: object, count: int) -> list[User]:
    return [UserFactory(email=f"w{n}@example.org", role=Role.WORKER, team=team) for n in range(count)]


def test_an_answer_has_no_person_no_moment_and_no_group() -> None:
    assert {field.name for field in Opinion._meta.get_fields()} == {"id", "wave", "statement", "value"}
    assert {field.name for field in Taken._meta.get_fields()} == {"id", "wave", "user", "client"}
    assert {Opinion._meta.get_field("id").get_internal_type(), Taken._meta.pk.get_internal_type()} == {"UUIDField"}
    assert Opinion._meta.ordering == Taken._meta.ordering == []


def test_the_order_of_the_rows_tells_nothing(wave: Wave, team: object) -> None:
    """Each one answers with a value of their own, so rows in the order of answering would lie in steps."""
    for value, worker in enumerate(workers(team, 5), start=1):
        take_part(wave=wave, answers=dict.fromkeys(KEYS, value), by=worker)
    place = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT value FROM remote_contact_opinion ORDER BY {place}")  # noqa: S608
        values = [row[0] for row in cursor.fetchall()]
    assert sorted(values) == [value for value in range(1, 6) for _key in KEYS]
    # One chance in 15!/(3!)^5, so about 1 in 168 million, that this is the order of answering.
    assert values != sorted(values)


def test_rows_are_written_anew_with_each_who_takes_part(wave: Wave, team: object) -> None:
    first, second = workers(team, 2)
    take_part(wave=wave, answers={KEYS[0]: 4}, by=first)
    before = set(Opinion.objects.values_list("pk", flat=True)) | set(Taken.objects.values_list("pk", flat=True))
    take_part(wave=wave, answers={KEYS[0]: 2}, by=second)
    after = set(Opinion.objects.values_list("pk", flat=True)) | set(Taken.objects.values_list("pk", flat=True))
    assert before.isdisjoint(after)
    assert sorted(Opinion.objects.values_list("statement", "value")) == [(KEYS[0], 2), (KEYS[0], 4)]
    assert set(Taken.objects.values_list("user", flat=True)) == {first.pk, second.pk}


def test_the_record_says_who_took_part_and_not_in_what(wave: Wave, anna: User) -> None:
    take_part(wave=wave, answers={KEYS[0]: 4}, by=anna)
    event = Event.objects.get(what="survey taken")
    assert (event.actor_id, event.object_id) == (anna.pk, None)
    assert not EventSubject.objects.filter(event=event).exists()


def test_figures_are_there_only_after_the_wave_closed(wave: Wave, team: object) -> None:
    for worker in workers(team, 6):
        take_part(wave=wave, answers={KEYS[0]: 4}, by=worker)
    assert len(groups(wave.organisation_id)[0].blocks[0].lines) == 1
    with clock.at(clock.now() + dt.timedelta(days=14)):
        lines = [block.lines[0] for block in groups(wave.organisation_id)[0].blocks]
    assert [line.percent for line in lines] == ["100 %", "", ""]
    assert lines[1].hidden == "te weinig antwoorden"


def test_a_wave_is_shown_or_hidden_by_itself_so_that_no_other_gives_it_away(admin: User, team: object) -> None:
    people = workers(team, 6)
    for name, count in (("groot", 6), ("klein", 4)):
        found = open_wave(audience="worker", name=name, opens_on=TODAY, closes_on=TODAY + dt.timedelta(1), by=admin)
        for worker in people[:count]:
            take_part(wave=found, answers=dict.fromkeys(KEYS, 5), by=worker)
    with clock.at(clock.now() + dt.timedelta(days=2)):
        group = groups(admin.organisation_id)[0]
    assert {line.label: bool(line.hidden) for line in group.blocks[0].lines} == {
        "groot": False,
        "klein": True,
        "Gepubliceerd onderzoek": False,
    }
    assert sorted(group.taken) == [
        "groot: 6 deden mee",
        "klein: zo weinig deelnemers of antwoorden dat het aantal er niet staat",
    ]


def test_nobody_takes_part_twice(wave: Wave, anna: User) -> None:
    take_part(wave=wave, answers={KEYS[0]: 4}, by=anna)
    with pytest.raises(AlreadyTaken):
        take_part(wave=wave, answers={KEYS[0]: 1}, by=anna)
    assert list(Opinion.objects.values_list("value", flat=True)) == [4]


@pytest.mark.django_db(transaction=True)
def test_not_even_with_four_clicks_at_once(admin: User, anna: User) -> None:
    found = open_wave(audience="worker", name="nu", opens_on=TODAY, closes_on=TODAY + dt.timedelta(1), by=admin)

    def click(value: int) -> bool:
        try:
            with clock.at(dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)):
                take_part(wave=found, answers={KEYS[0]: value}, by=anna)
            return True
        except AlreadyTaken:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(click, (1, 2, 3, 4))) == [False, False, False, True]
    assert (Opinion.objects.count(), Taken.objects.count()) == (1, 1)


@pytest.mark.parametrize("answers", [{}, {"kaas": 4}, {KEYS[0]: 0}, {KEYS[0]: 6}, {"agree_as_easily": 4}])
def test_only_what_was_asked_is_an_answer(wave: Wave, anna: User, answers: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        take_part(wave=wave, answers=answers, by=anna)
    assert not Taken.objects.exists()


def test_a_wave_ends_after_it_began_and_its_name_is_its_own(wave: Wave, admin: User) -> None:
    for values, field in (({"closes_on": TODAY}, "closes_on"), ({"name": "najaar"}, "name")):
        told = {"audience": "worker", "name": "x", "opens_on": TODAY, "closes_on": TODAY + dt.timedelta(1)} | values
        with pytest.raises(ValidationError) as refused:
            open_wave(by=admin, **told)  # type: ignore[arg-type]
        assert field in refused.value.message_dict


def test_the_figures_are_pure() -> None:
    assert "django" not in inspect.getsource(survey)
