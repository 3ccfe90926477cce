"""Unsaved rows of many tables, written in bulk and all or none."""

import datetime as dt
import io
import json
import uuid
from random import Random
from typing import Any

from django.db import connection, models, transaction

from accounts.models import User
from alliance.models import ClientLink, ClientPin, Draft, Measurement, NonResponse, Response, ScaleScore, Talk, Worth
from caseload.models import Agreement, Client, Fact, Hitch, Pair, Supervision
from messaging.models import Message
from remote_contact.models import Appointment, Contact, MixPlan
from volunteers.models import Match, StageChange, Tuning, Volunteer

BATCH = 2000
# Whatever another row points at comes before it.
ORDER: tuple[type[models.Model], ...] = (
    Client,
    ClientPin,
    Supervision,
    Fact,
    Pair,
    Measurement,
    Message,
    ClientLink,
    Draft,
    Response,
    ScaleScore,
    NonResponse,
    Talk,
    Worth,
    Contact,
    Appointment,
    Hitch,
    Agreement,
    MixPlan,
    User,
    Volunteer,
    StageChange,
    Match,
    Tuning,
)


class Book:
    def __init__(self) -> None:
        self._rows: dict[type[models.Model], list[models.Model]] = {table: [] for table in ORDER}

    def add(self, row: models.Model) -> None:
        self._rows[type(row)].append(row)

    @transaction.atomic
    def write(self) -> int:
        """Returns how many rows there were; the book is empty afterwards."""
        written = 0
        for table, rows in self._rows.items():
            if rows and connection.vendor == "postgresql":
                _copy(table, rows)
            else:
                table._base_manager.bulk_create(rows, batch_size=BATCH)
            written += len(rows)
            rows.clear()
        return written


def _copy(table: type[models.Model], rows: list[models.Model]) -> None:
    """As `bulk_create`, in a third of its time: what the database reads is written as text, without a statement."""
    # A number that the database counts itself is left to it.
    fields = [one for one in table._meta.local_concrete_fields if not (one.primary_key and rows[0].pk is None)]
    names = [one.attname for one in fields]
    text = "".join("\t".join([_text(getattr(row, name)) for name in names]) + "\n" for row in rows)
    columns = ", ".join(connection.ops.quote_name(str(one.column)) for one in fields)
    with connection.cursor() as cursor:
        into = connection.ops.quote_name(table._meta.db_table)
        cursor.copy_expert(f"COPY {into} ({columns}) FROM STDIN", io.StringIO(text))


def _text(value: Any) -> str:
    """A value of a column as COPY reads it."""
    if value is None:
        return "\\N"
    if isinstance(value, str | dict | list):
        plain = str(value) if isinstance(value, str) else json.dumps(value)
        return plain.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
    # Days and moments, keys and numbers read as they are written; so do True and False.
    return str(value)


def new_id(rng: Random) -> uuid.UUID:
    """A random key from the plan's own random numbers, so that the same seed makes the same rows."""
    return uuid.UUID(int=rng.getrandbits(128), version=4)


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    """A moment of a working day: between 05:00 and 20:00 UTC it is the same day in Amsterdam."""
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=dt.UTC)
