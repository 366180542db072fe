"""Corpora that become one: nothing lost, nothing twice, the same in any order, and whole after a kill."""

import json
import os
import random
import signal
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count, permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import (
    alerts,
    archive,
    archives,
    corrections,
    feeds,
    hosts,
    intake,
    merging,
    merging_job,
    relations,
    runs,
)
from storage.corpus import Corpus, CorpusError
from storage.delivery import Fetched
from storage.feeds import Answer
from storage.frontier import Candidate, Frontier
from storage.merging import Job, Merged
from storage.records import Article, Found, Image, Kind, Outcome, Page
from storage.relations import Relation, Verdict

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGENCY = frozenset({"vietnamplus"})


def prose(seed: int, words: int = 160) -> str:
    draw = random.Random(seed)
    return " ".join("".join(draw.choices("aeiounrstlmdchgv", k=draw.randint(3, 8))) for _ in range(words))


WHOLE = prose(1, 250).split()
ONE, OTHER = " ".join(WHOLE[:160]), " ".join(WHOLE[90:])
TEXTS = (ONE, " ".join(WHOLE[:135]), OTHER, " ".join(WHOLE), prose(3), "")
"""A story, a cut of it, another story, one that holds both of them together, a third story, nothing to read."""


@pytest.fixture
def open_corpus(tmp_path: Path) -> Iterator[Any]:
    numbers, opened = count(), list[Corpus]()

    def open_one() -> Corpus:
        opened.append(Corpus.open(tmp_path / f"{next(numbers)}.db"))
        return opened[-1]

    yield open_one
    for corpus in opened:
        corpus.close()


def keep(corpus: Corpus, name: str, text: str, at: datetime = NOW, **known: Any) -> int:
    """Store what a fetch of https://NAME brought, as a crawl does."""
    url, source = f"https://{name}", name.partition(".")[0]
    keys = known.pop("alias_keys", ())
    data = {"url": url, "source": source, "language": "fr", "title": f"Titre {text[:30]}", "text": text}
    article = Article(**(data | {"images": [Image(f"{url}.jpg", text[:9])]} | known))
    page = Page(url, f"<p>{name} {at} {text}".encode(), "text/html", fetched_at=at.isoformat())
    fetched = Fetched(page=page, article=article, key=_key(url), alias_keys=keys)
    kept = intake.keep(corpus, fetched, now=at, agency_sources=AGENCY)
    assert kept
    return kept.article_id or 0


def _key(url: str) -> str:
    """Stand in for the catalogue: what follows a question mark changes nothing."""
    return url.partition("?")[0]


def merge(into: Corpus, *others: Corpus) -> Merged:
    return sum((merging.merge(Job(into, each, _key, AGENCY)) for each in others), Merged())


def dump(corpus: Corpus) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table, ids and all."""
    return {
        name: [tuple(row) for row in corpus.conn.execute(f"SELECT * FROM {name}")] for name in tables(corpus.conn)
    }


def tables(conn: sqlite3.Connection) -> set[str]:
    """Return the tables that hold what is told, without the search index and the migrations' own."""
    rows = conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {row[0] for row in rows if not row[0].startswith(("articles_fts", "_sqlite"))}


def told(corpus: Corpus) -> dict[str, Any]:
    """Return what a corpus says of its articles, by address, whatever their ids are.

    Not whether the text that stands is a revision too: of A, B and A again, some orders never see A replaced.
    """
    rows = corpus.conn.execute(
        """
        SELECT a.url, a.text, a.title, a.first_seen_at, a.updated_at, origin.url AS origin,
          (SELECT json_group_array(text) FROM (
            SELECT text FROM revisions WHERE article_id = a.id AND content_sha256 != a.content_sha256 ORDER BY text)),
          (SELECT json_group_array(sha256) FROM (SELECT sha256 FROM pages WHERE article_id = a.id ORDER BY sha256)),
          (SELECT json_group_array(url) FROM images WHERE article_id = a.id)
        FROM articles AS a LEFT JOIN articles AS origin ON origin.id = a.duplicate_of
        """
    )
    return {row["url"]: tuple(row)[1:] for row in rows}


