"""A client who comes in by link and PIN, for the tests of their pages."""

from django.test import Client as Browser
from django.urls import reverse

from alliance import actions
from alliance.models import Measurement

QUESTIONS, REVIEW, DONE, BEGIN = (reverse(f"alliance:{name}") for name in ("questions", "review", "done", "begin"))
NOT_NOW, COMPANY, TOPIC = (reverse(f"alliance:{name}") for name in ("not_now", "company", "topic"))


def new_pin(measurement: Measurement) -> str:
    return actions.give_pin(pair=measurement.pair, handed_over_by="phone", by=measurement.pair.worker)


def link_to(measurement: Measurement) -> str:
    return reverse("alliance:link", args=[actions.new_link(measurement=measurement)])


def come_in(measurement: Measurement, *, begin: bool = True, browser: Browser | None = None) -> Browser:
    """A browser whose client gave a fresh PIN, and (`begin`) read who sees what."""
    browser = browser or Browser()
    url, pin = link_to(measurement), new_pin(measurement)
    assert browser.post(url, {"pin": pin}).headers["Location"] == BEGIN
    if begin and browser.post(BEGIN).headers["Location"] == COMPANY:
        assert browser.post(COMPANY, {"company": ""}).headers["Location"] == QUESTIONS
    return browser


def all_items(measurement: Measurement, rater: str, value: int = 4) -> dict[str, str]:
    assert measurement.instrument is not None
    return {f"item_{item.key}": str(value) for item in measurement.instrument.parsed.items_for(rater)}
