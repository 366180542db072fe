"""The questions people ask of a corpus, as SQL that anyone can open: a page of ours and a query of Datasette's each.

Every one of them answers from indices, or reads only the rows it shows: half a second at 100,000 articles
(bench/reading_room.py). They show 500 rows at most; the SQL can be opened and changed for more.
"""

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class View:
    """A question.

    Attributes:
        name: In addresses, and the query's name in Datasette.
        title: The question in a few words.
        about: What the columns mean, where they do not say it.
        sql: One SELECT without parameters.
        group: Under which heading it is listed.
    """

    name: str
    title: str
    about: str
    sql: str
    group: str


COPIES = "Copies"
PRESS = "The press"
CRAWL = "The crawl"

VIEWS = (
    View(
        "clusters",
        "Stories most often reprinted",
        "Each with its origin, how many copies are held in how many papers, and the hours from the origin's "
        "publication to the first and the last copy (none where either is known by the day only).",
        """
WITH big AS (
  SELECT duplicate_of AS id, count(*) AS copies FROM articles
  WHERE duplicate_of IS NOT NULL GROUP BY duplicate_of ORDER BY copies DESC, id DESC LIMIT 500
), timed AS (
  SELECT big.id, big.copies, copy.source,
    CASE WHEN length(copy.published_at) > 10 AND length(origin.published_at) > 10
         THEN (julianday(copy.published_at) - julianday(origin.published_at)) * 24 END AS hours
  FROM big JOIN articles AS origin ON origin.id = big.id JOIN articles AS copy ON copy.duplicate_of = big.id
)
SELECT origin.id AS article, origin.title, origin.source AS origin, origin.published_at,
  timed.copies, count(DISTINCT timed.source) AS papers,
  round(min(timed.hours), 1) AS first_copy_after_hours, round(max(timed.hours), 1) AS last_copy_after_hours
FROM timed JOIN articles AS origin ON origin.id = timed.id
GROUP BY timed.id ORDER BY timed.copies DESC, timed.id DESC""",
        COPIES,
    ),
    View(
        "republishers",
        "Who republishes whom",
        "Copies held, by the paper that printed them and the paper of their origin; the hours are the mean delay.",
        """
SELECT copy.source AS paper, origin.source AS republishes, count(*) AS articles,
  round(avg(CASE WHEN length(copy.published_at) > 10 AND length(origin.published_at) > 10
    THEN (julianday(copy.published_at) - julianday(origin.published_at)) * 24 END), 1) AS mean_delay_hours
FROM articles AS copy JOIN articles AS origin ON origin.id = copy.duplicate_of
WHERE copy.duplicate_of IS NOT NULL
GROUP BY copy.source, origin.source ORDER BY articles DESC""",
        COPIES,
    ),
    View(
        "near_seeds",
        "Articles near the seeds",
        "What repeats the documents the corpus began with, wholly or in part; the score is the share of the shorter "
        "text found in the longer one. Copies without a score joined by way of another copy.",
        """
WITH near AS (
  SELECT seed.id AS seed_id, r.article_id AS id, r.kind, r.score, r.evidence
    FROM articles AS seed JOIN relations AS r ON r.other_id = seed.id WHERE seed.origin = 'seed'
  UNION ALL
  SELECT seed.id, r.other_id, r.kind, r.score, r.evidence
    FROM articles AS seed JOIN relations AS r ON r.article_id = seed.id WHERE seed.origin = 'seed'
  UNION ALL
  SELECT seed.id, copy.id, 'cluster', NULL, NULL
    FROM articles AS seed JOIN articles AS copy ON copy.duplicate_of = seed.id WHERE seed.origin = 'seed'
      AND NOT EXISTS (SELECT 1 FROM relations AS r WHERE r.article_id = copy.id AND r.other_id = seed.id)
)
SELECT near.seed_id, seed.title AS seed, near.id AS article, a.title, a.source, a.published_at,
  near.kind, near.score, near.evidence
FROM near JOIN articles AS seed ON seed.id = near.seed_id JOIN articles AS a ON a.id = near.id
ORDER BY near.seed_id, near.score DESC LIMIT 500""",
        COPIES,
    ),
    View(
        "duplicates",
        "Share of duplicates by source",
        "Articles held, and how many of them copy another one that is held.",
        """
SELECT source, count(*) AS articles,
  (SELECT count(*) FROM articles AS c WHERE c.duplicate_of IS NOT NULL AND c.source = a.source) AS copies,
  round(100.0 * (SELECT count(*) FROM articles AS c WHERE c.duplicate_of IS NOT NULL AND c.source = a.source)
    / count(*), 1) AS percent
FROM articles AS a WHERE source IS NOT NULL GROUP BY source ORDER BY percent DESC""",
        COPIES,
    ),
    View(
        "translations",
        "Translations",
        "Articles in two languages that tell one story, and how that is known.",
        """
SELECT a.id AS article, a.title, a.language, a.source, o.id AS other_id, o.title AS translated_from,
  o.language AS from_language, o.source AS from_source, r.score, r.evidence, a.published_at
FROM relations AS r JOIN articles AS a ON a.id = r.article_id JOIN articles AS o ON o.id = r.other_id
WHERE r.kind = 'translation' ORDER BY r.article_id DESC LIMIT 500""",
        COPIES,
    ),
    View(
        "revised",
        "Revised after publication",
        "Articles whose text the newspaper changed, latest first; the article's page marks the changed words.",
        """
SELECT a.id AS article, a.title, a.source, a.published_at, r.replaced_at,
  r.word_count AS words_before, a.word_count AS words_now
FROM revisions AS r JOIN articles AS a ON a.id = r.article_id WHERE r.kind = 'revised'
ORDER BY r.id DESC LIMIT 500""",
        PRESS,
    ),
    View(
        "places",
        "Places named in datelines",
        "As the papers spell them, with the first and the last publication.",
        """
SELECT place, count(*) AS articles, min(published_at) AS first_at, max(published_at) AS last_at
FROM articles WHERE place IS NOT NULL GROUP BY place ORDER BY articles DESC LIMIT 500""",
        PRESS,
    ),
    View(
        "coverage",
        "Coverage by month",
        "The last twelve months by source and month of publication (Vietnam's calendar), from a source's first "
        "article on; days_without counts the days of the month, up to today, on which nothing is held.",
        """
WITH RECURSIVE days AS (
  SELECT source, date(published_at, '+7 hours') AS day, count(*) AS articles FROM articles
  WHERE source IS NOT NULL AND published_at IS NOT NULL GROUP BY source, day
), held AS (
  SELECT source, substr(day, 1, 7) AS month, sum(articles) AS articles, count(*) AS days
  FROM days WHERE day <= date('now', '+7 hours') GROUP BY source, month
), asked AS (
  SELECT source, max(min(month), strftime('%Y-%m', 'now', '+7 hours', 'start of month', '-11 months')) AS month
  FROM held GROUP BY source
  UNION ALL
  SELECT source, strftime('%Y-%m', month || '-01', '+1 month') FROM asked
  WHERE month < strftime('%Y-%m', 'now', '+7 hours')
)
SELECT asked.source, asked.month, coalesce(held.articles, 0) AS articles, coalesce(held.days, 0) AS days_with,
  cast(julianday(min(date(asked.month || '-01', '+1 month'), date('now', '+7 hours', '+1 day')))
    - julianday(asked.month || '-01') AS integer) - coalesce(held.days, 0) AS days_without
FROM asked LEFT JOIN held ON held.source = asked.source AND held.month = asked.month
ORDER BY asked.source, asked.month DESC""",
        PRESS,
    ),
    View(
        "articles_per_day",
        "Articles per day and source",
        "The last thirty days by day of publication (Vietnam's calendar).",
        """
SELECT date(published_at, '+7 hours') AS day, source, count(*) AS articles FROM articles
WHERE published_at >= date('now', '+7 hours', '-30 days') AND source IS NOT NULL
GROUP BY day, source HAVING day BETWEEN date('now', '+7 hours', '-29 days') AND date('now', '+7 hours')
ORDER BY day, source""",
        PRESS,
    ),
    View(
        "delay",
        "Delay from publication to storage",
        "Articles first seen in the last seven days; those dated by the day only are left out.",
        """
WITH seen AS (
  SELECT (julianday(first_seen_at) - julianday(published_at)) * 1440 AS minutes
  FROM articles INDEXED BY articles_first_seen
  WHERE first_seen_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days') AND length(published_at) > 10
)
SELECT CASE
    WHEN minutes < -1 THEN 'dated later than seen' WHEN minutes < 15 THEN 'under 15 minutes'
    WHEN minutes < 60 THEN '15 to 60 minutes' WHEN minutes < 240 THEN '1 to 4 hours'
    WHEN minutes < 1440 THEN '4 to 24 hours' WHEN minutes < 10080 THEN '1 to 7 days' ELSE 'a week and more'
  END AS delay, count(*) AS articles
FROM seen GROUP BY delay ORDER BY min(minutes)""",
        CRAWL,
    ),
    View(
        "last_day",
        "Stored in the last 24 hours",
        "By source: articles first seen, and how many of them copy another one.",
        """
SELECT source, count(*) AS articles, count(duplicate_of) AS copies, max(first_seen_at) AS last_seen_at
FROM articles INDEXED BY articles_first_seen
WHERE first_seen_at >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-1 day')
GROUP BY source ORDER BY articles DESC""",
        CRAWL,
    ),
    View(
        "outcomes",
        "Outcomes by source, last seven days",
        "What became of the URLs that runs of the last seven days visited.",
        """
SELECT source, outcome, count(*) AS urls FROM visits
WHERE run_id IN (SELECT id FROM runs WHERE started >= strftime('%Y-%m-%dT%H:%M:%SZ', 'now', '-7 days'))
GROUP BY source, outcome ORDER BY source, urls DESC""",
        CRAWL,
    ),
    View(
        "troubles",
        "What is wrong",
        "Alerts that nobody has cleared, and feeds that failed when last asked.",
        """
SELECT coalesce(source, 'everything') AS source, kind, message, raised_at AS since_at FROM alerts
WHERE cleared_at IS NULL
UNION ALL
SELECT source, 'feed', url || ' failed ' || failures || ' times in a row, last with status '
  || coalesce(last_status, 'none'), last_ok_at FROM feeds WHERE failures > 0
ORDER BY since_at DESC""",
        CRAWL,
    ),
    View(
        "runs",
        "Runs and outcomes",
        "The latest runs; the outcomes of one that has ended add up to the URLs it leased.",
        """
SELECT id AS run, "trigger", state, started AS started_at, finished AS finished_at, leased, "new", revised, unchanged,
  duplicate, not_article, blocked, robots, gone, failed, empty
FROM runs ORDER BY started DESC, id DESC LIMIT 200""",
        CRAWL,
    ),
)
BY_NAME = {view.name: view for view in VIEWS}


def run(conn: sqlite3.Connection, name: str) -> list[sqlite3.Row]:
    """Return the rows that answer a view's question."""
    return conn.execute(BY_NAME[name].sql).fetchall()
