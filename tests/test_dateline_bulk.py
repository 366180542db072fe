"""An import of web archives: parts meet, what is inside a record is none, any cut gives the same corpus."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")
pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")
pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra 'cluster'")

import warcs
from program import NOW

from crawler import catalogue
from crawler.parts import PartError, Row, pack
from crawler.webarchive import places, work
from crawler.webarchive.work import Piece, Result
from dateline import bulk
from dateline.bulk import Importer, Progress, Trouble
from dateline.engines import Here, Part, Work
from storage import runs
from storage.corpus import Corpus
from storage.records import Outcome

KNOWN = catalogue.load()
URL = "https://baocantho.com.vn/chuyen-{}-a{}.html"


def story(number: int, **facts: Any) -> bytes:
    return warcs.record(URL.format(number, 1000 + number), warcs.page(number, **facts))


RECORDS = [
    warcs.info(),
    *map(story, range(12)),
    warcs.record("https://example.org/", warcs.page(99)),
    *map(story, range(12, 15)),
]


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def importer(corpus: Corpus, engine: Any = None, **options: Any) -> Importer:
    run_id = runs.start(corpus, runs.IMPORT, NOW, pid=1, host="here")
    callbacks: dict[str, Any] = {"on_trouble": lambda _: None, "on_progress": lambda _: None}
    return Importer(corpus, KNOWN, engine or Here(), run_id=run_id, **(callbacks | options))


def run(corpus: Corpus, *paths: Path, **options: Any) -> Progress:
    made = importer(corpus, **options)
    progress = made.run(places.find(map(str, paths)))
    runs.finish(corpus, made.run_id, NOW)
    return progress


def articles(corpus: Corpus) -> list[tuple[Any, ...]]:
    rows = corpus.conn.execute(
        "SELECT a.url, a.text, a.title, a.first_seen_at, a.origin, d.url FROM articles AS a "
        "LEFT JOIN articles AS d ON d.id = a.duplicate_of ORDER BY a.url"
    )
    return [tuple(row) for row in rows]


def only_run(corpus: Corpus) -> runs.Run:
    [found] = runs.last(corpus, 10)
    return found


class Cutting(Here):
    """An engine that cuts parts smaller than they were asked for, and hands them to the work."""

    def __init__(self, size: int) -> None:
        self.size = size

    def run(self, work: Work, parts: Any) -> Iterator[tuple[Part, bytes]]:
        for part in parts:
            piece: Piece = part.payload
            for start in range(piece.start, piece.end, self.size):
                small = Piece(piece.address, piece.size, piece.form, start, min(start + self.size, piece.end))
                yield Part(part.name, small), work(small)


@pytest.mark.parametrize("form", ["plain", "gzip", "zstd"])
def test_any_size_of_parts_gives_the_same_corpus(corpus: Corpus, tmp_path: Path, form: str) -> None:
    (tmp_path / "x.warc").write_bytes(warcs.packed(RECORDS, form))
    whole = run(corpus, tmp_path / "x.warc")
    assert whole.tally.outcomes == {Outcome.NEW: 15}
    assert whole.tally.passed == {"type": 1, "host": 1}
    assert only_run(corpus).leased == only_run(corpus).counts[Outcome.NEW] == 15
    for size in (1500, 4001):
        with Corpus.open(tmp_path / f"{size}.db") as other:
            cut = run(other, tmp_path / "x.warc", engine=Cutting(size))
            assert (cut.tally, cut.done, cut.finished) == (whole.tally, whole.total, 1)
            assert articles(other) == articles(corpus)


@pytest.mark.parametrize("form", ["plain", "gzip"])
def test_a_web_archive_inside_a_page_is_no_web_archive(tmp_path: Path, form: str) -> None:
    """Somebody's page holds what looks like a record of another newspaper; the cut may fall right before it."""
    forged = warcs.record("https://nhandan.vn/gia-mao-post1.html", warcs.page(66))
    noise = random.Random(1).randbytes(30_000)
    inner = b"\n" + warcs.packed([forged], form)
    host = warcs.record(URL.format(50, 5000), warcs.page(50).encode() + noise + inner * 3 + noise[:5000])
    data = warcs.packed([story(1), host, story(2)], form, level=0)
    assert b"\n" + warcs.packed([forged], form)[:12] in data, "it must be there to be found"
    (tmp_path / "x.warc.gz").write_bytes(data)
    for size in (9_011, 20_011, 31_500, 400_000):
        with Corpus.open(tmp_path / f"{size}.db") as other:
            done = run(other, tmp_path / "x.warc.gz", engine=Cutting(size))
            assert done.tally.records == 3
            assert not [url for url, *_ in articles(other) if "nhandan" in url]


