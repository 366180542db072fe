"""What the TOML of the catalogue may say, and one clear line for everything it may not."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from typing import Any

from crawler.catalogue.records import GROUPS, CatalogueError, Status
from crawler.catalogue.rulebook import SELECTORS

Table = dict[str, Any]
Check = Callable[[Any], str | None]
"""Takes a value; returns what is wrong with it, None if nothing is."""

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
TWO_LETTERS = frozenset(
    """
    aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en
    eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja
    jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb
    nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq
    sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
    """.split()  # noqa: SIM905 - as a list it takes five times the lines
)
"""ISO 639-1, whole: a slip of the pen has two letters too. Of the thousands with three letters none is refused."""
PLACEHOLDER = re.compile(r"\{[^{}]*\}")
PLACEHOLDERS = ("{YYYY}", "{MM}", "{M}", "{DD}", "{D}")


def text(value: Any) -> str | None:
    """Non-empty text."""
    return None if isinstance(value, str) and value.strip() else "must be text in quotes"


def texts(value: Any) -> str | None:
    """A list of texts."""
    good = isinstance(value, list) and not any(text(item) for item in value)
    return None if good else 'must be a list of texts, as ["one", "two"]'


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be true or false"


def seconds(value: Any) -> str | None:
    """A number of seconds, 0 or more."""
    good = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
    return None if good else "must be a number of seconds, 0 or more"


def table(value: Any) -> str | None:
    """A table."""
    return None if isinstance(value, dict) else "must be a table"


def one_of(*allowed: str) -> Check:
    """One of a few words."""
    return lambda value: None if value in allowed else f"must be one of {', '.join(allowed)}, not {value!r}"


def language(value: Any) -> str | None:
    """A BCP 47 primary subtag."""
    good = isinstance(value, str) and LANGUAGE.match(value) and (len(value) > 2 or value in TWO_LETTERS)
    return None if good else f"must be a language code in small letters, as fr or vi, not {value!r}"


def day(value: Any) -> str | None:
    """A date, in quotes or bare."""
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return f"must be a date as 2021-12-31, not {value!r}"
    return None


def patterns(value: Any) -> str | None:
    """A list of regular expressions."""
    if wrong := texts(value):
        return wrong
    for pattern in value:
        try:
            re.compile(pattern)
        except re.error as error:
            return f"holds a broken regular expression {pattern!r}: {error}"
    return None


def _tables(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(item, dict) for item in value)
    return None if good else "must be a list of tables"


def _templates(value: Any) -> str | None:
    return None if isinstance(value, dict) else _tables(value)


def _facts(value: Any) -> str | None:
    good = isinstance(value, list) and all(isinstance(item, dict) or not text(item) for item in value)
    return None if good else 'must be a list of addresses, as ["/rss/home.rss"] or [{ url = "…", status = "guess" }]'


STATUS = one_of(*Status)
TEMPLATE: dict[str, Check] = {**dict.fromkeys(SELECTORS, texts), "valid_until": day}
FACT: dict[str, Check] = {"url": text, "status": STATUS, "note": lambda value: None if value == "" else text(value)}
FAMILY_FACT: dict[str, Check] = {"path": text, "status": STATUS, "note": FACT["note"]}
FAMILY: dict[str, Check] = {
    "label": text,
    "status": STATUS,
    "fingerprint": texts,
    "article": patterns,
    "not_article": patterns,
    "skip_sitemaps": patterns,
    "notes": texts,
    "template": _templates,
    "feed": _tables,
    "sitemap": _tables,
}
EDITION: dict[str, Check] = {
    "host": text,
    "aliases": texts,
    "feeds": _facts,
    "sitemaps": _facts,
    "sections": texts,
    "status": STATUS,
    "note": text,
}
SOURCE: dict[str, Check] = {
    **EDITION,
    "title": text,
    "group": one_of(*GROUPS),
    "family": text,
    "scheme": one_of("https", "http"),
    "language": language,
    "editions": table,
    "article": patterns,
    "not_article": patterns,
    "template": _templates,
    "agency": text,
    "house_tags": texts,
    "delay": seconds,
    "verify_tls": flag,
    "cookies": flag,
    "active": flag,
    "successor": text,
    "notes": texts,
}
SECTIONS: dict[str, Check] = {"source": table, "family": table}


def check(values: Table, shape: dict[str, Check], where: str) -> None:
    """Hold a table against its shape.

    Args:
        values: The table as TOML gave it.
        shape: The keys it may have, each with its check.
        where: File and name, for the error line: "mine.toml: source 'baoxyz'".

    Raises:
        CatalogueError: A key is unknown or its value is wrong.
    """
    for key, value in values.items():
        if key not in shape:
            raise CatalogueError(f"{where}: unknown key '{key}' ({near(key, shape)})")
        if wrong := shape[key](value):
            raise CatalogueError(f"{where}: key '{key}' {wrong}")


def check_source(values: Any, where: str) -> None:
    """Hold a ``[source.NAME]`` table against its shape, its editions, facts and templates included."""
    if wrong := table(values):
        raise CatalogueError(f"{where} {wrong}")
    check(values, SOURCE, where)
    _check_parts(values, where)
    for code, edition in values.get("editions", {}).items():
        place = f"{where}: edition '{code}'"
        if wrong := language(code):
            raise CatalogueError(f"{place}: its name {wrong}")
        if isinstance(edition, dict):
            check(edition, EDITION, place)
            _check_parts(edition, place)
        elif wrong := text(edition):
            raise CatalogueError(f"{place} {wrong} (its host) or a table with the key 'host'")


def check_family(values: Any, where: str) -> None:
    """Hold a family's table against its shape, its facts and templates included."""
    if wrong := table(values):
        raise CatalogueError(f"{where} {wrong}")
    check(values, FAMILY, where)
    _check_parts(values, where)
    for key in ("feed", "sitemap"):
        for fact in values.get(key, []):
            check(fact, FAMILY_FACT, f"{where}: {key}")
            need(fact, "path", f"{where}: {key}")


