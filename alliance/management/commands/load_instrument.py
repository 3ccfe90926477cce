import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Organisation
from alliance.actions.instruments import load_instrument, use_instrument
from alliance.instruments import InstrumentError

_BAD_INPUT = 2


class Command(BaseCommand):
    help = "Loads an instrument file, or prints every fault with its line and loads nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE.toml")
        parser.add_argument("--organisation", metavar="NAME", help="the organisation that --use is about")
        parser.add_argument("--use", action="store_true", help="its measurements that open from now on get this file")

    def handle(self, *args: object, **options: Any) -> None:
        if bool(options["use"]) != bool(options["organisation"]):
            raise CommandError("--organisation and --use go together", returncode=_BAD_INPUT)
        organisation = self._organisation(options["organisation"]) if options["use"] else None
        name = options["file"]
        try:
            text = Path(name).read_bytes().decode()
            instrument = load_instrument(text=text, by=None)
        except OSError as error:
            raise CommandError(f"{name}: {error.strerror}", returncode=_BAD_INPUT) from None
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise CommandError(f"{name}: line {line}: is not UTF-8", returncode=_BAD_INPUT) from None
        except InstrumentError as error:
            for fault in error.faults:
                self.stderr.write(f"{name}: {fault}")
            sys.exit(_BAD_INPUT)
        self.stdout.write(f"{instrument} is loaded ({instrument.status}).")
        if organisation is not None:
            changed = use_instrument(organisation=organisation, instrument=instrument, by=None)
            words = "uses it for measurements that open from now on" if changed else "used it already"
            self.stdout.write(f"{organisation} {words}.")

    def _organisation(self, name: str) -> Organisation:
        try:
            return Organisation.objects.get(name=name)
        except Organisation.DoesNotExist:
            known = ", ".join(Organisation.objects.order_by("name").values_list("name", flat=True))
            reason = f"there is no organisation {name!r}; there is: {known or 'none'}"
            raise CommandError(reason, returncode=_BAD_INPUT) from None
