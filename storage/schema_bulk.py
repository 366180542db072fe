"""The table that bulk work needs, as :mod:`storage.schema` has the others."""

IMPORTS = """
CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    address TEXT NOT NULL,        -- of the file: a path, or any address that fsspec opens
    hosts TEXT NOT NULL,          -- which hosts were asked for, JSON list of patterns; [] for the catalogue's
    size INTEGER NOT NULL,        -- bytes; with etag it says whether the file is still the same
    etag TEXT,                    -- the server's, or the time of the file's last change
    offset INTEGER NOT NULL DEFAULT 0,   -- what begins before it is in the corpus
    records INTEGER NOT NULL DEFAULT 0,  -- seen so far: those read, passed over and broken
    outcomes TEXT NOT NULL DEFAULT '{}', -- of those read: JSON, outcome to count
    passed TEXT NOT NULL DEFAULT '{}',   -- of those passed over: JSON, reason to count
    broken TEXT NOT NULL DEFAULT '{}',   -- of those that could not be read: JSON, reason to count
    run_id INTEGER REFERENCES runs (id) ON DELETE SET NULL,  -- the last run that was at it
    started_at TEXT NOT NULL,
    finished_at TEXT,
    UNIQUE (address, hosts)
);
"""
