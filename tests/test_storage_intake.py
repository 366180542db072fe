"""The one transaction of a page: outcomes, identity, kin, revisions, and what a killed process leaves."""

import os
import random
import signal
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from storage import archive, arrivals, articles, intake, revisions, runs
from storage.corpus import Corpus
from storage.frontier import Candidate, Frontier
from storage.intake import Fetched, Kept
from storage.leasing import Leased
from storage.records import Article, Found, Image, Outcome, Page, Related

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)
AGENCY = frozenset({"vietnamplus"})
EMPTY_SHA = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def prose(seed: int, count: int = 300) -> str:
    rng = random.Random(seed)
    words = ["".join(rng.choices("aeiounrstlmdchgv", k=rng.randint(2, 8))) for _ in range(count)]
    return "\n\n".join(" ".join(words[start : start + 50]) for start in range(0, count, 50))


def first(text: str, count: int) -> str:
    return " ".join(text.split()[:count])


WHOLE = prose(1)


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def candidate(name: str, source: str = "baocantho") -> Candidate:
    return Candidate(f"{source}:{name}", Found(f"https://{source}.vn/{name}"), source, "fr", f"{source}.vn")


def lease(corpus: Corpus, name: str, source: str = "baocantho", now: datetime = NOW) -> Leased:
    """Lease the URL of that name, in a run of its own."""
    frontier = Frontier(corpus)
    frontier.add([candidate(name, source)], now)
    corpus.conn.execute(
        "UPDATE urls SET state = 'queued', next_at = ? WHERE canonical_key = ?", ("2026", f"{source}:{name}")
    )
    run_id = runs.start(corpus, "test", now, pid=os.getpid(), host="here")
    [leased] = frontier.lease(f"here/{os.getpid()}/{run_id}", 1, now, run_id=run_id)
    return leased


def fetched(
    leased: Leased | None, text: str, *, key: str | None = None, alias_keys: tuple[str, ...] = (), **known: Any
) -> Fetched:
    url = known.pop("url", leased.url if leased else "https://x.vn/1")
    of_page = {name: known.pop(name) for name in ("outcome", "original_key", "candidates", "detail") if name in known}
    article = Article(url=url, text=text, **{"source": leased.source if leased else None, "language": "fr"} | known)
    page = Page(url, f"<p>{text} {known.get('related')}".encode("utf-8", "replace"), "text/html")
    return Fetched(
        page=page, article=article, key=key or (leased.key if leased else url), alias_keys=alias_keys, leased=leased,
        status=200, **of_page,
    )  # fmt: skip


def keep(
    corpus: Corpus, name: str, text: str, *, source: str = "baocantho", now: datetime = NOW, **known: Any
) -> Kept:
    leased = lease(corpus, name, source, now)
    kept = intake.keep(corpus, fetched(leased, text, **{"title": name} | known), now=now, agency_sources=AGENCY)
    assert kept is not None
    url = corpus.conn.execute("SELECT * FROM urls WHERE id = ?", (leased.id,)).fetchone()
    visit = corpus.conn.execute("SELECT outcome FROM visits WHERE run_id = ?", (leased.run_id,)).fetchone()
    assert (url["last_outcome"], visit["outcome"]) == (kept.outcome, kept.outcome), "every URL ends in one outcome"
    return kept


def led_to(corpus: Corpus, key: str) -> int | None:
    """Return the article that an address leads to."""
    row = corpus.conn.execute("SELECT article_id FROM urls WHERE canonical_key = ?", (key,)).fetchone()
    return row and int(row[0])


