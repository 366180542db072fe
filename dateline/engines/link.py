"""The way to a Dask scheduler: given by its address, or one that is started here with its workers.

Dask's own client forgets what it has handed out when its scheduler goes, and says so in many ways; here that is one
exception, :class:`GoneError`, and :meth:`Link.reconnect` waits for a successor.
"""
# mypy: disallow-untyped-calls=False
# (Dask's classes are typed in part only.)

import logging
import signal
import time
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from crawler import children
from dateline.engines import LostError, sameness
from dateline.engines.sameness import REMEDY, Identity
from storage.records import DatelineError

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

CONNECT_SECONDS = 20.0
"""A scheduler that was just given has to answer within these, and to have a worker: else its address is wrong."""
PATIENCE_SECONDS = 300.0
"""How long a job waits for a scheduler or a worker to come back: a machine that is restarted takes some minutes."""
OUR_CLUSTER = {
    "distributed.scheduler.allowed-failures": 1,  # a part may end two workers before it is done page by page
    "distributed.worker.profile.enabled": False,  # it looks at every worker a hundred times a second, for a dashboard
    "distributed.admin.tick.interval": "1s",  # fifty times a second it asks whether its event loop is late
    "distributed.admin.system-monitor.interval": "5s",
    "distributed.scheduler.http.routes": [],  # its state is nobody's
    "distributed.worker.http.routes": [],
}
"""Dask's settings where they are ours to make."""
BACK_OFF = (0.5, 15.0)
"""Seconds before the first try to connect again, doubled up to the second."""
LOOK_SECONDS = 2.0
"""Between two looks at who is there."""
KEY = "dateline"
"""Names our tasks on the scheduler."""
_GO_ON = "what was done is kept, the same command goes on there"


class GoneError(Exception):
    """The scheduler is not there, or not the one that was."""


class KilledError(Exception):
    """A part has ended as many workers as the scheduler allows a task to."""


