"""What a worker does with a part of a web archive: read its records, and the pages in them. It needs no corpus."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from crawler import parts
from crawler.catalogue import Catalogue
from crawler.extraction.rules import Rulebook
from crawler.outcomes import MAX_TEXT, challenge_of
from crawler.parts import Facts, Row
from crawler.reading import Read, read
from crawler.urls import UrlError, canonical_key
from crawler.webarchive.captures import Capture, Sieve
from crawler.webarchive.forms import Archive, Form, FormError
from crawler.webarchive.places import PlaceError, opened
from crawler.webarchive.records import Broken, Scan
from storage import stories
from storage.records import Outcome

MAX_PAGES = 64 * 1024 * 1024
"""Bytes of pages in one result: twice what a part of ordinary pages comes to. Of a part that holds more, such as one
made to inflate without end, the rest is asked for again."""


PAGE, BROKEN = "page", "broken"
"""Kinds of rows."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a file: the records that begin in it.

    Attributes:
        address: The file.
        size: Of the file, bytes.
        form: How it is written.
        start: The first byte, not necessarily of a record.
        end: The first byte after it.
        dictionary: The file's, for zstd.
        alone: Whether it is a single record, and nothing behind it is to be touched: the next one may be deadly.
    """

    address: str
    size: int
    form: Form
    start: int
    end: int
    dictionary: bytes = b""
    alone: bool = False


@dataclass(slots=True)
class Result:
    """What came of a part.

    Attributes:
        first: Where its first record began: the part's end where there was none.
        next: Where the first record after those that were read begins; before the part's end where it held too much.
        passed: How many records were passed over after the last row, by reason.
        rows: Records that were read, or are broken, in order. Their facts: "kind" (:data:`PAGE` or :data:`BROKEN`),
            "passed" (JSON, of the records before), and of a page "key", "alias" and "original" (canonical keys),
            "origin"; or its "outcome" and "detail", where it has no article.
        problem: Why the file cannot be read (on); None where it can.
    """

    first: int
    next: int
    passed: Counter[str] = field(default_factory=Counter)
    rows: list[Row] = field(default_factory=list)
    problem: str | None = None

    def pack(self, packing: parts.Packing = parts.ARROW) -> bytes:
        """Return it as bytes."""
        facts: Facts = {
            "first": self.first,
            "next": self.next,
            "passed": json.dumps(self.passed),
            "problem": self.problem,
        }
        return packing.pack([Row(self.first, facts=facts), *self.rows])

    @classmethod
    def unpack(cls, packed: bytes, packing: parts.Packing = parts.ARROW) -> "Result":
        """Read it from bytes.

        Raises:
            PartError: They are damaged, or of another version.
        """
        try:
            head, *rows = packing.unpack(packed)
            facts: dict[str, Any] = head.facts
            return cls(facts["first"], facts["next"], Counter(json.loads(facts["passed"])), rows, facts["problem"])
        except (ValueError, TypeError, LookupError) as error:
            raise parts.PartError("a part of results is damaged (its head): run the command again") from error


@dataclass(slots=True)
class Reader:
    """Reads parts of web archives. Picklable; callable: a :class:`Piece` in, a packed :class:`Result` out.

    Args:
        catalogue: What is known of the newspapers.
        hosts: Shell patterns of the hosts that are wanted instead of the catalogue's.
        packing: How results travel.
    """

    catalogue: Catalogue
    hosts: tuple[str, ...] = ()
    packing: parts.Packing = parts.ARROW
    rulebook: Rulebook = field(init=False)

    def __post_init__(self) -> None:
        self.rulebook = self.catalogue.rulebook()

    def __call__(self, piece: Piece) -> bytes:
        """Read a part; of a file that cannot be read, say why."""
        result = Result(piece.size, piece.size)
        try:
            with opened(piece.address) as file:
                archive = Archive(file, piece.size, piece.form, piece.dictionary)
                limit = piece.end if piece.alone else None
                scan = Scan(archive, piece.start, piece.end, Sieve(self.catalogue, self.hosts), limit)
                self._read(scan, result)
        except (FormError, PlaceError) as error:
            result.problem = str(error)
        except OSError as error:  # a network that fails: nothing is wrong with the file
            result.problem = f"it cannot be read just now: {error.strerror or error}"
        return result.pack(self.packing)

    def _read(self, scan: Scan, result: Result) -> None:
        held = 0
        for offset, taken in scan:
            if isinstance(taken, str):
                result.passed[taken] += 1
                continue
            row = self._row(offset, taken) if isinstance(taken, Capture) else _broken(offset, taken)
            row.facts["passed"] = json.dumps(result.passed)
            result.passed = Counter()
            result.rows.append(row)
            held += len(row.page.body) if row.page else 0
            if held > MAX_PAGES:
                break
        result.first, result.next = scan.first, scan.next

    def _row(self, offset: int, capture: Capture) -> Row:
        key = self._key(capture.article_url or capture.page.url)
        facts: Facts = {"kind": PAGE, "origin": capture.origin, "key": key}
        challenge = challenge_of(_Answer(capture.headers, capture.page.body)) if capture.headers else None
        if challenge:
            return Row(offset, facts=facts | {"outcome": Outcome.BLOCKED, "detail": challenge})
        try:
            done = self._made(capture)
        except Exception as error:  # noqa: BLE001 - of whatever a page dies, it must not take its part with it
            return Row(
                offset, facts=facts | {"outcome": Outcome.FAILED, "detail": f"{type(error).__name__}: {error}"}
            )
        if len(done.article.text) > MAX_TEXT:
            detail = f"a text of {len(done.article.text):,} characters"
            return Row(offset, facts=facts | {"outcome": Outcome.NOT_ARTICLE, "detail": detail})
        named: Facts = {
            "alias": self._key(done.article.canonical_url),
            "original": self._key(done.article.original_url),
        }
        return Row(offset, capture.page, done, facts=facts | named)

    def _made(self, capture: Capture) -> Read:
        done = read(capture.page, self.rulebook, capture.origin)
        if capture.article_url is None:
            return done
        article = replace(done.article, url=capture.article_url)
        return Read(article, stories.read(article, capture.origin))

    def _key(self, url: str | None) -> str | None:
        with suppress(UrlError):
            return canonical_key(url, self.catalogue) if url else None
        return None

    # --- a part that ends its workers -----------------------------------------------------------------------------

    def pieces(self, piece: Piece) -> Iterator[Piece]:
        """Yield a part for each record of a part, in order; the part itself where none is found in it."""
        starts = self._starts(piece)
        for start, after in pairwise(starts):
            yield replace(piece, start=start, end=after, alone=True)
        if not starts:
            yield piece

    def _starts(self, piece: Piece) -> list[int]:
        """Return where the records of a part begin, and the first one behind it; nothing where that cannot be told.

        FastWARC is not asked: it is what may die of a record.
        """
        try:
            with opened(piece.address) as file:
                archive = Archive(file, piece.size, piece.form, piece.dictionary)
                starts = list(archive.starts(piece.start, piece.end))
        except (FormError, PlaceError, OSError):
            return []
        # What stands before the first record of a file is told with that one.
        return [0, *starts[1:]] if starts and piece.start == 0 else starts

    def lost(self, piece: Piece, why: str) -> bytes:
        """Return the result of a record that no worker survives."""
        facts: Facts = {"kind": PAGE, "outcome": Outcome.FAILED, "detail": why, "passed": "{}"}
        return Result(piece.start, piece.end, rows=[Row(piece.start, facts=facts)]).pack(self.packing)

    def join(self, results: Iterable[bytes]) -> bytes:
        """Return the results of the records of a part as that of the part."""
        all_results = [Result.unpack(each, self.packing) for each in results]
        whole = Result(all_results[0].first, all_results[-1].next)
        for each in all_results:
            for row in each.rows:
                passed = whole.passed + Counter(json.loads(str(row.facts["passed"])))
                row.facts["passed"], whole.passed = json.dumps(passed), Counter()
            whole.passed += each.passed
            whole.rows += each.rows
            whole.problem = whole.problem or each.problem
        return whole.pack(self.packing)


def _broken(offset: int, broken: Broken) -> Row:
    return Row(offset, trouble=broken.reason, facts={"kind": BROKEN})


@dataclass(frozen=True, slots=True)
class _Answer:
    """An answer as :func:`crawler.outcomes.challenge_of` looks at it."""

    headers: dict[str, str]
    body: bytes
