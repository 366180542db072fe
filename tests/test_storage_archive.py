"""Pages come back byte for byte, take little room, and never depend on a dictionary that is not there."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import archive
from storage.corpus import Corpus
from storage.packing import pack
from storage.records import Hints, Page

NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)
TEMPLATE = os.urandom(20_000)
"""What every page of a site repeats; random, so that only a dictionary can make it small."""


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        yield corpus


def page(number: int, body: bytes | None = None) -> Page:
    return Page(f"https://news.test/{number}", TEMPLATE + bytes([number]) * 50 if body is None else body)


def stored_bytes(corpus: Corpus, page_id: int) -> int:
    row = corpus.conn.execute("SELECT length(body) FROM pages WHERE id = ?", (page_id,)).fetchone()
    return int(row[0])


def dictionaries(corpus: Corpus) -> int:
    return int(corpus.conn.execute("SELECT count(*) FROM dictionaries").fetchone()[0])


def test_page_comes_back_whole(corpus: Corpus) -> None:
    hints = Hints("Đà Nẵng", None, "vi")
    given = Page(
        "https://news.test/a", b"\x00\xff<p>", "text/html; charset=utf-8", hints, "2026-07-20T19:00:00+07:00"
    )
    kept = archive.load(corpus, archive.store(corpus, given, "one", NOW))
    assert (kept.url, kept.body, kept.content_type, kept.hints) == (given.url, given.body, given.content_type, hints)
    assert kept.fetched_at == "2026-07-20T12:00:00Z"


def test_page_that_does_not_say_when_was_fetched_now(corpus: Corpus) -> None:
    assert archive.load(corpus, archive.store(corpus, page(1), "one", NOW)).fetched_at == "2026-07-20T12:00:00Z"


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(bodies=st.lists(st.binary(max_size=2000), max_size=4), long=st.booleans())
def test_any_bytes_come_back(corpus: Corpus, bodies: list[bytes], long: bool) -> None:
    pages = [page(number, body * (20 if long else 1)) for number, body in enumerate(bodies)]
    ids = [archive.store(corpus, each, "one", NOW) for each in pages]
    assert [archive.load(corpus, each).body for each in ids] == [each.body for each in pages]


def test_template_of_a_source_is_stored_once(corpus: Corpus) -> None:
    ids = [archive.store(corpus, page(number), "one", NOW) for number in range(5)]
    assert dictionaries(corpus) == 1
    assert all(stored_bytes(corpus, each) < 500 for each in ids)
    assert [archive.load(corpus, each).body for each in ids] == [page(number).body for number in range(5)]


def test_sources_do_not_share_dictionaries(corpus: Corpus) -> None:
    archive.store(corpus, page(1), "one", NOW)
    other = archive.store(corpus, page(2), "two", NOW)
    unknown = archive.store(corpus, page(3), None, NOW)
    assert dictionaries(corpus) == 2
    assert stored_bytes(corpus, unknown) > 10_000
    assert archive.load(corpus, other).body == page(2).body


def test_short_page_is_no_dictionary(corpus: Corpus) -> None:
    archive.store(corpus, page(1, b"<h1>Not found</h1>"), "one", NOW)
    assert dictionaries(corpus) == 0


def test_dictionary_is_renewed_and_the_old_one_stays(corpus: Corpus) -> None:
    first = archive.store(corpus, page(1), "one", NOW)
    redesigned = page(2, os.urandom(20_000))
    second = archive.store(corpus, redesigned, "one", NOW + archive.DICTIONARY_AGE + timedelta(days=1))
    assert dictionaries(corpus) == 2
    assert stored_bytes(corpus, second) < 500
    assert archive.load(corpus, first).body == page(1).body
    assert archive.load(corpus, second).body == redesigned.body


def test_dictionary_that_was_rolled_back_is_never_used(corpus: Corpus) -> None:
    def lose_a_page() -> None:
        with corpus.transaction():
            archive.store(corpus, page(1, os.urandom(20_000)), "one", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        lose_a_page()
    ids = [archive.store(corpus, page(number), "one", NOW) for number in (1, 2)]
    assert [archive.load(corpus, each).body for each in ids] == [page(1).body, page(2).body]


def test_a_page_that_a_worker_has_compressed_is_kept_as_it_is(corpus: Corpus) -> None:
    archive.store(corpus, page(1), "one", NOW)
    packed = pack(page(2).body, archive.dictionary(corpus, "one"))
    kept = archive.store(corpus, page(2), "one", NOW, packed=packed)
    [row] = corpus.conn.execute("SELECT body, sha256 FROM pages WHERE id = ?", (kept,))
    assert (row["body"], row["sha256"]) == (packed.body, packed.sha256)
    assert archive.load(corpus, kept).body == page(2).body


@pytest.mark.parametrize("source", ["two", "three", None])
def test_a_page_compressed_by_what_is_not_its_source_s_dictionary_any_more_is_compressed_anew(
    corpus: Corpus, source: str | None
) -> None:
    for each in ("one", "two"):
        archive.store(corpus, page(1), each, NOW)
    packed = pack(page(2).body, archive.dictionary(corpus, "one"))
    kept = archive.store(corpus, page(2), source, NOW, packed=packed)
    [row] = corpus.conn.execute("SELECT body FROM pages WHERE id = ?", (kept,))
    assert row["body"] != packed.body
    assert archive.load(corpus, kept).body == page(2).body


def test_same_bytes_are_kept_once_until_they_change(corpus: Corpus) -> None:
    at = [NOW + timedelta(hours=hour) for hour in range(4)]
    first = archive.store(corpus, page(1, b"a"), "one", at[0])
    assert archive.store(corpus, page(1, b"a"), "one", at[1]) == first
    second = archive.store(corpus, page(1, b"b"), "one", at[2])
    third = archive.store(corpus, page(1, b"a"), "one", at[3])
    assert len({first, second, third}) == 3


def test_what_was_fetched_before_counts_in_whatever_order_it_is_stored(corpus: Corpus) -> None:
    at = [NOW + timedelta(hours=hour) for hour in range(4)]
    second = archive.store(corpus, page(1, b"b"), "one", at[2])
    first = archive.store(corpus, page(1, b"a"), "one", at[0])
    third = archive.store(corpus, page(1, b"a"), "one", at[3])
    assert len({first, second, third}) == 3
    again = [archive.store(corpus, page(1, body), "one", at[n]) for body, n in ((b"a", 0), (b"b", 2), (b"a", 3))]
    assert again == [first, second, third]
    assert archive.store(corpus, page(1, b"a"), "one", at[1]) == first


def test_article_is_noted_when_it_becomes_known(corpus: Corpus) -> None:
    corpus.conn.execute(
        "INSERT INTO articles (id, url, first_seen_at, updated_at, content_sha256, origin) "
        "VALUES (7, 'u', '', '', '', 'crawl')"
    )
    page_id = archive.store(corpus, page(1), "one", NOW)
    archive.store(corpus, page(1), "one", NOW, article_id=7)
    assert corpus.conn.execute("SELECT article_id FROM pages WHERE id = ?", (page_id,)).fetchone()[0] == 7


def test_unknown_page(corpus: Corpus) -> None:
    with pytest.raises(LookupError, match="no page 9"):
        archive.load(corpus, 9)
