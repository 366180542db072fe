"""Corpora of several crawlers become one: what the other file has comes into this one; merging again is nothing.

Nothing is noted of how far a merge has come. Every row is looked up by what it is (an article by its addresses, a
page by address, moment and digest, a run by its process and moment) before it is written, an article with all that
it brings in one transaction; so a merge that was killed goes on when it is begun again.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass

from storage import merging_articles as articles
from storage import merging_frontier as frontier
from storage import merging_identity as identity
from storage import merging_kin as kin
from storage import merging_pages as pages
from storage import merging_records as records
from storage.corpus import Corpus, CorpusError
from storage.merging_articles import Met
from storage.merging_job import Job, batches

__all__ = ["Job", "Merged", "check", "count", "merge"]

CARRIED = {
    "articles": "united by address; the later text stands",
    "images": "of the version that stands; the others' in the revision's details",
    "revisions": "all; of one text the earliest replacement",
    "relations": "all but copies, which are found anew; what a person said here stands",
    "signatures": "made anew from the text",
    "arrived_keys": "made anew from the text",
    "bands": "made anew from the text",
    "settled_bands": "made anew from the text",
    "sieves": "made anew with the keys",
    "pages": "all, as they are compressed; one for each address, moment and digest",
    "dictionaries": "those that pages need",
    "urls": "an article known beats none, a visit an alias, the later visit the earlier; no lease",
    "feeds": "the later poll stands",
    "hosts": "the later moment stands",
    "robots": "none: they are asked again",
    "archives": "all",
    "imports": "what is further stands",
    "runs": "those that have ended",
    "visits": "of the runs that have ended",
    "alerts": "of newspapers; one open in both stays as it is here",
    "channels": "none: each service tells by its own",
    "outbox": "none: who raised an alert tells of it",
}
"""What becomes of each table. A test holds that no table of the schema is missing."""

Listener = Callable[[int], None]
"""Hears of how many more rows are done."""


@dataclass(slots=True)
class Merged:
    """What became of the other corpus' rows; articles by :class:`storage.merging_articles.Met`.

    Attributes:
        new: Articles that were not held.
        copies: Articles that were not held, of a story that is.
        held: Articles held, of whose text nothing new came.
        revised: Articles held, with another text.
        addresses: Addresses that were unknown and lead to no article yet.
        pages: Pages that were not held and belong to no article.
    """

    new: int = 0
    copies: int = 0
    held: int = 0
    revised: int = 0
    addresses: int = 0
    pages: int = 0

    def __add__(self, other: "Merged") -> "Merged":
        """Return the sum of two."""
        mine, theirs = asdict(self), asdict(other)
        return Merged(**{name: mine[name] + theirs[name] for name in mine})


def check(into: Corpus, other: Corpus) -> None:
    """Refuse to merge a corpus into itself.

    Raises:
        CorpusError: Both are one file.
    """
    if into.path.samefile(other.path):
        raise CorpusError(f"{other.path} is the corpus to merge into: name another one")


def count(other: Corpus) -> int:
    """Return how many rows a merge will speak of to its listener."""
    row = other.conn.execute(
        "SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM urls WHERE article_id IS NULL) "
        "+ (SELECT count(*) FROM pages WHERE article_id IS NULL)"
    ).fetchone()
    return int(row[0])


def merge(job: Job, listener: Listener = lambda _: None) -> Merged:
    """Carry everything of a corpus over that this one does not have.

    Args:
        job: The two files and what is needed to judge. The other one may be written to meanwhile: it is read as it
            was at the beginning.
        listener: Told of progress.

    Raises:
        CorpusError: They are one file, or one of them fails.
    """
    check(job.into, job.other)
    job.other.conn.execute("BEGIN")
    try:
        identity.prepare(job)
        merged = _articles(job, listener)
        merged.pages = _loose_pages(job, listener)
        merged.addresses = _waiting(job, listener)
        for table in (records.feeds, records.hosts, records.archives, records.imports, records.runs, records.alerts):
            table(job)
        kin.join_named(job)
    finally:
        job.other.conn.rollback()
    return merged


def _articles(job: Job, listener: Listener) -> Merged:
    merged = Merged()
    for rows in batches(job.other.conn, "SELECT * FROM articles ORDER BY id"):
        with job.into.transaction():
            met = [articles.bring(job, row) for row in rows]
        merged += Merged(**{each: met.count(each) for each in Met})
        listener(len(rows))
    return merged


def _loose_pages(job: Job, listener: Listener) -> int:
    """Carry the pages that gave no article; return how many were not held."""
    new = 0
    for rows in batches(job.other.conn, "SELECT id FROM pages WHERE article_id IS NULL ORDER BY id"):
        with job.into.transaction():
            new += sum(pages.bring_loose(job, row["id"]) for row in rows)
        listener(len(rows))
    return new


def _waiting(job: Job, listener: Listener) -> int:
    """Carry the addresses without an article; return how many were unknown."""
    unknown = 0
    for rows in batches(job.other.conn, "SELECT * FROM urls WHERE article_id IS NULL ORDER BY id"):
        with job.into.transaction():
            unknown += sum(frontier.bring(job, row, None) for row in rows)
        listener(len(rows))
    return unknown
