"""The headings of a structured note. Pure: what was typed in, the same with the headings that it lacks out."""

from collections.abc import Iterable


def with_headings(note: str, headings: Iterable[str]) -> str:
    """Every heading on a line of its own, with room under it; what was typed stays above them."""
    typed = note.strip()
    lines = {line.strip().rstrip(":").casefold() for line in typed.splitlines()}
    missing = [f"{heading}:\n" for heading in headings if heading.casefold() not in lines]
    if not missing:
        return note
    return "\n".join([f"{typed}\n", *missing] if typed else missing)
