"""What may stand in a log line."""

import copy
import logging
import re

from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.http import Http404
from django.http.multipartparser import MultiPartParserError

_SLASH = r"(?:/|%2[Ff])"
_KEYS = [
    # A client's personal link, also where it stands quoted inside another address.
    re.compile(rf"({_SLASH}v{_SLASH})[A-Za-z0-9_-]+"),
    # A link that sets a password.
    re.compile(rf"(password{_SLASH}reset{_SLASH}key{_SLASH})[A-Za-z0-9-]+"),
]

# Such a request was refused, and its own line tells so; where inside Django it was refused helps nobody.
_REFUSED = (PermissionDenied, Http404, BadRequest, SuspiciousOperation, MultiPartParserError)
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class HideLinkTokens(logging.Formatter):
    """A personal link in a log is a key left in the door: the token is cut out of the whole entry.

    A formatter, not a filter: only here are arguments, exception and stack one text.
    """

    def format(self, record: logging.LogRecord) -> str:
        if record.name.startswith("django.") and record.exc_info and isinstance(record.exc_info[1], _REFUSED):
            record = copy.copy(record)
            record.exc_info = record.exc_text = None
        entry = super().format(record)
        if record.name.startswith("django.") and not record.exc_info and not record.stack_info:
            # An address may hold a line end, and after it what looks like another line of the log.
            entry = _CONTROL.sub(lambda found: repr(found[0])[1:-1], entry)
        for key in _KEYS:
            entry = key.sub(r"\1…", entry)
        return entry
