"""PDF files for people to read, keep or print: the one place where they are made.

A4, tagged (PDF/UA-1), every page with its number, who made it and when. The letters come along (DejaVu Sans: Latin with
all its marks, Greek, Cyrillic, Arabic); what it lacks, an emoji for one, is written out by its name, never left out.
"""

import datetime as dt
import json
import subprocess
import sys
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

PARTS = Path(__file__).parent / "paper_parts"
# A web server gives up on a request after thirty seconds.
MOST_SECONDS = 20


class NotMade(Exception):
    """It took too long, or could not be made at all."""


@dataclass(frozen=True, slots=True)
class Item:
    """A title, what stands beside it, and text in paragraphs."""

    title: str
    side: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    head: str
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """`mark` stands above every page, `made` below it beside `page`, words with {n} and {of}; `about` has lines."""

    title: str
    about: str
    parts: tuple[Part, ...]
    by: str
    made: str
    page: str
    mark: str
    lang: str


def pdf(paper: Paper, *, at: dt.datetime) -> bytes:
    """The file as bytes; `at` (aware) is written in it. Raises NotMade."""
    sent = json.dumps(asdict(paper), ensure_ascii=False, default=str)
    # `readable` keeps what JSON itself is written with, so it may look at the whole at once.
    command = [sys.executable, "-I", str(PARTS / "make.py"), at.isoformat(timespec="seconds")]
    try:
        made = subprocess.run(  # noqa: S603 (our own program, nothing of the text in its arguments)
            command, input=readable(sent).encode(), capture_output=True, timeout=MOST_SECONDS, check=True, env={}
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
        # What the program said may quote the text, so it goes nowhere.
        raise NotMade(type(error).__name__) from None
    return made.stdout


def readable(text: str) -> str:
    """The text with every character that the letters lack written out: [unicorn face]."""
    known = letters()
    return "".join(sign if sign in known else _named(sign) for sign in text)


def _named(sign: str) -> str:
    return f"[{unicodedata.name(sign, f'U+{ord(sign):04X}').lower()}]"


@cache
def letters() -> frozenset[str]:
    """The characters that both weights of the font have, as `letters.txt` lists them: 20-7e a0 a1."""
    return frozenset(_ranges((PARTS / "letters.txt").read_text(encoding="ascii").split()))


def _ranges(words: Iterable[str]) -> Iterable[str]:
    for word in words:
        first, _, last = word.partition("-")
        yield from map(chr, range(int(first, 16), int(last or first, 16) + 1))
