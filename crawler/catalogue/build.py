"""From checked TOML tables to the catalogue's records."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from crawler.catalogue.addresses import Address, UrlError, bare, parse
from crawler.catalogue.records import (
    CatalogueError,
    Edition,
    Fact,
    Family,
    Source,
    Status,
    language_order,
)
from crawler.catalogue.rulebook import SELECTORS
from crawler.catalogue.schema import NAME, PLACEHOLDER, PLACEHOLDERS, Table, near, need, templates
from crawler.extraction.rules import Rules

ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def family(name: str, table: Table, where: str) -> Family:
    """Build a family.

    Args:
        name: Its name.
        table: Its TOML, checked by :func:`crawler.catalogue.schema.check_family`.
        where: File and name, for error lines.
    """
    return Family(
        name=_name(name, where),
        label=table.get("label", name),
        status=Status(table.get("status", Status.GUESS)),
        fingerprint=tuple(table.get("fingerprint", ())),
        article=tuple(table.get("article", ())),
        not_article=tuple(table.get("not_article", ())),
        skip_sitemaps=tuple(table.get("skip_sitemaps", ())),
        templates=_rules(table),
        feeds=tuple(_family_fact(fact, "feed", where) for fact in table.get("feed", ())),
        sitemaps=tuple(_family_fact(fact, "sitemap", where) for fact in table.get("sitemap", ())),
        notes=tuple(table.get("notes", ())),
    )


def source(name: str, table: Table, families: dict[str, Family], where: str) -> Source:
    """Build a source with its editions.

    Args:
        name: Its name.
        table: Its TOML, checked by :func:`crawler.catalogue.schema.check_source`.
        families: All families, by name.
        where: File and name, for error lines.

    Raises:
        CatalogueError: A key is missing, or it names an unknown family, a broken host or a broken address.
    """
    for key in ("host", "family"):
        need(table, key, where)
    if table["family"] not in families:
        meant = near(table["family"], families)
        raise CatalogueError(f"{where}: key 'family': unknown family '{table['family']}' ({meant})")
    own = _rules(table)
    if sum(rules.valid_until is None for rules in own) > 1:
        raise CatalogueError(f"{where}: only one template may be without 'valid_until'")
    return Source(
        name=_name(name, where),
        title=table.get("title", name),
        group=table.get("group", "provincial"),
        family=table["family"],
        editions=_editions(name, table, families[table["family"]], where),
        active=table.get("active", True),
        successor=table.get("successor"),
        agency=table.get("agency"),
        house_tags=tuple(table.get("house_tags", ())),
        article=tuple(table.get("article", ())),
        not_article=tuple(table.get("not_article", ())),
        templates=own,
        notes=tuple(table.get("notes", ())),
        origin=where.partition(": source")[0],
    )


def _name(name: str, where: str) -> str:
    # "localhost" could not be told from a host in the keys of URLs (see crawler.urls).
    if not NAME.match(name) or name == "localhost":
        raise CatalogueError(f"{where}: its name must be of a-z, 0-9 and single hyphens, as 'bao-xyz'")
    return name


def _rules(table: Table) -> tuple[Rules, ...]:
    return tuple(_template(template) for template in templates(table))


def _template(table: Table) -> Rules:
    lists = {key: tuple(table.get(key, ())) for key in SELECTORS}
    return Rules(**lists, valid_until=str(table["valid_until"]) if "valid_until" in table else None)


def _family_fact(table: Table, key: str, where: str) -> Fact:
    path = _placeholders(table["path"], key, f"{where}: {key}")
    return Fact(path, Status(table.get("status", Status.GUESS)), table.get("note", ""), inherited=True)


def _placeholders(url: str, key: str, where: str) -> str:
    """Return an address if it holds none but the placeholders that a sitemap may have."""
    allowed = PLACEHOLDERS if key.startswith("sitemap") else ()
    for name in PLACEHOLDER.findall(url):
        if name not in allowed:
            known = f"a sitemap may hold {' '.join(PLACEHOLDERS)}, a feed none"
            raise CatalogueError(f"{where}: unknown placeholder '{name}' in '{url}' ({known})")
    return url


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an edition lives, and what its own table says."""

    language: str
    address: Address
    table: Table
    where: str

    @property
    def prefix(self) -> str:
        return "" if self.address.path == "/" else self.address.path.rstrip("/") + "/"

    @property
    def base_url(self) -> str:
        return f"{self.address.scheme}://{self.address.host}{self.prefix or '/'}"


def _editions(name: str, table: Table, family: Family, where: str) -> tuple[Edition, ...]:
    places = _places(table, where)
    editions = [_edition(name, table, family, place, places) for place in places]
    return tuple(sorted(editions, key=lambda edition: language_order(edition.language)))


def _places(table: Table, where: str) -> list[_Place]:
    """Return the places of a source's editions, that of its own language first."""
    scheme, main = table.get("scheme", "https"), table.get("language", "vi")
    own = {"host": table["host"], "status": table.get("status", Status.REPORTED), "note": table.get("note", "")}
    tables = {main: own}
    for language, value in table.get("editions", {}).items():
        if language == main:
            raise CatalogueError(
                f"{where}: edition '{language}' is the source's own language; its host is in key 'host'"
            )
        tables[language] = {"host": value} if isinstance(value, str) else value
    return [_place(language, value, scheme, where) for language, value in tables.items()]