def test_a_part_that_holds_too_much_is_taken_in_turns(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MAX_PAGES", 3000)
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed(RECORDS))
    done = run(corpus, tmp_path / "x.warc.gz")
    assert (done.tally.outcomes, done.tally.passed) == ({Outcome.NEW: 15}, {"type": 1, "host": 1})


def test_any_address_that_fsspec_opens(corpus: Corpus) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed: the extra 'warc'")
    fsspec.filesystem("memory").pipe("/bulk/x.warc.gz", warcs.packed(RECORDS))
    made = importer(corpus, Cutting(4001))
    assert made.run(places.find(["memory://bulk"])).tally.outcomes == {Outcome.NEW: 15}
    assert corpus.conn.execute("SELECT address FROM imports").fetchone()[0] == "memory:///bulk/x.warc.gz"


class StoppedError(Exception):
    pass


@pytest.mark.parametrize("after", [1, 3, 5])
def test_what_was_stopped_goes_on_and_counts_each_record_once(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed([*RECORDS, b"junk" * 20]))
    batches = 0

    def stop(progress: Progress) -> None:
        nonlocal batches
        batches += bool(progress.tally.records)
        if batches == after:
            raise StoppedError

    with pytest.raises(StoppedError):
        run(corpus, tmp_path / "x.warc.gz", on_progress=stop)
    before = corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0]
    assert 0 < before < 15
    done = run(corpus, tmp_path / "x.warc.gz")
    assert done.tally.outcomes == {Outcome.NEW: 15 - before}
    row = corpus.conn.execute("SELECT * FROM imports").fetchone()
    assert (row["outcomes"], row["passed"], row["broken"]) == (
        '{"new": 15}',
        '{"type": 1, "host": 1}',
        '{"damaged": 1}',
    )
    assert (row["records"], row["offset"], bool(row["finished_at"])) == (18, row["size"], True)
    assert [each.leased for each in runs.last(corpus, 2)] == [15 - before, before]


def test_finished_files_are_passed_over_until_they_change_or_other_hosts_are_asked_for(
    corpus: Corpus, tmp_path: Path
) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(warcs.packed(RECORDS))
    run(corpus, path)
    assert (run(corpus, path).skipped, run(corpus, path, again=True).tally.outcomes) == (1, {Outcome.UNCHANGED: 15})
    assert run(corpus, path, hosts=("example.org",)).tally.outcomes == {Outcome.NEW: 1}
    path.write_bytes(warcs.packed([*RECORDS, story(20)]))
    assert run(corpus, path).tally.outcomes == {Outcome.UNCHANGED: 15, Outcome.NEW: 1}


