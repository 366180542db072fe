"""``python -m dateline.newsroom``: serve the demo's five newsrooms on this machine."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from dateline.newsroom.kiosk import Kiosk
from dateline.newsroom.papers.base import HANOI
from dateline.newsroom.papers.furniture import Kilobytes
from dateline.newsroom.server import Newsrooms
from dateline.newsroom.world import Order, World


def main() -> int:
    """Serve until SIGTERM, SIGINT or the end of standard input; print one JSON line with the addresses first."""
    options = _options()
    order = Order(
        options.now, options.stories, options.seed, options.page_kb, faults=not (options.no_faults or options.fast)
    )
    try:
        rooms = _rooms(options, lambda addresses: World(addresses, order))
    except OSError as error:
        sys.stderr.write(f"cannot serve from port {options.port} on: {error.strerror}; choose another --port\n")
        return 1
    done = _end()
    rooms.start()
    sys.stdout.write(json.dumps({"addresses": rooms.addresses}) + "\n")
    sys.stdout.flush()
    done.wait()
    rooms.stop()
    return 0


def _rooms(options: argparse.Namespace, world: Callable[[dict[str, str]], World]) -> Newsrooms | Kiosk:
    return Kiosk(options.port, world) if options.fast else Newsrooms(options.port, options.log, world)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m dateline.newsroom", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port of the first newsroom; 0 for free ones")
    parser.add_argument("--stories", type=int, default=300, help="how many articles, about")
    parser.add_argument("--seed", type=int, default=7, help="another seed, other texts")
    parser.add_argument("--now", type=_moment, default=datetime.now(HANOI), help="the demo's present, ISO 8601")
    parser.add_argument("--log", type=Path, help="append every request to this file, one JSON line each")
    parser.add_argument(
        "--page-kb", type=_kilobytes, default=0, help="kilobytes of menus and scripts around a story: 90, or 60-150"
    )
    parser.add_argument("--no-faults", action="store_true", help="no errors, challenges or redirects")
    parser.add_argument("--fast", action="store_true", help="serve pages printed beforehand: no faults, no log")
    return parser.parse_args()


def _kilobytes(text: str) -> Kilobytes:
    least, _, most = text.partition("-")
    return (float(least), float(most)) if most else float(least)


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=HANOI)


def _end() -> threading.Event:
    """Return what is set at SIGTERM, SIGINT or the end of standard input: no server outlives its test."""
    done = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: done.set())

    def follow() -> None:
        # Not sys.stdin: a thread that waits inside its lock would abort the interpreter's shutdown.
        while os.read(0, 4096):
            pass
        done.set()

    threading.Thread(target=follow, daemon=True).start()
    return done


if __name__ == "__main__":
    sys.exit(main())
