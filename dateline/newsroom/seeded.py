"""The five seed documents as the newsrooms that first printed them would print them again."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from dateline.newsroom.story import Block, Picture, Story, slugify

DOCUMENTS = Path(__file__).parents[2] / "seeds" / "documents"
DATELINE = re.compile(r"^(?P<place>[^()]{2,30}) \(VNA\)\s?[–-]\s")
SOURCE = re.compile(r"Source : (https?://\S+)")
# A subheading of a document without mark-up is a short line that does not end a sentence.
HEADING = re.compile(r"^[^.!?»\"]{10,60}$")


def vna(name: str, number: int, published: datetime) -> Story:
    """Return a seed of the VNA: title, lead, caption, dateline, body, signature, then teasers."""
    lines = [line.strip() for line in (DOCUMENTS / name).read_text("utf-8").splitlines() if line.strip()]
    title, lead, caption = lines[0], lines[1], lines[2].removeprefix(lines[0])
    start = next(index for index, line in enumerate(lines) if DATELINE.match(line))
    body = lines[start : lines.index("Voir plus")]
    dateline = DATELINE.match(body[0])
    assert dateline, name
    body[0] = body[0].removeprefix(dateline[0])
    body[-1] = re.sub(r"\s*[-–]\s?VNA$", "", body[-1])
    caption, _, credit = re.sub(r"^ ?ảnh 1 ?", "", caption).partition(" Photo: ")
    return Story(
        key=f"seed-{name[:3]}",
        paper="demo-vna",
        language="fr",
        number=number,
        slug=slugify(title),
        title=title,
        lead=lead,
        blocks=tuple(map(Block, body)),
        section="Politique",
        published=published,
        pictures=(Picture(f"/images/{number}-1.jpg", caption, credit),),
        dateline=dateline[0],
        place=dateline["place"],
        agency="VNA",
        seed=name,
    )


def cantho(name: str, number: int, modified: datetime) -> Story:
    """Return the seed that Vietnam.vn translated from Báo Cần Thơ, with its publisher line and ``Source :``."""
    text = (DOCUMENTS / name).read_text("utf-8").split("Comment (0)")[0]
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    _, title, lead, stamp, *body, author, source = lines
    caption = next(line for line in body if line.startswith("Le Comité populaire de la ville de Can Tho s'est"))
    body.remove(caption)
    found = SOURCE.search(source)
    assert found, name
    return Story(
        key=f"seed-{name[:3]}",
        paper="demo-vietnamvn",
        language="fr",
        number=number,
        slug="nang-dong-ket-noi-nang-cao-hieu-qua-cong-tac-doi-ngoai-nhan-dan",
        title=title,
        lead=lead,
        blocks=tuple(Block(line, "h" if HEADING.match(line) else "p") for line in body),
        section="Politique",
        published=datetime.strptime(stamp[-10:] + " +0700", "%d/%m/%Y %z") + timedelta(hours=8),
        modified=modified,
        pictures=(Picture(f"/images/{number}-1.jpg", caption, ""),),
        byline=author.rpartition(" : ")[2],
        original=found[1],
        relation="translation",
        republished_from="Báo Cần Thơ",
        seed=name,
    )


def haiduong(name: str, number: int, published: datetime) -> Story:
    """Return the seed whose dump has lost title and lead; the page has a title, as a page must."""
    lines = (DOCUMENTS / name).read_text("utf-8").splitlines()
    *body, last = lines[: next(index for index, line in enumerate(lines) if line.startswith("Comment"))]
    author, _, source = last.partition("Source : ")
    return Story(
        key=f"seed-{name[:3]}",
        paper="demo-vietnamvn",
        language="fr",
        number=number,
        slug="nang-cao-chat-luong-cong-tac-doi-ngoai-nhan-dan",
        title="Améliorer la qualité de la diplomatie populaire",
        lead="",
        blocks=tuple(Block(line.strip()) for line in body),
        section="Politique",
        published=published,
        byline=author.strip(),
        original=source.strip(),
        relation="translation",
        republished_from="Báo Hải Dương",
        seed=name,
    )


def stories(number: Callable[[str], int], now: datetime) -> list[Story]:
    """Return the five seeds, dated so that a feed of today announces them.

    Args:
        number: Gives a newsroom's next CMS id.
        now: The demo's present. The seed with a date of its own keeps it; its sitemap says it changed today.
    """
    return [
        vna("000_dbcb8a235426c4c3.txt", number("demo-vna"), now - timedelta(hours=9)),
        vna("001_ef544d76be765a94.txt", number("demo-vna"), now - timedelta(hours=15)),
        vna("004_097acef678100456.txt", number("demo-vna"), now - timedelta(hours=21)),
        cantho("002_b21207c9885c2cdc.txt", number("demo-vietnamvn"), now - timedelta(hours=6)),
        haiduong("003_08b0f0a572e2c364.txt", number("demo-vietnamvn"), now - timedelta(hours=12)),
    ]