def count(corpus: Corpus, table: str) -> int:
    return int(corpus.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def stored(corpus: Corpus, kept: Kept) -> dict[str, Any]:
    return dict(corpus.conn.execute("SELECT * FROM articles WHERE id = ?", (kept.article_id,)).fetchone())


def related(corpus: Corpus) -> list[tuple[int, int, str]]:
    rows = corpus.conn.execute("SELECT article_id, other_id, kind FROM relations ORDER BY 1, 2, 3")
    return [tuple(row) for row in rows]


def test_a_new_story_is_stored_with_all_that_belongs_to_it(corpus: Corpus) -> None:
    images = [Image("https://x.vn/1.jpg", "Le pont", "VNA")]
    kept = keep(
        corpus, "a", WHOLE, images=images, published_at="2026-11-21T14:00:00+07:00", candidates=(candidate("b"),)
    )
    assert (kept.outcome, kept.duplicate_of, kept.added.new) == (Outcome.NEW, None, 1)
    assert kept.article_id is not None
    assert kept.page_id is not None
    article = articles.read(corpus.conn, kept.article_id)
    assert article is not None
    assert (article.text, article.images) == (WHOLE, images)
    assert archive.load(corpus, kept.page_id).body.startswith(b"<p>")
    row = corpus.conn.execute("SELECT article_id FROM pages").fetchone()
    assert row["article_id"] == kept.article_id
    assert led_to(corpus, "baocantho:a") == kept.article_id
    next_at = corpus.conn.execute("SELECT next_at FROM urls WHERE canonical_key = 'baocantho:a'").fetchone()[0]
    assert next_at == "2026-11-21T13:00:00Z", "six hours after the publication that the page itself gives"
    assert count(corpus, "signatures") == 1


def test_other_teasers_and_white_space_change_nothing(corpus: Corpus) -> None:
    kept = keep(corpus, "a", WHOLE, related=[Related("Un")])
    for number, text in enumerate((WHOLE, WHOLE.replace("\n\n", "\n"), WHOLE.replace(" ", "\xa0"))):
        again = keep(corpus, "a", text, related=[Related(f"Autre {number}")], now=NOW + number * HOUR)
        assert (again.outcome, again.article_id) == (Outcome.UNCHANGED, kept.article_id)
    assert (count(corpus, "articles"), count(corpus, "pages"), count(corpus, "revisions")) == (1, 1, 0)
    assert stored(corpus, kept)["updated_at"] == "2026-11-21T08:00:00Z"


def test_a_changed_title_updates_the_row_only(corpus: Corpus) -> None:
    kept = keep(
        corpus, "a", WHOLE, title="Un titre", lead="Un chapô", published_at="2026-11-20", published_precision="day"
    )
    again = keep(corpus, "a", WHOLE, title="Đà Nẵng", tags=["pont"], now=NOW + HOUR)
    assert again.outcome is Outcome.UNCHANGED
    row = stored(corpus, kept)
    assert (row["title"], row["tags"], row["updated_at"]) == ("Đà Nẵng", '["pont"]', "2026-11-21T09:00:00Z")
    assert (row["lead"], row["published_at"]) == ("Un chapô", "2026-11-20"), "what a page leaves out it has not lost"
    assert count(corpus, "revisions") == 0
    found = corpus.conn.execute("SELECT rowid FROM articles_fts WHERE articles_fts MATCH 'da nang'").fetchall()
    assert len(found) == 1


def test_a_changed_body_is_a_revision_and_never_a_second_article(corpus: Corpus) -> None:
    kept = keep(corpus, "a", f"{WHOLE}\n\nancienne fin")
    again = keep(corpus, "a", f"{WHOLE}\n\nnouvelle conclusion", now=NOW + HOUR)
    assert (again.outcome, again.article_id) == (Outcome.REVISED, kept.article_id)
    [old] = revisions.of(corpus.conn, kept.article_id or 0)
    assert old["text"].endswith("ancienne fin")
    assert (old["replaced_at"], old["page_id"]) == ("2026-11-21T09:00:00Z", kept.page_id)
    row = stored(corpus, kept)
    assert (row["word_count"], row["page_id"], row["first_seen_at"]) == (302, again.page_id, "2026-11-21T08:00:00Z")
    assert (count(corpus, "articles"), count(corpus, "signatures")) == (1, 1)
    for word, hits in (("ancienne", 0), ("conclusion", 1)):
        assert (
            len(corpus.conn.execute("SELECT 1 FROM articles_fts WHERE articles_fts MATCH ?", (word,)).fetchall())
            == hits
        )
    copy = keep(corpus, "b", f"{WHOLE}\n\nnouvelle conclusion")
    assert (copy.outcome, copy.duplicate_of) == (Outcome.DUPLICATE, kept.article_id)


def test_the_index_holds_exactly_the_present_bodies(corpus: Corpus) -> None:
    for version in (WHOLE, prose(2), first(prose(2), 200)):
        keep(corpus, "a", version)
        rows = corpus.conn.execute("SELECT keys FROM arrived_keys").fetchall()
        keys = {key for row in rows for key in arrivals.unpacked(row["keys"])}
        assert keys == set(intake.stories.read(Article(url="", text=version), "crawl").story.signature.keys)


@pytest.mark.parametrize(
    ("text", "kind"),
    [(WHOLE, "copy"), (first(WHOLE, 120), "copy"), (f"{prose(5, 10)} {first(WHOLE, 150)}", "copy")],
    ids=["same", "cut", "re-headed and cut"],
)
def test_wire_copy_is_linked_to_the_agency_in_either_order(corpus: Corpus, text: str, kind: str) -> None:
    own = {"source": "vietnamplus", "published_at": "2026-11-21T10:00:00+07:00"}
    copy = {"source": "baocantho", "published_at": "2026-11-21T09:00:00+07:00"}
    agency = keep(corpus, "a", WHOLE, **own)
    later = keep(corpus, "b", text, **copy)
    assert (later.outcome, later.duplicate_of) == (Outcome.DUPLICATE, agency.article_id)
    assert related(corpus) == [(later.article_id, agency.article_id, kind)]

    earlier = keep(corpus, "c", text.replace(" ", " x", 3).upper() + prose(7, 5), **copy)
    assert earlier.duplicate_of == agency.article_id, "a third one joins the same cluster"


def test_a_better_origin_that_comes_later_takes_the_cluster_over(corpus: Corpus) -> None:
    copies = [keep(corpus, f"c{n}", first(WHOLE, 150 + n), source=f"s{n}") for n in range(3)]
    assert [kept.duplicate_of for kept in copies] == [None, copies[0].article_id, copies[0].article_id]
    agency = keep(corpus, "a", WHOLE, source="vietnamplus")
    assert (agency.outcome, agency.duplicate_of) == (Outcome.DUPLICATE, None), (
        "the story was held: counted once as new"
    )
    seed = intake.keep(corpus, fetched(None, WHOLE, url="seed:1"), now=NOW, origin="seed", agency_sources=AGENCY)
    assert seed is not None
    pointers = dict(corpus.conn.execute("SELECT id, duplicate_of FROM articles").fetchall())
    assert pointers == {kept.article_id: seed.article_id for kept in (*copies, agency)} | {seed.article_id: None}
    assert count(corpus, "urls WHERE canonical_key LIKE 'seed%'") == 0, "a seed has no URL to visit"


def test_whatever_the_order_of_arrival_the_origin_is_the_same(tmp_path: Path) -> None:
    pages = [
        fetched(
            None, WHOLE, url="https://vietnamplus.vn/1", source="vietnamplus", published_at="2026-11-20T09:00:00Z"
        ),
        fetched(None, first(WHOLE, 200), url="https://a.vn/1", source="a", published_at="2026-11-20T08:00:00Z"),
        fetched(None, f"{prose(8, 12)} {first(WHOLE, 130)}", url="https://b.vn/1", source="b"),
        fetched(None, prose(7), url="https://c.vn/1", source="c"),
    ]
    for number, order in enumerate(permutations(pages)):
        with Corpus.open(tmp_path / f"{number}.db") as corpus:
            kept = [intake.keep(corpus, page, now=NOW, agency_sources=AGENCY) for page in order]
            outcomes = sorted(each.outcome for each in kept if each)
            origins = corpus.conn.execute(
                "SELECT articles.url, origin.url FROM articles JOIN articles AS origin "
                "ON origin.id = articles.duplicate_of ORDER BY 1"
            )
            pointers = [tuple(row) for row in origins]
        assert outcomes == ["duplicate", "duplicate", "new", "new"]
        assert pointers == [(f"https://{name}.vn/1", "https://vietnamplus.vn/1") for name in "ab"]


def test_a_copy_that_becomes_another_story_leaves_its_cluster(corpus: Corpus) -> None:
    origin = keep(corpus, "a", WHOLE)
    copy = keep(corpus, "b", WHOLE)
    revised = keep(corpus, "b", prose(9), now=NOW + HOUR)
    assert (revised.outcome, revised.article_id, revised.duplicate_of) == (Outcome.REVISED, copy.article_id, None)
    assert related(corpus) == []
    back = keep(corpus, "b", WHOLE, now=NOW + 2 * HOUR)
    assert (back.outcome, back.duplicate_of) == (Outcome.REVISED, origin.article_id)


def test_two_stories_without_text_are_not_one(corpus: Corpus) -> None:
    for name in "ab":
        kept = keep(corpus, name, "aGVsbG8=" * 50, warnings=["body_encoded"], title="Une vidéo", lead="Un chapô")
        assert (kept.outcome, kept.duplicate_of) == (Outcome.EMPTY, None)
        row = stored(corpus, kept)
        assert (row["text"], row["word_count"], row["title"], row["lead"]) == ("", 0, "Une vidéo", "Un chapô")
        assert (row["content_sha256"], row["warnings"]) == (EMPTY_SHA, '["body_encoded"]')
    assert (count(corpus, "articles"), count(corpus, "signatures"), related(corpus)) == (2, 0, [])


def test_a_body_that_comes_later_makes_the_story_new(corpus: Corpus) -> None:
    empty = keep(corpus, "a", "", warnings=["needs_javascript"])
    full = keep(corpus, "a", WHOLE, now=NOW + HOUR)
    assert (full.outcome, full.article_id) == (Outcome.NEW, empty.article_id)
    assert (count(corpus, "revisions"), stored(corpus, full)["warnings"]) == (0, "[]")
    keep(corpus, "b", "", warnings=["needs_javascript"])
    assert keep(corpus, "b", WHOLE, now=NOW + HOUR).outcome is Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("text", "warnings", "outcome", "pages"),
    [
        ("", ["no_text"], Outcome.EMPTY, 1),
        (" … ", [], Outcome.EMPTY, 1),
        (WHOLE, ["listing"], Outcome.NOT_ARTICLE, 1),
        ("Page introuvable", ["soft_404"], Outcome.NOT_ARTICLE, 1),
        ("", ["login_wall"], Outcome.BLOCKED, 0),
    ],
)
def test_pages_without_a_story_make_no_article(
    corpus: Corpus, text: str, warnings: list[str], outcome: Outcome, pages: int
) -> None:
    kept = keep(corpus, "a", text, warnings=warnings)
    assert (kept.outcome, kept.article_id) == (outcome, None)
    assert (count(corpus, "articles"), count(corpus, "pages")) == (0, pages)


