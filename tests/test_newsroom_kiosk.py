"""The fast server: the same pages as the slow one's, as often as one likes, over one connection."""

import gzip
import http.client
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from program import PATIENCE

from dateline import newsroom as demo
from dateline.newsroom import Newsroom

NOW = datetime.fromisoformat("2026-11-21T20:00:00+07:00")
LEAST, MOST = 20, 60


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with demo.start(stories=80, now=NOW, page_kb=(LEAST, MOST), fast=True) as running:
        yield running


@pytest.fixture(scope="module")
def printed(room: Newsroom) -> list[dict[str, Any]]:
    return [story for story in room.truth["articles"].values() if story["edition"] == 1]


def ask(client: http.client.HTTPConnection, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    client.request(method, path, headers=headers)
    answer = client.getresponse()
    return answer.status, answer.read()


def connect(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)


def test_every_story_is_served_as_it_was_printed(printed: list[dict[str, Any]]) -> None:
    for story in printed:
        client = connect(story["url"])
        path = urlsplit(story["url"]).path
        status, body = ask(client, path)
        assert (status, ask(client, path)[1]) == (200, body)
        assert story["title"].split("«")[0][:20] in body.decode()
        packed = ask(client, path, **{"Accept-Encoding": "gzip"})[1]
        assert (gzip.decompress(packed) if packed[:2] == b"\x1f\x8b" else packed) == body
        client.close()


def test_pages_differ_in_size_between_the_least_and_the_most(printed: list[dict[str, Any]]) -> None:
    sizes = [len(ask(connect(story["url"]), urlsplit(story["url"]).path)[1]) for story in printed]
    assert min(sizes) > LEAST * 1000
    assert max(sizes) < (MOST + 30) * 1000  # the story itself, and its teasers
    assert max(sizes) - min(sizes) > (MOST - LEAST) * 500


def test_feeds_are_asked_conditionally_and_what_is_not_there_is_missing(room: Newsroom) -> None:
    client = connect(room.addresses["demo-vna"])
    client.request("GET", "/rss/home.rss")
    answer = client.getresponse()
    etag = answer.getheader("ETag")
    assert etag
    assert b"<rss" in answer.read()
    assert ask(client, "/rss/home.rss", **{"If-None-Match": etag}) == (304, b"")
    assert ask(client, "/robots.txt")[0] == 200
    assert ask(client, "/robots.txt", "HEAD") == (200, b"")
    assert ask(client, "/nowhere")[0] == 404


def test_nobody_is_asked_to_wait(room: Newsroom) -> None:
    for address in room.addresses.values():
        status, body = ask(connect(address), "/robots.txt")
        assert status == 200
        assert b"User-agent: *\n" in body
        assert b"Crawl-delay" not in body


def test_a_connection_closes_when_the_client_asks_for_it(room: Newsroom) -> None:
    client = connect(room.addresses["demo-vna"])
    assert ask(client, "/robots.txt", Connection="close")[0] == 200
    assert client.sock is not None
    assert client.sock.recv(1) == b""
