"""One crawl of the whole fault desk: every fault gets its outcome, and the run goes on."""

import os
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import faultdesk
import pytest
from crawls import Crawl
from faults import LISTINGS, MANNERS, SITES, SOUND, Fault, story

from storage import runs
from storage.corpus import Corpus

# Short limits, so that the faults that only time ends do not hold up the suite; long enough for a busy machine, whose
# server has to pack four bombs of 100 MB meanwhile.
TIMEOUT = float(os.environ.get("DATELINE_TEST_TIMEOUT", "30"))
PAGE_SECONDS = float(os.environ.get("DATELINE_TEST_PAGE_SECONDS", "30"))
HOSTILE = sorted(SITES.keys() - MANNERS)
FAULTS = [(name, fault) for name in HOSTILE for fault in SITES[name].faults]


@dataclass
class Crawled:
    corpus: Corpus
    desk: faultdesk.FaultDesk
    report: dict[str, Any]

    def visit(self, url: str) -> tuple[str, str]:
        rows = self.corpus.conn.execute(
            "SELECT outcome, detail FROM visits JOIN urls ON urls.id = url_id WHERE url = ?", (url,)
        ).fetchall()
        assert len(rows) == 1, f"{url} was visited {len(rows)} times"
        return rows[0]["outcome"], rows[0]["detail"] or ""

    def article(self, url: str) -> dict[str, Any]:
        (row,) = self.corpus.conn.execute("SELECT * FROM articles WHERE url = ?", (url,)).fetchall()
        return dict(row)

    def visited(self, site: str) -> set[str]:
        rows = self.corpus.conn.execute(
            "SELECT url FROM visits JOIN urls ON urls.id = url_id WHERE visits.source = ?", (site,)
        )
        return {row["url"] for row in rows}


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("hostile")
    toml = folder / "sources.toml"
    with faultdesk.start(folder) as desk:
        toml.write_text(desk.catalogue())
        crawl = Crawl(
            folder / "corpus.db", toml, HOSTILE, settings={"DOWNLOAD_TIMEOUT": TIMEOUT, "RETRY_TIMES": 1},
            plan={"page_seconds": PAGE_SECONDS, "workers": 2, "limit": 30},
        )  # fmt: skip
        report = crawl.run(seconds=1800)
        figures = f"{len(FAULTS)} faulty pages, {len(LISTINGS)} hostile listings, peak {report['peak_mb']}"
        sys.stdout.write(f"\nfault desk: {figures}\n")
        with Corpus.open(folder / "corpus.db", read_only=True) as corpus:
            yield Crawled(corpus, desk, report)


def url_of(desk: faultdesk.FaultDesk, site: str, fault: Fault) -> str:
    path = fault.path.format(**desk.ports)
    return path if "://" in path else desk.url(site, path)


@pytest.mark.parametrize(("site", "fault"), FAULTS, ids=[f"{site}{fault.path}" for site, fault in FAULTS])
def test_every_fault_has_its_outcome(crawled: Crawled, site: str, fault: Fault) -> None:
    outcome, detail = crawled.visit(url_of(crawled.desk, site, fault))
    assert outcome in fault.outcomes, detail
    assert fault.detail in detail


@pytest.mark.parametrize("site", HOSTILE)
def test_the_run_goes_on(crawled: Crawled, site: str) -> None:
    assert crawled.visit(crawled.desk.url(site, SOUND))[0] == "new"
    assert crawled.article(crawled.desk.url(site, SOUND))["text"] == "\n\n".join(story(site).paragraphs)


def test_the_run_ends_in_order(crawled: Crawled) -> None:
    run = runs.get(crawled.corpus, crawled.report["run"])
    assert run.state == "finished"
    assert sum(run.counts.values()) == run.leased
    assert crawled.corpus.conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert "Traceback" not in crawled.report["stderr"]


def test_memory_stays_low(crawled: Crawled) -> None:
    assert crawled.report["peak_mb"]["crawl"] < 400
    assert crawled.report["peak_mb"]["worker"] < 400


TEXTS = [
    "windows-1258", "utf-16-without-mark", "false-utf-8", "no-charset", "unknown-charset", "decomposed",
    "half-decomposed", "null-bytes", "many-cookies", "cookie-gate",
]  # fmt: skip


@pytest.mark.parametrize("site", TEXTS)
def test_text_comes_out_whole(crawled: Crawled, site: str) -> None:
    article = crawled.article(crawled.desk.url(site, "/story/fault-2.html"))
    text = story(f"{site}/story/fault-2.html")
    assert article["text"] == "\n\n".join(text.paragraphs)
    assert article["title"].replace("\0", "") == text.title
    assert unicodedata.is_normalized("NFC", article["text"])
    assert "\0" not in article["title"]


def test_odd_dates_are_flagged_or_left_out(crawled: Crawled) -> None:
    future = crawled.article(crawled.desk.url("odd-dates", "/story/future-2.html"))
    assert "date_in_future" in future["warnings"]
    epoch = crawled.article(crawled.desk.url("odd-dates", "/story/epoch-3.html"))
    assert (epoch["published_at"], "no_date" in epoch["warnings"]) == (None, True)


def test_titles_and_captions_are_plain_text(crawled: Crawled) -> None:
    article = crawled.article(crawled.desk.url("markup-in-titles", "/story/fault-2.html"))
    images = crawled.corpus.conn.execute("SELECT caption FROM images WHERE article_id = ?", (article["id"],))
    for text in (article["title"], article["text"], *(row["caption"] for row in images)):
        assert not [sign for sign in text if unicodedata.category(sign) == "Cc" and sign != "\n"], text


# --- what announces stories -----------------------------------------------------------------------------------------


def test_entities_are_not_followed(crawled: Crawled) -> None:
    assert "/entity.txt" not in crawled.desk.asked("external-entity")
    hints = crawled.corpus.conn.execute("SELECT url, hint_title FROM urls").fetchall()
    assert not [row["url"] for row in hints if "root:" in f"{row['url']} {row['hint_title']}"]


def test_one_story_in_six_spellings_is_asked_for_once(crawled: Crawled) -> None:
    asked = [path for path in crawled.desk.asked("strange-links") if path.startswith("/story/") and path != SOUND]
    assert len(asked) == 1
    assert len(crawled.visited("strange-links")) == 2


def test_nobody_outside_the_catalogue_is_asked(crawled: Crawled) -> None:
    known = crawled.corpus.conn.execute("SELECT host FROM urls").fetchall()
    assert {row["host"].partition(":")[0] for row in known} == {"127.0.0.1"}


@pytest.mark.parametrize("site", sorted(LISTINGS))
def test_a_hostile_listing_costs_few_requests(crawled: Crawled, site: str) -> None:
    listings = [path for path in crawled.desk.asked(site) if not path.startswith("/story/")]
    assert len(listings) < 20
