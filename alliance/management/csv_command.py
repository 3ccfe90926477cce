"""What the commands that turn one CSV file into another have in common; none of them needs a database."""

import os
import sys
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, NoReturn, cast

from django.core.management.base import BaseCommand, CommandParser

from alliance.answer_files import Fault, Report
from alliance.instruments import Instrument, InstrumentError, parse_instrument
from boundary.tables import Row, TableWriter

_IN_MEMORY = 32 * 1024 * 1024
_BAD_INPUT = 2
_BROKEN_PIPE = 128 + 13  # what a shell reports for a program that SIGPIPE ended


class CsvCommand(BaseCommand):
    """Reads an instrument and a CSV file; prints a CSV file, or every fault and nothing else (exit status 2)."""

    requires_system_checks = []
    file_argument: str

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("instrument", metavar="INSTRUMENT.toml")
        parser.add_argument("file", metavar=self.file_argument, help="the file, or - for standard input")

    @abstractmethod
    def rows(self, instrument: Instrument, stream: BinaryIO, report: Report, options: dict[str, Any]) -> Iterator[Row]:
        """The rows to print, header first. What is wrong with the input goes to `report`."""

    def handle(self, *args: object, **options: Any) -> None:
        instrument = self._instrument(options["instrument"])
        faults = 0

        def report(fault: Fault) -> None:
            nonlocal faults
            faults += 1
            self.stderr.write(str(fault))

        # Nothing may be printed before the last row was found sound, so the output waits here.
        with SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", newline="") as waiting:
            writer = TableWriter(waiting)
            with self._open(options["file"]) as stream:
                for row in self.rows(instrument, stream, report, options):
                    if not faults:
                        writer.writerow(row)
            if faults:
                sys.exit(_BAD_INPUT)
            waiting.seek(0)
            self._print(waiting)

    def _instrument(self, name: str) -> Instrument:
        try:
            return parse_instrument(Path(name).read_bytes().decode())
        except OSError as error:
            self._refuse(name, error.strerror or str(error))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self._refuse(name, f"line {line}: is not UTF-8")
        except InstrumentError as error:
            self._refuse(name, *map(str, error.faults))

    def _open(self, name: str) -> AbstractContextManager[BinaryIO]:
        if name == "-":
            return nullcontext(sys.stdin.buffer)
        try:
            return Path(name).open("rb")
        except OSError as error:
            self._refuse(name, error.strerror or str(error))

    def _refuse(self, name: str, *reasons: str) -> NoReturn:
        for reason in reasons:
            self.stderr.write(f"{name}: {reason}")
        sys.exit(_BAD_INPUT)

    def _print(self, waiting: Any) -> None:
        buffer = cast(BinaryIO | None, getattr(self.stdout, "buffer", None))
        try:
            if buffer is None:  # a caller's StringIO
                self.stdout.write(waiting.read(), ending="")
                return
            # As bytes: UTF-8 and \n whatever the terminal's locale.
            while chunk := waiting.read(1 << 16):
                buffer.write(chunk.encode())
            buffer.flush()
        except BrokenPipeError:
            # The reader has seen enough. Python would complain again when it flushes at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(_BROKEN_PIPE)
