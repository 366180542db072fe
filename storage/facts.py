"""What survives translation: numbers, names without their accents, pictures, and the address' slug."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from storage.fold import plain

_NUMBER = re.compile(r"\d+(?:[.,\u202f\u00a0 ]\d{3}(?!\d))*(?:[.,]\d+)?")
_DIGITS = re.compile(r"\D")
_NAME = re.compile(r"[^\W\d_]+(?:[-'’ ][^\W\d_]+)*")
_WORD = re.compile(r"[^\W\d_]+")
_ID = re.compile(r"\d{5,}")
_SLUG_END = re.compile(r"(?:-[a-z]{0,4}\d{3,}|\d{3,})?(?:\.\w{2,5})?$")

FEWEST_DIGITS = 2
"""A single digit is in every story."""
FEWEST_LETTERS = 5
"""Of a name of one word: shorter ones (Mai, Nam, Paris' "Le") are words of some language."""
SLUG_LETTERS = 20
"""Of a slug that is a title; "gioi-thieu" is not one."""
PICTURE_LETTERS = 8
"""Of a picture's file name that names it: "1.jpg" and "avatar.png" do not."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of two stories in different languages.

    Attributes:
        article_id: The article.
        source, language: Whose it is.
        at: When it was published, or first seen.
        keys: Numbers ("n:12300") and names ("hanoi").
        pictures: File names of its pictures.
        slug: Of its address, None where that is no title.
        number: The last long number of its address, None without one.
    """

    article_id: int
    source: str | None
    language: str
    at: datetime
    keys: frozenset[str]
    pictures: frozenset[str] = frozenset()
    slug: str | None = None
    number: str | None = None


def keys(text: str) -> frozenset[str]:
    """Return the numbers and names of a text.

    A number loses its separators, for languages set them differently. A name is every capitalised word of five
    letters or more, and every two that stand together, without accents and space: "Hà Nội" and "Hanoï" are one.
    """
    text = unicodedata.normalize("NFC", text)
    numbers = {_DIGITS.sub("", found) for found in _NUMBER.findall(text)}
    long = {f"n:{number}" for number in numbers if len(number) >= FEWEST_DIGITS and not _is_year(number)}
    return frozenset(long | _names(text))


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.startswith(("19", "20"))


def _names(text: str) -> set[str]:
    found = set[str]()
    for run in _NAME.findall(text):
        before = ""
        for word in _WORD.findall(run):
            bare = plain(word) if word[0].isupper() else ""
            if len(bare) >= FEWEST_LETTERS:
                found.add(bare)
            if before and bare:
                found.add(before + bare)
            before = bare
    return found


def pictures(urls: list[str]) -> frozenset[str]:
    """Return the file names by which pictures can be told, wherever they lie and however they were scaled."""
    names = (urlsplit(url).path.rpartition("/")[2].rpartition(".")[0].casefold() for url in urls)
    return frozenset(name for name in names if len(name) >= PICTURE_LETTERS)


def slug(url: str) -> str | None:
    """Return the title in an address, without id and ending; None where there is none."""
    last = urlsplit(url).path.rstrip("/").rpartition("/")[2]
    name = _SLUG_END.sub("", last)
    return name.casefold() if len(name) >= SLUG_LETTERS and "-" in name else None


def number(url: str) -> str | None:
    """Return the id in an address: the last run of five digits or more of its path."""
    found = _ID.findall(urlsplit(url).path)
    return found[-1] if found else None
