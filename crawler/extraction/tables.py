"""Tables of a story: pictures with captions, data, or mere layout."""

from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.extraction.page import text_of

# A picture table holds a caption, not a story.
_LONGEST_CAPTION = 900
# A cell of data is a word or a sentence; longer ones are paragraphs laid out side by side.
_LONGEST_CELL = 400
_BLOCKS_IN_CELL = ("p", "div", "ul", "ol", "figure")


def kind(table: HtmlElement) -> str:
    """Tell what a table is for: ``pictures``, ``data`` or ``layout``."""
    if next(table.iterdescendants("table"), None) is not None:
        return "layout"
    pictures = sum(1 for _ in table.iter("img"))
    cells = [[text_of(cell) for cell in row] for row in _cells(table)]
    texts = [text for row in cells for text in row if text]
    if pictures and len(texts) <= pictures + 1 and sum(map(len, texts)) < _LONGEST_CAPTION:
        return "pictures"
    columns = max((sum(1 for text in row if text) for row in cells), default=0)
    if columns < 2 or any(len(text) > _LONGEST_CELL for text in texts) or _lays_out(table):
        return "layout"
    return "data"


def rows(table: HtmlElement) -> Iterator[str]:
    """Yield the rows of a data table, cells separated by " | "; empty rows are left out."""
    for row in _cells(table):
        texts = [text for text in map(text_of, row) if text]
        if texts:
            yield " | ".join(texts)


def _cells(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    for row in table.iter("tr"):
        yield [cell for cell in row if cell.tag in ("td", "th")]


def _lays_out(table: HtmlElement) -> bool:
    """A cell with several blocks in it is a piece of a page, not a piece of data."""
    return any(sum(1 for child in cell if child.tag in _BLOCKS_IN_CELL) > 1 for row in _cells(table) for cell in row)
