"""Which change is classified and against whose norm; a change of questionnaire in the middle of a supervision."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Organisation, User
from alliance import moments, presenters
from alliance.actions.instruments import load_instrument, use_instrument
from alliance.actions.norms import decide_norm
from alliance.change import Reason
from alliance.instruments import Instrument
from alliance.models import Draft, Measurement, MomentKind, OwnNorm, Rater, Response
from alliance.norms import NormUsed
from alliance.patterns import norm_notes, reason_words
from alliance.tests.factories import answer, fill_in, open_measurement, reveal
from alliance.tests.small import TEXT, small
from audit import clock
from caseload.models import Pair

FIRST_DAY = dt.date(2026, 11, 13)
NO_NORMS = TEXT.partition("[norms")[0]


def version(number: str, *comparable: str, text: str = TEXT) -> str:
    listed = ", ".join(f'"{each}"' for each in comparable)
    return text.replace('version = "1.0"', f'version = "{number}"').replace('["0.9"]', f"[{listed}]")


def use(organisation: Organisation, text: str) -> None:
    use_instrument(organisation=organisation, instrument=load_instrument(text=text, by=None), by=None)


def straight(instrument: Instrument, rater: Rater, score: int) -> dict[str, int]:
    return {item.key: 6 - score if item.reverse else score for item in instrument.items_for(rater)}


def both(measurement: Measurement, client: int, worker: int) -> None:
    assert measurement.instrument is not None
    parsed = measurement.instrument.parsed
    reveal(measurement, straight(parsed, Rater.CLIENT, client), straight(parsed, Rater.WORKER, worker))


def at_month(pair: Pair, months: int, client: int, worker: int, *, text: str = "") -> Measurement:
    """The moment of this month, answered by both; first the organisation takes `text` into use."""
    day = FIRST_DAY + dt.timedelta(days=31 * months)
    with clock.at(dt.datetime.combine(day, dt.time(12), tzinfo=dt.UTC)):
        if text:
            use(pair.team.organisation, text)
        moment = open_measurement(pair) if not months else _regular(pair, months)
        both(moment, client, worker)
    return moment


def _regular(pair: Pair, months: int) -> Measurement:
    open_measurement(pair)
    return Measurement.objects.with_people().get(pair=pair, kind=MomentKind.REGULAR, months=months)


def profile(user: User, pair: Pair) -> presenters.Profile:
    scores = presenters.scores_for(user, pair)
    found = presenters.profile(moments.measurements_of(pair), scores, client="Cas", worker="Anna")
    assert found is not None
    return found


# ---------- change counts from the first score ----------


def test_change_counts_from_the_first_score_not_from_the_moment_before(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3)
    at_month(pair, 12, 4, 3)
    trust = profile(anna, pair).rows[0]
    assert [(change.value, change.pattern) for change in trust.changes] == [
        (2, "verbeterend"),
        (0, "niet te bepalen"),  # the small file has no norm for the worker
    ]
    client, worker = profile(anna, pair).charts[0].lines
    assert client.band is not None
    assert worker.band is None


def test_a_first_score_that_is_no_longer_drawn_still_counts(pair: Pair, anna: User) -> None:
    use(pair.team.organisation, TEXT)
    intake = open_measurement(pair)
    parsed = small()
    # Trust is blank at intake, and scored for the first time at six months.
    reveal(intake, {"c4": 3, "c5": 3, "c6": 3}, straight(parsed, Rater.WORKER, 3))
    at_month(pair, 6, 2, 3)
    for months in range(12, 60, 6):
        at_month(pair, months, 5, 3)
    shown = profile(anna, pair)
    assert [head.label for head in shown.moments][:2] == ["Intake", "18 maanden"]
    assert shown.rows[0].changes[0].value == 3
    line = shown.charts[0].lines[0]
    assert (line.first, line.last) == (2, 5)
    # The band stands around the score of 2 at six months, the bottom of the scale being 1.
    assert line.band is not None
    assert line.band.y + line.band.height > 120


def test_blank_at_first_and_present_moments_say_so(pair: Pair, anna: User) -> None:
    use(pair.team.organisation, TEXT)
    intake = open_measurement(pair)
    reveal(intake, {"c1": 3}, straight(small(), Rater.WORKER, 3))
    at_month(pair, 6, 3, 3)
    notes = profile(anna, pair).notes
    assert "Vertrouwen, kant van Cas: te weinig vragen ingevuld bij het eerste moment, dus geen patroon." in notes
    assert "Vertrouwen, kant van Anna: geen normgegevens, dus geen patroon." in notes


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    assert reason_words(reason)
    assert reason_words(reason) != reason.value


# ---------- whose norms ----------


def own_norm(pair: Pair, moment: Measurement, rater: str, *, sd: str, n: int = 120) -> OwnNorm:
    return OwnNorm.objects.create(
        organisation=pair.team.organisation,
        instrument=moment.instrument,
        rater=rater,
        scale="trust",
        sd=Decimal(sd),
        alpha=Decimal("0.8000"),
        n=n,
        computed_on=clock.today(),
    )


def test_norms_of_the_file_are_named_with_their_source(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3)
    notes = profile(anna, pair).notes
    assert "Patroon: onze eigen rekenregel, met normen uit de vragenlijst (n 120): made up" in notes


def test_accepted_norms_go_first_and_are_named(pair: Pair, anna: User, admin: User, midden: Organisation) -> None:
    moment = at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3)
    offers = [own_norm(pair, moment, rater, sd="2.0000", n=n) for rater, n in (("client", 120), ("worker", 140))]
    # An offer changes nothing, and neither does another organisation's norm.
    OwnNorm.objects.create(
        organisation=midden, instrument=moment.instrument, rater="client", scale="trust",
        sd=2, alpha="0.8", n=99, computed_on=clock.today(), accepted=True, decided_at=clock.now(),
    )  # fmt: skip
    assert profile(anna, pair).rows[0].changes[0].pattern == "verbeterend"
    for offer in offers:
        decide_norm(norm_id=offer.pk, accept=True, by=admin)
    shown = profile(anna, pair)
    assert [change.pattern for change in shown.rows[0].changes] == ["stabiel", "stabiel"]
    own, shipped = shown.notes[-2:] if "deze organisatie" in shown.notes[-2] else reversed(shown.notes[-2:])
    assert own == (
        "Patroon: onze eigen rekenregel, met normen van deze organisatie (n 120 tot 140). "
        "Dit geldt voor: Vertrouwen, Cas; Vertrouwen, Anna."
    )
    assert shipped.endswith("Dit geldt voor: Stroefheid, Cas.")


def test_one_source_needs_no_list_of_places() -> None:
    own = NormUsed(Decimal(1), Decimal("0.8"), 120, None)
    assert norm_notes([("Vertrouwen, Cas", own)]) == [
        "Patroon: onze eigen rekenregel, met normen van deze organisatie (n 120)."
    ]
    assert norm_notes([]) == []


def test_friction_says_that_it_measures_roughly_wherever_it_stands(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    said = "Stroefheid meet minder nauwkeurig dan de andere schalen; lees haar samen met het gesprek."
    assert profile(anna, pair).notes == (said,)


# ---------- another version in the middle ----------


def test_what_may_not_be_compared_is_said_and_not_drawn(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3, text=version("2.0"))
    shown = profile(anna, pair)
    assert [(change.value, change.pattern) for change in shown.rows[0].changes] == [(None, "niet te bepalen")] * 2
    assert [note for note in shown.notes if "vergelijken" in note] == [
        "Intake en 6 maanden hebben een andere vragenlijst of versie. Die scores vergelijken we niet: "
        "er is geen lijn tussen en geen patroon."
    ]
    for line in shown.charts[0].lines:
        assert [len(run) for run in line.runs] == [1, 1]
        assert (line.band, line.last) == (None, None)


def test_a_version_that_may_be_compared_goes_on(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3, text=version("1.1", "1.0"))
    shown = profile(anna, pair)
    assert shown.rows[0].changes[0].pattern == "verbeterend"
    assert "Vanaf 6 maanden: versie 1.1 van de vragenlijst, te vergelijken met de vorige." in shown.notes
    assert [len(run) for run in shown.charts[0].lines[0].runs] == [2]


def test_a_line_breaks_only_where_it_must(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 3, 3, text=version("2.0"))
    at_month(pair, 12, 4, 3)
    shown = profile(anna, pair)
    assert [len(run) for run in shown.charts[0].lines[0].runs] == [1, 2]
    # From the first moment to the present one: not from the second.
    assert shown.rows[0].changes[0].pattern == "niet te bepalen"
    assert sum("vergelijken we niet" in note for note in shown.notes) == 2


def test_licensed_after_demonstration_is_never_compared_and_both_are_named(pair: Pair, anna: User) -> None:
    licensed = version("1.1", "1.0").replace('status = "demonstration"', 'status = "licensed"')
    at_month(pair, 0, 2, 3, text=TEXT)
    at_month(pair, 6, 4, 3, text=licensed.replace('"made up for a test"', '"Licence 12"'))
    shown = profile(anna, pair)
    assert shown.origin == "Demonstratievragen, niet de WA-GK · Licence 12"
    assert shown.rows[0].changes[0].pattern == "niet te bepalen"


def test_scores_on_other_answers_stand_in_the_table_only(pair: Pair, anna: User) -> None:
    wide = (
        version("2.0").replace("[1, 2, 3, 4, 5]", "[1, 2, 3, 4, 5, 6, 7]").replace('"d", "e"]', '"d", "e", "f", "g"]')
    )
    at_month(pair, 0, 2, 3, text=wide)
    at_month(pair, 6, 4, 3, text=TEXT)
    shown = profile(anna, pair)
    assert [cells.client is not None for cells in shown.rows[0].moments] == [True, True]
    assert [len(line.points) for line in shown.charts[0].lines] == [1, 1]
    assert any("niet in de grafiek" in note for note in shown.notes)


def test_scales_that_only_the_earlier_one_had_stay_in_the_table(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3)  # the shipped four scales
    at_month(pair, 6, 4, 3, text=TEXT)
    titles = [row.title for row in profile(anna, pair).rows]
    assert titles == ["Vertrouwen", "Stroefheid", "Richting en kader", "Binding"]


def test_an_extra_moment_with_another_questionnaire_is_no_start(pair: Pair, anna: User) -> None:
    use(pair.team.organisation, TEXT)
    short = load_instrument(text=TEXT.replace('key = "small"', 'key = "short"'), by=None)
    extra = Measurement.objects.create(
        pair=pair, kind=MomentKind.EXTRA, number=1, opens_on=FIRST_DAY - dt.timedelta(days=5),
        closes_on=FIRST_DAY + dt.timedelta(days=60), opened_at=clock.now(), instrument=short,
    )  # fmt: skip
    both(extra, 5, 5)
    at_month(pair, 0, 2, 3)
    at_month(pair, 6, 4, 3)
    shown = profile(anna, pair)
    assert shown.rows[0].changes[0].value == 2
    assert [len(run) for run in shown.charts[0].lines[0].runs] == [2]


def test_a_measurement_and_its_draft_keep_the_version_they_began_with(pair: Pair, noord: Organisation) -> None:
    use(noord, TEXT)
    intake = open_measurement(pair)
    fill_in(intake, Rater.CLIENT)
    use(noord, version("2.0"))
    intake.refresh_from_db()
    assert (str(intake.instrument), Draft.objects.get().answers["c1"][0]) == ("small 1.0", 4)
    answer(intake, Rater.CLIENT)
    assert str(Response.objects.get().instrument) == "small 1.0"


def test_without_norms_nothing_is_said_of_norms(pair: Pair, anna: User) -> None:
    at_month(pair, 0, 2, 3, text=NO_NORMS)
    at_month(pair, 6, 4, 3)
    assert not [note for note in profile(anna, pair).notes if note.startswith("Patroon")]
