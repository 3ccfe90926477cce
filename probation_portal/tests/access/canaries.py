"""Words and numbers that exist once: whoever meets one knows which person and which kind of field it comes from."""

import datetime as dt
import itertools
import re
from dataclasses import dataclass, field

TOKEN = re.compile(r"cnry[a-z0-9]+?q|\b7\d{4}[.,]0|\b06 ?9\d{7}\b|(?<![\d:])04:\d{2}(?![\d:])")
# Answers of the test's own questionnaire: one value for each side of each moment, so that a score is a name.
LOWEST, VALUES = 71_000, 60


@dataclass(frozen=True)
class Field:
    """One kind of field of one person."""

    subject: str
    kind: str


@dataclass
class Canaries:
    """Hands canaries out, and finds them again."""

    fields: dict[str, Field] = field(default_factory=dict)
    _values: "itertools.count[int]" = field(default_factory=lambda: itertools.count(LOWEST + 1))
    _minutes: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _mobiles: "itertools.count[int]" = field(default_factory=lambda: itertools.count(90_000_001))

    def word(self, subject: str, kind: str, short: str = "") -> str:
        """A word for this field, with a capital: a name could look so."""
        # A q ends a canary, so none may stand inside it: half of "request" would be found as another's.
        inside = f"{subject}{short or kind}".replace("_", "").replace("q", "k")
        word = f"cnry{inside}q"
        self.fields[word] = Field(subject, kind)
        return word.capitalize()

    def email(self, subject: str, kind: str = "email") -> str:
        return f"{self.word(subject, kind).lower()}@example.org"

    def mobile(self, subject: str, kind: str = "mobile") -> str:
        number = f"06{next(self._mobiles)}"
        self.fields[number] = Field(subject, kind)
        return number

    def minute(self, subject: str, kind: str = "safe_hours") -> dt.time:
        """A minute of the night at which nothing else happens."""
        found = dt.time(4, next(self._minutes))
        self.fields[f"{found:%H:%M}"] = Field(subject, kind)
        return found

    def answers(self, subject: str, rater: str, *, scored: str = "") -> int:
        """A value that only this side of this moment answers; `scored` is the kind of its scale scores."""
        value = next(self._values)
        assert value < LOWEST + VALUES - 1
        self.fields[f"cnrylabel{value}q"] = Field(subject, f"{rater}_answers")
        if scored:
            self.fields[f"{value}.0"] = Field(subject, scored)
        return value

    def found_in(self, text: str) -> set[Field]:
        """Whose fields stand in this text. A token that was handed to nobody (an answer nobody gave) is none."""
        tokens = {token.replace(",", ".").replace(" ", "") for token in TOKEN.findall(text.lower())}
        return {self.fields[token] for token in tokens if token in self.fields}


# A question that may be answered lists every answer there is; only the chosen one tells of a person.
_OPTION = re.compile(
    r'<div class="choice[^"]*">\s*<input[^>]*type="radio"[^>]*>\s*<label[^>]*>.*?</label>\s*</div>', re.DOTALL
)
# What the numbers of a short list mean: every answer there is, and nobody's.
_KEY = re.compile(r'<p class="compact__key".*?</p>', re.DOTALL)


def without_options(html: str) -> str:
    return _OPTION.sub(lambda match: match.group() if " checked" in match.group() else "", _KEY.sub("", html))


def instrument_text(shipped: str, *, values: int = VALUES) -> str:
    """The shipped questionnaire with an answer for every canary, and no item turned round: a score is its answer."""
    every = list(range(LOWEST, LOWEST + values))
    labels = ", ".join(f'"cnrylabel{value}q"' for value in every)
    text = re.sub(r"^version = .*$", 'version = "canary"', shipped, count=1, flags=re.MULTILINE)
    text = re.sub(r"^values = .*$", f"values = {every}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^labels\.(nl|en) = .*$", rf"labels.\1 = [{labels}]", text, flags=re.MULTILINE)
    return text.replace("reverse = true", "reverse = false")
