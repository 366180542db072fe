"""Text dumps of articles: a saved page's text without its HTML, read by the wire's conventions alone."""

import re
from collections.abc import Sequence

from crawler.extraction import wire
from crawler.extraction.blocks import Block
from crawler.extraction.dump_head import Head, is_section, is_title, read_head
from crawler.extraction.dump_lines import read_lines
from crawler.extraction.language import guess
from crawler.extraction.story import Story, assemble
from crawler.extraction.text import ends_sentence, reading_length, words
from storage.records import Article, Image, Related

_MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|article|section|span|table|script|meta|rss|urlset|a)\b[^>]{0,2000}>",
    re.IGNORECASE,
)
# Markup this early and often is a page; a story may quote a tag.
_PAGE_HEAD, _PAGE_TAGS = 20_000, 3
_LONGEST_HEADING = 150
# Menu entries of a page have one or two words; in Chinese and Japanese, which have no spaces, up to five characters.
_TITLE_WORDS, _TITLE_CHARACTERS = 3, 6
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
    lines = read_lines(text)
    head = read_head(lines)
    blocks = _blocks(lines, head.body, bare_caption=head.publisher is not None)
    captions = [Block("caption", caption) for caption in head.captions]
    story = assemble([*captions, *blocks], title=head.title, lead=head.lead, byline=head.byline)
    return _article(head, story, url, language)


def _article(head: Head, story: Story, url: str | None, language: str | None) -> Article:
    # A credit without a caption says nothing of a picture that the dump does not have.
    images = [Image("", *wire.split_credit(caption)) for caption in story.captions]
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
        images=[image for image in images if image.caption],
        original_url=story.original_url,
        republished_from=head.publisher or story.republished_from,
        related=[Related(title) for title in [*head.related, *related_titles(story.cut)]],
        extractor="dump",
        warnings=[*story.warnings, *_missing(head, story)],
    )


def _missing(head: Head, story: Story) -> list[str]:
    missing = {"no_title": head.title, "no_text": story.text, "no_date": head.published}
    return [code for code, value in missing.items() if not value]


def _blocks(lines: Sequence[str], body: int, *, bare_caption: bool) -> list[Block]:
    blocks = [_block(lines, at, body) for at in range(body, len(lines))]
    at = _bare_caption(blocks) if bare_caption else None
    if at is not None:
        blocks[at] = Block("caption", blocks[at].text)
    return blocks


def _block(lines: Sequence[str], at: int, body: int) -> Block:
    line = lines[at]
    if wire.is_caption_like(line) or _is_printed_twice(lines, at, body) or _is_below_alt(lines, at):
        return Block("caption", line)
    opens = line[0].isalnum() or line[0] in "\"“«'‘[("
    signed = wire.split_signature(line).closes or wire.sign_off(line)
    heading = opens and len(line) <= _LONGEST_HEADING and not ends_sentence(line) and line[-1] not in ":;,"
    return Block("heading" if heading and not signed else "paragraph", line)


def _is_printed_twice(lines: Sequence[str], at: int, body: int) -> bool:
    """Whether a line of the body stands twice in a row, as template and figure both print a caption."""
    line = lines[at]
    twice = line in lines[max(body, at - 1) : at] or line in lines[at + 1 : at + 2]
    return twice and len(line.split()) > 2 and not wire.is_furniture(line)


def _is_below_alt(lines: Sequence[str], at: int) -> bool:
    """Whether a line is a caption by the alt text alone on the line above it: a file name or "Chú thích ảnh"."""
    return at > 0 and reading_length(lines[at]) <= _LONGEST_BARE_CAPTION and wire.is_alt_alone(lines[at - 1])


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
    titles = (block.text for at, block in enumerate(cut) if _is_teaser_title(block, cut[at + 1 : at + 3]))
    return list(dict.fromkeys(titles))


def _is_teaser_title(block: Block, following: Sequence[Block]) -> bool:
    text = block.text
    enough = len(text.split()) >= _TITLE_WORDS or reading_length(text) - len(text) >= 2 * _TITLE_CHARACTERS
    if block.kind == "caption" or not enough or not is_title(text) or is_section(text) or wire.is_caption_like(text):
        return False
    # Two title-like lines before a lead are a caption without credit and the title.
    is_caption = len(following) == 2 and is_title(following[0].text) and not is_title(following[1].text)
    return not is_caption or is_section(following[0].text)
