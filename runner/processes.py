"""Child processes that never outlive us."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable

_PR_SET_PDEATHSIG = 1


def die_with_parent(number: int) -> Callable[[], None] | None:
    """For `preexec_fn`: the kernel sends the child this signal should we be killed outright (Linux only)."""
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, number)


def ending_signals() -> list[int]:
    """SIGTERM, and SIGHUP of a closed terminal unless `nohup` said not to mind it."""
    return [n for n in (signal.SIGTERM, signal.SIGHUP) if signal.getsignal(n) is not signal.SIG_IGN]


def signal_group(process: subprocess.Popen[bytes], number: int) -> None:
    """Signal the process and all it started; it leads a group of its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


def stop(process: subprocess.Popen[bytes], *, first: int = signal.SIGTERM, seconds: float = 10) -> None:
    """Ask the process to end; after `seconds` its whole group is killed."""
    if process.poll() is None:
        process.send_signal(first)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
    # Also when it ended by itself: a child of its own may be left.
    signal_group(process, signal.SIGKILL)
    process.wait()


def unused_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
