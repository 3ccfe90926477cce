"""The place a proof works in: empty, its own, and gone afterwards."""

import os
import sys

import django
from django.core.management import call_command
from django.db import connection


def prepare() -> None:
    """Start Django and lay the tables. Ends with a message outside `./portal proofs` or on a database in use."""
    if not os.environ.get("PORTAL_PROOF"):
        sys.exit("A proof makes and breaks data, so it runs in a place of its own only: ./portal proofs NAME")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "probation_portal.settings")
    django.setup()
    if connection.introspection.table_names():
        sys.exit("A proof needs an empty database, and this one is not.")
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
