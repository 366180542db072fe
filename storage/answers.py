"""Which newspapers answered in a run: what its outcomes cannot tell when nothing was leased."""

from storage.corpus import Corpus
from storage.records import Outcome
from storage.runs import Run

ANSWERED = frozenset(Outcome) - {Outcome.FAILED}
"""Outcomes behind which a server stands; ``robots`` too, for its robots.txt was read."""


NONE_READ = "none of its feeds, sitemaps and section pages could be read"


def troubles(corpus: Corpus, run: Run) -> dict[str, str]:
    """Return what was wrong with sources in a run, by name: hosts left alone, and those that announced nothing."""
    mute = corpus.conn.execute(
        "SELECT source FROM feeds WHERE last_fetched_at >= :started "
        "GROUP BY source HAVING max(coalesce(last_ok_at, '')) < :started",
        {"started": run.started},
    )
    found = {source: NONE_READ for (source,) in mute}
    left_alone = corpus.conn.execute(
        "SELECT source, message FROM alerts WHERE cleared_at IS NULL AND seen_at >= ? AND source IS NOT NULL",
        (run.started,),
    )
    found |= dict(left_alone.fetchall())
    return dict(sorted(found.items()))


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
    read = corpus.conn.execute("SELECT 1 FROM feeds WHERE last_ok_at >= ? LIMIT 1", (run.started,)).fetchone()
    return read is not None or not (run.leased or troubles(corpus, run))
