"""The tables of a study's files, from what was gathered."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext as _

from alliance.change import Pattern, Reason
from alliance.instruments import RATERS, Instrument
from alliance.models import Rater, Way
from caseload.models import Risk
from caseload.models.supervision import EndReason
from research.anonymity import HIDDEN
from research.gathering import Gathered
from research.rows import CourseRow, PairRow, ResponseRow
from research.variables import (
    NOT_ANSWERED,
    Kind,
    Row,
    Table,
    Variable,
    ids,
    instrument_columns,
    item_column,
    item_names,
    moment_column,
    rater_column,
    said,
    score,
    spss_name,
    weeks_column,
    yes_no,
)


def tables(gathered: Gathered) -> Iterator[Table]:
    yield _pairs(gathered)
    yield _responses(gathered)
    yield _long_answers(gathered)
    yield _long_scores(gathered)
    yield _changes("patterns", _("Patroon van elk koppel, per kant en schaal"), gathered.patterns)
    of_clients = [row for row in gathered.courses if row.rater == Rater.CLIENT]
    yield _changes("courses", _("Verloop van elk toezicht, ook over een wisseling heen"), of_clients)
    if gathered.outcomes:
        yield _outcomes(gathered)
    for loaded in gathered.instruments:
        yield _by_instrument(gathered, loaded.parsed)


# ---------- one row a pair ----------


def _pairs(gathered: Gathered) -> Table:
    wide = _wide_columns(gathered)
    by_pair: dict[str, list[ResponseRow]] = {}
    for response in gathered.responses:
        by_pair.setdefault(response.pair, []).append(response)
    rows = tuple(_pair_row(row, by_pair.get(row.pair, ())) for row in gathered.pairs)
    return Table("pairs", _("Elk koppel op een regel, met alle momenten"), (*_pair_columns(), *wide), rows)


def _pair_columns() -> tuple[Variable, ...]:
    hidden = _hidden()
    risk = {r.value: str(r.label) for r in Risk}
    ending = {"running": _("loopt nog")} | {r.value: str(r.label) for r in EndReason}
    language = {"nl": _("Nederlands"), "other": _("een andere taal")}
    return (
        *ids("person", "supervision", "pair"),
        Variable("worker", _("Werker, een schuilnaam; leeg zonder toestemming van de werker")),
        yes_no("is_first", _("Eerste koppel van het toezicht"), **hidden),
        Variable("weeks_from", _("Begin van het koppel, in hele weken sinds het begin van het toezicht"), Kind.WHOLE),
        Variable("weeks", _("Duur van het koppel in hele weken, tot het einde of tot vandaag"), Kind.WHOLE),
        yes_no("has_ended", _("Het koppel is geëindigd")),
        Variable("contacts", _("Contacten die doorgingen"), Kind.WHOLE),
        Variable("remote_share", _("Deel op afstand, in tientallen procenten"), Kind.WHOLE),
        Variable("missed_share", _("Deel waarbij de cliënt niet kwam of afzei, in tientallen procenten"), Kind.WHOLE),
        Variable(
            "failed_share", _("Deel dat niet lukte: niet bereikt, of techniek; in tientallen procenten"), Kind.WHOLE
        ),
        Variable("hitches", _("Haperingen in dit toezicht"), Kind.WHOLE),
        yes_no("worker_changed", _("Wisseling van werker in dit toezicht"), **hidden),
        yes_no("substance", _("Leefgebied middelengebruik"), **hidden),
        Variable("risk", _("Risico-inschatting bij het begin"), Kind.CODED, risk | {"": _("onbekend")} | hidden),
        yes_no("volunteer", _("Vrijwilliger betrokken"), **hidden),
        Variable("ending", _("Hoe het toezicht eindigde"), Kind.CODED, ending | hidden),
        Variable("level", _("Niveau bij het begin; hidden: te zeldzaam")),
        Variable("language", _("Taal"), Kind.CODED, language | hidden),
        Variable("label", _("Etiketten van dit onderzoek; hidden: te zeldzaam")),
    )


def _wide_columns(gathered: Gathered) -> tuple[Variable, ...]:
    """Per moment and side the weeks, the scale scores and the single answers, for what anybody filled in."""
    found: dict[str, Variable] = {}
    for row in sorted(gathered.responses, key=lambda one: (one.moment, one.rater)):
        place = f"{row.moment}_{row.rater[0]}"
        words = f"{row.moment}, {Rater(row.rater).label}"
        weeks, version = _("Weken"), _("Versie van de vragenlijst")
        found.setdefault(f"{place}_weeks", Variable(f"{place}_weeks", f"{weeks} ({words})", Kind.WHOLE))
        found.setdefault(f"{place}_version", Variable(f"{place}_version", f"{version} ({words})"))
        for scale in row.instrument.scales:
            variable = score(f"{place}_{spss_name(scale.key)}", f"{said(scale.title)} ({words})")
            found.setdefault(variable.name, variable)
        names = item_names(row.instrument)
        for item in row.instrument.items_for(row.rater):
            name = f"{row.moment}_{names[item.key]}"
            found.setdefault(name, item_column(row.instrument, item, name, f"{said(item.text)} ({words})"))
    return tuple(found.values())


def _pair_row(pair: PairRow, responses: Iterable[ResponseRow]) -> Row:
    row: Row = {
        "person": pair.person,
        "supervision": pair.supervision,
        "pair": pair.pair,
        "worker": pair.worker,
        "is_first": {True: "yes", False: "no", None: HIDDEN}[pair.is_first],
        "weeks_from": pair.weeks_from,
        "weeks": pair.weeks,
        "has_ended": "yes" if pair.has_ended else "no",
        "contacts": pair.contacts,
        "remote_share": pair.remote_share,
        "missed_share": pair.missed_share,
        "failed_share": pair.failed_share,
        "hitches": pair.hitches,
        **pair.quasi,
    }
    for response in responses:
        place = f"{response.moment}_{response.rater[0]}"
        row[f"{place}_weeks"] = response.weeks
        row[f"{place}_version"] = f"{response.instrument.key} {response.instrument.version}"
        for scale, (found, _answered) in response.scores.items():
            row[f"{place}_{spss_name(scale)}"] = found
        names = item_names(response.instrument)
        for item in response.instrument.items_for(response.rater):
            row[f"{response.moment}_{names[item.key]}"] = response.answers.get(item.key)
    return row


def _hidden() -> dict[str, str]:
    return {HIDDEN: _("afgeschermd: te zeldzaam")}


# ---------- one row a response, an answer, a score ----------


def _responses(gathered: Gathered) -> Table:
    variables = (
        *ids("response", "person", "supervision", "pair"),
        moment_column(),
        weeks_column(),
        rater_column(),
        Variable("way", _("Hoe ingevuld"), Kind.CODED, {w.value: str(w.label) for w in Way} | _hidden()),
        *instrument_columns(),
    )
    return Table(
        "responses", _("Elke ingevulde vragenlijst"), variables, tuple(_index(row) for row in gathered.responses)
    )


def _index(row: ResponseRow) -> Row:
    return {
        "response": row.id,
        "person": row.person,
        "supervision": row.supervision,
        "pair": row.pair,
        "moment": row.moment,
        "weeks": row.weeks,
        "rater": row.rater,
        "way": row.way,
        "instrument": row.instrument.key,
        "version": row.instrument.version,
    }


def _long_answers(gathered: Gathered) -> Table:
    variables = (
        *ids("response"),
        rater_column(),
        *instrument_columns(),
        Variable("item", _("Vraag")),
        Variable("answer", _("Antwoord, zoals gegeven"), Kind.WHOLE, missing=(NOT_ANSWERED, _("niet ingevuld"))),
    )
    rows: tuple[Row, ...] = tuple(
        {
            "response": row.id,
            "rater": row.rater,
            "instrument": row.instrument.key,
            "version": row.instrument.version,
            "item": item.key,
            "answer": row.answers.get(item.key),
        }
        for row in gathered.responses
        for item in row.instrument.items_for(row.rater)
    )
    return Table("answers_long", _("Elk antwoord op een regel"), variables, rows)


def _long_scores(gathered: Gathered) -> Table:
    variables = (
        *ids("response", "person", "supervision", "pair"),
        moment_column(),
        weeks_column(),
        rater_column(),
        *instrument_columns(),
        Variable("scale", _("Schaal")),
        score("score", _("Schaalscore")),
        Variable("answered", _("Beantwoorde vragen"), Kind.WHOLE),
        Variable("items", _("Vragen in de schaal"), Kind.WHOLE),
    )
    rows = []
    for row in gathered.responses:
        index = {name: value for name, value in _index(row).items() if name != "way"}
        for scale, (found, answered) in row.scores.items():
            items = len(row.instrument.items_for(row.rater, scale))
            rows.append(index | {"scale": scale, "score": found, "answered": answered, "items": items})
    return Table("scores_long", _("Elke schaalscore op een regel"), variables, tuple(rows))


def _by_instrument(gathered: Gathered, instrument: Instrument) -> Table:
    """Answers and scores of one version side by side: what `score_answers` reads and writes, with the index."""
    items = [item for rater in RATERS for item in instrument.items_for(rater)]
    names = item_names(instrument)
    index = (*ids("response", "person", "supervision", "pair"), moment_column(), weeks_column(), rater_column())
    variables = (
        *index,
        *(item_column(instrument, item, names[item.key], said(item.text)) for item in items),
        *(score(f"{spss_name(scale.key)}_score", said(scale.title)) for scale in instrument.scales),
    )
    rows = []
    for row in gathered.responses:
        if (row.instrument.key, row.instrument.version) != (instrument.key, instrument.version):
            continue
        values = {v.name: value for v in index for name, value in _index(row).items() if name == v.name}
        values |= {names[item.key]: row.answers.get(item.key) for item in items if item.rater == row.rater}
        values |= {f"{spss_name(scale)}_score": found for scale, (found, _answered) in row.scores.items()}
        rows.append(values)
    name = instrument_name(instrument)
    return Table(f"responses_{name}", f"{said(instrument.title)} {instrument.version}", variables, tuple(rows))


def instrument_name(instrument: Instrument) -> str:
    return spss_name(f"{instrument.key}_{instrument.version}")


# ---------- change, and what came after ----------


def _changes(name: str, title: str, rows: Sequence[CourseRow]) -> Table:
    reasons = {reason.value: _reason_words(reason) for reason in Reason}
    variables = (
        *ids("person", "supervision", "pair"),
        rater_column(),
        Variable("scale", _("Schaal")),
        Variable("first_moment", _("Eerste moment")),
        Variable("second_moment", _("Tweede moment")),
        Variable("weeks_between", _("Hele weken ertussen"), Kind.WHOLE),
        score("first", _("Score op het eerste moment")),
        score("second", _("Score op het tweede moment")),
        score("change", _("Verschil: tweede min eerste"), _("niet te bepalen")),
        score("criterion", _("Kleinste verschil dat telt"), _("geen normen")),
        Variable("pattern", _("Patroon volgens onze rekenregel"), Kind.CODED, _pattern_words()),
        Variable("reason", _("Waarom niet te bepalen"), Kind.CODED, {"": _("te bepalen")} | reasons),
        score("sd", _("Standaardafwijking van de norm"), _("geen normen")),
        score("reliability", _("Betrouwbaarheid van de norm"), _("geen normen")),
        Variable("rule", _("Versie van de rekenregel")),
        yes_no("worker_changed", _("Andere werker op het tweede moment")),
    )
    return Table(name, title, variables, tuple(_change_row(row) for row in rows))


def _change_row(row: CourseRow) -> Row:
    course, found = row.course, row.course.found
    return {
        "person": row.person,
        "supervision": row.supervision,
        "pair": row.pair,
        "rater": row.rater,
        "scale": course.scale,
        "first_moment": course.first.moment,
        "second_moment": course.second.moment,
        "weeks_between": course.second.week - course.first.week,
        "first": course.first.scores[course.scale],
        "second": course.second.scores[course.scale],
        "change": found.change,
        "criterion": found.criterion,
        "pattern": found.pattern.value,
        "reason": found.reason.value if found.reason else "",
        "sd": found.sd,
        "reliability": found.reliability,
        "rule": found.rule_version,
        "worker_changed": "yes" if course.worker_changed else "no",
    }


def _pattern_words() -> dict[str, str]:
    return {
        Pattern.IMPROVING.value: _("verbeterend"),
        Pattern.DETERIORATING.value: _("verslechterend"),
        Pattern.STABLE.value: _("stabiel"),
        Pattern.UNCLASSIFIED.value: _("niet te bepalen"),
    }


def _reason_words(reason: Reason) -> str:
    return {
        Reason.OTHER_PAIR: _("een ander koppel"),
        Reason.OTHER_VERSION: _("een andere versie van de vragenlijst"),
        Reason.BLANK_FIRST: _("geen score op het eerste moment"),
        Reason.BLANK_SECOND: _("geen score op het tweede moment"),
        Reason.NO_NORMS: _("geen normen"),
    }[reason]


def _outcomes(gathered: Gathered) -> Table:
    variables = (
        *ids("person"),
        Variable("outcome", _("Wat is bekeken")),
        yes_no("happened", _("Is het gebeurd")),
        Variable("weeks", _("Weken tot het gebeurde of tot het einde van het kijken, afgerond op 13"), Kind.WHOLE),
    )
    rows: tuple[Row, ...] = tuple(
        {"person": r.person, "outcome": r.name, "happened": "yes" if r.happened else "no", "weeks": r.weeks}
        for r in gathered.outcomes
    )
    return Table("outcomes", _("Wat er daarna gebeurde"), variables, rows)
