"""Fixtures: a live page saved with a draft of its gold, for the gate to hold extraction to."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from dateline.quality import gold, rows
from dateline.quality.corpora import GOLD_FILE
from dateline.quality.rows import GoldError
from storage.records import Article, Page


def add(folder: Path, page: Page, article: Article) -> tuple[Path, bool]:
    """Save a page in a folder and add a draft of its gold to the folder's ``gold.json``.

    The draft is what was read; it becomes gold when a person has held it against the page.

    Args:
        folder: Made if missing. Pages belong to their publishers: keep it out of repositories that are shared.
        page: As the server gave it.
        article: What was read in it.

    Returns:
        The page's file, and whether it is new. Another state of a page is saved under another number; of the very
        same one the gold stays as it is, which a person may have corrected.

    Raises:
        GoldError: The folder cannot be written, or its gold is none.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        index = folder / GOLD_FILE
        told = rows.read(index) if index.exists() else []
        known = _held(folder, page, told)
        if known:
            return known, False
        file = _free(folder, urlsplit(page.url).hostname or "page")
        file.write_bytes(page.body)
        row = gold.draft(article, file.name) | {"url": page.url, "fetched_at": page.fetched_at}
        part = index.with_suffix(".part")
        part.write_text(json.dumps([*told, row], ensure_ascii=False, indent=1) + "\n", "utf-8")
        part.replace(index)
    except OSError as error:
        raise GoldError(f"{folder} cannot be written: {error.strerror}") from None
    return file, True


def _held(folder: Path, page: Page, told: Iterable[dict[str, Any]]) -> Path | None:
    """Return the file that holds a page of this address to the byte, if there is one."""
    files = (folder / row["file"] for row in told if row.get("url") == page.url)
    return next((file for file in files if file.is_file() and file.read_bytes() == page.body), None)


def _free(folder: Path, host: str) -> Path:
    """Return the first file name of a host that is not taken: ``baocantho.com.vn-01.html``."""
    name = host.removeprefix("www.")
    number = 1
    while (folder / f"{name}-{number:02}.html").exists():
        number += 1
    return folder / f"{name}-{number:02}.html"
