"""Times of day: quiet hours and jitter. Pure."""

from datetime import datetime, timedelta, tzinfo
from hashlib import sha256

from scheduler.settings import Quiet


def after_quiet(moment: datetime, quiet: tuple[Quiet, ...], zone: tzinfo) -> datetime:
    """Return the first moment, from the given one on, that lies in no quiet hours.

    Args:
        moment: Aware.
        quiet: Hours that leave some of the day.
        zone: Of these hours.
    """
    local = moment.astimezone(zone)
    # Spans may adjoin: each pass leaves one, and no span is met twice on the way.
    for _ in quiet:
        span = next((each for each in quiet if each.holds(local.time())), None)
        if span is None:
            break
        end = local.replace(hour=span.end.hour, minute=span.end.minute, second=0, microsecond=0)
        local = end if end > local else end + timedelta(days=1)
    return local.astimezone(moment.tzinfo)


def jitter(source: str, due: datetime, longest: timedelta) -> timedelta:
    """Return how long to put a source off: any part of ``longest``, the same each time one asks for the same due.

    So `dateline schedule next` tells what the service does, and a new plan does not move a source.
    """
    digest = sha256(f"{source} {due.timestamp():.0f}".encode()).digest()
    return longest * (int.from_bytes(digest[:4]) / 2**32)