def test_every_table_of_the_schema_is_decided(open_corpus: Any) -> None:
    assert merging.CARRIED.keys() == tables(open_corpus().conn)


def test_an_empty_corpus_becomes_the_other_one(open_corpus: Any) -> None:
    other, into = open_corpus(), open_corpus()
    fill(other)
    merge(into, other)
    assert told(into) == told(other)
    for table in ("urls", "feeds", "hosts", "archives", "visits", "alerts", "imports", "revisions"):
        own = "SELECT count(*) FROM " + table + (" WHERE source IS NOT NULL" if table == "alerts" else "")
        assert into.conn.execute(own).fetchone()[0] == other.conn.execute(own).fetchone()[0] > 0, table
    assert [each.counts for each in runs.last(into)] == [each.counts for each in runs.last(other)]


def fill(corpus: Corpus) -> None:
    """Give a corpus something of everything."""
    run_id = runs.start(corpus, "test", NOW, pid=os.getpid(), host="here")
    frontier = Frontier(corpus)
    found = [Candidate(name, Found(f"https://a.vn/{name}"), "a", "fr", "a.vn") for name in ("x", "y", "z")]
    frontier.add(found, NOW)
    gone, held = frontier.lease(f"here/{os.getpid()}/{run_id}", 2, NOW, run_id=run_id)
    frontier.settle(gone, Outcome.GONE, NOW, status=404)
    frontier.release(held.owner)
    runs.finish(corpus, run_id, NOW + HOUR)
    for hour, text in enumerate((ONE, OTHER, ONE)):
        story = keep(corpus, "a.vn/1", text, NOW + hour * HOUR)
    keep(corpus, "b.vn/1", TEXTS[1])
    keep(corpus, "c.vn/1", OTHER)
    translated = keep(corpus, "d.vn/1", prose(9), language="vi")
    relations.relate(corpus.conn, translated, story, Verdict(Relation.TRANSLATION, 0.9, "told"))
    archive.store(corpus, Page("https://a.vn/list", b"no article " * 999), "a", NOW)
    feeds.record(corpus, Answer("https://a.vn/rss", "a", Kind.FEED, True, new=3, entries=3), NOW)
    hosts.rest(corpus, "a.vn", 1e9, 60)
    archives.read(corpus, "https://a.vn/2019.xml", "a", 5, NOW)
    alerts.raised(corpus, "a", "silent", "no news", NOW)
    alerts.raised(corpus, None, "disk", "full", NOW)
    corpus.conn.execute("INSERT INTO imports (address, hosts, size, started_at) VALUES ('a.warc', '[]', 9, '2026')")