@pytest.mark.parametrize(
    "warning", ["no_text", "body_encoded", "needs_javascript", "soft_404", "listing", "login_wall"]
)
def test_a_worse_reading_never_replaces_a_story(corpus: Corpus, warning: str) -> None:
    kept = keep(corpus, "a", WHOLE, title="Le pont")
    before = stored(corpus, kept)
    worse = "" if warning in {"no_text", "login_wall"} else "Page introuvable"
    again = keep(corpus, "a", worse, title="Erreur", warnings=[warning], now=NOW + HOUR)
    assert again.outcome in {Outcome.EMPTY, Outcome.NOT_ARTICLE, Outcome.BLOCKED}
    assert (again.article_id, stored(corpus, kept), count(corpus, "revisions")) == (kept.article_id, before, 0)


def test_what_the_caller_knows_is_the_outcome(corpus: Corpus) -> None:
    kept = keep(corpus, "a", WHOLE, outcome=Outcome.NOT_ARTICLE, detail="is a section page")
    assert (kept.outcome, count(corpus, "articles")) == (Outcome.NOT_ARTICLE, 0)
    assert corpus.conn.execute("SELECT detail FROM visits").fetchone()[0] == "is a section page"


def test_another_address_of_an_article_is_unchanged(corpus: Corpus) -> None:
    kept = keep(corpus, "a", WHOLE, alias_keys=("baocantho:a-old",), canonical_url="https://baocantho.vn/a-old")
    assert led_to(corpus, "baocantho:a-old") == kept.article_id
    by_redirect = keep(corpus, "moved", WHOLE, key="baocantho:a", url="https://baocantho.vn/a")
    by_canonical = keep(corpus, "amp", WHOLE, alias_keys=("baocantho:a",), url="https://baocantho.vn/amp")
    assert {each.outcome for each in (by_redirect, by_canonical)} == {Outcome.UNCHANGED}
    assert {each.article_id for each in (by_redirect, by_canonical)} == {kept.article_id}
    again = keep(corpus, "a-old", f"{WHOLE} fin", now=NOW + HOUR)
    assert (again.outcome, again.article_id, count(corpus, "articles")) == (Outcome.REVISED, kept.article_id, 1)