def _check_parts(values: Table, where: str) -> None:
    for key in ("feeds", "sitemaps"):
        for fact in values.get(key, []):
            if isinstance(fact, dict):
                check(fact, FACT, f"{where}: {key}")
                need(fact, "url", f"{where}: {key}")
    for template in templates(values):
        check(template, TEMPLATE, f"{where}: template")


def need(values: Table, key: str, where: str) -> None:
    """Raise CatalogueError if a key is missing."""
    if key not in values:
        raise CatalogueError(f"{where}: key '{key}' is missing")


def templates(values: Table) -> list[Table]:
    """Return the templates of a source or family; a single one may be written as one table."""
    found: Any = values.get("template", [])
    return [found] if isinstance(found, dict) else found


def check_selectors(values: Table, where: str) -> None:
    """Compile every CSS selector of a source or family.

    Apart from :func:`check_source`, for it costs an import and more time than all the rest: done for a user's files,
    and by the tests for ours.

    Raises:
        CatalogueError: One is broken.
    """
    _compile(values.get("fingerprint", []), f"{where}: key 'fingerprint'")
    for template in templates(values):
        for key in SELECTORS:
            _compile(template.get(key, []), f"{where}: template: key '{key}'")


def _compile(selectors: Iterable[str], where: str) -> None:
    from cssselect import ExpressionError, HTMLTranslator, SelectorError  # noqa: PLC0415  only when checking

    for selector in selectors:
        try:
            HTMLTranslator().css_to_xpath(selector)
        except (SelectorError, ExpressionError) as error:
            raise CatalogueError(f"{where}: broken CSS selector {selector!r}: {error}") from error


def near(word: str, known: Iterable[str]) -> str:
    """Say which known word an unknown one may stand for, or else what is known."""
    found = get_close_matches(word, known, n=1)
    return f"did you mean '{found[0]}'?" if found else f"known: {', '.join(known)}"
