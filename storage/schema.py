"""The tables of the corpus. Names of tables and columns are a contract: other programs read them.

Plain SQL, because constraints, partial indices and triggers are what matters here. Times are UTC ISO 8601 text
(:mod:`storage.times`); lists and objects are JSON text. ``docs/corpus.md`` describes each column.
"""

# pages and articles name each other: a page is stored before its article, and an article knows its latest page.
ARCHIVE = """
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    body BLOB NOT NULL,           -- one earlier page of the source, zstd; never changed: pages need it to be read
    created_at TEXT NOT NULL
);
CREATE INDEX dictionaries_source ON dictionaries (source);

CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL,
    source TEXT,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    fetched_at TEXT NOT NULL,
    content_type TEXT,
    hints TEXT NOT NULL DEFAULT '{}',  -- what discovery said: extraction from the archive needs it again
    dictionary_id INTEGER REFERENCES dictionaries (id),
    size INTEGER NOT NULL,        -- bytes before compression
    sha256 TEXT NOT NULL,         -- of the bytes before compression
    body BLOB NOT NULL            -- zstd
);
CREATE INDEX pages_url ON pages (url);
CREATE INDEX pages_article ON pages (article_id);
"""

# The long columns of articles come last: whatever lists, sorts or counts then never reads their overflow pages.
ARTICLES = """
CREATE TABLE articles (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    canonical_url TEXT,
    source TEXT,
    family TEXT,
    language TEXT,
    title TEXT,
    lead TEXT,
    byline TEXT,
    agency TEXT,
    place TEXT,
    section TEXT,
    tags TEXT NOT NULL DEFAULT '[]',
    published_at TEXT,
    published_precision TEXT,
    modified_at TEXT,
    first_seen_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,     -- last time this row's story changed, not last visit
    word_count INTEGER NOT NULL DEFAULT 0,
    content_sha256 TEXT NOT NULL,
    duplicate_of INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    original_url TEXT,
    republished_from TEXT,
    origin TEXT NOT NULL CHECK (origin IN ('crawl', 'fetch', 'seed', 'import')),
    extractor TEXT NOT NULL DEFAULT '',
    warnings TEXT NOT NULL DEFAULT '[]',
    related TEXT NOT NULL DEFAULT '[]',
    page_id INTEGER REFERENCES pages (id) ON DELETE SET NULL,
    text TEXT NOT NULL DEFAULT '',
    fold TEXT                     -- title, lead and text respelled for search; NULL where that changes nothing
);
CREATE INDEX articles_published ON articles (published_at);
CREATE INDEX articles_source ON articles (source, published_at);
CREATE INDEX articles_language ON articles (language, published_at);
CREATE INDEX articles_first_seen ON articles (first_seen_at);
CREATE INDEX articles_content ON articles (content_sha256);
CREATE INDEX articles_canonical ON articles (canonical_url) WHERE canonical_url IS NOT NULL;
CREATE INDEX articles_original ON articles (original_url) WHERE original_url IS NOT NULL;
CREATE INDEX articles_duplicate ON articles (duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX articles_page ON articles (page_id) WHERE page_id IS NOT NULL;

CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,    -- order in the story, from 0
    url TEXT NOT NULL,
    caption TEXT,
    credit TEXT,
    UNIQUE (article_id, position)
);

CREATE TABLE revisions (
    id INTEGER PRIMARY KEY,
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    replaced_at TEXT NOT NULL,    -- when the next version was seen
    title TEXT,
    lead TEXT,
    text TEXT NOT NULL,
    byline TEXT,
    modified_at TEXT,
    word_count INTEGER NOT NULL,
    content_sha256 TEXT NOT NULL,
    extractor TEXT NOT NULL,
    page_id INTEGER REFERENCES pages (id) ON DELETE SET NULL
);
CREATE INDEX revisions_article ON revisions (article_id);
CREATE INDEX revisions_page ON revisions (page_id) WHERE page_id IS NOT NULL;

CREATE TABLE relations (
    article_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    other_id INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    score REAL,                   -- 0 to 1
    evidence TEXT,
    PRIMARY KEY (article_id, other_id, kind)
);
CREATE INDEX relations_other ON relations (other_id);
"""