def states(corpus: Corpus) -> dict[str, str]:
    return {
        row["canonical_key"]: row["state"] for row in corpus.conn.execute("SELECT canonical_key, state FROM urls")
    }


AT_ONE: dict[str, Any] = {"key": "baocantho:one", "url": "https://baocantho.vn/one"}
NAMES_ONE: dict[str, Any] = {"alias_keys": ("baocantho:one",), "canonical_url": "https://baocantho.vn/one"}


@pytest.mark.parametrize("facts", [AT_ONE, NAMES_ONE], ids=["redirect", "canonical"])
@pytest.mark.parametrize("order", [("one", "other"), ("other", "one")])
def test_of_two_addresses_of_an_article_one_is_visited(
    corpus: Corpus, facts: dict[str, Any], order: tuple[str, str]
) -> None:
    Frontier(corpus).add([candidate("one"), candidate("other")], NOW)  # both announced before either is fetched
    kept = [keep(corpus, name, WHOLE, title="Le pont", **(facts if name == "other" else {})) for name in order]
    assert [each.outcome for each in kept] == [Outcome.NEW, Outcome.UNCHANGED]
    assert states(corpus) == {"baocantho:one": "queued", "baocantho:other": "alias"}
    row = corpus.conn.execute("SELECT article_id, next_at FROM urls WHERE state = 'alias'").fetchone()
    assert tuple(row) == (kept[0].article_id, None)
    due = Frontier(corpus).lease("here/1/9", 9, NOW + timedelta(days=30))
    assert [each.key for each in due] == ["baocantho:one"]


