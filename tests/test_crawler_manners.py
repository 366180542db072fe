"""Retry-After in seconds and dates."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.http import Response

from crawler.hosts import host_of
from crawler.manners import retry_after
from storage.hosts import LONGEST_REST


def refused(value: str, status: int = 429) -> Response:
    return Response("https://example.org/", status=status, headers={"Retry-After": value})


def test_seconds() -> None:
    assert retry_after(refused("7")) == 7
    assert retry_after(refused(" 120 ", 503)) == 120


def test_a_date() -> None:
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=5000), usegmt=True)
    wait = retry_after(refused(soon))
    assert wait is not None
    assert 4000 < wait <= 5000


def test_a_date_in_the_past_means_now() -> None:
    assert retry_after(refused("Wed, 21 Oct 2015 07:28:00 GMT")) == 0


@pytest.mark.parametrize("value", ["", "soon", "-3", "1.5 hours"])
def test_nonsense_is_no_wait(value: str) -> None:
    assert retry_after(refused(value)) is None


def test_only_refusals_make_us_wait() -> None:
    assert retry_after(refused("5", 200)) is None


@pytest.mark.parametrize(
    ("url", "slot"),
    [
        ("http://127.0.0.1:8001/a", "127.0.0.1:8001"),
        ("https://www.vietnam.vn/fr/x", "vietnam.vn"),
        ("https://FR.vietnamplus.vn/x", "fr.vietnamplus.vn"),
    ],
)
def test_every_address_has_its_host(url: str, slot: str) -> None:
    assert host_of(url) == slot


@pytest.mark.parametrize("value", ["9" * 400, "Fri, 31 Dec 9999 23:59:59 GMT", "99999999"])
def test_nobody_keeps_us_away_for_more_than_a_day(value: str) -> None:
    assert retry_after(refused(value)) == LONGEST_REST


@given(st.text(st.characters(max_codepoint=255, exclude_characters="\r\n")))
def test_whatever_it_says_is_a_wait_or_none(value: str) -> None:
    wait = retry_after(Response("https://example.org/", 429, {"Retry-After": value.encode("latin-1")}))
    assert wait is None or 0 <= wait <= LONGEST_REST
