"""What near copies need beside the tables of :mod:`storage.schema`."""

# The table of old becomes the large one as it is, in no time; what arrives from now on comes into a small one first.
ARRIVALS = """
ALTER TABLE bands RENAME TO settled_bands;
CREATE TABLE bands (
    key INTEGER NOT NULL,         -- a band or an anchor, as storage.signatures makes them
    article_id INTEGER NOT NULL,  -- of the last thousands of articles; those before are in settled_bands
    PRIMARY KEY (key, article_id)
) WITHOUT ROWID;
"""

# NULL for what was indexed before: it is judged beforehand by its MinHash alone, till it is indexed again.
SAMPLES = """
ALTER TABLE signatures ADD COLUMN sample BLOB;  -- 16 bits of every fourth shingle, see storage.signatures.sample
"""

# NULL for what was indexed before: whether it is a bulletin of another day is asked of its text.
FIGURES = """
ALTER TABLE signatures ADD COLUMN figures BLOB;  -- 16 bits of each number, see storage.signatures.Sketch
"""

# Ids are given anew when the rows have moved on: a process tells by the nonce whether a row is the one it has read.
ARRIVED_KEYS = """
CREATE TABLE arrived_keys (
    id INTEGER PRIMARY KEY,       -- order of arrival
    nonce INTEGER NOT NULL,       -- at random
    article_id INTEGER NOT NULL,
    keys BLOB NOT NULL            -- 32-bit integers, little endian; nothing once the article has left the index
);
"""

# A file that has keys already gets no list: its sieves are made as its ranges are written anew.
SIEVES = """
CREATE TABLE sieves (
    id INTEGER PRIMARY KEY,       -- at random; 0: the ids that hold, 64-bit integers by table and range
    body BLOB NOT NULL            -- bits of keys that may be held, zstd; see storage.sieves
);
INSERT INTO sieves (id, body) SELECT 0, zeroblob(1024)
WHERE NOT EXISTS (SELECT 1 FROM bands) AND NOT EXISTS (SELECT 1 FROM settled_bands);
"""
