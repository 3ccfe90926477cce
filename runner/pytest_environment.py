"""A pytest plugin (named in pytest.ini): settings are read before any conftest.py, so their environment stands here.

Tests run in demo mode, which makes its own secret, in a folder of their own.
"""

import os
from pathlib import Path

os.environ.setdefault("PORTAL_DEMO", "1")
os.environ.setdefault("PORTAL_VAR", str(Path(__file__).resolve().parent.parent / "var" / "test" / "plain"))