def test_where_a_redirect_leads_is_visited_from_then_on(corpus: Corpus) -> None:
    kept = keep(corpus, "short", WHOLE, **AT_ONE, published_at="2026-11-21T14:00:00+07:00")
    assert states(corpus) == {"baocantho:one": "queued", "baocantho:short": "alias"}
    [leased] = Frontier(corpus).lease("here/1/9", 9, NOW + 24 * HOUR)
    assert (leased.url, leased.article_id) == ("https://baocantho.vn/one", kept.article_id)
    again = intake.keep(corpus, fetched(leased, f"{WHOLE} fin"), now=NOW + 24 * HOUR)
    assert again is not None
    assert (again.outcome, again.article_id) == (Outcome.REVISED, kept.article_id)


def test_another_version_behind_an_alias_revises_nothing(corpus: Corpus) -> None:
    kept = keep(corpus, "one", WHOLE, title="Le pont")
    for number in range(3):
        at = NOW + number * HOUR
        amp = keep(corpus, "amp", f"{WHOLE} version allégée", title="Le pont", now=at, **NAMES_ONE)
        full = keep(corpus, "one", WHOLE, title="Le pont", now=at)
        assert {amp.outcome, full.outcome} == {Outcome.UNCHANGED}
        assert {amp.article_id, full.article_id} == {kept.article_id}
    assert count(corpus, "revisions") == 0


