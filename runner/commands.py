"""The command line of `./portal`."""

import argparse
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from types import FrameType

from runner import environment, proofs, stack, testing
from runner.errors import PortalError
from runner.processes import ending_signals

CHECKOUT = Path(__file__).resolve().parent.parent
# Commands that ask the portal as its tests do: they need the packages of the tests too.
WITH_TESTS = frozenset({"check_access"})
USAGE = """\
usage: ./portal run [--pairs N]        start the portal with invented people (PORT=8001 chooses another port)
       ./portal manage COMMAND ...     a command of Django or of the portal; `./portal manage help` lists them
       ./portal test [--only PHASE] [pytest arguments]
                                       lint, types, and all tests; PHASE is one of {phases}
       ./portal proofs [NAME]          a long proof against the real thing; without a name, the list of them

PORTAL_DEMO=0 takes everything from the environment (SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL, CELERY_BROKER_URL ...),
PORTAL_VAR says where data and logs go (var/), PORTAL_VENV where the Python environment goes (.venv/)."""


def main(arguments: list[str]) -> int:
    """Carry one command out; the exit code."""
    for number in ending_signals():
        signal.signal(number, _end)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("help", [])
    try:
        if command == "run":
            return _run(rest)
        if command == "manage":
            return _manage(rest)
        if command == "test":
            return testing.command(CHECKOUT, rest)
        if command == "proofs":
            return proofs.command(CHECKOUT, rest)
    except PortalError as problem:
        print(f"portal: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    asked = command in ("help", "-h", "--help")
    print(USAGE.format(phases=", ".join(testing.PHASES)), file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


def _end(number: int, frame: FrameType | None) -> None:
    """Such a signal unwinds like an exception, so that servers and children are taken down on the way out."""
    raise SystemExit(128 + number)


def demo_settings(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of Django's processes: demo mode unless `PORTAL_DEMO=0` was said."""
    settings = dict(environ)
    settings.setdefault("PORTAL_DEMO", "1")
    settings.setdefault("PORTAL_VAR", str(CHECKOUT / "var"))
    return settings


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./portal run")
    parser.add_argument("--pairs", type=int, default=None, help="how many invented pairs the first start makes")
    options = parser.parse_args(arguments)
    settings = demo_settings(os.environ)
    port = stack.free_port(settings.get("PORT", "8000"))
    settings["PORT"] = str(port)
    pairs = options.pairs if options.pairs is not None else settings.get("PORTAL_SEED_PAIRS")
    python = environment.ensure(CHECKOUT)
    return stack.serve(CHECKOUT, python, settings, port, pairs=str(pairs) if pairs else None)


def _manage(arguments: list[str]) -> int:
    python = environment.ensure(CHECKOUT, with_tests=bool(WITH_TESTS.intersection(arguments[:1])))
    # The command takes our place: its input, output, signals and exit code are its own.
    os.execve(python, [str(python), str(CHECKOUT / "manage.py"), *arguments], demo_settings(os.environ))
