"""Screenshots of the reading room, for the documentation: a made-up corpus, the real program, a real browser.

Run ``PYTHONPATH=. .venv/bin/python bench/screenshots.py [FOLDER]`` (docs/screenshots by default). Needs Chromium.
"""

import sqlite3
import sys
import tempfile
from pathlib import Path

import chromium
import made_up
from reading_room import served

ARTICLES = 5_000
DESKTOP, PHONE = (1200, 900), (390, 844)


def shots(path: Path) -> list[tuple[str, str, tuple[int, int], bool]]:
    """Return name, address, window and darkness of every picture."""
    with sqlite3.connect(path) as conn:
        (revised,) = conn.execute(
            "SELECT article_id FROM revisions JOIN articles AS c ON c.duplicate_of = article_id "
            "ORDER BY 1 DESC LIMIT 1"
        ).fetchone()
    return [
        ("front", "/", (1200, 1300), False),
        ("front-dark-phone", "/", PHONE, True),
        ("search", "/search?q=da+nang&place=hue", DESKTOP, False),
        ("search-phone", "/search?q=%22hop+tac%22", PHONE, False),
        ("article", f"/article/{revised}", (960, 640), False),
        ("article-dark", f"/article/{revised}", (960, 540), True),
        ("archived-page", "/page/1", DESKTOP, False),
        ("view-clusters", "/views/clusters", DESKTOP, False),
        ("sql-dark", "/corpus/republishers", DESKTOP, True),
    ]


def main() -> None:
    """Make the pictures."""
    default = Path(__file__).parents[1] / "docs" / "screenshots"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        path = made_up.make(Path(temporary) / "corpus.db", ARTICLES)
        with served(path) as (address, _), chromium.Chromium(Path(temporary) / "profile") as browser:
            for name, page, (width, height), dark in shots(path):
                browser.size(width, height, dark=dark, phone=width < 500)
                browser.open(address + page)
                assert not browser.console, browser.console
                browser.screenshot(folder / f"{name}.png")
                print(f"{folder / name}.png, {(folder / name).with_suffix('.png').stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
