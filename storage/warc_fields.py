"""What a WARC record has no standard field for: what the corpus knows of a page beside its bytes.

It travels as one extension field of the record (ISO 28500, 5.1: readers ignore what they do not know), JSON in ASCII,
and not as a metadata record of its own, which a reader that takes a file in parts could find in another part.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Self
from urllib.parse import quote

from storage.records import Hints

FIELD = "Dateline-Page"
"""The field's name."""

ORIGINS = frozenset({"crawl", "fetch", "seed", "import"})

SEED = "seed:"
"""What the address of a document begins with that was no page: the corpus began with it."""

_URI = "%:/?#[]@!$&'()*+,;=~"
"""What stays in a URI beside letters and digits (RFC 3986); all else is percent-encoded, line ends above all."""


def as_uri(url: str) -> str:
    """Return an address as a record names it."""
    return quote(url, safe=_URI)


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What an exported page was.

    Attributes:
        url: Its address as stored; the record's URI is percent-encoded.
        content_type: The header, None where there was none: a text file.
        hints: What discovery knew of it.
        origin: Where its article came from; None where it has none.
        article_url: The address that its article is known by, where that is not the page's: of a seed.
    """

    url: str
    content_type: str | None = None
    hints: Hints = field(default_factory=Hints)
    origin: str | None = None
    article_url: str | None = None

    def as_field(self) -> str:
        """Return the value of :data:`FIELD`."""
        data = asdict(self) | {"hints": {name: hint for name, hint in asdict(self.hints).items() if hint}}
        return json.dumps({name: value for name, value in data.items() if value}, separators=(",", ":"))

    @classmethod
    def from_field(cls, text: str | None) -> Self | None:
        """Read the value of :data:`FIELD`; None where there is none, or what it says is none of ours."""
        with suppress(ValueError, TypeError, AttributeError, RecursionError):
            data = json.loads(text or "")
            facts = cls(**data | {"hints": Hints(**data.get("hints", {}))})
            f"{facts.url}{facts.content_type}{facts.article_url}".encode()  # the corpus takes no lone surrogates
            return facts if facts.is_sound() else None
        return None

    def is_sound(self) -> bool:
        """Tell whether every fact is of the kind that it should be."""
        texts: list[Any] = [self.content_type, self.article_url, *asdict(self.hints).values()]
        return (
            isinstance(self.url, str)
            and self.origin in {None, *ORIGINS}
            and all(text is None or isinstance(text, str) for text in texts)
        )

    def is_of(self, uri: str) -> bool:
        """Tell whether this can have been said of the record of a URI: it is of this page, and seeds are seeds."""
        if self.origin == "seed":
            named = (self.article_url or "").startswith(SEED)
        else:
            named = self.article_url is None and not self.url.startswith(SEED)
        return named and as_uri(self.url) == uri
