"""What must be the same on every machine for a cluster to read as one process does."""

import hashlib
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import crawler
import storage
from storage.records import DatelineError

READERS = ("dateline", "lxml", "lxml-html-clean", "pyarrow", "rensa", "trafilatura", "xxhash", "zstandard")
"""Packages whose release decides what is read in a page, how it is signed and how it travels."""

REMEDY = "install the same dateline on every machine of the cluster"

Identity = dict[str, str]
"""Versions by name, and a digest of our code: a checkout has the version of its last release."""


@cache
def own() -> Identity:
    """Return what this process has."""
    from lxml import etree  # noqa: PLC0415 - a command that asks for no cluster needs no lxml

    return {
        "python": ".".join(platform.python_version_tuple()[:2]),
        **{name: _version(name) for name in READERS},
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "the code": _code(),
    }


def demand(worker: str, there: Identity, here: Identity) -> None:
    """See that a worker reads as the one who asks does.

    Args:
        worker: Its address.
        there: What it has.
        here: What the one who asks has.

    Raises:
        DatelineError: Something differs; the line names it.
    """
    names = [name for name in here if here[name] != there.get(name)]
    if names:
        told = ", ".join(f"{name} {there.get(name, 'missing')} instead of {here[name]}" for name in names)
        raise DatelineError(f"the worker {worker} has {told}: {REMEDY}")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "missing"


def _code() -> str:
    """Return a digest of everything that reads, signs and packs."""
    digest = hashlib.sha256()
    for room in (crawler, storage):
        root = Path(room.__path__[0])
        for file in sorted(root.rglob("*.py")):
            digest.update(file.relative_to(root).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
