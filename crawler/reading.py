"""What a worker makes of a page: its article, and what the corpus keeps and compares of it.

All that costs time and needs no corpus is done here: in the reading pool, and on the workers of a cluster.
"""

from dataclasses import dataclass

from crawler.extraction.rules import Rulebook
from storage import stories
from storage.packing import Dictionary, Packed, pack
from storage.records import Article, Page
from storage.stories import Reading


@dataclass(frozen=True, slots=True)
class Read:
    """A page that was read.

    Attributes:
        article: Its article.
        reading: The article as it goes into the corpus, signed.
        packed: The page's body, compressed; None where nobody gave a dictionary for it.
    """

    article: Article
    reading: Reading
    packed: Packed | None = None


def read(page: Page, rulebook: Rulebook, origin: str = "crawl", dictionary: Dictionary | None = None) -> Read:
    """Read a page.

    Args:
        page: The page.
        rulebook: What extraction knows.
        origin: "crawl", "fetch" or "import": where its article comes from.
        dictionary: Its source's, for the archive.
    """
    from crawler.extraction.extract import extract  # noqa: PLC0415 - who is only handed a Read needs no rules

    article = extract(page, rulebook)
    return Read(article, stories.read(article, origin), pack(page.body, dictionary) if dictionary else None)
