"""The demonstration's norms are what its invented people answer: computed again here, to the last decimal."""

from random import Random

from alliance.actions.instruments import DEMONSTRATION
from alliance.instruments import RATERS, parse_instrument
from alliance.statistics import InstrumentStatistics
from probation_portal.demo.scores import Minds

PAIRS = 2000


def test_the_shipped_norms_come_from_seeded_data_and_say_so() -> None:
    instrument = parse_instrument(DEMONSTRATION.read_text(encoding="utf-8"))
    rng, statistics = Random("norms:1"), InstrumentStatistics(instrument)
    for _ in range(PAIRS):
        minds = Minds.draw(rng)
        for rater in RATERS:
            statistics.add(rater, minds.answers(instrument, rater, rng))
    computed = {(row.rater, row.scale): (row.sd, row.alpha, row.n) for row in statistics.scales()}
    assert {(norm.rater, norm.scale): (norm.sd, norm.reliability, norm.n) for norm in instrument.norms} == computed
    assert {norm.source for norm in instrument.norms} == {
        "Gemaakt van verzonnen gegevens. Computed from seeded, invented data."
    }
