"""Errors of the network in words an operator understands."""

import zlib

import pytest
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

from crawler.failures import ForbiddenError, NoRobotsError, verdict_of_error
from crawler.guards import Offsite, PrivateAddressError
from crawler.hosts import HostRestsError
from storage.records import Outcome


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (ForbiddenError("forbidden"), Outcome.ROBOTS, "forbidden by robots.txt"),
        (NoRobotsError("answered 503"), Outcome.FAILED, "robots.txt cannot be had (answered 503)"),
        (Offsite("spam.example"), Outcome.FAILED, "leaves the catalogue (spam.example)"),
        (PrivateAddressError("a.example is 10.0.0.1"), Outcome.FAILED, "address is private (a.example is 10.0.0.1)"),
        (DownloadTimeoutError("x took 60 s"), Outcome.FAILED, "no answer in time"),
        (CannotResolveHostError("x"), Outcome.FAILED, "host name unknown"),
        (DownloadConnectionRefusedError("x"), Outcome.FAILED, "connection refused"),
        (DownloadCancelledError("x"), Outcome.FAILED, "too large"),
        (ResponseDataLossError("x"), Outcome.FAILED, "answer cut short"),
        (UnsupportedURLSchemeError("x"), Outcome.FAILED, "unsupported address"),
        (DownloadFailedError("[certificate verify failed]"), Outcome.FAILED, "certificate not valid"),
        (DownloadFailedError("[_DataLoss]"), Outcome.FAILED, "answer cut short"),
        (DownloadFailedError("[ConnectionLost]"), Outcome.FAILED, "connection broken"),
        (IgnoreRequest("max redirections reached"), Outcome.FAILED, "redirects without end"),
        (IgnoreRequest("exceeded X during decompression."), Outcome.FAILED, "too large once decompressed"),
        (zlib.error("incorrect header"), Outcome.FAILED, "cannot be decompressed"),
        (ValueError("Invalid IPv6 URL"), Outcome.FAILED, "malformed address or answer: Invalid IPv6 URL"),
        (HostRestsError("a.example: refused"), Outcome.BLOCKED, "not asked: a.example: refused"),
        (RuntimeError(), Outcome.FAILED, "RuntimeError"),
    ],
)  # fmt: skip
def test_every_error_has_its_words(error: Exception, outcome: Outcome, words: str) -> None:
    verdict = verdict_of_error(error)
    assert (verdict.outcome, verdict.detail) == (outcome, words)