def test_merging_again_changes_nothing(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    fill(other)
    keep(into, "a.vn/1", TEXTS[4], NOW + HOUR)
    keep(into, "c.vn/1", OTHER, NOW - HOUR, byline="Lan Anh")
    first = merge(into, other)
    before = dump(into)
    again = merge(into, other)
    assert dump(into) == before
    assert (first.new + first.copies, first.held, first.revised) == (2, 1, 1)
    assert (first.pages, again) == (1, Merged(held=4))


def test_what_is_there_is_not_read_again_whole(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    fill(other)
    read: list[tuple[str | None, str | None]] = []

    def note(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ:
            read.append((table, column))
        return sqlite3.SQLITE_OK

    other.conn.set_authorizer(note)
    merge(into, other)
    assert ("pages", "body") in read, "carried over"
    read.clear()
    other.conn.set_authorizer(note)  # every statement is looked at anew
    merge(into, other)
    other.conn.set_authorizer(None)
    assert ("pages", "sha256") in read
    assert ("pages", "body") not in read


def test_a_row_whose_id_is_asked_for_is_never_passed_over(open_corpus: Any) -> None:
    conn = open_corpus().conn
    row = {"started": "2026-11-21T08:00:00Z", "trigger": "test", "host": "here", "pid": 1, "state": "finished"}
    first = merging_job.insert(conn, "runs", row | {"id": 7})
    with pytest.raises(sqlite3.IntegrityError):
        merging_job.insert(conn, "runs", row | {"id": 7})
    merging_job.insert_missing(conn, "runs", row | {"id": 7, "pid": 2})
    assert [tuple(each) for each in conn.execute("SELECT id, pid FROM runs")] == [(first, 1)]


def test_the_later_text_stands_and_the_other_is_its_revision(open_corpus: Any) -> None:
    for early, late in ((0, 1), (1, 0)):
        pair = open_corpus(), open_corpus()
        keep(pair[early], "a.vn/1", ONE, NOW, byline="Lan Anh", section="Monde", published_at="2026-11-20")
        keep(pair[late], "a.vn/1", OTHER, NOW + HOUR, section="Culture")
        assert merge(*pair).revised == 1
        [row] = pair[0].conn.execute("SELECT * FROM articles")
        assert (row["text"], row["section"]) == (OTHER, "Culture")
        assert (row["byline"], row["published_at"]) == ("Lan Anh", "2026-11-20"), "what one knows stays known"
        assert row["first_seen_at"] == "2026-11-21T08:00:00Z"
        [revision] = pair[0].conn.execute("SELECT * FROM revisions")
        assert (revision["text"], revision["kind"], revision["replaced_at"]) == (
            ONE,
            "revised",
            "2026-11-21T09:00:00+00:00"[:19] + "Z",
        )
        details = json.loads(revision["details"])
        assert details["images"] == [["https://a.vn/1.jpg", ONE[:9], None]]
        page = archive.load(pair[0], revision["page_id"])
        assert ONE.encode() in page.body


def test_a_text_that_cannot_be_read_never_replaces_one(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    keep(into, "a.vn/1", ONE)
    keep(other, "a.vn/1", "encoded", NOW + HOUR, warnings=["body_encoded"])
    merge(into, other)
    assert told(into)["https://a.vn/1"][0] == ONE
    merge(other, into)
    assert told(other)["https://a.vn/1"][0] == ONE


def test_pages_are_the_same_bytes_with_every_corpus_own_dictionary(open_corpus: Any) -> None:
    corpora = [open_corpus(), open_corpus()]
    bodies = {}
    for corpus, seed in zip(corpora, (10, 20), strict=True):
        for number in range(3):
            url = f"https://a.vn/{seed + number}"
            bodies[url] = (prose(seed, 2000) + prose(seed + number)).encode()
            archive.store(corpus, Page(url, bodies[url]), "a", NOW)
    assert merge(*corpora).pages == 3
    conn = corpora[0].conn
    assert {
        row["url"]: archive.load(corpora[0], row["id"]).body for row in conn.execute("SELECT * FROM pages")
    } == bodies
    assert conn.execute("SELECT count(*) FROM dictionaries").fetchone()[0] == 2


def test_two_spellings_of_one_address_are_one_article(open_corpus: Any) -> None:
    for flip in (False, True):
        pair = [open_corpus(), open_corpus()]
        keep(pair[flip], "a.vn/1?ref=feed", ONE)
        keep(pair[not flip], "a.vn/1", OTHER, NOW + HOUR)
        pair[0].conn.execute("DELETE FROM urls")  # as of an import: no frontier row leads to it
        assert merge(*pair).revised == 1
        assert told(pair[0]).keys() == {"https://a.vn/1?ref=feed"}, "the address that was first seen"
        assert merge(*pair).held == 1


def test_an_alias_is_believed_where_the_stories_resemble(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    canonical: dict[str, Any] = {"canonical_url": "https://a.vn/1", "alias_keys": ("https://a.vn/1",)}
    keep(into, "a.vn/amp/1", ONE, **canonical)
    keep(other, "a.vn/1", ONE)
    assert merge(into, other).held == 1
    strange = open_corpus()
    keep(strange, "a.vn/amp/2", OTHER, **canonical, title="Rien de commun")
    assert merge(into, strange).new == 1


def test_copies_find_each_other_and_elect_anew(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    keep(into, "b.vn/1", TEXTS[1], published_at="2026-11-20T08:00:00Z")
    keep(other, "vietnamplus.vn/1", ONE, published_at="2026-11-20T09:00:00Z")
    assert merge(into, other).copies == 1
    assert {url: row[4] for url, row in told(into).items()} == {
        "https://b.vn/1": "https://vietnamplus.vn/1",
        "https://vietnamplus.vn/1": None,
    }


def test_what_an_old_version_held_together_falls_apart(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    for name, text in (("a.vn/1", ONE), ("b.vn/1", OTHER), ("c.vn/1", TEXTS[3])):
        keep(into, name, text)
    assert len({row[4] or url for url, row in told(into).items()}) == 1
    keep(other, "c.vn/1", TEXTS[4], NOW + HOUR)
    merge(into, other)
    assert {row[4] for row in told(into).values()} == {None}


def test_a_source_named_by_another_spelling_is_found_whoever_comes_first(open_corpus: Any) -> None:
    half = " ".join(ONE.split()[:100] + prose(5, 60).split())
    for naming_first in (True, False):
        pair = [open_corpus(), open_corpus()]
        keep(pair[not naming_first], "b.vn/1", half, original_url="https://a.vn/1?from=b")
        keep(pair[naming_first], "a.vn/1", ONE)
        merge(*pair)
        assert told(pair[0])["https://b.vn/1"][4] == "https://a.vn/1"
        before = dump(pair[0])
        merge(*pair)
        assert dump(pair[0]) == before


def test_relations_come_with_both_of_their_ends(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    keep(into, "x.vn/1", TEXTS[4])
    one, another = (keep(other, f"{name}.vn/1", text) for name, text in (("a", ONE), ("b", OTHER)))
    with other.transaction():
        relations.relate(other.conn, one, another, Verdict(Relation.TRANSLATION, 0.9, "told"))
    merge(into, other)
    [row] = into.conn.execute(
        "SELECT a.url, o.url, kind, score, evidence FROM relations JOIN articles a ON a.id = article_id "
        "JOIN articles o ON o.id = other_id"
    )
    assert tuple(row) == ("https://a.vn/1", "https://b.vn/1", "translation", 0.9, "told")


@pytest.mark.parametrize("parts", [[(3, 34), (4,)], [(3,), (4, 34)], [(3,), (4,), (34,)], [(34,), (3, 4)]])
def test_a_digest_is_nobodys_copy_in_any_order(open_corpus: Any, parts: list[tuple[int, ...]]) -> None:
    """Where a corpus held one item only, the digest was taken for its copy there."""
    texts = {3: prose(3), 4: prose(4), 34: f"{prose(3)} {prose(4)}"}
    others = [open_corpus() for _ in parts]
    for other, names in zip(others, parts, strict=True):
        for name in names:
            keep(other, f"a.vn/{name}", texts[name], NOW + name * HOUR)
    for order in permutations(others):
        into = open_corpus()
        merge(into, *order)
        assert [row[4] for row in told(into).values()] == [None] * 3
        before = dump(into)
        merge(into, *order)
        assert dump(into) == before


def test_what_a_person_said_of_copies_holds_in_any_order(open_corpus: Any) -> None:
    others = [open_corpus(), open_corpus()]
    one, other = (keep(others[0], name, ONE) for name in ("a.vn/1", "b.vn/1"))
    third, fourth = (keep(others[1], name, text) for name, text in (("c.vn/1", OTHER), ("d.vn/1", TEXTS[4])))
    keep(others[1], "b.vn/1", ONE)
    with others[0].transaction():
        assert corrections.split(others[0].conn, other) == [one]
    with others[1].transaction():
        corrections.merge(others[1].conn, third, fourth)
    apart, together = {"https://a.vn/1", "https://b.vn/1"}, {"https://c.vn/1", "https://d.vn/1"}
    for order in (others, others[::-1]):
        into = open_corpus()
        keep(into, "a.vn/1", ONE)
        merge(into, *order)
        origins = {url: row[4] for url, row in told(into).items()}
        assert {origins[each] for each in apart} == {None}
        assert {origins[each] or each for each in together} == {"https://c.vn/1"}
        before = dump(into)
        merge(into, *order)
        assert dump(into) == before


def test_what_was_said_here_is_not_overruled(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    for corpus in (into, other):
        one, two = (keep(corpus, name, ONE) for name in ("a.vn/1", "b.vn/1"))
    with other.transaction():
        corrections.split(other.conn, two)
    with into.transaction():
        corrections.merge(into.conn, one, two)
    merge(into, other)
    assert told(into)["https://b.vn/1"][4] == "https://a.vn/1"


def url(corpus: Corpus, key: str) -> sqlite3.Row:
    row: sqlite3.Row = corpus.conn.execute("SELECT * FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    return row


def lease(corpus: Corpus, key: str, at: datetime = NOW) -> Any:
    frontier = Frontier(corpus)
    frontier.add([Candidate(key, Found(key), "a", "fr", "a.vn")], at)
    [leased] = frontier.lease(f"here/{os.getpid()}/1", 1, at)
    return leased


def fetch(corpus: Corpus, key: str, text: str, at: datetime) -> None:
    article = Article(url=key, source="a", language="fr", title=text[:30], text=text)
    fetched = Fetched(page=Page(key, text.encode()), article=article, key=key, leased=lease(corpus, key, at))
    assert intake.keep(corpus, fetched, now=at)


def test_a_known_article_beats_a_waiting_address(open_corpus: Any) -> None:
    key = "https://a.vn/1"
    for flip in (False, True):
        pair = [open_corpus(), open_corpus()]
        fetch(pair[flip], key, ONE, NOW)
        Frontier(pair[not flip]).add([Candidate(key, Found(key), "a", "fr", "a.vn", priority=3)], NOW + HOUR)
        merge(*pair)
        row = url(pair[0], key)
        assert (row["last_outcome"], row["fetched_at"]) == ("new", "2026-11-21T08:00:00Z")
        assert (row["priority"], row["article_id"], row["discovered_at"]) == (3, 1, "2026-11-21T08:00:00Z")


def test_leases_of_the_other_are_dropped_and_ours_are_kept(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    lease(other, "https://a.vn/1")
    lease(into, "https://a.vn/2")
    fetch(other, "https://a.vn/2", ONE, NOW)
    merge(into, other)
    waiting, under_way = url(into, "https://a.vn/1"), url(into, "https://a.vn/2")
    assert (waiting["state"], waiting["lease_owner"], waiting["lease_until"]) == ("queued", None, None)
    assert (under_way["state"], under_way["article_id"]) == ("leased", 1)


def test_one_of_two_homes_is_visited(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    fetch(into, "https://a.vn/1", ONE, NOW)
    fetch(other, "https://a.vn/1", ONE, NOW)
    fetch(other, "https://a.vn/m/1", ONE, NOW + HOUR)
    with other.transaction():  # a redirect has led from one to the other
        other.conn.execute("UPDATE urls SET article_id = 1, state = 'alias' WHERE canonical_key = 'https://a.vn/1'")
        other.conn.execute("UPDATE urls SET article_id = 1")
        other.conn.execute("DELETE FROM articles WHERE id = 2")
    merge(into, other)
    assert {row["canonical_key"]: row["state"] for row in into.conn.execute("SELECT * FROM urls")} == {
        "https://a.vn/1": "alias",
        "https://a.vn/m/1": "queued",
    }


def test_the_later_poll_of_a_feed_stands(open_corpus: Any) -> None:
    pair = [open_corpus(), open_corpus()]
    for corpus, at, entries in ((pair[0], NOW, 7), (pair[1], NOW + HOUR, 9)):
        feeds.record(
            corpus, Answer("https://a.vn/rss", "a", Kind.FEED, True, new=1, entries=entries, body_sha256="x"), at
        )
    merge(*pair)
    feed = feeds.get(pair[0], "https://a.vn/rss")
    assert feed
    assert (feed.entries, feed.last_ok_at) == (9, "2026-11-21T09:00:00Z")
    [first] = pair[0].conn.execute("SELECT first_seen_at FROM feeds").fetchone()
    assert first == "2026-11-21T08:00:00Z"


def test_an_alert_is_closed_by_the_next_merge(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    alerts.raised(other, "a", "silent", "no news", NOW)
    merge(into, other)
    assert alerts.open_ones(into, "silent") == {"a": "no news"}
    alerts.cleared(other, "a", "silent", NOW + HOUR)
    merge(into, other)
    assert alerts.open_ones(into, "silent") == {}


def test_the_other_is_read_as_it_was_at_the_beginning(open_corpus: Any) -> None:
    into, other = open_corpus(), open_corpus()
    keep(other, "a.vn/1", ONE)
    with Corpus.open(other.path, read_only=True) as read:

        def crawl_on(_: int) -> None:
            keep(other, "b.vn/1", OTHER)

        merged = merging.merge(Job(into, read, _key, AGENCY), crawl_on)
        assert (merged.new, told(into).keys()) == (1, {"https://a.vn/1"})
        assert merging.merge(Job(into, read, _key, AGENCY)).new == 1


def test_a_corpus_is_not_merged_into_itself(open_corpus: Any, tmp_path: Path) -> None:
    corpus = open_corpus()
    link = tmp_path / "link.db"
    link.symlink_to(corpus.path)
    with Corpus.open(link, read_only=True) as other, pytest.raises(CorpusError, match="corpus to merge into"):
        merge(corpus, other)


@dataclass(frozen=True)
class Fetch:
    """What one crawler met: a story's address, which of the texts it had then, and the hour."""

    name: str
    text: int
    hour: int
    dated: bool


FETCHES = st.builds(
    Fetch,
    st.sampled_from(["a.vn/1", "b.vn/1", "c.vn/1", "vietnamplus.vn/1", "a.vn/2?x"]),
    st.integers(0, len(TEXTS) - 1),
    st.integers(0, 20),
    st.booleans(),
)
CORPORA = st.lists(st.lists(FETCHES, min_size=1, max_size=4), min_size=2, max_size=3)


def crawl(path: Path, fetches: Iterable[Fetch]) -> Corpus:
    corpus = Corpus.open(path)
    for each in sorted(fetches, key=lambda fetch: fetch.hour):
        dated = {"published_at": f"2026-11-{20 - each.text:02}T08:00:00Z"} if each.dated else {}
        keep(corpus, each.name, TEXTS[each.text], NOW + each.hour * HOUR, **dated)
    return corpus


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(CORPORA, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_articles_and_clusters(
    tmp_path_factory: pytest.TempPathFactory, fetches: list[list[Fetch]], draw: random.Random
) -> None:
    folder = tmp_path_factory.mktemp("merge")
    others = [crawl(folder / f"{number}.db", each) for number, each in enumerate(fetches)]
    with Corpus.open(folder / "one.db") as one, Corpus.open(folder / "two.db") as two:
        merge(one, *others)
        merge(two, *draw.sample(others, len(others)))
        assert told(one) == told(two)
        before = dump(one)
        merge(one, *others)
        assert dump(one) == before
    for other in others:
        other.close()


def test_a_killed_merge_goes_on_and_ends_the_same(open_corpus: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.merging_job.BATCH", 2)
    other, whole, killed = open_corpus(), open_corpus(), open_corpus()
    fill(other)
    for number in range(12):
        keep(other, f"a.vn/n{number}", prose(100 + number // 2))
    merge(whole, other)
    killed.close()
    for rows in (1, 5, 9):
        assert os.waitstatus_to_exitcode(_merge_and_die(killed.path, other.path, rows)) == -signal.SIGKILL
    with Corpus.open(killed.path) as after:
        merge(after, other)
        assert told(after) == told(whole)
        assert {name: len(rows) for name, rows in dump(after).items()} == {
            name: len(rows) for name, rows in dump(whole).items()
        }


def _merge_and_die(into: Path, other: Path, rows: int) -> int:
    """Merge in a process that is killed in the middle of a transaction, once it has seen so many rows."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    seen = 0

    def listener(count: int) -> None:
        nonlocal seen
        seen += count
        if seen >= rows:
            with corpus.transaction():
                corpus.conn.execute("DELETE FROM articles")
                os.kill(os.getpid(), signal.SIGKILL)

    corpus = Corpus.open(into)
    merging.merge(Job(corpus, Corpus.open(other, read_only=True), _key, AGENCY), listener)
    os._exit(0)
