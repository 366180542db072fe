"""What links one article to another: a copy to what it was copied from, a translation to its original."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Relation(StrEnum):
    """Kinds of ``relations``; each reads "article_id is a ... of other_id"."""

    COPY = "copy"
    """The same text, perhaps cut or re-headed."""
    ADAPTED = "adapted"
    """Half to four fifths of the same text, from the same agency and place or with the source named."""
    TRANSLATION = "translation"
    """The page names the other as its source and is in another language."""
    SAME_URL = "same_url"
    """Two addresses, stored as two articles before one was seen to lead to the other."""
    SAME_STORY = "same_story"
    """A person says so; holds whatever becomes of the texts."""
    DISTINCT = "distinct"
    """A person says that they are two stories: they are never of one cluster."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """That two articles are related: in what way, how surely (0 to 1, None where nothing was measured), and why."""

    kind: Relation
    score: float | None
    evidence: str


def relate(conn: sqlite3.Connection, article_id: int, other_id: int, verdict: Verdict) -> None:
    """Write a relation, or renew its score and evidence.

    Args:
        conn: A connection inside a transaction.
        article_id: The article that has the relation.
        other_id: What it is related to.
        verdict: The relation.
    """
    conn.execute(
        """
        INSERT INTO relations (article_id, other_id, kind, score, evidence) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (article_id, other_id, kind) DO UPDATE SET score = excluded.score, evidence = excluded.evidence
        """,
        (article_id, other_id, verdict.kind.value, verdict.score, verdict.evidence),
    )


def forget_copies(conn: sqlite3.Connection, article_id: int) -> None:
    """Remove an article's copy relations in both directions."""
    conn.execute(
        "DELETE FROM relations WHERE (article_id = :id OR other_id = :id) AND kind IN ('copy', 'adapted')",
        {"id": article_id},
    )


def partners(conn: sqlite3.Connection, article_id: int, kind: Relation) -> list[int]:
    """Return the articles that have a relation with this one, in whichever direction."""
    rows = conn.execute(
        "SELECT other_id FROM relations WHERE article_id = :id AND kind = :kind UNION "
        "SELECT article_id FROM relations WHERE other_id = :id AND kind = :kind ORDER BY 1",
        {"id": article_id, "kind": kind.value},
    )
    return [row[0] for row in rows]


def originals(conn: sqlite3.Connection, article_id: int, url: str, key: str | None) -> list[int]:
    """Return the held articles that an article names as its source.

    Args:
        conn: The corpus' connection.
        article_id: The article; never its own original.
        url: The source's address as the page gives it.
        key: That address' canonical key, None when the caller has no catalogue.
    """
    rows = conn.execute(
        """
        SELECT id FROM articles WHERE url IN (SELECT value FROM json_each(:forms))
        UNION SELECT id FROM articles WHERE canonical_url IN (SELECT value FROM json_each(:forms))
        UNION SELECT article_id FROM urls WHERE canonical_key = :key AND article_id IS NOT NULL
        """,
        {"forms": json.dumps(forms(url)), "key": key},
    )
    return [row[0] for row in rows if row[0] != article_id]


def named_by(conn: sqlite3.Connection, article_id: int, urls: Iterable[str]) -> list[int]:
    """Return the held articles that name one of these addresses of an article as their source.

    Args:
        conn: The corpus' connection.
        article_id: The article; it does not count as its own translation.
        urls: Where it stands.
    """
    spellings = sorted({form for url in urls for form in forms(url)})
    # As they are, not as JSON, which takes half as long again: this is asked of every article
    given = ", ".join("?" * len(spellings))
    rows = conn.execute(f"SELECT id FROM articles WHERE original_url IN ({given})", spellings)  # noqa: S608
    return [row[0] for row in rows if row[0] != article_id]


def forms(url: str) -> list[str]:
    """Return the spellings of an address that lead to one page: http or https, with or without www."""
    scheme, _, rest = url.partition("://")
    if scheme not in {"http", "https"}:
        return [url]
    bare = rest.removeprefix("www.")
    return [f"{scheme}://{host}{bare}" for scheme in ("https", "http") for host in ("", "www.")]
