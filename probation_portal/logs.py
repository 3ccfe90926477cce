"""What may stand in a log line."""

import logging
import re

_SLASH = r"(?:/|%2[Ff])"
_KEYS = [
    # A client's personal link, also where it stands quoted inside another address.
    re.compile(rf"({_SLASH}v{_SLASH})[A-Za-z0-9_-]+"),
    # A link that sets a password.
    re.compile(rf"(password{_SLASH}reset{_SLASH}key{_SLASH})[A-Za-z0-9-]+"),
]


class HideLinkTokens(logging.Formatter):
    """A personal link in a log is a key left in the door: the token is cut out of the whole entry.

    A formatter, not a filter: only here are arguments, exception and stack one text.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry = super().format(record)
        for key in _KEYS:
            entry = key.sub(r"\1…", entry)
        return entry
