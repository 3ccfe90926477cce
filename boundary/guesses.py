"""Whoever tries keys one after the other is made to wait. A key that is right opens at once, whoever else sits behind
the same address: it has 192 random bits, so keeping it shut would stop an office and no guesser."""

import datetime as dt

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from audit import clock
from boundary.models import Guess

MOST = 10
WITHIN = dt.timedelta(minutes=10)


def too_many(request: HttpRequest) -> bool:
    """Count a key that opened nothing; True if this address has tried more than ten in ten minutes.

    Written by itself, not in a transaction of the view: a page that fails afterwards takes no guess back.
    """
    address = salted_hmac("boundary.guesses", get_adapter().get_client_ip(request), algorithm="sha256").hexdigest()[:32]
    since = clock.now() - WITHIN
    if Guess.objects.filter(address=address, at__gt=since).count() >= MOST:
        return True
    Guess.objects.filter(at__lte=since).delete()
    Guess.objects.create(address=address, at=clock.now())
    return False


def wait(page: HttpResponse) -> HttpResponse:
    """This page says so; the header says how long."""
    page.status_code = 429
    page.headers["Retry-After"] = str(int(WITHIN.total_seconds()))
    return page
