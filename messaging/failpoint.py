"""The only place where a proof reaches into the delivery."""

import os
import time
from pathlib import Path


def reached(point: str) -> None:
    """Nothing, except in a proof that has laid a file of this name: then stand still here, to be killed here."""
    folder = os.environ.get("PORTAL_FAILPOINTS") if os.environ.get("PORTAL_PROOF") else None
    if folder and (laid := Path(folder) / point).exists():
        with open(laid.with_suffix(".reached"), "a") as file:
            file.write(f"{os.getpid()}\n")
        time.sleep(600)