def test_troubles_are_told_with_their_place_and_files_that_are_none_spoil_nothing(
    corpus: Corpus, tmp_path: Path
) -> None:
    pieces = warcs.pieces([story(1), story(2), story(3)])
    (tmp_path / "a.warc.gz").write_bytes(pieces[0] + b"junk" + pieces[1] + pieces[2][:-40])
    (tmp_path / "b.warc.gz").write_bytes(b"no archive at all, whatever its name says")
    (tmp_path / "c.warc.gz").write_bytes(b"".join(warcs.pieces([story(4) + story(5)])))
    (tmp_path / "d.warc.gz").write_bytes(warcs.packed([story(6)]))
    told: list[Trouble] = []
    done = run(corpus, tmp_path, on_trouble=told.append)
    assert done.tally.outcomes == {Outcome.NEW: 3}
    a = len(pieces[0])
    assert [(Path(each.address).name, each.offset, each.reason) for each in told] == [
        ("a.warc.gz", a, "garbage"),
        ("a.warc.gz", a + 4 + len(pieces[1]), "cut"),
    ]
    problems = {Path(address).name: problem for address, problem in done.problems.items()}
    assert problems.keys() == {"b.warc.gz", "c.warc.gz"}
    assert "no record begins in it" in problems["b.warc.gz"]
    assert "recompress" in problems["c.warc.gz"]
    assert done.done == done.total


def test_a_page_that_kills_extraction_costs_itself(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = work.read

    def read(page: Any, *args: Any) -> Any:
        if "a1002" in page.url:
            raise RecursionError("too deep")
        return real(page, *args)

    monkeypatch.setattr(work, "read", read)
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed(RECORDS))
    told: list[Trouble] = []
    done = run(corpus, tmp_path / "x.warc.gz", on_trouble=told.append)
    assert done.tally.outcomes == {Outcome.NEW: 14, Outcome.FAILED: 1}
    assert [each.reason for each in told] == ["RecursionError: too deep"]


