"""What a failed request means, in words an operator understands."""

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)
from twisted.python.failure import Failure

from crawler.guards import Offsite
from crawler.outcomes import Verdict
from storage.records import Outcome

# Most specific first: Offsite is an IgnoreRequest.
MEANINGS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (Offsite, Outcome.FAILED, "leaves the catalogue"),
    (DownloadTimeoutError, Outcome.FAILED, "no answer in time"),
    (CannotResolveHostError, Outcome.FAILED, "host name unknown, or its address is private"),
    (DownloadConnectionRefusedError, Outcome.FAILED, "connection refused"),
    (DownloadCancelledError, Outcome.FAILED, "too large or cancelled"),
    (ResponseDataLossError, Outcome.FAILED, "answer cut short"),
    (UnsupportedURLSchemeError, Outcome.FAILED, "unsupported address"),
)
ROBOTS = "Forbidden by robots.txt"


def verdict_of(failure: Failure) -> Verdict:
    """Return the outcome of a request that brought no response.

    Args:
        failure: What Scrapy hands to an errback: a download error or a refused request.
    """
    error = failure.value
    if isinstance(error, IgnoreRequest) and str(error) == ROBOTS:
        return Verdict(Outcome.ROBOTS, "forbidden by robots.txt")
    for kind, outcome, words in MEANINGS:
        if isinstance(error, kind):
            return Verdict(outcome, f"{words} ({error})" if isinstance(error, Offsite) else words)
    if isinstance(error, DownloadFailedError):
        return Verdict(Outcome.FAILED, _broken(str(error)))
    return Verdict(Outcome.FAILED, str(error) or type(error).__name__)


def _broken(message: str) -> str:
    if "certificate" in message:
        return "certificate not valid"
    if "DataLoss" in message or "PotentialDataLoss" in message:
        return "answer cut short"
    return "connection broken"
