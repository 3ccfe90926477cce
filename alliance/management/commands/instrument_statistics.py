from collections.abc import Iterator
from dataclasses import astuple, fields
from typing import Any, BinaryIO

from django.core.management.base import CommandParser

from alliance.answer_files import Report, read_answers
from alliance.instruments import Instrument
from alliance.management.csv_command import CsvCommand, Row
from alliance.statistics import InstrumentStatistics, ItemStatistics, ScaleStatistics


class Command(CsvCommand):
    help = (
        "Sums up a CSV file of answers: mean, sd and Cronbach's alpha per rater and scale, over the complete cases "
        "of that scale. Items count as scored, so after reversing."
    )
    file_argument = "ANSWERS.csv"

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--items", action="store_true", help="after an empty line, a second table: one row per item"
        )

    def rows(self, instrument: Instrument, stream: BinaryIO, report: Report, options: dict[str, Any]) -> Iterator[Row]:
        statistics = InstrumentStatistics(instrument)
        for row in read_answers(stream, instrument, report):
            statistics.add(row.rater, row.answers)
        yield [field.name for field in fields(ScaleStatistics)]
        yield from map(astuple, statistics.scales())
        if options["items"]:
            yield []
            yield [field.name for field in fields(ItemStatistics)]
            yield from map(astuple, statistics.items())
