"""Several things at the same moment, for tests of what must hold then; asks nothing of any app."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connections

from audit import clock


def at_once(*calls: Callable[[], Any], may_raise: tuple[type[Exception], ...] = (), seconds: float = 60) -> list[Any]:
    """What each call returned, or raised of what it may; in the order of the calls.

    Each runs in a thread and with a connection of its own, and all begin together, by the clock as it stands here.
    Raises what a call raised besides, and TimeoutError when one did not end within `seconds`.
    """
    gate, now = threading.Barrier(len(calls)), clock.now()
    results: list[Any] = [None] * len(calls)
    faults: list[BaseException] = []

    def work(number: int, call: Callable[[], Any]) -> None:
        try:
            gate.wait(30)
            with clock.at(now):
                results[number] = call()
        except may_raise as expected:
            results[number] = expected
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    if faults:
        raise faults[0]
    if any(thread.is_alive() for thread in threads):
        raise TimeoutError(f"not all of {len(calls)} ended within {seconds:g} s")
    return results
