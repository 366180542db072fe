"""Shares: which of several crawlers takes which sources, so that they never meet.

Each crawler works it out for itself, from the names alone, by rendezvous hashing: of all shares, a source goes to the
one whose number hashes highest together with its name. So adding a source moves no other that it shares no host with,
and one more crawler only takes what becomes its own. Sources that share a host go together, under the first of their
names, because the distance between two requests to a host can only be kept by one crawler.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import xxhash

from storage.records import DatelineError

if TYPE_CHECKING:
    from crawler.catalogue import Catalogue, Edition

_FORM = re.compile(r"([0-9]{1,4})/([0-9]{1,4})")


class ShareError(DatelineError):
    """A text that names no share, or a share in which there is nothing to do."""


@dataclass(frozen=True, slots=True)
class Share:
    """One of several shares: "1/3" is the first of three."""

    number: int
    of: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a share.

        Raises:
            ShareError: It is none.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None or not 1 <= int(found[1]) <= int(found[2]):
            raise ShareError(f"'{text}' is no share: write 1/3 for the first of three crawlers, up to 3/3")
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.number}/{self.of}"

    def takes(self, name: str) -> bool:
        """Say whether a name falls into this share; it falls into exactly one of them."""
        return self.number == max(range(1, self.of + 1), key=lambda each: _score(name, each))

    def sources(self, catalogue: "Catalogue") -> frozenset[str]:
        """Return the names of the sources of a catalogue, ended ones too, that are this share's."""
        together = groups(catalogue.editions)
        return frozenset(source for source, name in together.items() if self.takes(name))

    def choose(self, words: Iterable[str], catalogue: "Catalogue") -> list["Edition"]:
        """Return the editions that words name, see :meth:`Catalogue.select`: of a group, those of this share.

        Raises:
            ShareError: A source that is named itself is another share's, or nothing of this one is left.
            CatalogueError: A word names nothing.
        """
        words = list(words)
        mine, groups = self.sources(catalogue), {edition.group for edition in catalogue}
        single = [word for word in words if word.strip().lower() not in groups]
        chosen, named = catalogue.select(words), catalogue.select(single) if single else []
        kept = [edition for edition in chosen if edition.source in mine]
        others = {edition.source for edition in (named if kept else chosen)} - mine
        if others:
            raise self._refusal(others)
        return kept

    def _refusal(self, sources: Iterable[str]) -> ShareError:
        names = sorted(sources)
        return ShareError(
            f"share {self} does not hold {', '.join(names[:3])}{' …' if names[3:] else ''}: "
            f"`dateline sources list --share {self}` names what it holds"
        )


def words(share: str | None, named: Sequence[str], catalogue: "Catalogue") -> tuple[str, ...]:
    """Return what to crawl as words of a plan: of a share, the editions by name, see :meth:`Share.choose`.

    Args:
        share: As it is written; None for no share.
        named: Sources, editions, groups or hosts; none for all.
        catalogue: Where they are.
    """
    if share is None:
        return tuple(named)
    return tuple(edition.name for edition in Share.parse(share).choose(named, catalogue))


def _score(name: str, share: int) -> int:
    return int(xxhash.xxh3_64_intdigest(f"{share}/{name}".encode()))


def groups(editions: Iterable["Edition"]) -> dict[str, str]:
    """Return of every source the name under which it is shared out: the first of all with which it shares hosts."""
    first = dict[str, str]()
    owner = dict[str, str]()
    for edition in editions:
        first.setdefault(edition.source, edition.source)
        for host in edition.hosts:
            _join(first, edition.source, owner.setdefault(host, edition.source))
    return {source: _root(first, source) for source in first}


def _join(first: dict[str, str], one: str, other: str) -> None:
    a, b = sorted((_root(first, one), _root(first, other)))
    first[b] = a


def _root(first: dict[str, str], name: str) -> str:
    while first[name] != name:
        name = first[name]
    return name