def test_a_network_that_fails_ends_its_file_for_now_and_no_other(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.warc.gz").write_bytes(warcs.packed(RECORDS[:9]))
    (tmp_path / "b.warc.gz").write_bytes(warcs.packed(RECORDS[9:]))

    @contextmanager
    def failing(address: str, real: Any = work.opened) -> Iterator[Any]:
        if "a.warc" in address:
            raise TimeoutError("no answer")
        with real(address) as file:
            yield file

    with monkeypatch.context() as patched:
        patched.setattr(work, "opened", failing)
        done = run(corpus, tmp_path)
    assert (done.tally.outcomes, done.finished, len(done.problems)) == ({Outcome.NEW: 7}, 1, 1)
    assert run(corpus, tmp_path).tally.outcomes == {Outcome.NEW: 8}


class Ahead(Here):
    """An engine that draws all parts before it does the first."""

    def run(self, work: Work, parts: Any) -> Iterator[tuple[Part, bytes]]:
        yield from super().run(work, list(parts))


@pytest.mark.parametrize(("engine", "looks"), [(Here, 1), (Ahead, 15)])
def test_a_file_that_is_given_up_is_not_read_on(
    corpus: Corpus, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Any, looks: int
) -> None:
    data = warcs.packed(RECORDS)
    (tmp_path / "a.warc.gz").write_bytes(data)
    (tmp_path / "b.warc.gz").write_bytes(warcs.packed([story(20)]))
    monkeypatch.setattr(bulk, "PART", len(data) // 15 + 1)
    asked = []

    @contextmanager
    def failing(address: str, real: Any = work.opened) -> Iterator[Any]:
        asked.append(Path(address).name)
        if "a.warc" in address:
            raise TimeoutError("no answer")
        with real(address) as file:
            yield file

    monkeypatch.setattr(work, "opened", failing)
    done = run(corpus, tmp_path, engine=engine())
    assert asked.count("a.warc.gz") == looks
    assert (done.tally.outcomes, len(done.problems), done.done) == ({Outcome.NEW: 1}, 1, done.total)


def test_challenges_and_endless_texts_are_no_articles(corpus: Corpus, tmp_path: Path) -> None:
    challenge = "<html><head><title>Just a moment...</title></head><body><p>" + "wait " * 99
    endless = "<html><body><article><h1>Chuyện dài</h1>" + "".join(
        f"<p>{number} {'một hai ba bốn năm sáu. ' * 80}</p>" for number in range(400)
    )
    records = [warcs.record(URL.format(1, 1), challenge), warcs.record(URL.format(2, 2), endless)]
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed(records))
    done = run(corpus, tmp_path / "x.warc.gz")
    assert done.tally.outcomes == {Outcome.BLOCKED: 1, Outcome.NOT_ARTICLE: 1}


def test_the_rules_of_the_day_of_capture_read_a_page(corpus: Corpus, tmp_path: Path) -> None:
    """A page that both templates of a family could read, each its own part of it."""
    old, new = (" ".join(f"{word}{n}" for n in range(80)) for word in ("cũ", "mới"))
    both = (
        "<html><body><div class='box-title-detail'><h1>Cây cầu mới ở bờ sông</h1></div>"
        f"<div class='item-content'><p>{old}.</p></div><div class='article__body'><p>{new}.</p></div></body></html>"
    )
    days = {
        "https://nhandan.vn/cau-moi-post10.html": "2020-05-01",
        "https://nhandan.vn/cau-moi-post11.html": "2024-05-01",
    }
    records = [warcs.record(url, both, date=f"{day}T08:00:00Z") for url, day in days.items()]
    (tmp_path / "x.warc.gz").write_bytes(warcs.packed(records))
    run(corpus, tmp_path / "x.warc.gz")
    texts = [text for _, text, *_ in articles(corpus)]
    assert ["cũ79" in text for text in texts] == [True, False]
    assert ["mới79" in text for text in texts] == [False, True]


def test_a_part_can_be_done_record_by_record(tmp_path: Path) -> None:
    data = warcs.packed([*RECORDS[:4], b"junk" * 9, *RECORDS[4:]])
    (tmp_path / "x.warc.gz").write_bytes(data)
    reader = work.Reader(KNOWN)
    piece = Piece(str(tmp_path / "x.warc.gz"), len(data), work.Form.GZIP, 500, 8000)
    together = Result.unpack(reader(piece))
    alone = Result.unpack(reader.join([reader(each) for each in reader.pieces(piece)]))
    assert [(row.position, row.trouble, row.facts, row.page) for row in alone.rows] == [
        (row.position, row.trouble, row.facts, row.page) for row in together.rows
    ]
    assert (alone.first, alone.next, alone.passed) == (together.first, together.next, together.passed)
    first, *rest = reader.pieces(piece)
    lost = Result.unpack(reader.join([reader.lost(first, "it killed its worker"), *map(reader, rest)]))
    assert (lost.first, lost.next, len(lost.rows)) == (together.first, together.next, len(together.rows))
    assert lost.rows[0].facts["outcome"] == "failed"


def test_a_part_without_a_record_or_that_cannot_be_read_is_one_piece(tmp_path: Path) -> None:
    data = warcs.packed([story(1), warcs.record(URL.format(50, 5000), random.Random(1).randbytes(30_000)), story(2)])
    (tmp_path / "x.warc.gz").write_bytes(data)
    reader = work.Reader(KNOWN)
    middle = Piece(str(tmp_path / "x.warc.gz"), len(data), work.Form.GZIP, 10_000, 20_000)
    assert list(reader.pieces(middle)) == [middle]
    alone = Result.unpack(reader.join(map(reader, reader.pieces(middle))))
    assert (alone, alone.first >= middle.end) == (Result.unpack(reader(middle)), True)
    lost = Result.unpack(reader.join([reader.lost(middle, "it killed its worker")]))
    assert (lost.first, lost.next, len(lost.rows)) == (middle.start, middle.end, 1)
    (tmp_path / "x.warc.gz").unlink()
    assert list(reader.pieces(middle)) == [middle]
    assert "does not exist" in str(Result.unpack(reader.join(map(reader, reader.pieces(middle)))).problem)


@pytest.mark.parametrize(
    "rows", [[], [Row(1)], [Row(1, facts={"first": 1, "next": 2, "passed": "{", "problem": None})]]
)
def test_a_result_without_its_head_is_a_plain_error(rows: list[Row]) -> None:
    with pytest.raises(PartError, match="damaged"):
        Result.unpack(pack(rows))
