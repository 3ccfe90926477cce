"""What browsers say that the content security policy refused.

Open to everybody, so nothing of what is sent reaches the log: each report becomes a line of words that are fixed here
(which rule, which page by the name of its route, what kind of source). No address, no person, no text of theirs.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from audit import clock

log = logging.getLogger(__name__)
MAX_BYTES = 8 * 1024
# Of one page that is broken in a hundred places one line will do.
MAX_REPORTS = 10
PER_MINUTE = 60
VIOLATION = "csp violation"
RULES = {
    *settings.CONTENT_SECURITY_POLICY["DIRECTIVES"],
    *(f"{kind}-{part}" for kind in ("script-src", "style-src") for part in ("elem", "attr")),
}
SOURCES = {"inline", "eval", "wasm-eval", "trusted-types-policy", "trusted-types-sink", "data", "blob", "self"}


# A browser sends its reports by itself, without the form key of a page; what is done is a line in the log.
@csrf_exempt
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """204: counted, or nothing to count. 413: too long. 429: enough for this minute, from everybody together."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > MAX_BYTES:
        return HttpResponse(status=413)
    key = f"csp-reports-{clock.now():%Y%m%d%H%M}"
    cache.add(key, 0, timeout=120)
    if cache.incr(key) > PER_MINUTE:
        return HttpResponse(status=429)
    for line in sorted(set(_lines(request.body))):
        log.warning(line)
    return HttpResponse(status=204)


def _lines(body: bytes) -> Iterator[str]:
    """Of both ways of reporting: one object in `csp-report`, or a list with a `body` in each."""
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return
    reports = sent if isinstance(sent, list) else [sent]
    for report in reports[:MAX_REPORTS]:
        if isinstance(report, dict):
            found = report.get("csp-report") or report.get("body")
            if isinstance(found, dict):
                yield _line(found)


def _line(report: dict[str, Any]) -> str:
    rule = str(report.get("effective-directive") or report.get("effectiveDirective") or "")
    page = str(report.get("document-uri") or report.get("documentURL") or "")
    source = str(report.get("blocked-uri") or report.get("blockedURL") or "")
    return f"{VIOLATION}: {rule if rule in RULES else 'another rule'} on {_route(page)}, {_source(source, page)}"


def _route(address: str) -> str:
    try:
        return str(resolve(urlsplit(address).path).view_name)
    except (Resolver404, ValueError):
        return "no page of ours"


def _source(blocked: str, page: str) -> str:
    if blocked in SOURCES:
        return blocked
    try:
        there, here = urlsplit(blocked), urlsplit(page)
    except ValueError:
        return "elsewhere"
    if there.scheme in SOURCES:
        return there.scheme
    return "self" if there.netloc and there.netloc == here.netloc else "elsewhere"
