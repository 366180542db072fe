"""How articles are shown on a terminal or in a pipe."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from storage.records import Article

NO_SOURCE = "(no source)"
"""Stands for the source of what has none: seeds, and pages of sites that are in no catalogue."""

UNPRINTABLE = frozenset({"Cc", "Cf", "Cs"})
"""Unicode categories that steer a terminal, reverse or hide its text, or cannot be encoded: control and format
characters, lone surrogates."""


def printable(text: str) -> str:
    """Return a text without control characters: a newspaper's text must not be able to steer the terminal."""
    return "".join(
        character for character in text if character in "\n\t" or unicodedata.category(character) not in UNPRINTABLE
    )


def to_json(data: Any, indent: int | None = None) -> str:
    """Return data as JSON in plain letters, with what is not printable escaped: the same data, safe on a terminal.

    Args:
        data: Of lists, dictionaries with text keys, texts, numbers, booleans and None.
        indent: Spaces a level; None for one line.
    """
    text = json.dumps(data, ensure_ascii=False, indent=indent)
    if text.isprintable():
        return text
    return "".join(map(_escaped, text))


def _escaped(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in UNPRINTABLE | {"Zl", "Zp"}:
        return character
    return "\\u007f" if character == "\x7f" else json.dumps(character)[1:-1]


def as_json(article: Article) -> str:
    """Return the article JSON, indented."""
    return to_json(article.as_dict(), indent=2)


def as_text(article: Article) -> str:
    """Return title, facts, lead and text, as one reads them."""
    parts = [article.title, _facts(article), article.lead, article.text]
    return printable("\n\n".join(part for part in parts if part))


def as_markdown(article: Article) -> str:
    """Return the article as Markdown: title, facts, lead in bold, paragraphs, captions, source."""
    return printable("\n\n".join(_markdown(article)))


def _markdown(article: Article) -> Iterator[str]:
    if article.title:
        yield f"# {article.title}"
    if facts := _facts(article):
        yield f"*{facts}*"
    if article.lead:
        yield f"**{article.lead}**"
    yield from article.text.split("\n\n") if article.text else ()
    for image in article.images:
        words = " ".join(part for part in (image.caption, f"({image.credit})" if image.credit else None) if part)
        if words:
            yield f"> {words}"
    if article.url:
        yield f"<{article.url}>"


def _facts(article: Article) -> str:
    """Return place, agency, byline and time in one line."""
    wire = (
        f"{article.place} ({article.agency})" if article.place and article.agency else article.place or article.agency
    )
    facts = [wire, article.byline, article.published_at, article.section]
    return " · ".join(fact for fact in facts if fact)