def test_an_announced_change_of_an_alias_calls_its_home_back(corpus: Corpus) -> None:
    keep(corpus, "one", WHOLE, title="Le pont")
    keep(corpus, "amp", WHOLE, title="Le pont", **NAMES_ONE)
    changed = Found("https://baocantho.vn/amp", modified_at="2026-11-21T08:20:00Z")
    announced = Candidate("baocantho:amp", changed, "baocantho", "fr", "baocantho.vn")
    assert Frontier(corpus).add([announced], NOW + HOUR / 2).due == 1
    assert Frontier(corpus).add([announced], NOW + HOUR / 2).due == 0
    assert states(corpus) == {"baocantho:one": "queued", "baocantho:amp": "alias"}
    assert [each.key for each in Frontier(corpus).lease("here/1/9", 9, NOW + HOUR / 2)] == ["baocantho:one"]


def test_a_page_stays_visited_where_the_address_it_names_is_gone(corpus: Corpus) -> None:
    keep(corpus, "one", WHOLE, title="Le pont")
    assert intake.settle_only(corpus, lease(corpus, "one"), Outcome.GONE, now=NOW, status=404)
    keep(corpus, "amp", f"{WHOLE} fin", title="Le pont", **NAMES_ONE)
    assert states(corpus) == {"baocantho:one": "done", "baocantho:amp": "queued"}


def test_a_page_that_calls_the_redirect_to_it_canonical_leaves_that_in_place(corpus: Corpus) -> None:
    known: dict[str, Any] = {"key": "baocantho:m", "url": "https://baocantho.vn/m", **NAMES_ONE}
    for outcome in (Outcome.NEW, Outcome.UNCHANGED):
        assert keep(corpus, "one", WHOLE, **known).outcome is outcome
        assert states(corpus) == {"baocantho:one": "queued", "baocantho:m": "alias"}


def test_a_site_that_calls_its_home_page_canonical_is_not_believed(corpus: Corpus) -> None:
    kept = [
        keep(corpus, f"a{n}", prose(n), alias_keys=("baocantho:home",), canonical_url="https://baocantho.vn/home")
        for n in range(3)
    ]
    assert [each.outcome for each in kept] == [Outcome.NEW] * 3
    home = keep(corpus, "home", prose(9))
    assert home.outcome is Outcome.NEW
    assert count(corpus, "articles") == 4


@pytest.mark.parametrize("copy_first", [True, False])
def test_a_reprint_that_names_the_agency_as_canonical_is_a_copy_not_an_alias(
    corpus: Corpus, copy_first: bool
) -> None:
    def agency() -> Kept:
        return keep(corpus, "a", WHOLE, source="vietnamplus", title="Le pont")

    def reprint() -> Kept:
        canonical = "https://vietnamplus.vn/a"
        return keep(corpus, "r", WHOLE, title="Le pont", alias_keys=("vietnamplus:a",), canonical_url=canonical)

    first_kept, second = (reprint(), agency()) if copy_first else (agency(), reprint())
    original, copy = (second, first_kept) if copy_first else (first_kept, second)
    assert (first_kept.outcome, second.outcome) == (Outcome.NEW, Outcome.DUPLICATE)
    assert stored(corpus, original)["source"] == "vietnamplus"
    assert stored(corpus, copy)["duplicate_of"] == original.article_id
    assert led_to(corpus, "vietnamplus:a") == original.article_id
    assert agency().outcome is Outcome.UNCHANGED


