"""The page on the mix: what was agreed, what came of it, and an advice that no score of the monitor reaches."""

import ast
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from alliance.models import Measurement
from alliance.tests.factories import reveal
from audit import clock
from audit.models import Event
from caseload.actions import record_fact
from caseload.models import Fact, FactKind, Pair
from caseload.tests.factories import start_pair
from probation_portal.mix_facts import facts_of
from probation_portal.mix_page import MixPage
from probation_portal.tests.test_architecture import imported, name, sources
from remote_contact.actions.mix import change_rule
from remote_contact.models import ListEntry, ListKind, Method, MixPlan, Outcome, RemoteFacts
from remote_contact.presenters.mix import moments_of
from remote_contact.suitability import Lean
from remote_contact.tests.factories import logged

Browse = Callable[[User | None], Browser]


def url(pair: Pair) -> str:
    return reverse("portal:mix", args=[pair.pk])


def plan(**fields: Any) -> dict[str, Any]:
    typed = {"per_month": "4", "remote_part": "2", "why": "", "version": "0"} | fields
    return {"part": "plan"} | {f"plan-{name}": value for name, value in typed.items()}


def facts(**fields: Any) -> dict[str, Any]:
    return {"part": "facts"} | {
        f"facts-{name}": value for name, value in ({"wish": "", "version": "0"} | fields).items()
    }


def page(browse: Browse, user: User, pair: Pair) -> str:
    return browse(user).get(url(pair)).content.decode()


def test_the_page_tells_advice_reasons_and_sources(browse: Browse, pair: Pair, anna: User, intake: Measurement) -> None:
    html = page(browse, anna, pair)
    assert "<strong>Meer bij elkaar.</strong> Eén van de redenen gaat voor." in html
    assert "Er is nog geen basis: de eerste meting is niet van twee kanten ingevuld." in html
    assert "KFZ 2020-135" in html
    assert "Er is nog niets afgesproken" in html
    assert "Nog geen contacten" in html
    assert Event.objects.get(what="mix", action="read").object_id == pair.pk


def test_a_plan_is_agreed_and_keeps_the_advice_of_that_day(browse: Browse, pair: Pair, anna: User, cas: User) -> None:
    record_fact(pair=pair, kind=FactKind.RISK, value="low", since=clock.today(), by=anna)
    response = browse(anna).post(url(pair), plan(remote_part="3"), follow=True)
    made = MixPlan.objects.get()
    assert response.redirect_chain == [(url(pair), 302)]
    assert (made.per_month, made.remote_part, made.since, made.decided_by) == (4, 3, clock.today(), anna)
    assert (made.lean, made.follows_advice) == ("mixed", True)
    assert ("risk_low", "remote") in [(reason["rule"], reason["side"]) for reason in made.advice]
    assert Event.objects.get(what="mix plan", action="created").object_id == pair.pk
    assert "Afgesproken: 4 keer per maand, 3 op afstand" in response.content.decode()
    own = browse(cas).get("/").content.decode()
    assert "Jullie spreken elkaar 4 keer per maand. 1 keer zien jullie elkaar en 3 keer bellen" in own


def test_without_any_reason_a_plan_can_be_agreed(browse: Browse, pair: Pair, anna: User) -> None:
    Fact.objects.filter(supervision=pair.supervision_id).delete()
    assert "Geen advies" in page(browse, anna, pair)
    browse(anna).post(url(pair), plan())
    assert (MixPlan.objects.get().lean, MixPlan.objects.get().advice) == ("no_advice", [])


def test_against_the_advice_a_reason_is_asked(browse: Browse, pair: Pair, anna: User) -> None:
    record_fact(pair=pair, kind=FactKind.RISK, value="high", since=clock.today(), by=anna)
    refused = browse(anna).post(url(pair), plan(remote_part="4")).content.decode()
    assert "Dit gaat een andere kant op dan het advies. Schrijf in een zin waarom." in refused
    assert "<title>Fout:" in refused
    assert 'name="plan-remote_part" value="4"' in refused
    assert not MixPlan.objects.exists()
    browse(anna).post(url(pair), plan(remote_part="4", why="Werkt in ploegendienst ver weg"))
    made = MixPlan.objects.get()
    assert (made.follows_advice, made.lean, made.why) == (
        False,
        Lean.MORE_FACE_TO_FACE,
        "Werkt in ploegendienst ver weg",
    )


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"remote_part": "5"}, "Dit is meer dan het hele aantal."),
        ({"per_month": ""}, "Vul een getal in."),
        ({"per_month": "vier"}, "Waarom"),
        ({"per_month": "32"}, "31"),
        ({"remote_part": "-1"}, "0"),
    ],
)
def test_bad_input_writes_nothing(browse: Browse, pair: Pair, anna: User, wrong: dict[str, str], message: str) -> None:
    html = browse(anna).post(url(pair), plan(why="blijft staan", **wrong)).content.decode()
    assert "<title>Fout:" in html
    assert message in html
    assert "blijft staan" in html
    assert not MixPlan.objects.exists()
    assert browse(anna).post(url(pair), {"part": "other"}).status_code == 400


