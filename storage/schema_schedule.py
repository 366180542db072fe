"""The tables and columns that the schedule needs, as :mod:`storage.schema` has the others."""

CADENCE = """
ALTER TABLE feeds ADD COLUMN rhythm TEXT;  -- when it brings news, as storage.cadence has learnt it: JSON numbers
"""

# What a newspaper's health is judged by: its stories in the order in which they came, without those of an archive.
HEALTH = """
CREATE INDEX articles_came ON articles (source, first_seen_at, published_at) WHERE origin = 'crawl';
"""

LATENCY = """
ALTER TABLE visits ADD COLUMN latency REAL;  -- seconds to the first byte of the answer; NULL where none came
"""

ARCHIVES = """
CREATE TABLE archives (
    url TEXT PRIMARY KEY,         -- a sitemap of days gone by that a backfill has read: it need not be read again
    source TEXT NOT NULL,
    entries INTEGER NOT NULL,     -- stories it announced
    read_at TEXT NOT NULL
) WITHOUT ROWID;
"""

ROBOTS = """
CREATE TABLE robots (
    site TEXT PRIMARY KEY,        -- scheme, host and port
    body BLOB NOT NULL,           -- its robots.txt; empty where it has none
    read_at TEXT NOT NULL
) WITHOUT ROWID;
"""

FAILING = """
ALTER TABLE feeds ADD COLUMN failing_since TEXT;  -- first of the failures in a row; NULL where the last poll was well
ALTER TABLE feeds ADD COLUMN gone_since TEXT;     -- as far as they have said since that no list is there: the first
UPDATE feeds SET failing_since = coalesce(last_ok_at, first_seen_at) WHERE failures > 0;
"""

RUN_REASONS = """
ALTER TABLE runs ADD COLUMN reason TEXT;  -- how the service saw it end: finished, hung, stopped, crashed
"""

OUTBOX = """
CREATE TABLE channels (
    name TEXT PRIMARY KEY,        -- a way in which the service tells of alerts: log, webhook, mail
    failures INTEGER NOT NULL DEFAULT 0,  -- tries in vain, in a row
    next_at TEXT                  -- not before; NULL: at once
) WITHOUT ROWID;

CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,  -- never used again: what was told is struck out by it
    channel TEXT NOT NULL REFERENCES channels (name) ON DELETE CASCADE,
    alert_id INTEGER NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    change TEXT NOT NULL CHECK (change IN ('raised', 'cleared')),
    at TEXT NOT NULL
);
CREATE INDEX outbox_channel ON outbox (channel);
CREATE INDEX outbox_alert ON outbox (alert_id);
"""
