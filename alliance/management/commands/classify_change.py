from collections.abc import Iterator
from typing import Any, BinaryIO

from alliance.answer_files import SCORE_COLUMNS, Report, read_scores
from alliance.change import classify
from alliance.instruments import Instrument
from alliance.management.csv_command import CsvCommand, Row


class Command(CsvCommand):
    help = "Names the pattern between a first and a second score, by the norms of the instrument file."
    file_argument = "SCORES.csv"

    def rows(self, instrument: Instrument, stream: BinaryIO, report: Report, options: dict[str, Any]) -> Iterator[Row]:
        yield [*SCORE_COLUMNS, "change", "criterion", "pattern"]
        directions = {scale.key: scale.better for scale in instrument.scales}
        for row in read_scores(stream, instrument, report):
            found = classify(
                first=row.first,
                second=row.second,
                better=directions[row.scale],
                norm=instrument.norm(row.rater, row.scale),
            )
            yield [*row.cells, found.change, found.criterion, found.pattern]
