"""A button that is pressed twice in a row sends its form once, in a browser: by the module of every page."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

MODULE = Path(__file__).resolve().parents[2] / "static" / "js" / "press_once.js"
PAGE = """<!doctype html><title>t</title><script type="module" src="/press_once.js"></script>
<form method="post" action="/"><input name="method" value="phone"><button>Bewaren</button></form>"""


class Slow(BaseHTTPRequestHandler):
    """Answers a form after a while and without a page, so that the button stays where it is."""

    posts = 0

    def do_GET(self) -> None:
        is_module = self.path.endswith(".js")
        self.send_response(200)
        self.send_header("Content-Type", "text/javascript" if is_module else "text/html")
        self.end_headers()
        self.wfile.write(MODULE.read_bytes() if is_module else PAGE.encode())

    def do_POST(self) -> None:
        Slow.posts += 1
        time.sleep(0.6)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Nothing: it would stand between the lines of the test run."""


@pytest.fixture
def address() -> Iterator[str]:
    Slow.posts = 0
    with ThreadingHTTPServer(("127.0.0.1", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.mark.browser
def test_the_second_press_of_a_double_click_is_not_sent(chrome: Browser, address: str) -> None:
    page = chrome.new_page()
    page.goto(address, wait_until="networkidle")
    button = page.get_by_role("button")
    # Twice as fast as a hand does it, and not so fast that the browser itself would take it for one.
    button.click(no_wait_after=True)
    page.wait_for_timeout(150)
    button.click(no_wait_after=True)
    page.wait_for_timeout(2500)
    assert Slow.posts == 1
    button.click(no_wait_after=True)
    page.wait_for_timeout(1000)
    assert Slow.posts == 2
    page.close()
