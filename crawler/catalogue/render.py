"""A source as TOML: what ``dateline sources new`` writes."""

import json
from collections.abc import Iterable
from urllib.parse import urlsplit

from crawler.catalogue import build, schema
from crawler.catalogue.addresses import bare
from crawler.catalogue.records import Edition, Fact, Family, Source, Status
from crawler.catalogue.rulebook import SELECTORS
from crawler.extraction.rules import Rules

SECOND_LEVELS = frozenset({"com", "org", "net", "gov", "edu", "info", "biz", "int", "ac"})
"""Second-level domains under .vn where papers stand (VNNIC's list, without the provinces'): no part of a name."""

WIDTH = 110
"""A list longer than this goes on one line per item."""


def name_of(host: str) -> str:
    """Return a source name for a host: the domain without TLD ("www.baocantho.com.vn" gives "baocantho").

    A subdomain stays, with a hyphen: "vietnam.vnanet.vn" gives "vietnam-vnanet".
    """
    labels = bare(host.lower().partition(":")[0]).split(".")
    if all(label.isdigit() for label in labels):
        return "-".join(labels)
    labels = labels[:-1] or labels
    if len(labels) > 1 and labels[-1] in SECOND_LEVELS:
        labels = labels[:-1]
    return "-".join(labels).replace("_", "-").strip("-")


def draft(table: schema.Table, families: dict[str, Family], name: str | None = None) -> Source:
    """Build a source from the keys of its TOML, checked as if it had been read from a file.

    Args:
        table: As under ``[source.NAME]``; ``host`` and ``family`` must be there.
        families: The catalogue's.
        name: Its name; None takes it from the host.

    Raises:
        CatalogueError: A key is unknown, missing or wrong.
    """
    name = name or name_of(str(table.get("host", "")).partition("/")[0])
    where = f"source '{name}'"
    schema.check_source(table, where)
    schema.check_selectors(table, where)
    return build.source(name, table, families, where)


def toml_of(source: Source) -> str:
    """Write a source as TOML, with what differs from its family and the defaults only.

    Reading it back gives the same source. A path that stood for several editions comes out as their URLs.
    """
    main, others = _main_first(source)
    blocks = [_block(f"source.{source.name}", _lines(source, main))]
    blocks += [_block(f"source.{source.name}.template", _template(rules)) for rules in source.templates[:1]]
    if len(source.templates) > 1:
        blocks[1:] = [_block(f"[source.{source.name}.template]", _template(rules)) for rules in source.templates]
    return "\n".join(blocks + _edition_blocks(source, main, others))


def _edition_blocks(source: Source, main: Edition, others: list[Edition]) -> list[str]:
    plain = [f"{edition.language} = {_text(_host(edition))}" for edition in others if not _extras(edition, main)]
    blocks = [_block(f"source.{source.name}.editions", plain)] if plain else []
    for edition in others:
        if extras := _extras(edition, main):
            head = f"source.{source.name}.editions.{edition.language}"
            blocks.append(_block(head, [f"host = {_text(_host(edition))}", *extras]))
    return blocks


def corrections(source: Source, corrected: Source) -> str:
    """Write what turns a source into its corrected self when a user's catalogue says it on top of ours.

    Args:
        source: As it stands.
        corrected: The same with other feeds or sitemaps.

    Returns:
        TOML; nothing where they are the same. A table of editions is replaced whole, so it is written whole.
    """
    main, others = _main_first(corrected)
    was, were = _main_first(source)
    lines = [line for key in ("feeds", "sitemaps") for line in _changed(key, was, main)]
    blocks = [_block(f"source.{source.name}", lines)] if lines else []
    return "\n".join(blocks + (_edition_blocks(corrected, main, others) if others != were else []))


def _changed(key: str, was: Edition, now: Edition) -> list[str]:
    before, after = getattr(was, key), getattr(now, key)
    return _list(key, map(_fact, after)) if before != after else []


def _main_first(source: Source) -> tuple[Edition, list[Edition]]:
    """Return the edition that the source's own table describes, and the others."""
    main = next((edition for edition in source.editions if edition.language == "vi"), source.editions[0])
    return main, [edition for edition in source.editions if edition is not main]


def _block(head: str, lines: Iterable[str]) -> str:
    return "\n".join([f"[{head}]", *lines]) + "\n"


def _lines(source: Source, main: Edition) -> list[str]:
    """Return the keys of a source's own table, defaults left out."""
    title = source.title if source.title != source.name else ""
    lines = [f"title = {_text(title)}"] if title else []
    lines += [f"group = {_text(source.group)}"] if source.group != "provincial" else []
    lines += [f"family = {_text(source.family)}", f"host = {_text(_host(main))}"]
    lines += ['scheme = "http"'] if main.base_url.startswith("http:") else []
    lines += [f"language = {_text(main.language)}"] if main.language != "vi" else []
    lines += [f"{key} = {_text(value)}" for key in ("agency", "successor") if (value := getattr(source, key))]
    lines += ["active = false"] if not source.active else []
    lines += [f"delay = {main.delay:g}"] if main.delay is not None else []
    lines += ["verify_tls = false"] if not main.verify_tls else []
    lines += ["cookies = true"] if main.cookies else []
    lines += _list("house_tags", map(_text, source.house_tags))
    lines += _list("article", map(_pattern, source.article))
    lines += _list("not_article", map(_pattern, source.not_article))
    return lines + _address_lines(main, main.aliases) + _list("notes", map(_text, source.notes))


def _extras(edition: Edition, main: Edition) -> list[str]:
    """Return what an edition's table holds beyond its host."""
    shared = main.aliases if edition.host == main.host else ()
    return _address_lines(edition, [host for host in edition.aliases if host not in shared])


def _address_lines(edition: Edition, aliases: Iterable[str]) -> list[str]:
    lines = [f"status = {_text(edition.status)}"] if edition.status is not Status.REPORTED else []
    lines += [f"note = {_text(edition.note)}"] if edition.note else []
    lines += _list("aliases", map(_text, aliases))
    lines += _list("feeds", map(_fact, edition.feeds))
    lines += _list("sitemaps", map(_fact, edition.sitemaps))
    return lines + _list("sections", map(_text, edition.sections[1:]))


def _fact(fact: Fact) -> str:
    if fact.inherited:
        return ""
    if fact.status is Status.GUESS and not fact.note:
        return _text(fact.url)
    note = f", note = {_text(fact.note)}" if fact.note else ""
    return f"{{ url = {_text(fact.url)}, status = {_text(fact.status)}{note} }}"


def _template(rules: Rules) -> list[str]:
    lines = [f"valid_until = {_text(rules.valid_until)}"] if rules.valid_until else []
    return lines + [line for name in SELECTORS for line in _list(name, map(_text, getattr(rules, name)))]


def _list(key: str, values: Iterable[str]) -> list[str]:
    """Return a list's lines; none for an empty one."""
    items = [value for value in values if value]
    line = f"{key} = [{', '.join(items)}]"
    if len(line) > WIDTH:
        line = "\n".join([f"{key} = [", *(f"    {item}," for item in items), "]"])
    return [line] if items else []


def _host(edition: Edition) -> str:
    return urlsplit(edition.base_url).netloc + edition.prefix


def _pattern(pattern: str) -> str:
    return f"'{pattern}'" if "'" not in pattern and pattern.isprintable() else _text(pattern)


def _text(text: str) -> str:
    # JSON's strings are TOML's basic strings, but for DEL, which TOML wants escaped.
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
