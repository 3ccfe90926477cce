"""Run by `boundary/paper.py` as a process of its own: JSON in, PDF out.

So the texts and the memory of a long file are gone when it is made, and one that cannot be made takes nothing along.
"""

import datetime as dt
import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def main() -> None:
    made = typst.compile(
        HERE / "document.typ",
        root=HERE,
        font_paths=[HERE / "fonts"],
        ignore_system_fonts=True,
        sys_inputs={"paper": sys.stdin.buffer.read().decode()},
        format="pdf",
        # Tagged, with a title and a language, so that a screen reader can read it; a missing letter is an error.
        pdf_standards=["ua-1"],
        timestamp=dt.datetime.fromisoformat(sys.argv[1]),
    )
    sys.stdout.buffer.write(made)


main()
