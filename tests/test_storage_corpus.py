"""Every file that is no corpus is refused in one line and left as it was; every corpus opens."""

import multiprocessing
import os
import sqlite3
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

import pytest
from program import PATIENCE
from sqlite_utils import Database, Migrations

from storage import migrations
from storage.corpus import APPLICATION_ID, Corpus, CorpusError
from storage.frontier import Frontier

CONTRACT = {
    "articles", "images", "revisions", "relations", "signatures", "bands", "pages", "dictionaries", "urls", "feeds",
    "runs", "alerts", "articles_fts", "hosts",
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "corpus.db"


def refused(path: Path, *, read_only: bool = False, create: bool = True) -> str:
    """Open a file that must be refused; return the line. The file stays byte for byte as it was."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(CorpusError) as caught:
        Corpus.open(path, read_only=read_only, create=create)
    assert (path.read_bytes() if path.is_file() else None) == before
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    return message


def foreign(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as conn:
        for statement in statements:
            conn.execute(statement)
    conn.close()


def older(path: Path, steps: int = 2) -> None:
    """Write a corpus as a dateline that knew only the first steps did."""
    known = dict(list(migrations.STEPS.items())[:steps])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "STEPS", known)
        patch.setattr(migrations, "SCHEMA", steps)
        Corpus.open(path).close()


# Files that open


def test_new_file_has_the_tables_of_the_contract(path: Path) -> None:
    with Corpus.open(path) as corpus:
        assert set(corpus.db.table_names()) >= CONTRACT
        assert corpus.db.journal_mode == "wal"
        assert corpus.conn.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
        assert corpus.conn.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA
        assert [step.name for step in Migrations(migrations.SET_NAME).applied(corpus.db)] == list(migrations.STEPS)


def test_empty_file_is_a_new_corpus(path: Path) -> None:
    path.touch()
    with Corpus.open(path) as corpus:
        assert set(corpus.db.table_names()) >= CONTRACT


def test_opening_again_changes_nothing(path: Path) -> None:
    Corpus.open(path).close()
    before = path.read_bytes()
    Corpus.open(path).close()
    assert path.read_bytes() == before


def test_opening_an_up_to_date_file_does_not_import_sqlite_utils(path: Path) -> None:
    Corpus.open(path).close()
    code = "import sys, storage.corpus as c; c.Corpus.open(sys.argv[1]); print('sqlite_utils' in sys.modules)"
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code, path], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?.db", "sharp#.db", "Đà Nẵng.db"])
def test_any_file_name(tmp_path: Path, name: str) -> None:
    Corpus.open(tmp_path / name).close()
    assert (tmp_path / name).stat().st_size > 0


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Corpus.open("corpus.db").close()
    assert (tmp_path / "corpus.db").exists()


def test_older_file_is_brought_up_to_date_with_its_articles(path: Path) -> None:
    older(path)
    foreign(
        path,
        "INSERT INTO articles (url, title, first_seen_at, updated_at, content_sha256, origin) "
        "VALUES ('u', 'kept', '', '', '', 'crawl')",
    )
    with Corpus.open(path) as corpus:
        assert set(corpus.db.table_names()) >= CONTRACT
        assert corpus.conn.execute("SELECT title FROM articles").fetchone()[0] == "kept"
        assert corpus.conn.execute("PRAGMA user_version").fetchone()[0] == migrations.SCHEMA


def test_feeds_that_fail_when_the_file_is_migrated_have_failed_since_their_last_answer(path: Path) -> None:
    older(path, list(migrations.STEPS).index("failing"))
    columns = "url, source, kind, interval, next_at, failures, first_seen_at, last_ok_at"
    with sqlite3.connect(path) as conn:
        conn.executemany(
            f"INSERT INTO feeds ({columns}) VALUES (?, 'one', 'feed', 60, '', ?, '2026-01-01T00:00:00Z', ?)",
            [("well", 0, "2026-02-01T00:00:00Z"), ("ill", 3, "2026-03-01T00:00:00Z"), ("guess", 9, None)],
        )
    conn.close()
    with Corpus.open(path) as corpus:
        assert dict(corpus.conn.execute("SELECT url, failing_since FROM feeds").fetchall()) == {
            "well": None,
            "ill": "2026-03-01T00:00:00Z",
            "guess": "2026-01-01T00:00:00Z",
        }


def test_queued_urls_of_an_older_file_are_leased_when_their_moment_has_come(path: Path) -> None:
    older(path, list(migrations.STEPS).index("due"))
    columns = "canonical_key, url, host, discovered_at, state, next_at"
    rows = [
        ("past", "queued", "2026-01-01T00:00:00Z"),
        ("future", "queued", "2999-01-01T00:00:00Z"),
        ("x", "done", None),
    ]
    with sqlite3.connect(path) as conn:
        conn.executemany(f"INSERT INTO urls ({columns}) VALUES (?, 'u', 'h', '', ?, ?)", rows)
    conn.close()
    with Corpus.open(path) as corpus:
        assert dict(corpus.conn.execute("SELECT canonical_key, due FROM urls")) == {"past": 1, "future": 0, "x": 0}
        for year, keys in ((2026, ["past"]), (3000, ["past", "future"])):
            assert [each.key for each in Frontier(corpus).lease("me", 9, datetime(year, 12, 31, tzinfo=UTC))] == keys


def test_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    older(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            migrations, "STEPS", migrations.STEPS | {"broken": "CREATE TABLE broken (id); SELECT * FROM none;"}
        )
        with pytest.raises(sqlite3.OperationalError, match="no such table: none"):
            Corpus.open(path)
    with sqlite3.connect(path) as conn:
        names = {name for (name,) in conn.execute("SELECT name FROM sqlite_master")}
        assert conn.execute("PRAGMA user_version").fetchone()[0] == 2
    conn.close()
    assert not names & {"urls", "bands", "broken"}


def open_together(path: Path, start: "multiprocessing.synchronize.Barrier") -> None:
    start.wait()
    Corpus.open(path).close()


def test_processes_may_make_the_file_at_the_same_moment(path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(3)
    processes = [spawn.Process(target=open_together, args=(path, start)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(PATIENCE)
    assert [process.exitcode for process in processes] == [0, 0, 0]


# Files that do not


def test_folder(tmp_path: Path) -> None:
    assert "is a folder" in refused(tmp_path)


def test_folder_that_is_missing(tmp_path: Path) -> None:
    assert f"there is no folder {tmp_path / 'no'}" in refused(tmp_path / "no" / "corpus.db")
    assert not (tmp_path / "no").exists()


@pytest.mark.parametrize(("name", "said"), [("x" * 300, "cannot be reached"), ("a\0b", "NUL")])
def test_impossible_name(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(CorpusError, match=said):
        Corpus.open(tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("read_only", "create"), [(True, True), (False, False)])
def test_missing_file(path: Path, *, read_only: bool, create: bool) -> None:
    assert "does not exist" in refused(path, read_only=read_only, create=create)
    assert not path.exists()


@pytest.mark.parametrize("content", [b"x", b"<html>" * 1000, os.urandom(5000), b"\0" * 100, b"SQLite format 3\0junk"])
def test_file_that_is_no_database(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert "is not a SQLite database" in refused(path)
    assert "is not a SQLite database" in refused(path, read_only=True)


@pytest.mark.parametrize(
    "statements",
    [
        ["CREATE TABLE notes (id)"],
        ["CREATE TABLE notes (id)", "PRAGMA journal_mode = WAL"],
        ["PRAGMA application_id = 42"],
        ["PRAGMA user_version = 3"],
    ],
)
def test_database_of_another_program(path: Path, statements: list[str]) -> None:
    foreign(path, *statements)
    assert "not a dateline corpus" in refused(path)
    assert "not a dateline corpus" in refused(path, read_only=True)


def test_newer_file(path: Path) -> None:
    Corpus.open(path).close()
    foreign(path, f"PRAGMA user_version = {migrations.SCHEMA + 1}")
    expected = (
        f"newer dateline (schema {migrations.SCHEMA + 1}, this one knows {migrations.SCHEMA}): upgrade dateline"
    )
    assert expected in refused(path)
    assert expected in refused(path, read_only=True)


def test_older_file_cannot_be_migrated_when_only_read(path: Path) -> None:
    older(path)
    assert "older dateline (schema 2" in refused(path, read_only=True)


def test_empty_file_is_not_made_a_corpus_when_only_read(path: Path) -> None:
    path.touch()
    assert "is empty" in refused(path, read_only=True)


def test_damaged_file(path: Path) -> None:
    Corpus.open(path).close()
    content = bytearray(path.read_bytes())
    content[100:2000] = os.urandom(1900)
    path.write_bytes(content)
    assert "is damaged" in refused(path)


def test_damage_found_later_is_told_as_plainly(path: Path) -> None:
    with Corpus.open(path) as corpus:
        corpus.conn.executemany("INSERT INTO bands VALUES (?, 1)", [(number,) for number in range(50_000)])
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="is damaged"), Corpus.open(path, read_only=True) as corpus:
        corpus.conn.execute("SELECT sum(key) FROM bands").fetchall()


TAKEN = [
    ("DROP TABLE feeds", "no table feeds and 1 more"),
    ("DROP TABLE hosts", "no table hosts"),
    ("DROP INDEX urls_due", "no index urls_due"),
    ("DROP TRIGGER articles_fts_insert", "no trigger articles_fts_insert"),
    ("ALTER TABLE feeds DROP COLUMN rhythm", "no column feeds.rhythm"),
]


@pytest.mark.parametrize(("statement", "said"), TAKEN)
def test_file_that_something_was_taken_from(path: Path, statement: str, said: str) -> None:
    Corpus.open(path).close()
    foreign(path, statement)
    for read_only in (True, False):
        expected = f"is damaged or was changed by another program ({said}): restore a copy"
        assert expected in refused(path, read_only=read_only)


def test_file_that_something_was_added_to(path: Path) -> None:
    Corpus.open(path).close()
    foreign(path, "CREATE TABLE mine (id)", "ALTER TABLE feeds ADD COLUMN mine", "CREATE VIEW v AS SELECT 1")
    Corpus.open(path).close()
    Corpus.open(path, read_only=True).close()


@pytest.mark.parametrize("apart", [True, False])
def test_table_that_is_dropped_while_the_file_is_open(path: Path, *, apart: bool) -> None:
    def read() -> None:
        with Corpus.open(path) as corpus:
            foreign(path, "DROP TABLE hosts")
            with nullcontext() if apart else corpus.transaction():
                corpus.conn.execute("SELECT * FROM hosts")

    with pytest.raises(CorpusError, match=r"changed by another program \(no table hosts\): restore"):
        read()


def test_lock_that_is_held_too_long(path: Path) -> None:
    Corpus.open(path).close()
    with Corpus.open(path) as holder, holder.transaction(), Corpus.open(path, busy_timeout=0.05) as waiting:
        with pytest.raises(CorpusError, match="is locked by another program"), waiting.transaction():
            pass
        assert waiting.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 0


# Read-only


def test_reading_only_writes_nothing(path: Path) -> None:
    Corpus.open(path).close()
    with Corpus.open(path, read_only=True) as corpus:
        assert corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 0
        with pytest.raises(CorpusError, match="cannot be written"), corpus.transaction():
            corpus.conn.execute("INSERT INTO bands VALUES (1, 1)")


def as_nobody(work: Callable[[], None]) -> int:
    """Run work in a child without root's rights, which see no permissions; return its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - the child must not return into pytest
            traceback.print_exc()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def protected() -> Iterator[Path]:
    """A corpus in a folder that all may enter and none may write; pytest's own folders admit their owner only."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        Corpus.open(folder / "corpus.db").close()
        (folder / "corpus.db").chmod(0o444)
        folder.chmod(0o555)
        yield folder / "corpus.db"
        folder.chmod(0o755)


def test_protected_file_can_be_read(protected: Path) -> None:
    def read() -> None:
        with Corpus.open(protected, read_only=True) as corpus:
            assert corpus.conn.execute("SELECT count(*) FROM articles").fetchone()[0] == 0

    assert as_nobody(read) == 0


def test_protected_file_is_refused_for_writing(protected: Path) -> None:
    def write() -> None:
        assert "cannot be written" in refused(protected)
        assert "cannot be opened" in refused(protected.with_name("new.db"))

    assert as_nobody(write) == 0


def test_folder_that_may_not_be_entered(protected: Path) -> None:
    protected.parent.chmod(0o000)

    def look() -> None:
        with pytest.raises(CorpusError, match="cannot be reached"):
            Corpus.open(protected)

    assert as_nobody(look) == 0


# Transactions


def count(corpus: Corpus) -> int:
    return int(corpus.conn.execute("SELECT count(*) FROM bands").fetchone()[0])


def test_transaction_is_kept_or_undone_as_a_whole(path: Path) -> None:
    with Corpus.open(path) as corpus:
        with corpus.transaction():
            corpus.conn.execute("INSERT INTO bands VALUES (1, 1)")
        with pytest.raises(sqlite3.IntegrityError), corpus.transaction():
            corpus.conn.executemany("INSERT INTO bands VALUES (?, 1)", [(2,), (1,)])
        assert count(corpus) == 1
        assert not corpus.conn.in_transaction


def test_inner_transaction_belongs_to_the_outer(path: Path) -> None:
    def fail(corpus: Corpus) -> None:
        with corpus.transaction():
            with corpus.transaction():
                corpus.conn.execute("INSERT INTO bands VALUES (1, 1)")
            raise ZeroDivisionError

    with Corpus.open(path) as corpus:
        with pytest.raises(ZeroDivisionError):
            fail(corpus)
        assert count(corpus) == 0


def test_closing_undoes_what_is_open(path: Path) -> None:
    corpus = Corpus.open(path)
    corpus.conn.execute("BEGIN IMMEDIATE")
    corpus.conn.execute("INSERT INTO bands VALUES (1, 1)")
    corpus.close()
    with Corpus.open(path) as corpus:
        assert count(corpus) == 0


def test_errors_in_our_own_sql_stay_what_they_are(path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"), Corpus.open(path) as corpus:
        corpus.conn.execute("SELECT * FROM nonsense")


def test_sqlite_utils_works_on_the_connection(path: Path) -> None:
    with Corpus.open(path) as corpus:
        assert isinstance(corpus.db, Database)
        corpus.db["bands"].insert_all([{"key": 1, "article_id": 1}, {"key": 2, "article_id": 1}])
        assert [row["key"] for row in corpus.db["bands"].rows] == [1, 2]
        assert corpus.db["articles"].detect_fts() == "articles_fts"
