"""Which newspapers answered in a run: what its outcomes cannot tell when nothing was leased."""

from storage.corpus import Corpus
from storage.records import Outcome
from storage.runs import Run

ANSWERED = frozenset(Outcome) - {Outcome.FAILED}
"""Outcomes behind which a server stands; ``robots`` too, for its robots.txt was read."""


def silent(corpus: Corpus, run: Run) -> list[str]:
    """Return the sources none of whose feeds, sitemaps and section pages could be read in a run, by name."""
    rows = corpus.conn.execute(
        "SELECT source FROM feeds WHERE last_fetched_at >= :started "
        "GROUP BY source HAVING max(coalesce(last_ok_at, '')) < :started ORDER BY source",
        {"started": run.started},
    )
    return [source for (source,) in rows]


def reasons(corpus: Corpus, run: Run, outcome: Outcome, limit: int = 3) -> list[tuple[str, int]]:
    """Return why visits of a run ended in an outcome, the commonest reasons first, each with its count."""
    rows = corpus.conn.execute(
        "SELECT detail, count(*) FROM visits WHERE run_id = ? AND outcome = ? AND detail IS NOT NULL "
        "GROUP BY detail ORDER BY 2 DESC, 1 LIMIT ?",
        (run.id, outcome, limit),
    )
    return [(detail, count) for detail, count in rows]


def any_answer(corpus: Corpus, run: Run) -> bool:
    """Say whether any page, feed, sitemap or section page came in a run, or was not due to be asked for."""
    if any(run.counts[outcome] for outcome in ANSWERED):
        return True
    asked, read = corpus.conn.execute(
        "SELECT count(*), count(*) FILTER (WHERE last_ok_at >= :started) FROM feeds "
        "WHERE last_fetched_at >= :started",
        {"started": run.started},
    ).fetchone()
    return bool(read) or not (asked or run.leased)
