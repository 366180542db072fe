"""Parcels open, away from the corpus, to the very pages the archive holds."""

import pickle
import random
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import archive, intake, parcels
from storage.corpus import Corpus
from storage.delivery import Fetched
from storage.records import Article, Hints, Page

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TEMPLATE = random.Random(6).randbytes(20_000).hex()


def page(number: int, body: str) -> Page:
    return Page(
        f"https://a.vn/{number}", body.encode(), "text/html", Hints(title=f"Số {number}"), "2026-11-20T08:00:00Z"
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    """Two sources with a dictionary each, and pages without one."""
    corpus = Corpus.open(tmp_path / "corpus.db")
    for number in range(12):
        source = ("a", "b", None)[number % 3]
        archive.store(corpus, page(number, f"{TEMPLATE} {source} {number}"), source, NOW)
    return corpus


def test_pages_come_out_as_the_archive_gives_them(corpus: Corpus) -> None:
    parcel = pickle.loads(pickle.dumps(parcels.pack(corpus, range(1, 13))))
    opened = list(parcel.open())
    assert [page for _, page in opened] == [archive.load(corpus, number) for number in range(1, 13)]
    assert [packed.page_id for packed, _ in opened] == list(range(1, 13))
    assert len(parcel.dictionaries) == 2
    assert sum(len(packed.body) for packed in parcel.pages) < 4 * len(TEMPLATE)  # those of no source are whole


def test_a_parcel_of_each_page_carries_what_opens_it(corpus: Corpus) -> None:
    parcel = parcels.pack(corpus, [2, 3, 5])
    singles = list(parcel.singles())
    assert [len(single.dictionaries) for single in singles] == [1, 0, 1]
    assert [page for single in singles for _, page in single.open()] == [page for _, page in parcel.open()]


def test_pages_that_are_gone_are_left_out_and_others_keep_their_order(corpus: Corpus) -> None:
    assert [packed.page_id for packed in parcels.pack(corpus, [9, 4, 99]).pages] == [4, 9]


def test_the_origin_is_that_of_the_article(corpus: Corpus) -> None:
    fetched = Fetched(page=page(50, "x"), article=Article("https://a.vn/50", title="t", text="m " * 60), key="k")
    kept = intake.keep(corpus, replace(fetched), now=NOW)
    assert kept
    assert kept.page_id
    corpus.conn.execute("UPDATE articles SET origin = 'fetch'")
    assert [packed.origin for packed in parcels.pack(corpus, [1, kept.page_id]).pages] == ["crawl", "fetch"]
