"""A database made for one run and dropped after it, copied for each process; nothing else is ever asked or written."""

import multiprocessing
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.conf import settings
from django.core import mail
from django.db import connection, transaction
from django.test import override_settings

from audit import clock
from probation_portal.tests.access.world import NOON, World, build
from probation_portal.tests.long_runs import signed_in_throughout

Result = TypeVar("Result")
Work = Callable[[World, int, int], Result]
_NAME = f"portal_check_{os.getpid()}"


@contextmanager
def _settings() -> Iterator[None]:
    """Nothing that leaves the machine, nothing that is slow on purpose."""
    stores = settings.STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    cache = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "portal_cache"}
    with (
        signed_in_throughout(),
        override_settings(
            PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
            EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
            STORAGES=stores,
            CACHES={"default": cache},
            ALLOWED_HOSTS=["testserver", *settings.ALLOWED_HOSTS],
        ),
    ):
        mail.outbox = []
        yield


@contextmanager
def _database() -> Iterator[None]:
    """On SQLite files of an own folder, on PostgreSQL databases of an own name; the folder takes what pages write."""
    before, folder = connection.settings_dict["NAME"], settings.VAR_DIR / _NAME
    folder.mkdir()
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(folder / "world.sqlite3")
    else:
        connection.settings_dict["TEST"]["NAME"] = _NAME
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        # The clock of the demonstration, for one, is a file.
        with override_settings(VAR_DIR=folder):
            yield
    finally:
        connection.creation.destroy_test_db(before, verbosity=0)
        shutil.rmtree(folder, ignore_errors=True)


def _ours() -> bool:
    return _NAME in str(connection.settings_dict["NAME"])


def in_own_place(work: Work[Result], *, processes: int) -> list[Result]:
    """Build the world once, copy its database, and let each process do its share: `work(world, share, of)`."""
    with _settings(), clock.at(NOON), _database():
        with transaction.atomic():
            world = build()
        connection.close()
        for share in range(processes):
            connection.creation.clone_test_db(suffix=str(share), verbosity=0)
        connection.close()
        fork = multiprocessing.get_context("fork")
        ends = [fork.Pipe(duplex=False) for _ in range(processes)]
        shares = [
            fork.Process(target=_share, args=(work, world, share, processes, ends[share][1]))
            for share in range(processes)
        ]
        for process in shares:
            process.start()
        try:
            for _receives, sends in ends:
                sends.close()
            return [receives.recv() for receives, _sends in ends]
        finally:
            for process in shares:
                process.join()
            for share in range(processes):
                connection.creation.destroy_test_db(suffix=str(share), verbosity=0)


def _share(work: Work[Result], world: World, share: int, of: int, answer: object) -> None:
    connection.settings_dict.update(connection.creation.get_test_db_clone_settings(str(share)))
    assert _ours(), "this database was not made for the run"
    with transaction.atomic():
        answer.send(work(world, share, of))  # type: ignore[attr-defined]
        transaction.set_rollback(True)
    connection.close()
