"""The pages answer what a reader asks, from the file a crawl is writing, and give nothing away."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from room import EVIL, MARKUP, NOW, ask, hostile, keep, made_up

from storage import articles, times
from storage.corpus import Corpus, CorpusError
from storage.reading_room import views
from storage.reading_room.app import build
from storage.records import Article, Image, Related

OURS = [
    "/",
    "/search",
    "/search?q=da+nang",
    "/article/7",
    "/views",
    "/page/1",
    "/search?q=%22",
    "/seeds",
    "/article/7/near",
]
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up.make(tmp_path_factory.mktemp("press") / "press.db", 400)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "small.db"


def text(answer: str) -> str:
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer))


def story(name: str, words: str = "tin", **fields: object) -> Article:
    return Article(url=f"https://news.test/{name}", text=f"{words} {name} " * 40, **fields)  # type: ignore[arg-type]


def test_every_page_answers_with_its_policy(press: Path) -> None:
    for address, answer in zip(OURS, ask(press, *OURS), strict=True):
        assert answer.status_code in {200, 400}, address
        policy = answer.headers["content-security-policy"]
        assert "script-src" not in policy
        assert "default-src 'none'" in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "<script" not in answer.text
        assert "style=" not in answer.text


@pytest.mark.parametrize("view", [view.name for view in views.VIEWS])
def test_every_view_is_a_page_a_query_json_and_csv(press: Path, view: str) -> None:
    page, query, rows, table = ask(
        press, f"/views/{view}", f"/corpus/{view}", f"/corpus/{view}.json?_shape=array", f"/corpus/{view}.csv"
    )
    assert [answer.status_code for answer in (page, query, rows, table)] == [200] * 4
    found = rows.json()
    assert found, "the made-up press has something to say to every view"
    assert page.text.count("<tr>") == len(found) + 1
    assert table.text.splitlines()[0] == ",".join(found[0])


def test_front_page_counts_what_is_there(press: Path) -> None:
    (answer,) = ask(press, "/")
    with Corpus.open(press) as corpus:
        (count,) = corpus.conn.execute("SELECT count(*) FROM articles").fetchone()
        (copies,) = corpus.conn.execute("SELECT count(duplicate_of) FROM articles").fetchone()
    said = text(answer.text)
    assert f"Search {count} articles" in said
    assert f"{copies} of them copies" in said
    assert "baolaocai : its feed answers 503" in said
    assert "403 on every page" not in said, "a cleared alert is no trouble"
    assert answer.text.count("<svg") == 3


def test_search_is_the_search_of_the_program(path: Path) -> None:
    with Corpus.open(path) as corpus:
        keep(
            corpus,
            story("a", "Thành phố Đà Nẵng", title="Đà Nẵng hôm nay", language="vi", place="Hà Nội", source="one"),
        )
        keep(corpus, story("b", "Hanoï et Huê", title="Une visite", language="fr", place="HANOI", source="two"))
        keep(corpus, story("c", "diplomatie populaire", title="C", published_at="2026-07-01", source="two"))

    def found(query: str) -> set[str]:
        (answer,) = ask(path, f"/search?{query}")
        assert answer.status_code == 200, answer.text
        return set(re.findall(r'<h3><a href="/article/(\d)"', answer.text))

    assert found("q=da+nang") == {"1"}
    assert found("q=%C4%90%C3%A0+N%E1%BA%B5ng") == {"1"}
    assert found("q=%22diplomatie+populaire%22") == {"3"}
    assert found("q=%22populaire+diplomatie+hier%22") == set()
    assert found("place=hanoi") == {"1", "2"}, "Hà Nội, HANOI: accents, case and spaces make no difference"
    assert found("place=hanoi&language=fr") == {"2"}
    assert found("source=one&source=two") == {"1", "2", "3"}
    assert found("since=2026-07-01&until=2026-07-01") == {"3"}
    assert found("") == {"1", "2", "3"}
    (answer,) = ask(path, "/search?q=da+nang")
    assert "<mark>Đà</mark> <mark>Nẵng</mark> hôm nay" in answer.text


@pytest.mark.parametrize(
    "query", ["since=tomorrow", "until=9999-12-31", "order=worst", "q=%22", "q=%E2%80%A6", "since=0001-01-01"]
)
def test_what_cannot_be_asked_is_said_in_a_line(press: Path, query: str) -> None:
    (answer,) = ask(press, f"/search?{query}")
    assert answer.status_code in {200, 400}
    assert (answer.status_code == 400) == ('role="alert"' in answer.text)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "q=NEAR(a+b)",
        "q=a+OR+b",
        "q=title:x",
        "q=a*",
        "q='",
        "q=%00",
        "q=" + "x+" * 99,
        "page=0",
        "page=99999999999",
        "page=x",
    ],
)
def test_odd_searches_do_no_harm(press: Path, query: str) -> None:
    (answer,) = ask(press, f"/search?{query}")
    assert answer.status_code in {200, 400}


def test_paging_loses_and_repeats_nothing(press: Path) -> None:
    seen: list[str] = []
    address: str | None = "/search?q=da+nang"
    while address:
        (answer,) = ask(press, address)
        seen += re.findall(r'<h3><a href="/article/(\d+)"', answer.text)
        following = re.search(r'rel="next" href="([^"]+)"', answer.text)
        address = following[1].replace("&amp;", "&") if following else None
    with Corpus.open(press) as corpus:
        rows = corpus.conn.execute(
            'SELECT rowid FROM articles_fts WHERE articles_fts MATCH \'"da" "nang"\''
        ).fetchall()
    assert len(seen) > 20
    assert sorted(map(int, seen)) == sorted(row[0] for row in rows)


def test_a_search_is_a_feed(path: Path) -> None:
    with Corpus.open(path) as corpus:
        keep(corpus, story("a", title="A & <b>", published_at="2026-07-01T08:00:00+07:00", source="one"))
        keep(corpus, story("b", title="B\x0bell", published_at="2026-07-02T08:00:00+07:00"))
    (answer,) = ask(path, "/search.atom?q=tin&source=")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = ET.fromstring(answer.text)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Bell", "A & <b>"]
    assert feed.findtext(f"{ATOM}updated") == "2026-07-02T01:00:00Z"
    assert feed.findtext(f"{ATOM}entry/{ATOM}id") == "https://news.test/b"
    links = {link.get("rel"): link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert links["alternate"].endswith("/article/1")
    assert links["via"] == "https://news.test/a"


def test_article_page_says_what_only_the_corpus_knows(path: Path) -> None:
    seed = story("seed", "semence du corpus", title="La semence", language="fr")
    with Corpus.open(path) as corpus:
        row = articles.to_row(seed) | {"content_sha256": "s", "origin": "seed"}
        with corpus.transaction():
            articles.insert(corpus.conn, row, [], NOW)
            articles.insert(
                corpus.conn,
                articles.to_row(story("late", title="Tard", source="late", published_at="2026-07-20T12:30:00+07:00"))
                | {"content_sha256": "t", "origin": "crawl", "duplicate_of": 1},
                [],
                NOW,
            )
        first = story(
            "first", title="Tôt", source="early", published_at="2026-07-20T10:00:07+07:00",
            published_precision="second", lead="Le chapeau", place="Hanoï", agency="VNA", byline="Lê Minh",
            section="Monde", tags=["paix"],
            images=[Image("https://cdn.test/1.jpg", "Légende", "Photo : VNA")], related=[Related("Voir plus", None)],
            extractor="rules:one", original_url="https://source.test/x",
        )  # fmt: skip
        article_id = keep(corpus, first)
        with corpus.transaction():
            corpus.conn.execute("UPDATE articles SET duplicate_of = 1 WHERE id = ?", (article_id,))
    (answer, record) = ask(path, f"/article/{article_id}", f"/article/{article_id}.json")
    said = text(answer.text)
    for words in (
        "Le chapeau", "Hanoï (VNA) –", "Lê Minh", "20 July 2026, 10:00:07", "Légende Photo : VNA", "paix", "Monde",
        "picture on cdn.test", "First: early , 20 July 2026, 10:00:07", "2 hours 29 minutes after the first",
        "The seed it matches La semence", "Voir plus", "rules:one", "The original on news.test", "source.test",
        "The archived page", "The same story elsewhere (2)",
    ):  # fmt: skip
        assert words in said, words
    assert "<img" not in answer.text
    assert Article.from_dict(record.json()) == first
    assert record.json()["duplicate_of"] == 1


def test_a_revision_marks_the_changed_words(path: Path) -> None:
    with Corpus.open(path) as corpus:
        article_id = keep(corpus, Article(url="https://news.test/1", title="T", text="one two three four five " * 20))
        keep(
            corpus,
            Article(
                url="https://news.test/1", title="T", text="one two 3 four five " + "one two three four five " * 19
            ),
        )
    (answer,) = ask(path, f"/article/{article_id}")
    assert "<del>three </del><ins>3 </ins>" in answer.text
    assert "Revisions (1)" in answer.text


def test_near_by_subject_is_not_by_wording(path: Path) -> None:
    fillers = [" ".join(f"f{number}x{place}" for place in range(30)) for number in range(20)]
    with Corpus.open(path) as corpus:
        keep(
            corpus,
            Article(url="https://news.test/a", title="Port", text=f"mangrove mangrove harbour {fillers[0]} " * 3),
        )
        keep(corpus, Article(url="https://news.test/b", title="Other", text=f"Harbour and Mangrove, {fillers[1]}"))
        for number in range(2, 20):
            keep(corpus, Article(url=f"https://news.test/{number}", title=f"Title {number}", text=fillers[number]))
    near, seeds = ask(path, "/article/1/near", "/seeds")
    assert re.findall(r'<h3><a href="/article/(\d+)"', near.text) == ["2"]
    assert "<mark>Mangrove</mark>" in near.text
    assert "No seeds are held" in seeds.text


def test_the_corpus_can_be_read_from_its_seeds(press: Path) -> None:
    (answer,) = ask(press, "/seeds")
    assert answer.text.count("1 copy held") == 5
    (near,) = ask(press, "/article/1/near")
    assert near.text.count("<h3>") > 5


def test_translations_are_linked_both_ways(path: Path) -> None:
    with Corpus.open(path) as corpus:
        keep(corpus, story("vi", "tin tức", title="Gốc", language="vi"))
        keep(corpus, story("fr", "des nouvelles", title="Copie", language="fr", original_url="https://news.test/vi"))
    original, translation = ask(path, "/article/1", "/article/2")
    assert "translated from this" in original.text
    assert "this is translated from it: names its source: https://news.test/vi" in text(translation.text)


def test_markup_in_every_field_stays_text(path: Path) -> None:
    with Corpus.open(path) as corpus:
        article_id = hostile(corpus)
    pages = ["/", "/search", "/search?q=headline", f"/article/{article_id}", "/page/1", "/corpus/articles"]
    pages += [
        f"/article/{article_id}/near",
        "/seeds",
        f"/corpus/articles/{article_id}",
        *(f"/views/{view.name}" for view in views.VIEWS),
        "/corpus/troubles",
    ]
    for address, answer in zip(pages, ask(path, *pages), strict=True):
        assert answer.status_code == 200, address
        assert "<script>window.hit" not in answer.text, address
        assert "<img src=" not in answer.text, address
        assert "<svg onload" not in answer.text, address
        assert 'href="javascript:' not in answer.text, address
        assert "&#39;&gt;&lt;img" in answer.text or "/views/" in address or address in {"/search", "/seeds"}, address


def test_a_reader_may_put_markup_into_the_address(press: Path) -> None:
    for field in ("q", "place", "agency", "section", "source", "language", "since", "order", "copies"):
        (answer,) = ask(press, f'/search?{field}="><script>alert(1)</script>')
        assert "<script" not in answer.text, field


def test_the_archived_page_is_inert(path: Path) -> None:
    with Corpus.open(path) as corpus:
        hostile(corpus)
    frame, inert, source = ask(path, "/page/1", "/page/1/inert", "/page/1/source")
    assert 'sandbox=""' in frame.text
    for answer in (inert, source):
        policy = answer.headers["content-security-policy"]
        assert "sandbox" in policy.split("; ")
        assert "default-src 'none'" in policy
    assert "Archived words" in inert.text
    assert "in a form" in inert.text
    assert EVIL not in inert.text
    assert source.headers["content-type"] == "text/plain; charset=utf-8"
    assert EVIL in source.text


def test_the_api_reads_and_never_writes(press: Path) -> None:
    rows, write, attach = ask(
        press,
        "/corpus/articles.json?_shape=array&_size=2&language=vi&_search=nang",
        "/corpus.json?sql=delete+from+articles",
        "/corpus.json?sql=attach+database+'/tmp/x'+as+x",
    )
    assert [row["language"] for row in rows.json()] == ["vi", "vi"]
    assert write.status_code == attach.status_code == 400


def test_slow_sql_is_stopped(press: Path) -> None:
    slow = "with+recursive+c(x)+as+(select+1+union+all+select+x%2B1+from+c)+select+count(*)+from+c"
    (answer,) = ask(press, f"/corpus.json?sql={slow}")
    assert answer.status_code == 400
    assert "interrupted" in answer.text.lower()


def test_another_name_is_refused(press: Path) -> None:
    (answer,) = ask(press, "/", host="rebound.evil.test:8001")
    assert answer.status_code == 421
    (answer,) = ask(press, "/", host="LOCALHOST:8001")
    assert answer.status_code == 200


def test_what_is_not_there_is_not_found(press: Path) -> None:
    gone = [
        "/article/999999",
        "/article/999999/near",
        "/article/0",
        "/article/9999999999999999999999.json",
        "/page/999",
        "/page/999/inert",
        "/views/none",
    ]
    for address, answer in zip(gone, ask(press, *gone), strict=True):
        assert answer.status_code == 404, address


def test_a_reader_sees_what_a_writer_has_just_committed(path: Path) -> None:
    with Corpus.open(path) as corpus:
        keep(corpus, story("a"))
        (before,) = ask(path, "/")
        with corpus.transaction():
            articles.insert(
                corpus.conn,
                articles.to_row(story("b")) | {"content_sha256": "x", "origin": "crawl"},
                [],
                datetime.now(UTC),
            )
            (during,) = ask(path, "/")
        (after,) = ask(path, "/")
    counts = [re.search(r"Search (\d+) articles", answer.text)[1] for answer in (before, during, after)]  # type: ignore[index]
    assert counts == ["1", "1", "2"]


def test_an_empty_corpus_can_be_read(path: Path) -> None:
    Corpus.open(path).close()
    addresses = ["/", "/search", "/search?q=x", "/search.atom", *(f"/views/{view.name}" for view in views.VIEWS)]
    assert {answer.status_code for answer in ask(path, *addresses)} == {200}


def test_a_missing_file_is_said_before_anything_is_served(path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist"):
        build(path)


def test_a_month_without_articles_is_a_gap(path: Path) -> None:
    now = datetime.now(times.VIETNAM).replace(day=1, hour=12)
    months = [now, *((now := (now - timedelta(days=3)).replace(day=1)) for _ in range(3))]
    with Corpus.open(path) as corpus:
        keep(corpus, story("old", source="one", published_at=months[3].isoformat()))
        keep(corpus, story("older", source="one", published_at="1999-01-01T00:00:00+07:00"))
        keep(corpus, story("new", source="two", published_at=months[0].isoformat()))
    today = datetime.now(times.VIETNAM).day
    (answer,) = ask(path, "/corpus/coverage.json?_shape=array")
    found = {(row["source"], row["month"]): row for row in answer.json()}
    assert len(found) == 13, "twelve months of one paper, one of the other"
    assert found["one", months[3].strftime("%Y-%m")]["articles"] == 1
    gap = found["one", months[2].strftime("%Y-%m")]
    assert (gap["articles"], gap["days_with"]) == (0, 0)
    assert 28 <= gap["days_without"] <= 31
    this = found["two", months[0].strftime("%Y-%m")]
    assert this["days_with"] + this["days_without"] in {today, datetime.now(times.VIETNAM).day}, "or it is midnight"


def test_views_use_indices_on_the_articles(press: Path) -> None:
    """No view on the front page may read every article: their rows lie among the texts."""
    with Corpus.open(press, read_only=True) as corpus:
        for name in ("last_day", "duplicates", "articles_per_day", "delay", "places", "coverage", "near_seeds"):
            plan = [row["detail"] for row in corpus.conn.execute(f"EXPLAIN QUERY PLAN {views.BY_NAME[name].sql}")]
            scans = [step for step in plan if re.match(r"SCAN (articles|a|seed)\b", step) and "USING" not in step]
            assert not scans, (name, plan)


def test_json_of_the_article_is_plain_utf8(path: Path) -> None:
    with Corpus.open(path) as corpus:
        keep(corpus, story("a", title=f"Đà {MARKUP}", published_at=times.utc(NOW)))
    (answer,) = ask(path, "/article/1.json")
    assert json.loads(answer.text)["title"].startswith("Đà ")
    assert answer.headers["x-content-type-options"] == "nosniff"