def test_earlier_plans_stay_and_a_late_save_shows_both(browse: Browse, pair: Pair, anna: User) -> None:
    browse(anna).post(url(pair), plan())
    late = browse(anna).post(url(pair), plan(per_month="6")).content.decode()
    assert "Twee versies" in late
    assert MixPlan.objects.count() == 1
    browse(anna).post(url(pair), plan(per_month="6", version="1"))
    assert [(one.per_month, one.remote_part) for one in MixPlan.objects.order_by("per_month")] == [(4, 2), (6, 2)]
    assert "1 eerdere afspraak" in page(browse, anna, pair)


def test_wish_and_technique_count_and_are_kept(browse: Browse, pair: Pair, anna: User) -> None:
    browse(anna).post(url(pair), facts(wish="remote", technique_hard="on"))
    known = RemoteFacts.objects.get()
    assert (known.wish, known.technique_hard, known.offence, known.version) == ("remote", True, "", 1)
    html = page(browse, anna, pair)
    assert "De cliënt spreekt liever op afstand." in html
    assert "Bellen of beeldbellen lukt slecht." in html
    assert "Soort delict" not in html
    stale = browse(anna).post(url(pair), facts(wish="face_to_face")).content.decode()
    assert "Twee versies" in stale
    browse(anna).post(url(pair), facts(wish="face_to_face", version="1"))
    assert RemoteFacts.objects.get().wish == "face_to_face"
    assert Event.objects.filter(what="remote facts").count() == 2


def test_the_kind_of_offence_only_where_the_organisation_records_it(browse: Browse, pair: Pair, anna: User) -> None:
    fields = {"organisation": pair.team.organisation, "kind": ListKind.OFFENCE}
    ListEntry.objects.create(**fields, code="relational", label="Relationeel geweld", face_to_face_first=True)
    assert "Soort delict" in page(browse, anna, pair)
    browse(anna).post(url(pair), facts(offence="relational"))
    assert "Bij dit soort delict ziet jullie organisatie elkaar liever." in page(browse, anna, pair)


def test_what_came_of_it_stands_by_month_beside_the_plan(browse: Browse, anna: User) -> None:
    pair = start_pair(worker=anna, starts_on=clock.today() - dt.timedelta(days=80))
    logged(pair, method=Method.OFFICE)
    logged(pair, method=Method.PHONE)
    logged(pair, method=Method.EMAIL)
    logged(pair, outcome=Outcome.NOT_REACHED)
    logged(pair, outcome=Outcome.MOVED)
    logged(pair, method=Method.VIDEO, ago=dt.timedelta(days=40))
    browse(anna).post(url(pair), plan())
    html = " ".join(page(browse, anna, pair).split())
    cells = '<td class="num">{}</td>' * 5
    assert '<th scope="row">nov. 2026</th>' + cells.format(1, 1, 1, 1, "4, 2 op afstand") in html
    assert '<th scope="row">okt. 2026</th>' + cells.format(0, 1, 0, 0, "–") in html
    pairs_page = browse(anna).get(reverse("portal:pair", args=[pair.pk])).content.decode()
    assert "4 keer per maand, 2 op afstand; deze maand 2, 1 op afstand" in pairs_page


# ---------- no score of the monitor ----------


def test_two_worlds_with_other_scores_get_the_same_advice(anna: User, pair: Pair, intake: Measurement) -> None:
    from alliance.tests.factories import open_measurement

    other = start_pair(worker=anna, starts_on=pair.starts_on)
    reveal(intake, client=1, worker=1)
    reveal(open_measurement(other), client=5, worker=5)
    pages = [MixPage(each, anna) for each in (pair, other)]
    assert pages[0].advice == pages[1].advice
    assert {reason.rule for reason in pages[0].advice.reasons} >= {"basis_laid", "intake_not_talked"}
    assert pages[0].decision() == pages[1].decision()


def test_the_facts_are_put_together_without_a_query_for_answers_or_scores(
    anna: User, pair: Pair, intake: Measurement
) -> None:
    reveal(intake, client=1, worker=5)
    with CaptureQueriesContext(connection) as captured:
        facts_of(pair, None, moments_of(pair), clock.today())
    asked = " ".join(query["sql"].lower() for query in captured)
    assert "alliance_measurement" in asked
    for table in ("scalescore", "alliance_response", "alliance_draft", "ownnorm"):
        assert table not in asked


