"""What people type, as the portal keeps it: one spelling, nothing hidden, nothing that turns text round."""

import re
import unicodedata

# What no database, mail or page can carry: NUL, and half a character.
_UNREADABLE = re.compile("[\0\ud800-\udfff]")
_LINE_ENDS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_HIDDEN = re.compile(
    "["
    "\x01-\x08\x0e-\x1f\x7f-\x9f"  # control characters, those of lines and tabs excepted
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # turn the order of what follows round
    "\u00ad\u180e\u200b\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffb"  # have no width
    "\ufdd0-\ufdef\ufffe\uffff"  # are no characters
    "]"
)
# Letters of the tag alphabet belong to a flag only.
_TAGS = re.compile("(\U0001f3f4[\U000e0020-\U000e007f]+)|[\U000e0000-\U000e007f]")
_JOINERS = re.compile("[\u200c\u200d]+")
# From here on scripts that join their letters, and emoji. Latin, Greek and Cyrillic never need a joiner.
_FIRST_JOINED = "\u0590"


class Unreadable(ValueError):
    """The text holds something that cannot be kept."""


def clean_text(text: str, *, lines: bool = False) -> str:
    """The text in composed form (NFC), without control characters, bidi overrides and hidden characters.

    `lines`: line ends stay, each as one newline; otherwise they become spaces. Joiners stay between the parts of an
    emoji and between letters of scripts that need them. Raises Unreadable on NUL and on half a character (a lone
    surrogate). What is clean is returned unchanged.
    """
    if _UNREADABLE.search(text):
        raise Unreadable
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    if not lines:
        text = text.replace("\n", " ")
    text = _TAGS.sub(lambda found: found[1] or "", _HIDDEN.sub("", text))
    text = unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _JOINERS.sub(_joiner, text))


def hides(text: str, *, lines: bool = False) -> bool:
    """Whether a text of a file holds anything that `clean_text` would drop or refuse; its spelling aside."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n")
    try:
        return clean_text(text, lines=lines) != text
    except Unreadable:
        return True


def _joiner(found: re.Match[str]) -> str:
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    return found[0][0] if min(before or " ", after or " ") >= _FIRST_JOINED else ""
