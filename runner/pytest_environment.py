"""A pytest plugin (named in pytest.ini): settings are read before any conftest.py, so their environment stands here.

Tests run in demo mode, which makes its own secret, in a folder of their own. Of processes that share the tests out
(pytest-xdist) each has its own folder, database and part of the broker.
"""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_DEMO", "1")
os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test" / "plain"))

if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    os.environ["PORTAL_VAR"] = str(Path(os.environ["PORTAL_VAR"]) / worker)
    if (broker := os.environ.get("CELERY_BROKER_URL", "")).startswith("redis:"):
        os.environ["CELERY_BROKER_URL"] = f"{broker.rpartition('/')[0]}/{worker.removeprefix('gw')}"
