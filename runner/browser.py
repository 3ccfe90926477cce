"""Chromium for the browser tests: found, or installed where that is ours to do."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from runner.errors import PortalError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PLACES = (
    "/usr/lib/chromium/chromium",
    "/snap/bin/chromium",
    "/opt/google/chrome/chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


class BrowserMissing(PortalError):
    """No Chromium here, and none could be installed; the text says what would give it."""


def find() -> Path | None:
    """The Chromium of `PORTAL_CHROMIUM`, of PATH, or of one of the usual places."""
    if chosen := os.environ.get("PORTAL_CHROMIUM"):
        return Path(chosen) if os.access(chosen, os.X_OK) else None
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [place for place in PLACES if os.access(place, os.X_OK)]
    return Path(found[0]) if found else None


def find_or_install() -> Path:
    """A Chromium to run; apt-get brings it where we are root. Raises BrowserMissing."""
    if path := find():
        return path
    if os.geteuid() != 0 or not shutil.which("apt-get") or os.environ.get("PORTAL_CHROMIUM"):
        raise BrowserMissing("no Chromium found; install it (Debian: chromium) or name it in PORTAL_CHROMIUM")
    print("portal: installing Chromium with apt-get", file=sys.stderr, flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *arguments], env=quiet, capture_output=True, text=True)
        if done.returncode:
            raise BrowserMissing(f"apt-get {arguments[0]} failed: {(done.stderr or done.stdout).strip()[-300:]}")
    if path := find():
        return path
    raise BrowserMissing("apt-get installed chromium, but there is no such program afterwards")
