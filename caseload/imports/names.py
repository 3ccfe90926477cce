"""Pure helpers about names: splitting a full name, and when two spellings are the same."""

# Words that belong to the surname when they stand before it.
# fmt: off
_PARTICLES = frozenset({
    "van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "op", "in", "aan", "bij", "onder", "over", "uit",
    "voor", "tot", "von", "zu", "du", "des", "da", "dos", "das", "del", "della", "di", "la", "le", "les", "l'",
    "d'", "el", "al", "ben", "bin", "ibn", "abu", "st", "st.",
})
# fmt: on


def split_name(full_name: str) -> tuple[str, str]:
    """First and last name: "Anna Maria van der Berg" gives ("Anna Maria", "van der Berg"); "Wit, Anna de" is known too.

    Without a particle the last word is the surname; a single word is a first name.
    """
    before, comma, after = (part.strip() for part in full_name.partition(","))
    if comma and before and after:
        words = after.split()
        start = _particle(words)
        particles = words[start:] if all(word.lower() in _PARTICLES for word in words[start:]) else []
        first = words[: len(words) - len(particles)]
        return " ".join(first), " ".join([*particles, before])
    words = full_name.replace(",", " ").split()
    if len(words) < 2:
        return full_name.strip(" ,"), ""
    start = min(_particle(words), len(words) - 1)
    return " ".join(words[:start]), " ".join(words[start:])


def _particle(words: list[str]) -> int:
    """Where the particles begin, never at the first word; the number of words when there are none."""
    for index, word in enumerate(words[1:], start=1):
        if word.lower() in _PARTICLES:
            return index
    return len(words)


def same(text: str) -> str:
    """A form in which spellings that differ in capitals or spaces only are equal."""
    return "".join(text.split()).casefold()