class Link:
    """The way to a scheduler. Nothing happens before :meth:`connect`.

    Args:
        address: Of the scheduler, "tcp://host:8786" or "tls://host:8786"; None starts a cluster on this machine,
            which only this process can talk to: on loopback, by TLS with a certificate made for it.
        workers: Processes of that cluster.
        patience: Seconds to wait for a scheduler or worker that was there to come back.
        say: Hears in a line what is waited for, when that begins.
    """

    def __init__(
        self,
        address: str | None,
        workers: int,
        patience: float = PATIENCE_SECONDS,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.address = address
        self.workers = workers
        self.patience = patience
        self.say = say
        self.threads = 0
        self.client: Client | None = None
        self.cluster: LocalCluster | None = None
        self.looked = self.manned = 0.0

    def connect(self) -> None:
        """Find the scheduler, or start one, and see that its workers are of our kind.

        Raises:
            DatelineError: The extra is not installed, nobody answers, or a worker has other versions.
        """
        if self.client is not None:
            return
        _quiet()
        if self.address is None and self.cluster is None:
            self._start_cluster()
        if self.address is not None:
            self.say(
                f"asking the scheduler {self.address}, then for a worker, {CONNECT_SECONDS:g} s each at the most"
            )
        try:
            client = self.client = self._open(CONNECT_SECONDS)
        except (OSError, ValueError, TypeError, RuntimeError) as error:  # Dask's, for what is wrong with TLS too
            raise DatelineError(
                f"no Dask scheduler answers at {self.address} ({_line(error)}): see that it runs, and for "
                "tls:// that Dask's settings name the certificates"
            ) from None
        try:
            client.wait_for_workers(1, timeout=CONNECT_SECONDS)
        except TimeoutError:
            raise DatelineError(
                f"the scheduler {self.address} has no worker: start some (dask worker ADDRESS)"
            ) from None
        if self.demanded:
            self._check(client)
        self.look()

    @property
    def demanded(self) -> Identity:
        """What a worker must have; nothing of those that are started here, which have what this process has."""
        return {} if self.address is None else sameness.own()

    def _start_cluster(self) -> None:
        import dask  # noqa: PLC0415 - an extra
        from distributed import LocalCluster  # noqa: PLC0415
        from distributed.security import Security  # noqa: PLC0415

        self.scratch = TemporaryDirectory(prefix="dateline-")
        ours = OUR_CLUSTER | {"temporary-directory": self.scratch.name}  # else the scheduler's stays behind
        with dask.config.set(ours), children.deaf({signal.SIGINT}):  # Ctrl-C is ours; SIGTERM, Dask's own
            self.cluster = LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                host="127.0.0.1",
                security=Security.temporary(),
                # It listens for HTTP even so, and warns the user if somebody else has port 8787.
                dashboard_address=None,
                scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},
                worker_dashboard_address=None,
                local_directory=self.scratch.name,
                silence_logs=logging.CRITICAL,
            )

    def _open(self, seconds: float) -> "Client":
        from distributed import Client  # noqa: PLC0415 - an extra

        security = self.cluster.security if self.cluster else None
        address = self.cluster.scheduler_address if self.cluster else self.address
        return Client(
            address,
            timeout=seconds,
            security=security,
            name=KEY,
            direct_to_workers=False,
        )

    def _check(self, client: "Client") -> None:
        """Compare versions and code with those of every worker.

        Raises:
            DatelineError: They differ.
        """
        answers: dict[str, Identity | Exception] = client.run(sameness.own, on_error="return")
        for worker, there in answers.items():
            if isinstance(there, Exception):
                raise DatelineError(f"the worker {worker} cannot run dateline ({_line(there)}): {REMEDY}")
            sameness.demand(worker, there, self.demanded)

    def submit(self, function: Callable[..., bytes], *args: Any) -> "Future[bytes]":
        """Hand out a task.

        Raises:
            GoneError: The scheduler is.
        """
        client = self._client()
        try:
            return client.submit(function, *args, pure=False)
        except (OSError, CancelledError, RuntimeError) as error:
            if client.status == "running" and isinstance(error, RuntimeError):
                raise
            raise GoneError from error

    def fetch(self, future: "Future[bytes] | None") -> bytes:
        """Wait for a task and fetch what it returned; None is one that could not be handed out.

        Raises:
            GoneError: The scheduler is.
            KilledError: The workers that took the task have died.
            LostError: There has been no worker for too long.
            DatelineError: A worker cannot import what it needs.
        """
        from distributed import KilledWorker, wait  # noqa: PLC0415 - an extra

        if future is None:
            raise GoneError
        try:
            while not future.done():
                self._look_now_and_then()
                with suppress(TimeoutError):
                    wait(future, timeout=LOOK_SECONDS)
            return future.result()
        except KilledWorker as error:
            raise KilledError from error
        except ImportError as error:
            raise DatelineError(f"a worker of the cluster cannot run dateline ({_line(error)}): {REMEDY}") from None
        except (OSError, CancelledError, TimeoutError) as error:
            raise GoneError from error

    def _look_now_and_then(self) -> None:
        if time.monotonic() - self.looked >= LOOK_SECONDS:
            self.look()

    def look(self) -> None:
        """See who is there.

        Raises:
            GoneError: Not the scheduler.
            LostError: No worker, for too long.
        """
        try:
            workers = self._client().scheduler_info()["workers"]
        except (OSError, CancelledError, TimeoutError, RuntimeError) as error:
            raise GoneError from error
        self.looked = time.monotonic()
        if workers:
            self.manned = self.looked
            self.threads = sum(worker["nthreads"] for worker in workers.values())
        elif self.looked - self.manned > self.patience:
            raise LostError(f"{self.address} has had no worker for {self.patience:g} s: {_GO_ON}")

    def reconnect(self) -> None:
        """Wait for the scheduler, or its successor, and connect to it.

        Raises:
            LostError: It did not come back in time.
            DatelineError: The workers that came with it are of another kind.
        """
        self._leave()
        self.say(f"the scheduler {self.address} does not answer: waiting {self.patience:g} s for it to come back")
        pause, deadline = BACK_OFF[0], time.monotonic() + self.patience
        while (left := deadline - time.monotonic()) > 0:
            with suppress(OSError, GoneError):
                self.client = self._open(min(left, CONNECT_SECONDS))
                self.look()
                return
            self._leave()
            time.sleep(min(left, pause))
            pause = min(2 * pause, BACK_OFF[1])
        raise LostError(f"the scheduler {self.address} has been gone for {self.patience:g} s: {_GO_ON}")

    def _client(self) -> "Client":
        if self.client is None or self.client.status != "running":
            raise GoneError
        return self.client

    def _leave(self) -> None:
        if self.client is not None:
            with suppress(OSError, TimeoutError, CancelledError):
                self.client.close(timeout=1)
            self.client = None

    def close(self) -> None:
        """Leave the cluster; one that was started here ends."""
        self._leave()
        if self.cluster is not None:
            self.cluster.close()
            self.scratch.cleanup()
            self.cluster = None


def _quiet() -> None:
    """Keep Dask's own messages off the terminal: what concerns the user becomes one line.

    Raises:
        DatelineError: The extra is not installed.
    """
    try:
        import distributed  # noqa: F401, PLC0415 - an extra; it sets its levels when it is imported
    except ImportError as error:
        raise DatelineError('clusters need Dask, which is missing: pip install "dateline[cluster]"') from error
    for name in ("distributed", "distributed.client", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
