"""Who holds a lease: a process on a machine, in a run. Written ``host/pid/run``."""

import os
import socket


def name(run_id: int) -> str:
    """Return this process' name as an owner of leases in a run."""
    return f"{socket.gethostname()}/{os.getpid()}/{run_id}"


def is_alive(owner: str) -> bool:
    """Whether the process behind a name may still be at work.

    Of another machine's processes nothing can be seen: they count as alive, and their leases end by time.
    """
    host, pid, _ = owner.rsplit("/", 2)
    return host != socket.gethostname() or process_is_alive(int(pid))


def process_is_alive(pid: int) -> bool:
    """Whether a process of this machine exists; one of another user does."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
