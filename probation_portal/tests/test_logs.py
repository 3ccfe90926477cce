"""A key in a log is a key left in the door."""

import copy
import io
import logging
import logging.config
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

TOKEN = "Zk3_pQ-9aB7cD1eF5gH2iJ8kL4mN6oP0"
RESET = "/account/password/reset/key/2s-d4f1ab-0123456789abcdef/"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as settings make it, with gunicorn's own handlers there before it, as under the real server."""
    stream = io.StringIO()
    names = ["", "django", "django.request", *settings.LOGGING["loggers"]]
    before = {name: (list(logging.getLogger(name).handlers), logging.getLogger(name).propagate) for name in names}
    for name in ("gunicorn.error", "gunicorn.access"):
        logging.getLogger(name).handlers = [logging.StreamHandler(stream)]
    config = copy.deepcopy(settings.LOGGING)
    config["handlers"]["console"]["stream"] = stream
    logging.config.dictConfig(config)
    yield stream
    for name, (handlers, propagate) in before.items():
        logging.getLogger(name).handlers, logging.getLogger(name).propagate = handlers, propagate


def fails() -> Any:
    try:
        raise ValueError(f"cannot open http://127.0.0.1:8000/v/{TOKEN}/")
    except ValueError:
        return sys.exc_info()


WAYS: dict[str, tuple[tuple[Any, ...], dict[str, Any]]] = {
    "in the text": ((f"opened /v/{TOKEN}/",), {}),
    "as an argument": (("Not Found: %s", f"/v/{TOKEN}/"), {}),
    "among arguments": (("%s %s %d", "GET", f"http://127.0.0.1/v/{TOKEN}", 404), {}),
    "as a named argument": (("%(uri)s", {"uri": f"/v/{TOKEN}/"}), {}),
    "in an exception": (("Error handling request",), {"exc_info": True}),
    "as where one was going": ((f"/account/login/?next=%2Fv%2F{TOKEN}%2F",), {}),
    "twice": ((f"/v/{TOKEN}/ /v/{TOKEN}/",), {}),
}


@pytest.mark.parametrize(
    "logger", ["django.request", "django.server", "gunicorn.error", "gunicorn.access", "celery.task", "anything"]
)
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_a_links_token_never_stands_in_a_log(
    log: io.StringIO, logger: str, way: tuple[tuple[Any, ...], dict[str, Any]]
) -> None:
    arguments, options = way
    logging.getLogger(logger).error(*arguments, **({"exc_info": fails()} if options else {}))
    assert log.getvalue().count("…") >= 1
    assert TOKEN not in log.getvalue()
    assert TOKEN[:8] not in log.getvalue()


def test_nor_in_a_stack(log: io.StringIO) -> None:
    logging.getLogger("anything").error("here", stack_info=True)
    assert "Stack (most recent call last)" in log.getvalue()


def test_nor_does_the_key_that_sets_a_password(log: io.StringIO) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", RESET)
    assert "d4f1ab" not in log.getvalue()


def test_other_lines_stay_as_they_are(log: io.StringIO) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", "/pair/7/van/")
    assert log.getvalue().endswith(" WARNING django.request Not Found: /pair/7/van/\n")


def test_each_line_once(log: io.StringIO) -> None:
    for name in ("gunicorn.error", "django.server", "anything"):
        logging.getLogger(name).error("one")
    assert log.getvalue().count("one") == 3


@pytest.mark.django_db
@pytest.mark.parametrize("address", [f"/v/{TOKEN}/nothing/", f"/v/{TOKEN}"])
def test_what_a_request_leaves_in_the_log(log: io.StringIO, address: str) -> None:
    Client().get(address)
    Client().post(address)
    assert TOKEN not in log.getvalue()


@pytest.mark.django_db
def test_a_missing_page_is_logged_without_its_token(log: io.StringIO) -> None:
    assert Client().get(f"/v/{TOKEN}/nothing/").status_code == 404
    assert "Not Found: /v/…/nothing/" in log.getvalue()


@pytest.mark.django_db
def test_a_refused_request_is_one_line(log: io.StringIO, browse: Any, vera: Any) -> None:
    assert browse(vera).get("/accounts/").status_code == 403
    assert Client().post("/account/login/", b"--x", content_type="multipart/form-data; boundary=").status_code == 400
    assert Client().post("/account/login/", {f"f{n}": 1 for n in range(2_000)}).status_code == 400
    assert Client().get("/nothing/").status_code == 404
    lines = log.getvalue().splitlines()
    assert len([line for line in lines if "Traceback" in line or line.startswith(" ")]) == 0
    assert len(lines) >= 4


@pytest.mark.django_db
def test_an_address_cannot_write_a_line_of_its_own(log: io.StringIO) -> None:
    Client().get("/nothing%0d%0a2026-11-23 INFO accounts signed in: pim")
    assert len(log.getvalue().splitlines()) == 1


def test_a_fault_keeps_its_traceback(log: io.StringIO) -> None:
    logging.getLogger("django.request").error("Internal Server Error", exc_info=fails())
    assert "Traceback" in log.getvalue()
