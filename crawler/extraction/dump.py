"""Text dumps of articles: a saved page's text without its HTML, read by the wire's conventions alone."""

import re
from collections.abc import Sequence

from crawler.extraction import wire
from crawler.extraction.blocks import Block
from crawler.extraction.dump_head import Head, is_section, is_title, read_head
from crawler.extraction.language import guess
from crawler.extraction.story import Story, assemble
from crawler.extraction.text import ends_sentence, normalise, words
from storage.records import Article, Image, Related

# Dumps made by others start with this token; the sites print no such thing, so it dates nothing.
_DUMP_TOKEN = re.compile(r"^\s*date \d{4}-\d{2}(?:-\d{2})?(?:\s+|$)")
_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|section|span|table|script|meta|rss|urlset|a)\b[^>]{0,2000}>",
    re.IGNORECASE,
)
# Markup this early and often is a page; a story may quote a tag.
_PAGE_HEAD, _PAGE_TAGS = 20_000, 3
_LONGEST_HEADING = 150
# Hard-wrapped text: lines of a common width, broken in the middle of sentences.
_WRAP_WIDTH = range(50, 111)
_WRAPPED_SHARE = 0.6
# vietnam.vn prints a picture's caption without credit after the first paragraph: shorter than the prose before it by
# this factor, and than the prose after it by the next. A guess by form, made under its publisher line only.
_CAPTION_BEFORE, _CAPTION_AFTER = 3, 2
_LONGEST_BARE_CAPTION = 300


def looks_like_dump(text: str) -> bool:
    """Whether a text is the plain text of a page and not HTML, XML or JSON."""
    head = text[:_PAGE_HEAD].lstrip("\ufeff \t\r\n")
    if not head or head[0] == "<" or re.match(r'[{\[]\s*["{\[]', head):
        return False
    return len(_MARKUP.findall(head)) < _PAGE_TAGS


def read_dump(text: str, *, url: str | None = None, language: str | None = None) -> Article:
    """Read a text dump of an article.

    Args:
        text: The dump; any line ends, paragraphs a line each, with or without blank lines between them.
        url: Where the article was found, where known.
        language: The language its keeper declares, where known.

    Returns:
        The article, ``extractor`` "dump". Captions are images without a URL. What the dump does not say is None.
    """
    lines = _lines(text)
    head = read_head(lines)
    blocks = _blocks(lines[head.body :], bare_caption=head.publisher is not None)
    captions = [Block("caption", caption) for caption in head.captions]
    story = assemble([*captions, *blocks], title=head.title, lead=head.lead, byline=head.byline)
    return _article(head, story, url, language)


def _article(head: Head, story: Story, url: str | None, language: str | None) -> Article:
    return Article(
        url=url or "",
        language=guess(f"{head.title or ''} {story.text}", language),
        title=head.title,
        lead=story.lead,
        text=story.text,
        byline=story.byline,
        agency=story.agency,
        place=story.place,
        section=head.section,
        published_at=head.published.iso if head.published else None,
        published_precision=head.published.precision if head.published else None,
        images=[Image("", *wire.split_credit(caption)) for caption in story.captions],
        original_url=story.original_url,
        republished_from=head.publisher or story.republished_from,
        related=[Related(title) for title in [*head.related, *related_titles(story.cut)]],
        extractor="dump",
        warnings=[*story.warnings, *_missing(head, story)],
    )


def _missing(head: Head, story: Story) -> list[str]:
    missing = {"no_title": head.title, "no_text": story.text, "no_date": head.published}
    return [code for code, value in missing.items() if not value]


def _lines(text: str) -> list[str]:
    """The lines of a dump, normalised, without empty ones, hard-wrapped paragraphs joined."""
    raw = [normalise(line) for line in _DUMP_TOKEN.sub("", text.lstrip("\ufeff"), count=1).splitlines()]
    full = [line for line in raw if line]
    if not _is_wrapped(full):
        return full
    joined: list[str] = []
    open_line = False
    for line in raw:
        if line and open_line:
            joined[-1] = f"{joined[-1]} {line}"
        elif line:
            joined.append(line)
        # A line well short of the width ends its paragraph.
        open_line = len(line) in _WRAP_WIDTH
    return joined


def _is_wrapped(lines: Sequence[str]) -> bool:
    broken = sum(len(line) in _WRAP_WIDTH and not ends_sentence(line) for line in lines)
    return len(lines) > 5 and broken >= _WRAPPED_SHARE * len(lines) and max(map(len, lines)) < _WRAP_WIDTH.stop + 10


def _blocks(lines: Sequence[str], *, bare_caption: bool) -> list[Block]:
    blocks = [_block(line, lines, at) for at, line in enumerate(lines)]
    at = _bare_caption(blocks) if bare_caption else None
    if at is not None:
        blocks[at] = Block("caption", blocks[at].text)
    return blocks


def _block(line: str, lines: Sequence[str], at: int) -> Block:
    # A line printed twice in a row is a caption, as template and figure both print it.
    twice = line in lines[max(0, at - 1) : at] or line in lines[at + 1 : at + 2]
    if wire.is_caption_like(line) or (twice and len(line.split()) > 2 and not wire.is_furniture(line)):
        return Block("caption", line)
    opens = line[0].isalnum() or line[0] in "\"“«'‘[("
    heading = opens and len(line) <= _LONGEST_HEADING and not ends_sentence(line) and line[-1] not in ":;,"
    return Block("heading" if heading and not wire.sign_off(line) else "paragraph", line)


def _bare_caption(blocks: Sequence[Block]) -> int | None:
    """The second paragraph where it is a caption by its form: one short sentence between two long paragraphs."""
    prose = [at for at, block in enumerate(blocks) if block.kind == "paragraph"][:3]
    if len(prose) < 3 or prose[2] - prose[0] != 2:
        return None
    before, caption, after = (blocks[at].text for at in prose)
    short = len(caption) <= _LONGEST_BARE_CAPTION
    shorter = len(caption) * _CAPTION_BEFORE <= len(before) and len(caption) * _CAPTION_AFTER <= len(after)
    one_sentence = not re.search(r"[.!?…]\s+\S", caption)
    return prose[1] if short and shorter and one_sentence and _breaks_thread(before, caption, after) else None


def _breaks_thread(before: str, caption: str, after: str) -> bool:
    """Whether the neighbours share more words with each other than the text between them with either."""
    first, middle, last = ({word for word in words(text) if len(word) > 3} for text in (before, caption, after))
    return len(first & last) / max(1, len(last)) > len(middle & last) / max(1, len(last))


def related_titles(cut: Sequence[Block]) -> list[str]:
    """The titles among cut teasers, each once: a teaser is a caption (at times), a title and a lead (at times)."""
    titles: list[str] = []
    for at, block in enumerate(cut):
        following = cut[at + 1 : at + 3]
        if _is_teaser_title(block, following) and block.text not in titles:
            titles.append(block.text)
    return titles


def _is_teaser_title(block: Block, following: Sequence[Block]) -> bool:
    if (
        block.kind == "caption"
        or not is_title(block.text)
        or is_section(block.text)
        or wire.is_caption_like(block.text)
    ):
        return False
    # Two title-like lines before a lead are a caption without credit and the title.
    return not (
        len(following) == 2 and is_title(following[0].text) and not is_title(following[1].text)
    ) or is_section(following[0].text)
