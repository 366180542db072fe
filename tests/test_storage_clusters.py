"""Clusters: one origin, whatever order its members arrive in, and no chains."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import articles, clusters
from storage.corpus import Corpus
from storage.records import Article

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
AGENCY = frozenset({"vietnamplus"})


@dataclass(frozen=True)
class Member:
    """An article of a cluster, and when it is first seen."""

    url: str
    source: str
    published: str | None
    origin: str = "crawl"
    seen: int = 0
    original: str | None = None


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def put(corpus: Corpus, member: Member) -> int:
    precision = "day" if member.published and len(member.published) == 10 else "minute"
    article = Article(
        url=member.url,
        source=member.source,
        published_at=member.published,
        published_precision=precision,
        original_url=member.original,
    )
    own = {"content_sha256": "", "origin": member.origin, "first_seen_at": f"2026-11-21T08:00:{member.seen:02}Z"}
    return articles.insert(corpus.conn, articles.to_row(article) | own, (), NOW)


def gather(corpus: Corpus, members: list[Member]) -> dict[str, str | None]:
    """Let members arrive one by one, each matching the one before it; return who is whose duplicate."""
    with corpus.transaction():
        corpus.conn.execute("DELETE FROM articles")
        earlier: list[int] = []
        for member in members:
            earlier.append(put(corpus, member))
            clusters.join(corpus.conn, earlier[-2:], AGENCY)
    return dict(
        corpus.conn.execute(
            "SELECT articles.url, origins.url FROM articles LEFT JOIN articles AS origins "
            "ON origins.id = articles.duplicate_of"
        ).fetchall()
    )


MEMBERS = st.lists(
    st.builds(
        Member,
        url=st.sampled_from([f"https://a.vn/{name}" for name in "abcdefgh"]),
        source=st.sampled_from(["vietnamplus", "baocantho", "tuoitre"]),
        published=st.sampled_from([None, "2026-11-20", "2026-11-20T08:00:00+07:00", "2026-11-20T01:30:00Z"]),
        origin=st.sampled_from(["crawl", "crawl", "fetch", "seed"]),
        seen=st.integers(0, 59),
        original=st.sampled_from([None, None, "https://a.vn/a"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda member: member.url,
)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=60
)
@given(MEMBERS, st.randoms(use_true_random=False))
def test_any_order_ends_the_same(corpus: Corpus, members: list[Member], rng: random.Random) -> None:
    first = gather(corpus, members)
    rng.shuffle(members)
    assert gather(corpus, members) == first
    origins = [url for url, origin in first.items() if origin is None]
    assert len(origins) == 1
    assert set(first.values()) <= {None, *origins}, "no chains"
    seeds = {member.url for member in members if member.origin == "seed"}
    assert not seeds or origins[0] in seeds


EARLY = Member("https://e.vn/1", "baocantho", "2026-11-20T06:00:00+07:00")
NAMES = Member("https://n.vn/1", "vietnamvn", "2026-11-20T05:00:00+07:00", original="https://l.vn/1")
LATER = Member("https://l.vn/1", "tuoitre", "2026-11-20T09:00:00+07:00")
DAY = Member("https://d.vn/1", "nhandan", "2026-11-20")
OWN = Member("https://v.vn/1", "vietnamplus", "2026-11-20T10:00:00+07:00")
SEED = Member("seed:1", "other", None, origin="seed")


@pytest.mark.parametrize(
    ("members", "origin"),
    [
        ([EARLY, LATER], EARLY),
        ([LATER, DAY], LATER),
        ([NAMES, LATER, DAY], LATER),
        ([EARLY, LATER, DAY, OWN], OWN),
        ([EARLY, OWN, SEED], SEED),
    ],
    ids=["earliest", "a day lasts till midnight", "not one that names its source", "the agency's own", "a seed"],
)
def test_the_origin(corpus: Corpus, members: list[Member], origin: Member) -> None:
    expected = {member.url: None if member == origin else origin.url for member in members}
    for order in permutations(members):
        assert gather(corpus, list(order)) == expected


def test_two_clusters_become_one(corpus: Corpus) -> None:
    with corpus.transaction():
        early, later, day, own = (put(corpus, member) for member in (EARLY, LATER, DAY, OWN))
        assert clusters.join(corpus.conn, [early, later], AGENCY) == early
        assert clusters.join(corpus.conn, [day, own], AGENCY) == own
        assert clusters.join(corpus.conn, [later, day], AGENCY) == own
    rows = corpus.conn.execute("SELECT id, duplicate_of FROM articles ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [(early, own), (later, own), (day, own), (own, None)]


@pytest.mark.parametrize("gone", range(3))
def test_those_that_stay_elect_anew(corpus: Corpus, gone: int) -> None:
    with corpus.transaction():
        ids = [put(corpus, member) for member in (EARLY, LATER, DAY)]
        clusters.join(corpus.conn, ids, AGENCY)
        clusters.leave(corpus.conn, ids[gone], AGENCY)
    stayed = [article_id for article_id in ids if article_id != ids[gone]]
    rows = dict(corpus.conn.execute("SELECT id, duplicate_of FROM articles").fetchall())
    assert rows == {ids[gone]: None, stayed[0]: None, stayed[1]: stayed[0]}


def test_a_date_at_the_end_of_time_is_no_trouble(corpus: Corpus) -> None:
    with corpus.transaction():
        ids = [put(corpus, Member(f"https://a.vn/{day}", "x", day)) for day in ("9999-12-31", "0001-01-01")]
        assert clusters.join(corpus.conn, ids) == ids[1]
