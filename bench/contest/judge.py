"""How good is what a contender stored? Held against the newsroom's own truth, by the quality gate's own measures."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from dateline.quality import gold, scores
from dateline.quality.gold import normal
from storage.records import Article

FIELDS = ("title", "lead", "byline")
HEAD = 4
"""Words by which a title is looked up in a text; the shortest of the newsroom's has more."""
MEASURES = ("stored", "title", "lead", "byline", "published", "f1", "words_f1", "leaks")


def judge(
    rows: Iterable[Mapping[str, Any]], truth: Mapping[str, Any], urls: Sequence[str]
) -> dict[str, float | None]:
    """Return the share of what is right, by measure.

    Args:
        rows: What was stored: url, title, lead, byline, published, text.
        truth: The newsroom's articles by address.
        urls: What had to be stored. What is missing counts as wrong in every field.

    Returns:
        ``stored``: pages with a text; ``title``, ``lead``, ``byline``, ``published`` (to the minute where the page
        says it, else the day); ``f1`` of paragraphs and ``words_f1`` of runs of four words; ``leaks``: pages whose
        text holds the title of another story.
    """
    held = {row["url"]: row for row in rows}
    titles = Titles(article["title"] for article in truth.values())
    tally, stored, leaks = scores.Tally(), 0, 0
    for url in urls:
        article = _article(held.get(url, {"url": url}))
        tally += scores.judge(article, _gold(truth[url]), strict=False)
        stored += bool(article.text)
        leaks += titles.leaked(article.text, truth[url]["title"])
    shares = {name: tally.share(name) for name in (*FIELDS, "published", "f1")}
    counted = {"stored": stored / len(urls), "leaks": leaks / len(urls)}
    return shares | {"words_f1": _words(tally)} | counted


def _words(tally: scores.Tally) -> float | None:
    precision, recall = tally.share("words_precision"), tally.share("words_recall")
    return None if precision is None or recall is None else 2 * precision * recall / (precision + recall or 1)


def _article(row: Mapping[str, Any]) -> Article:
    text = "\n\n".join(gold.paragraphs(row.get("text") or ""))
    fields = {name: row.get(name) for name in FIELDS}
    return Article(url=row["url"], text=text, published_at=row.get("published"), **fields)


def _gold(article: Mapping[str, Any]) -> gold.Gold:
    fields = {name: article[name] for name in (*FIELDS, "paragraphs")}
    return gold.parse(fields | {"published": article["published_at"]})


class Titles:
    """Finds the titles of other stories in a text: teasers that were taken for story.

    Args:
        titles: Of all stories.
    """

    def __init__(self, titles: Iterable[str]) -> None:
        self._by_head: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for title in titles:
            words = normal(title)
            self._by_head[tuple(words.split()[:HEAD])].add(words)

    def leaked(self, text: str, own: str) -> bool:
        """Tell whether a text holds a title that is not its own."""
        return any(title != normal(own) for title in self._found(normal(text)))

    def _found(self, text: str) -> Iterator[str]:
        words = text.split()
        for at in range(len(words)):
            for title in self._by_head.get(tuple(words[at : at + HEAD]), ()):
                if title in text:
                    yield title