def _place(language: str, table: Table, scheme: str, where: str) -> _Place:
    need(table, "host", f"{where}: edition '{language}'")
    return _Place(language, _host(table["host"], scheme, f"{where}: key 'host'"), table, where)


def _host(text: str, scheme: str, where: str) -> Address:
    """Read "baocantho.com.vn", "127.0.0.1:8123" or "baonghean.vn/fr/"."""
    if ABSOLUTE.match(text) or set("?#@") & set(text):
        plain = '; http without s is said by scheme = "http"' if text.lower().startswith("http://") else ""
        must = "must be a host as 'baocantho.com.vn' or 'baonghean.vn/fr/', no more"
        raise CatalogueError(f"{where}: '{text}' {must}{plain}")
    try:
        return parse(f"{scheme}://{text}")
    except UrlError as error:
        raise CatalogueError(f"{where}: {error}") from error


def _edition(name: str, table: Table, family: Family, place: _Place, places: list[_Place]) -> Edition:
    own = place.table
    main = places[0]
    shared = table.get("aliases", []) if place.address.host == main.address.host else []
    return Edition(
        source=name,
        language=place.language,
        group=table.get("group", "provincial"),
        family=family.name,
        host=place.address.bare_host,
        prefix=place.prefix,
        base_url=place.base_url,
        aliases=_aliases([*shared, *(own.get("aliases", []) if place is not main else [])], place),
        feeds=_facts("feeds", table, place, places, family.feeds),
        sitemaps=_facts("sitemaps", table, place, places, family.sitemaps),
        sections=_sections(table, place, places),
        article_patterns=_compiled(table.get("article") or family.article),
        not_article=_compiled((*table.get("not_article", ()), *family.not_article)),
        skip_sitemaps=_compiled(family.skip_sitemaps),
        delay=table.get("delay"),
        verify_tls=table.get("verify_tls", True),
        cookies=table.get("cookies", False),
        status=Status(own.get("status", Status.REPORTED)),
        note=own.get("note", ""),
    )


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


def _aliases(hosts: list[str], place: _Place) -> tuple[str, ...]:
    where = f"{place.where}: key 'aliases'"
    return tuple(dict.fromkeys(_host(host, place.address.scheme, where).bare_host for host in hosts))


def _facts(
    key: str, table: Table, place: _Place, places: list[_Place], inherited: tuple[Fact, ...]
) -> tuple[Fact, ...]:
    """Return an edition's feeds or sitemaps: its own, the source's, then the family's, each address once."""
    facts = [_fact(fact, key, place) for fact in _values(key, table, place, places)]
    fitting = [fact for fact in inherited if _belongs(fact.url, key, place, places)]
    facts += [replace(fact, url=urljoin(place.base_url, fact.url)) for fact in fitting]
    by_url: dict[str, Fact] = {}
    for fact in facts:
        by_url.setdefault(fact.url, fact)
    return tuple(by_url.values())


def _values(key: str, table: Table, place: _Place, places: list[_Place]) -> list[Any]:
    """Return what an edition's own table gives under a key, then what its source gives for it."""
    own = place.table.get(key, []) if place is not places[0] else []
    return [*own, *(value for value in table.get(key, []) if _belongs(_url(value), key, place, places))]


def _url(fact: Any) -> str:
    return str(fact["url"] if isinstance(fact, dict) else fact)


def _belongs(url: str, key: str, place: _Place, places: list[_Place]) -> bool:
    """Say whether an address that a source or family states for all its editions is this edition's.

    "x" lies below each edition's prefix. "/x" lies on each host: a sitemap there may list every edition, a feed or
    section is that of the edition with the longest prefix fitting its path. An absolute URL is too, and the first
    edition's where none has its host.
    """
    if ABSOLUTE.match(url):
        host, _, path = url.partition("://")[2].partition("/")
        host = bare(host.lower())
    elif url.startswith("/") and key != "sitemaps":
        host, path = place.address.bare_host, url[1:]
    else:
        return True
    at_host = [other for other in places if other.address.bare_host == host] or places[:1]
    fitting = [other for other in at_host if f"/{path}".startswith(other.prefix or "/")] or at_host[:1]
    return place is max(fitting, key=lambda other: len(other.prefix))


def _fact(fact: Any, key: str, place: _Place) -> Fact:
    values = fact if isinstance(fact, dict) else {"url": fact}
    url = _placeholders(_join(values["url"], place), key, f"{place.where}: key '{key}'")
    return Fact(_checked(url, key, place), Status(values.get("status", Status.GUESS)), values.get("note", ""))


def _sections(table: Table, place: _Place, places: list[_Place]) -> tuple[str, ...]:
    urls = [_checked(_join(url, place), "sections", place) for url in _values("sections", table, place, places)]
    return tuple(dict.fromkeys([place.base_url, *urls]))


def _join(url: str, place: _Place) -> str:
    return url if ABSOLUTE.match(url) else urljoin(place.base_url, url)


def _checked(url: str, key: str, place: _Place) -> str:
    try:
        parse(PLACEHOLDER.sub("1", url))
    except UrlError as error:
        raise CatalogueError(f"{place.where}: key '{key}': {error}") from error
    return url