# bands has no foreign key: it would need an index of its own and double the largest table of the file
# (measurements 4). A key whose article is gone finds no signature and is passed over.
NEAR_COPIES = """
CREATE TABLE signatures (
    article_id INTEGER PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,
    words INTEGER NOT NULL,
    shingles INTEGER NOT NULL,    -- distinct runs of three words
    minhash BLOB NOT NULL         -- 128 unsigned 32-bit integers, little endian
);
CREATE TABLE bands (
    key INTEGER NOT NULL,         -- a band or an anchor, as storage.signatures makes them
    article_id INTEGER NOT NULL,
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;
"""

# What is leased is ordered by priority, then newest first, then longest waiting: one index for each way of asking
# (a source's, a host's, anybody's), holding only what waits, so that a million finished rows cost nothing.
_LEASE_ORDER = "priority DESC, hint_published_at DESC, next_at"
FRONTIER = f"""
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    canonical_key TEXT NOT NULL UNIQUE,
    url TEXT NOT NULL,
    source TEXT,
    language TEXT,
    host TEXT NOT NULL,
    kind TEXT NOT NULL DEFAULT 'article',
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'leased', 'done', 'alias')),
    priority INTEGER NOT NULL DEFAULT 0,   -- higher first
    attempts INTEGER NOT NULL DEFAULT 0,   -- in vain, since the last success
    next_at TEXT,                 -- when a queued row is due
    lease_owner TEXT,             -- host/pid/run
    lease_until TEXT,
    last_status INTEGER,
    last_outcome TEXT,
    discovered_from TEXT,
    discovered_at TEXT NOT NULL,
    article_id INTEGER REFERENCES articles (id) ON DELETE SET NULL,
    hint_title TEXT,
    hint_published_at TEXT,
    hint_language TEXT,
    announced_at TEXT,            -- the last change a feed or sitemap announced
    etag TEXT,
    last_modified TEXT,
    fetched_at TEXT,
    run_id INTEGER                -- the last run that leased it
);
CREATE INDEX urls_waiting ON urls ({_LEASE_ORDER}) WHERE state = 'queued';
CREATE INDEX urls_waiting_source ON urls (source, {_LEASE_ORDER}) WHERE state = 'queued';
CREATE INDEX urls_waiting_host ON urls (host, {_LEASE_ORDER}) WHERE state = 'queued';
CREATE INDEX urls_leased ON urls (lease_until, lease_owner) WHERE state = 'leased';
CREATE INDEX urls_article ON urls (article_id) WHERE article_id IS NOT NULL;

CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    kind TEXT NOT NULL,           -- feed, sitemap, section
    etag TEXT,
    last_modified TEXT,
    body_sha256 TEXT,
    interval INTEGER NOT NULL,    -- seconds between two visits
    next_at TEXT NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,   -- in a row
    conditional INTEGER NOT NULL DEFAULT 1,  -- 0 once it repeated an ETag for another body
    last_status INTEGER,
    entries INTEGER,              -- announced at the last readable visit
    first_seen_at TEXT NOT NULL,
    last_fetched_at TEXT,
    last_ok_at TEXT,
    last_full_at TEXT,            -- last visit without If-None-Match
    last_new_at TEXT              -- last visit that announced something unknown
);
CREATE INDEX feeds_due ON feeds (source, next_at);

CREATE TABLE runs (
    id INTEGER PRIMARY KEY,
    "trigger" TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'running' CHECK (state IN ('running', 'finished', 'interrupted')),
    started TEXT NOT NULL,
    finished TEXT,
    host TEXT NOT NULL,
    pid INTEGER NOT NULL,
    leased INTEGER NOT NULL DEFAULT 0,     -- given back ones taken off: equals the sum of the outcomes at the end
    "new" INTEGER NOT NULL DEFAULT 0,
    revised INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    duplicate INTEGER NOT NULL DEFAULT 0,
    not_article INTEGER NOT NULL DEFAULT 0,
    blocked INTEGER NOT NULL DEFAULT 0,
    robots INTEGER NOT NULL DEFAULT 0,
    gone INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    empty INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX runs_running ON runs (state) WHERE state = 'running';

CREATE TABLE visits (
    run_id INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    url_id INTEGER NOT NULL REFERENCES urls (id) ON DELETE CASCADE,
    source TEXT,
    outcome TEXT NOT NULL,
    status INTEGER,
    detail TEXT,
    at TEXT NOT NULL,
    PRIMARY KEY (run_id, url_id)
) WITHOUT ROWID;
CREATE INDEX visits_source ON visits (source, at);
CREATE INDEX visits_url ON visits (url_id);

CREATE TABLE alerts (
    id INTEGER PRIMARY KEY,
    source TEXT,
    kind TEXT NOT NULL,
    message TEXT NOT NULL,
    raised_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,        -- last time the trouble was still there
    cleared_at TEXT
);
CREATE UNIQUE INDEX alerts_open ON alerts (source, kind) WHERE cleared_at IS NULL;
"""