def test_a_moved_paper_leads_to_its_old_articles(corpus: Corpus) -> None:
    old = keep(corpus, "a", WHOLE, source="baohaiduong")
    leased = lease(corpus, "a", "baohaiduong", NOW + HOUR)
    moved = fetched(leased, WHOLE, key="baohaiphong:a", url="https://baohaiphong.vn/a", source="baohaiphong")
    kept = intake.keep(corpus, moved, now=NOW + HOUR)
    assert kept is not None
    assert (kept.outcome, kept.article_id) == (Outcome.UNCHANGED, old.article_id)


def test_new_pictures_are_taken_over_without_a_word(corpus: Corpus) -> None:
    kept = keep(corpus, "a", WHOLE, images=[Image("https://x.vn/1.jpg")])
    pictures = [Image("https://x.vn/1.jpg", "Le pont"), Image("https://x.vn/2.jpg")]
    assert keep(corpus, "a", WHOLE, images=pictures, now=NOW + HOUR).outcome is Outcome.UNCHANGED
    assert keep(corpus, "a", WHOLE, now=NOW + 2 * HOUR).outcome is Outcome.UNCHANGED
    assert articles.images_of(corpus.conn, kept.article_id or 0) == pictures
    assert stored(corpus, kept)["updated_at"] == "2026-11-21T08:00:00Z"


def test_a_removed_story_that_redirects_to_another_stays(corpus: Corpus) -> None:
    removed, other = keep(corpus, "removed", prose(1)), keep(corpus, "other", prose(2))
    again = keep(corpus, "removed", prose(2), title="other", key="baocantho:other", url="https://baocantho.vn/other")
    assert (again.outcome, again.article_id) == (Outcome.UNCHANGED, other.article_id)
    assert stored(corpus, removed)["text"] == prose(1)


def test_two_articles_under_what_proves_to_be_one_address_are_linked(corpus: Corpus) -> None:
    one, other = keep(corpus, "one", prose(1), title="Le pont"), keep(corpus, "two", prose(2), title="Le pont")
    again = keep(corpus, "two", prose(2), title="Le pont", alias_keys=("baocantho:one",))
    assert again.duplicate_of == one.article_id
    assert related(corpus) == [(one.article_id, other.article_id, "same_url")]


@pytest.mark.parametrize("original_first", [True, False])
def test_a_translation_is_linked_not_merged(corpus: Corpus, original_first: bool) -> None:
    source_url = "http://www.baocantho.vn/goc"

    def original() -> Kept:
        return keep(corpus, "goc", prose(1), url="https://baocantho.vn/goc", language="vi")

    def translation() -> Kept:
        return keep(corpus, "t", prose(2), source="vietnamvn", original_url=source_url, language="fr")

    held = original() if original_first else translation()
    new = translation() if original_first else original()
    french, vietnamese = (new, held) if original_first else (held, new)
    assert (held.outcome, new.outcome, new.duplicate_of) == (Outcome.NEW, Outcome.NEW, None)
    assert related(corpus) == [(french.article_id, vietnamese.article_id, "translation")]


def test_a_translation_finds_its_original_by_key(corpus: Corpus) -> None:
    original = keep(corpus, "goc", prose(1), language="vi")
    known = {"original_url": "https://m.baocantho.vn/x/goc?p=1", "original_key": "baocantho:goc"}
    french = keep(corpus, "t", prose(2), source="vietnamvn", **known)
    assert related(corpus) == [(french.article_id, original.article_id, "translation")]


def test_a_republication_that_names_its_source_may_be_half_its_words(corpus: Corpus) -> None:
    original = keep(corpus, "goc", f"{first(WHOLE, 150)} {prose(3, 150)}")
    half = keep(corpus, "t", f"{first(WHOLE, 150)} {prose(4, 100)}", original_url="https://baocantho.vn/goc")
    assert (half.outcome, half.duplicate_of) == (Outcome.DUPLICATE, original.article_id)
    assert related(corpus) == [(half.article_id, original.article_id, "adapted")]


