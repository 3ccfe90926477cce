"""What the text of a message may hold, and what stands out to whoever looks over a shoulder. Pure: text in, facts out.

A text has placeholders by name, `{voornaam}`, and no other language inside.
"""

import re
from collections.abc import Iterable, Mapping

# What a telephone shows of a message before it is opened.
SEEN_AT_ONCE = 120
_PLACEHOLDER = re.compile(r"\{([^{}\n]*)\}")
# Each as it begins: "toezicht" is also "toezichthouder".
_SERVICE: tuple[str, ...]
_SERVICE = ("reclassering", "toezicht", "cosa", "unitmanager", "vragenlijst over", "vragenlijsten over", "team")
_SERVICE += ("probation", "supervision", "questionnaire about")
_CASE: tuple[str, ...]
_CASE = ("delict", "misdrijf", "strafbaar", "veroordeel", "verdacht", "vonnis", "justitie", "rechter", "rechtbank")
_CASE += ("gevangenis", "detentie", "enkelband", "slachtoffer", "risico", "score", "uitslag")
_CASE += ("offence", "offense", "crime", "criminal", "convict", "prison", "parole", "court", "victim", "risk")
_SENTENCE_ENDS = re.compile(r"[.!?:](?:\s|$)|\n\s*\n")


def placeholders(text: str) -> list[str]:
    """The names between braces, in their order, also of those that are no placeholder."""
    return _PLACEHOLDER.findall(text)


def has_loose_brace(text: str) -> bool:
    """A brace that belongs to no placeholder: a slip that would leave as it stands."""
    return bool(set(_PLACEHOLDER.sub("", text)) & set("{}"))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Every placeholder by its value, in one go: what a value holds is never filled in again. KeyError if one lacks."""
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def seen_at_once(subject: str, body: str) -> str:
    return f"{subject}\n{body[:SEEN_AT_ONCE]}"


def telling_words(subject: str, body: str, names: Iterable[str] = ()) -> list[str]:
    """The words that tell whoever sees the message what it is about, or from whom (`names`).

    The service's own words count in what is seen at once, words of a case anywhere.
    """
    first = seen_at_once(subject, body)
    found = [word for word in (*_SERVICE, *names) if word and _begins(word, first)]
    return found + [word for word in _CASE if _begins(word, f"{subject}\n{body}")]


def _begins(word: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(word)}", text, re.IGNORECASE) is not None


def sentences(text: str) -> list[str]:
    """The sentences of a filled-in text, without links and greetings."""
    lines = " ".join("\n\n" if not line.strip() else line for line in text.split("\n") if "://" not in line)
    found = (" ".join(part.split()).rstrip(",") for part in _SENTENCE_ENDS.split(lines))
    return [part for part in found if part]


def words_in(sentence: str) -> int:
    return len([word for word in sentence.split() if any(letter.isalnum() for letter in word)])