HOSTS = """
CREATE TABLE hosts (
    host TEXT PRIMARY KEY,        -- as the crawler names it: without www., with a port that is not the scheme's own
    next_at REAL NOT NULL         -- seconds since 1970, to the millisecond: processes keep their distance by it
) WITHOUT ROWID;
"""

# content="articles" in double quotes: with single ones Datasette finds no search (measurements 8). Triggers of our
# own, because sqlite-utils' would rewrite the index at every change of any column (21 times slower, measurements 5).
# Default rank: a word in the title weighs ten times one in the text, in the lead four times; `fold` repeats all.
SEARCH = """
CREATE VIRTUAL TABLE articles_fts USING fts5 (
    title, lead, text, fold,
    tokenize='unicode61 remove_diacritics 2', content="articles", content_rowid="id"
);
INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(10.0, 4.0, 1.0, 1.0)');
CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
    INSERT INTO articles_fts (rowid, title, lead, text, fold)
    VALUES (new.id, new.title, new.lead, new.text, new.fold);
END;
CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, text, fold)
    VALUES ('delete', old.id, old.title, old.lead, old.text, old.fold);
END;
CREATE TRIGGER articles_fts_update AFTER UPDATE OF title, lead, text, fold ON articles BEGIN
    INSERT INTO articles_fts (articles_fts, rowid, title, lead, text, fold)
    VALUES ('delete', old.id, old.title, old.lead, old.text, old.fold);
    INSERT INTO articles_fts (rowid, title, lead, text, fold)
    VALUES (new.id, new.title, new.lead, new.text, new.fold);
END;
"""

# What the reading room counts and filters by, answered from the index alone: an article's row lies among the texts,
# and reading a hundred thousand of them for one column takes 250 ms warm and seconds cold.
READING = """
CREATE INDEX articles_agency ON articles (agency, published_at) WHERE agency IS NOT NULL;
CREATE INDEX articles_place ON articles (place, published_at) WHERE place IS NOT NULL;
CREATE INDEX articles_section ON articles (section, published_at) WHERE section IS NOT NULL;
CREATE INDEX articles_copies ON articles (source, duplicate_of) WHERE duplicate_of IS NOT NULL;
CREATE INDEX articles_seeds ON articles (id) WHERE origin = 'seed';
"""


# Who replaced a version: the newspaper, or this program reading the same page by better rules.
REEXTRACTION = """
ALTER TABLE revisions ADD COLUMN kind TEXT NOT NULL DEFAULT 'revised';  -- or 'reextracted'
ALTER TABLE revisions ADD COLUMN details TEXT;  -- JSON: former values of columns that this table does not have
"""
