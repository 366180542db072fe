"""Reading the catalogue: our own TOML files, then a user's on top."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.catalogue import build, schema
from crawler.catalogue.catalogue import Catalogue
from crawler.catalogue.records import GROUPS, CatalogueError, Family, Source

HERE = Path(__file__).parent

FAMILIES = (
    "epi",
    "onecms",
    "vccorp",
    "newscontents",
    "yyyymm",
    "contentdetail",
    "dcontent",
    "vnanet",
    "vietnamvn",
    "qdnd",
    "other",
)
"""Our families in the order in which an unknown page is held against their fingerprints: those with the most sites
and the surest marks first. A user's own follow; "other", which has no marks, stands last."""


@dataclass
class _Tables:
    """Everything read so far: the tables of families and sources by name, and where each was last written.

    ``own`` tells in which of the user's files each of their families and sources stands.
    """

    families: dict[str, schema.Table] = field(default_factory=dict)
    sources: dict[str, schema.Table] = field(default_factory=dict)
    where: dict[str, str] = field(default_factory=dict)
    own: dict[str, str] = field(default_factory=dict)

    def add_family(self, name: str, table: Any, label: str) -> None:
        where = f"{label}: family '{name}'"
        schema.check_family(table, where)
        self.families[name] = self.families.get(name, {}) | table
        self.where[f"family {name}"] = where

    def add_source(self, name: str, table: Any, label: str) -> None:
        where = f"{label}: source '{name}'"
        schema.check_source(table, where)
        self.sources[name] = self.sources.get(name, {}) | table
        self.where[name] = where


def load(extra: Path | None = None) -> Catalogue:
    """Load the catalogue.

    Args:
        extra: A user's TOML file, or a folder of them (read in the order of their names). A ``[source.NAME]`` or
            ``[family.NAME]`` table there adds one, or, under a name of ours, replaces the keys it gives.

    Raises:
        CatalogueError: In one line: the file, the source or family, the key, and what is wrong with it.
    """
    tables = _Tables()
    for name in FAMILIES:
        tables.add_family(name, _read(HERE / "families" / f"{name}.toml"), f"families/{name}.toml")
    for group in GROUPS:
        _add(tables, HERE / "sources" / f"{group}.toml", f"sources/{group}.toml")
    for path in _files(extra) if extra else ():
        _add(tables, path, str(path), own=True)
    return _catalogue(tables)


def _files(extra: Path) -> Iterator[Path]:
    if not extra.is_dir():
        yield extra
        return
    found = sorted(extra.glob("*.toml"))
    if not found:
        raise CatalogueError(f"{extra}: no .toml file in this folder")
    yield from found


def _read(path: Path) -> schema.Table:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise CatalogueError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise CatalogueError(f"{path}: not UTF-8 text (byte {error.start})") from error
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{path}: not valid TOML: {error}") from error


def _add(tables: _Tables, path: Path, label: str, *, own: bool = False) -> None:
    read = _read(path)
    schema.check(read, schema.SECTIONS, label)
    for kind, add in (("family", tables.add_family), ("source", tables.add_source)):
        for name, table in read.get(kind, {}).items():
            add(name, table, label)
            if own:
                _check_once(tables, f"{kind} '{name}'", label)
                schema.check_selectors(table, f"{label}: {kind} '{name}'")


def _check_once(tables: _Tables, name: str, label: str) -> None:
    """See that only one of the user's files has a family or source; which of two is meant, nobody can tell."""
    first = tables.own.setdefault(name, label)
    if first != label:
        raise CatalogueError(f"{label}: {name} stands in {first} too: keep one of them")


def _catalogue(tables: _Tables) -> Catalogue:
    where = tables.where
    families = {name: build.family(name, table, where[f"family {name}"]) for name, table in tables.families.items()}
    sources = [build.source(name, table, families, where[name]) for name, table in tables.sources.items()]
    _check_hosts(sources, tables)
    _check_successors(sources, tables)
    sources.sort(key=lambda source: GROUPS.index(source.group))
    return Catalogue({source.name: source for source in sources}, _ordered(families))


def _ordered(families: dict[str, Family]) -> dict[str, Family]:
    return {name: family for name, family in families.items() if name != "other"} | {"other": families["other"]}


def _check_hosts(sources: list[Source], tables: _Tables) -> None:
    """See that every address belongs to one edition only."""
    owners: dict[str, str] = {}
    for edition in (edition for source in sources for edition in source.editions):
        for host in (edition.host, *edition.aliases):
            address = host + edition.prefix
            if address in owners:
                where, owner = tables.where[edition.source], owners[address]
                raise CatalogueError(f"{where}: '{address}' belongs to another already ({tables.where[owner]})")
            owners[address] = edition.source


def _check_successors(sources: list[Source], tables: _Tables) -> None:
    names = {source.name for source in sources}
    for source in sources:
        if source.successor not in {None, *names}:
            raise CatalogueError(f"{tables.where[source.name]}: key 'successor': unknown source '{source.successor}'")
