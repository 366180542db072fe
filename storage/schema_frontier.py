"""What the frontier needs beside the tables of :mod:`storage.schema`."""

# Most of what is queued is planned for later: stories that are looked at again in an hour, a day, a week. Asked in
# the order of leasing, every one of them was stepped over to find what may be leased now. So what is due lies apart,
# in indices of that order, and the rest waits in one, by its moment; a lease first brings over what has come due.
DUE = """
ALTER TABLE urls ADD COLUMN due INTEGER NOT NULL DEFAULT 0;  -- 1: a lease has seen that next_at has come
UPDATE urls SET due = 1 WHERE state = 'queued' AND next_at <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now');
DROP INDEX urls_waiting;
DROP INDEX urls_waiting_source;
DROP INDEX urls_waiting_host;
CREATE INDEX urls_due ON urls (priority DESC, hint_published_at DESC, next_at) WHERE state = 'queued' AND due = 1;
CREATE INDEX urls_due_source ON urls (source, priority DESC, hint_published_at DESC, next_at)
    WHERE state = 'queued' AND due = 1;
CREATE INDEX urls_due_host ON urls (host, priority DESC, hint_published_at DESC, next_at)
    WHERE state = 'queued' AND due = 1;
CREATE INDEX urls_later ON urls (next_at, source, priority) WHERE state = 'queued' AND due = 0;
"""
