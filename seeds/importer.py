"""Importing seeds: documents, as text or HTML files, that the corpus started from and is deduplicated against."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from crawler.extraction.decode import decode
from crawler.extraction.extract import extract
from crawler.extraction.rules import Rulebook
from storage import intake
from storage.clusters import NO_SOURCES
from storage.corpus import Corpus
from storage.intake import Fetched
from storage.records import Article, DatelineError, Outcome, Page
from storage.shingles import content_sha256

DOCUMENTS = Path(__file__).parent / "documents"
"""The five documents that come with the program."""

SUFFIXES = frozenset({".txt", ".html", ".htm"})
"""What is read, in any case; other files of a folder are passed over."""

MAX_BYTES = 8 * 1024 * 1024
"""As for downloads: the largest real article page seen has 0.5 MB."""

CONTROLS = 0.01
"""Share of control characters from which a file is no text: texts have none, compressed data one in eight."""


class SeedsError(DatelineError):
    """A folder of seeds that cannot be used."""


class _UnreadableError(DatelineError):
    """A single file that cannot be used; the others go on."""


@dataclass(frozen=True, slots=True)
class Seed:
    """A file, and what was read in it or what came of it.

    Attributes:
        name: The file's name.
        title: Of its article.
        language: Of its article.
        words: In its text.
        outcome: What the import made of it; None where it was only listed, or refused.
        problem: Why it was refused, in one line; None where it was not.
    """

    name: str
    title: str | None = None
    language: str | None = None
    words: int = 0
    outcome: Outcome | None = None
    problem: str | None = None


def import_folder(
    corpus: Corpus,
    folder: Path,
    rulebook: Rulebook,
    *,
    now: datetime,
    agency_sources: frozenset[str] = NO_SOURCES,
) -> list[Seed]:
    """Store the documents of a folder as seeds. Importing them again changes nothing.

    A crawled article of the same text becomes the seed's duplicate.

    Args:
        corpus: Where to store them.
        folder: A folder of ``*.txt``, ``*.html`` and ``*.htm`` files (not looking into its folders), or one file.
        rulebook: What extraction knows of sites.
        now: Aware; when they are imported.
        agency_sources: Names of the sources that are the agency's own.

    Returns:
        What became of each file, by name.

    Raises:
        SeedsError: The folder is missing, unreadable, or holds no such file.
    """
    seeds = []
    for seed, fetched in _read(folder, rulebook):
        if fetched is None:
            seeds.append(seed)
            continue
        kept = intake.keep(corpus, fetched, now=now, origin="seed", agency_sources=agency_sources)
        seeds.append(replace(seed, outcome=kept.outcome if kept else None))
    return seeds


def list_folder(folder: Path, rulebook: Rulebook) -> list[Seed]:
    """Read the documents of a folder without storing them.

    Args:
        folder: As for :func:`import_folder`.
        rulebook: What extraction knows of sites.

    Raises:
        SeedsError: As for :func:`import_folder`.
    """
    return [seed for seed, _ in _read(folder, rulebook)]


def _read(folder: Path, rulebook: Rulebook) -> Iterator[tuple[Seed, Fetched | None]]:
    """Yield every file with what was read in it; nothing to store where it was refused."""
    for path in _files(folder):
        try:
            fetched = _fetched(path, rulebook)
        except _UnreadableError as error:
            yield Seed(path.name, problem=str(error)), None
        else:
            article = fetched.article
            yield Seed(path.name, article.title, article.language, len(article.text.split())), fetched


def _files(folder: Path) -> list[Path]:
    try:
        if folder.is_file():
            return [folder]
        names = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES and not path.is_dir())
    except FileNotFoundError:
        raise SeedsError(f"{folder} does not exist: check the name") from None
    except NotADirectoryError:
        raise SeedsError(f"{folder} is neither a file nor a folder: name another") from None
    except OSError as error:
        raise SeedsError(f"{folder} cannot be read: {error.strerror}") from None
    if not names:
        raise SeedsError(f"{folder} holds no .txt, .html or .htm file: name a folder that does")
    return names


def _fetched(path: Path, rulebook: Rulebook) -> Fetched:
    """Read a file as a fetched page. Its identity is its content: it has no address that a crawl could visit."""
    body = _bytes(path)
    text = _text(path, body)
    key = f"seed:{content_sha256(text)[:16]}"
    page, article = _extract(Page(url=key, body=body), rulebook)
    if not article.text:
        raise _UnreadableError(f"{path}: no article found ({', '.join(article.warnings) or 'no text'})")
    article.url = key
    return Fetched(page=page, article=article, key=key)


def _extract(page: Page, rulebook: Rulebook) -> tuple[Page, Article]:
    """Read a page; one that names its address is read again by the rules of its site."""
    article = extract(page, rulebook)
    address = article.canonical_url or ""
    if not address.startswith(("https://", "http://")):
        return page, article
    page = replace(page, url=address)
    return page, extract(page, rulebook)


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            body = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _UnreadableError(f"{path} cannot be read: {error.strerror}") from None
    if len(body) > MAX_BYTES:
        raise _UnreadableError(f"{path} is larger than {MAX_BYTES // 1024**2} MiB: that is no article")
    if not body.strip():
        raise _UnreadableError(f"{path} is empty: give a saved page or a text")
    return body


def _text(path: Path, body: bytes) -> str:
    """Decode a file.

    Raises:
        _UnreadableError: It is no text.
    """
    decoded = decode(body)
    nulls = 0 if decoded.encoding.startswith(("utf-16", "utf-32")) else body.count(0)
    controls = nulls + sum(not each.isprintable() and each < " " and not each.isspace() for each in decoded.text)
    if controls > CONTROLS * len(body):
        raise _UnreadableError(f"{path} is no text: give a saved page or a text")
    return decoded.text