def test_a_one_off_is_remembered_by_its_key(corpus: Corpus) -> None:
    one_off = fetched(None, WHOLE, url="https://baocantho.vn/a", key="baocantho:a", source="baocantho", title="a")
    kept = intake.keep(corpus, one_off, now=NOW, origin="fetch")
    assert kept is not None
    crawled = keep(corpus, "a", WHOLE)
    assert (crawled.outcome, crawled.article_id) == (Outcome.UNCHANGED, kept.article_id)


def test_a_lost_lease_leaves_nothing(corpus: Corpus) -> None:
    leased = lease(corpus, "a")
    corpus.conn.execute("UPDATE urls SET lease_owner = 'there/1/1'")
    assert intake.keep(corpus, fetched(leased, WHOLE, candidates=(candidate("b"),)), now=NOW) is None
    assert [count(corpus, table) for table in ("articles", "pages", "arrived_keys", "visits")] == [0] * 4
    assert count(corpus, "urls") == 1
    assert not intake.settle_only(corpus, leased, Outcome.GONE, now=NOW)


def test_pages_without_a_reading_are_settled(corpus: Corpus) -> None:
    keep(corpus, "a", WHOLE, published_at="2026-11-21T14:00:00+07:00")
    assert intake.settle_only(corpus, lease(corpus, "a"), Outcome.UNCHANGED, now=NOW, status=304, etag='"2"')
    assert intake.settle_only(corpus, lease(corpus, "b"), Outcome.GONE, now=NOW, status=404, detail="not found (404)")
    retry = NOW + timedelta(minutes=7)
    assert intake.settle_only(corpus, lease(corpus, "c"), Outcome.BLOCKED, now=NOW, status=429, next_at=retry)
    rows = corpus.conn.execute("SELECT state, last_outcome, next_at, etag FROM urls ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        ("queued", "unchanged", "2026-11-21T13:00:00Z", '"2"'),
        ("done", "gone", None, None),
        ("queued", "blocked", "2026-11-21T08:07:00Z", None),
    ]


def test_lone_surrogates_do_not_stop_the_page(corpus: Corpus) -> None:
    kept = keep(corpus, "a", f"{WHOLE} \ud800 fin", title="Titre \udfff")
    assert kept.outcome is Outcome.NEW
    assert keep(corpus, "a", f"{WHOLE} \ud800 fin", title="Titre \udfff").outcome is Outcome.UNCHANGED


# From here on: a process that is killed in the middle.


class _Killer:
    """Kills this process before it runs its n-th statement."""

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, _statement: str) -> None:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)


def keep_and_die(path: Path, leased: Leased, after: int) -> bool:
    """Keep a page in a child process that dies at its n-th statement; return whether it was killed."""
    child = os.fork()
    if child == 0:
        corpus = Corpus.open(path)
        corpus.conn.set_trace_callback(_Killer(after))
        intake.keep(corpus, fetched(leased, f"{WHOLE} fin", candidates=(candidate("next"),)), now=NOW + HOUR)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def everything(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = (
        "articles",
        "images",
        "revisions",
        "relations",
        "signatures",
        "arrived_keys",
        "bands",
        "pages",
        "urls",
        "visits",
        "runs",
    )
    with Corpus.open(path) as corpus:
        corpus.conn.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        return {table: [tuple(row) for row in corpus.conn.execute(f"SELECT * FROM {table}")] for table in tables}


def test_a_page_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    """Killed at any statement of a revision that has a copy: until the commit is done the file is as before."""
    path = tmp_path / "corpus.db"
    with Corpus.open(path) as corpus:
        keep(corpus, "a", WHOLE, images=[Image("https://x.vn/1.jpg")])
        keep(corpus, "b", WHOLE)
        leased = lease(corpus, "a", now=NOW + HOUR)
    before = everything(path)
    statements = 1
    while keep_and_die(path, leased, statements):
        assert everything(path) == before, f"killed at statement {statements}"
        statements += 1
    after = everything(path)
    assert statements > 30, "the killer must have stood in the middle"
    assert {table for table in after if after[table] != before[table]} >= {
        "articles",
        "revisions",
        "urls",
        "visits",
        "pages",
    }
