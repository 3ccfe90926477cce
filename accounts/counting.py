"""No attempt that is not counted: where the counter cannot be reached, signing in waits."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def counted(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that takes a password, a code or an address: 503 and a page that says so when it cannot count."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response: HttpResponse = view(request, *args, **kwargs)
        except (RedisError, DatabaseError, OSError):
            log.exception("attempts to sign in cannot be counted")
            return render(request, "account/unavailable.html", status=503)
        return response

    return guarded
