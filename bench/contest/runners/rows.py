"""What the contenders' programs share: ``PROGRAM URLS OUT`` reads a URL a line and writes a JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Row = dict[str, Any]

THREADS = 16
"""Downloads under way at once, by threads or by Scrapy: more made nothing faster on loopback."""


def urls() -> list[str]:
    """Return the addresses to read."""
    return Path(sys.argv[1]).read_text("utf-8").split()


def out() -> str:
    """Return the name of the file to write."""
    return sys.argv[2]


def row(url: str, **fields: Any) -> Row:
    """Return a row: title, lead, byline, published and text, as far as they were found."""
    return {"url": url} | {name: str(value) if value else None for name, value in fields.items()}


def write(found: Iterable[Row]) -> None:
    """Write rows as they come."""
    with Path(out()).open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in found)


def in_threads(read: Callable[[str], Row | None]) -> None:
    """Write what a function makes of each address, in threads."""
    with ThreadPoolExecutor(THREADS) as pool:
        write(each for each in pool.map(read, urls()) if each)