def test_before_the_reveal_nothing_tells_whether_the_other_side_is_in(
    anna: User, pair: Pair, intake: Measurement
) -> None:
    from alliance.tests.factories import answer

    before = facts_of(pair, None, [], clock.today())
    answer(intake, "client", 1)
    assert facts_of(pair, None, [], clock.today()) == before
    assert (before.basis_laid, before.intake_talked_through) == (False, None)


def test_when_the_time_went_by_nothing_is_known(pair: Pair, intake: Measurement) -> None:
    assert facts_of(pair, None, [], intake.closes_on).basis_laid is None


def test_nothing_else_reads_the_advice() -> None:
    """It advises: no list, message, signal or permission is made of it."""
    of_the_page = {
        "remote_contact/actions/mix.py",
        "remote_contact/advice_words.py",
        "remote_contact/advice_page.py",
        "remote_contact/forms/mix.py",
        "remote_contact/presenters/mix.py",
        "remote_contact/worked_cases.py",
        "probation_portal/mix_facts.py",
        "probation_portal/mix_page.py",
    }
    assert {name(path) for path in sources() if "remote_contact.suitability" in set(imported(path))} <= of_the_page


def test_the_pure_rules_import_nothing_of_the_portal() -> None:
    found = {module.partition(".")[0] for path in sources() if path.stem == "suitability" for module in imported(path)}
    assert found <= {"collections", "dataclasses", "enum"}


def test_the_facts_name_no_score_anywhere() -> None:
    """What puts the facts together imports of the monitor its moments and nothing else."""
    from probation_portal import mix_facts

    assert mix_facts.__file__ is not None
    with open(mix_facts.__file__, encoding="utf-8") as source:
        parsed = ast.parse(source.read())
    names = {
        alias.name
        for node in ast.walk(parsed)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("alliance")
        for alias in node.names
    }
    assert names == {"Measurement", "MomentKind"}


# ---------- beside the advice ----------


def test_the_alliance_stands_apart_and_only_after_the_reveal(
    browse: Browse, pair: Pair, anna: User, bram: User, intake: Measurement
) -> None:
    assert "Dit telt niet mee in het advies." in page(browse, anna, pair)
    assert "Het gesprek openen" not in page(browse, anna, pair)
    reveal(intake, client=4, worker=3)
    html = page(browse, anna, pair)
    assert reverse("alliance:conversation", args=[intake.pk]) in html
    advice, rest = html.split('id="h-months"')
    assert "Vertrouwen" not in advice
    assert "Vertrouwen" in rest
    assert "Vertrouwen" not in page(browse, bram, pair)


def test_a_rule_out_of_use_neither_shows_nor_counts(browse: Browse, pair: Pair, anna: User, admin: User) -> None:
    record_fact(pair=pair, kind=FactKind.RISK, value="high", since=clock.today(), by=anna)
    organisation = pair.team.organisation
    words = {"organisation": organisation, "by": admin}
    change_rule(
        rule="risk_high", in_use=True, sentence="Zie eerst de mens.", source="Werkwijze 2026", version=0, **words
    )
    html = page(browse, anna, pair)
    assert "Zie eerst de mens." in html
    assert "Werkwijze 2026" in html
    change_rule(rule="risk_high", in_use=False, sentence="", source="", version=1, **words)
    html = page(browse, anna, pair)
    assert "Zie eerst de mens." not in html
    assert "Geen advies" in html or "gaat voor" not in html.split("Hoe komt dit advies")[0]


# ---------- who ----------


def test_a_supervisor_reads_and_does_not_decide(browse: Browse, pair: Pair, bram: User) -> None:
    html = page(browse, bram, pair)
    assert "Advies" in html
    assert 'name="part"' not in html
    assert browse(bram).post(url(pair), plan()).status_code == 403
    assert not MixPlan.objects.exists()


def test_strangers_find_nothing(browse: Browse, pair: Pair, colleague: User, chris: User, olaf: User) -> None:
    for stranger in (colleague, chris, olaf):
        assert browse(stranger).get(url(pair)).status_code == 404
        assert browse(stranger).post(url(pair), plan()).status_code == 404


def test_other_roles_may_not(
    browse: Browse, pair: Pair, cas: User, dewi: User, vera: User, evi: User, pim: User, admin: User
) -> None:
    for user in (cas, dewi, vera, evi, pim, admin):
        assert browse(user).get(url(pair)).status_code == 403
    assert browse(None).get(url(pair)).status_code == 302
    assert not RemoteFacts.objects.exists()


def test_the_query_count_does_not_grow(browse: Browse, pair: Pair, anna: User, intake: Measurement) -> None:
    browser = browse(anna)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get(url(pair))
        return len(captured)

    browser.post(url(pair), plan())
    logged(pair)
    few = queries()
    for number in range(10):
        logged(pair, ago=dt.timedelta(hours=number + 2))
        browser.post(url(pair), plan(version=str(number + 1)))
    assert MixPlan.objects.count() == 11
    assert queries() == few <= 24
