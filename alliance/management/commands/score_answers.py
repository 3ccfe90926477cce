from collections.abc import Iterator
from typing import Any, BinaryIO

from alliance.answer_files import Report, read_answers
from alliance.instruments import Instrument
from alliance.management.csv_command import CsvCommand, Row
from alliance.scoring import score_response


class Command(CsvCommand):
    help = "Scores a CSV file of answers: per scale the score, blank when too few items were answered, and the count."
    file_argument = "ANSWERS.csv"

    def rows(self, instrument: Instrument, stream: BinaryIO, report: Report, options: dict[str, Any]) -> Iterator[Row]:
        columns = [column for scale in instrument.scales for column in (scale.key, f"{scale.key}_answered")]
        yield ["response", "rater", *columns]
        for row in read_answers(stream, instrument, report):
            scores = score_response(instrument, row.rater, row.answers).values()
            cells = [cell for score in scores for cell in (score.score, score.answered)]
            yield [row.response, row.rater, *cells]
