"""Instruments: questionnaires as versioned data, read from a TOML file; section 1 of docs/scoring.md.

Key and version are pinned to every response. This module is the door; the values it hands out are made in
`instrument_values` and checked in `instrument_reader`.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal

from alliance.instrument_lines import line_numbers
from alliance.instrument_reader import InstrumentReader
from alliance.instrument_values import (
    CLIENT,
    RATERS,
    WORKER,
    Instrument,
    InstrumentError,
    InstrumentFault,
    Item,
    Label,
    Norm,
    Scale,
    Texts,
)

__all__ = [
    "CLIENT",
    "RATERS",
    "WORKER",
    "Instrument",
    "InstrumentError",
    "InstrumentFault",
    "Item",
    "Label",
    "Norm",
    "Scale",
    "Texts",
    "check_unchanged",
    "fingerprint",
    "parse_instrument",
]


def parse_instrument(text: str) -> Instrument:
    """Read and check the text of an instrument file; raises InstrumentError with every fault."""
    text = text.removeprefix("\ufeff")
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        place = re.search(r"\s*\(at line (\d+)", str(error))
        reason = f"is not TOML: {str(error)[: place.start()] if place else error}"
        raise InstrumentError([InstrumentFault(int(place[1]) if place else None, "", reason)]) from error
    reader = InstrumentReader(data, line_numbers(text))
    instrument = reader.instrument()
    if reader.faults:
        raise InstrumentError(reader.faults)
    return instrument


def fingerprint(instrument: Instrument) -> str:
    """SHA-256 over the content: the same for a file that differs only in comments, spacing or order of keys."""
    return hashlib.sha256(json.dumps(asdict(instrument), sort_keys=True, default=_plain).encode()).hexdigest()


def check_unchanged(instrument: Instrument, loaded: Mapping[tuple[str, str], str]) -> None:
    """Refuse other content under a key and version loaded before; `loaded` maps (key, version) to fingerprints."""
    known = loaded.get((instrument.key, instrument.version))
    if known is not None and known != fingerprint(instrument):
        reason = f"{instrument.key} {instrument.version} was loaded before with other content; give it a new version"
        raise InstrumentError([InstrumentFault(None, "version", reason)])


def _plain(value: object) -> str:
    # 0.8 and 0.80 are the same number.
    return str(value.normalize()) if isinstance(value, Decimal) else str(value)
