"""What a failed request means, in words an operator understands."""

import zlib

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

from crawler.guards import Offsite, PrivateAddressError
from crawler.outcomes import Verdict
from crawler.stop import NotNowError
from storage.records import Outcome


class ForbiddenError(IgnoreRequest):
    """robots.txt forbids the URL."""


class NoRobotsError(IgnoreRequest):
    """robots.txt cannot be had, so nothing else is asked for."""


# The error's own words follow in brackets where they tell more.
TELLING = (Offsite, PrivateAddressError, NoRobotsError)
# Most specific first: the first ones are IgnoreRequests.
MEANINGS: tuple[tuple[type[Exception], Outcome, str], ...] = (
    (ForbiddenError, Outcome.ROBOTS, "forbidden by robots.txt"),
    (NoRobotsError, Outcome.FAILED, "robots.txt cannot be had"),
    (Offsite, Outcome.FAILED, "leaves the catalogue"),
    (PrivateAddressError, Outcome.FAILED, "address is private"),
    (DownloadTimeoutError, Outcome.FAILED, "no answer in time"),
    (CannotResolveHostError, Outcome.FAILED, "host name unknown"),
    (DownloadConnectionRefusedError, Outcome.FAILED, "connection refused"),
    (DownloadCancelledError, Outcome.FAILED, "too large"),
    (ResponseDataLossError, Outcome.FAILED, "answer cut short"),
    (UnsupportedURLSchemeError, Outcome.FAILED, "unsupported address"),
)
# Errors of the decompressors, which share no base class: zlib's, gzip's (OSError), brotli's, zstd's.
UNPACKING = frozenset({"error", "BadGzipFile", "ZstdError"})
# What the exceptions of Scrapy's middlewares say, and what it means.
SAYINGS = (
    ("max redirections reached", "redirects without end"),
    ("during decompression", "too large once decompressed"),
)


def verdict_of(failure: Failure) -> Verdict:
    """Return the outcome of a request that brought no response.

    Args:
        failure: What Scrapy hands to an errback: a download error or a refused request.
    """
    assert failure.value is not None
    return verdict_of_error(failure.value)


def verdict_of_error(error: BaseException) -> Verdict:
    """Return the outcome of a request that ended in an error."""
    for kind, outcome, words in MEANINGS:
        if isinstance(error, kind):
            return Verdict(outcome, f"{words} ({error})" if isinstance(error, TELLING) else words)
    if isinstance(error, NotNowError):  # only a URL that a person named is told so; others are given back
        return Verdict(Outcome.BLOCKED, f"not asked: {error}")
    return Verdict(Outcome.FAILED, _in_words(error))


def _in_words(error: BaseException) -> str:
    message = str(error)
    if isinstance(error, DownloadFailedError):
        return _broken(message)
    if isinstance(error, ValueError):
        return f"malformed address or answer: {message:.100}"
    if isinstance(error, zlib.error) or type(error).__name__ in UNPACKING:
        return "cannot be decompressed"
    return next((words for saying, words in SAYINGS if saying in message), message or type(error).__name__)


def _broken(message: str) -> str:
    if "certificate" in message:
        return "certificate not valid"
    if "DataLoss" in message:
        return "answer cut short"
    return "connection broken"
