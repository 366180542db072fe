"""Coverage-guided fuzzing of ``extract``: ``pip install atheris``, then ``python tests/fuzz/fuzz_extract.py``.

Without arguments it runs for a minute from a seed corpus of its own (the fault desk's pages and the seeds' dumps);
libFuzzer's options (``-max_total_time=600``, a corpus folder) come after the script's name. What it finds becomes a
test of extraction. It is no part of ``make test``: atheris has no build for every platform.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests"))
sys.path.insert(0, str(ROOT))

with atheris.instrument_imports(include=["crawler.extraction"]):
    from crawler.extraction.extract import extract

from faults import EVIL_TITLE, Text, page, story  # noqa: E402

from crawler import catalogue  # noqa: E402
from seeds import importer  # noqa: E402
from storage.records import Page  # noqa: E402

MINUTE = "-max_total_time=60"
RULES = catalogue.load().rulebook()
HOSTS = sorted({edition.host for edition in catalogue.load().editions})
CHARSETS = [
    None,
    "text/html",
    "text/html; charset=utf-8",
    "text/html; charset=windows-1258",
    "text/html; charset=utf-16",
]


def one_input(data: bytes) -> None:
    """The first two bytes choose the newspaper and the charset, the rest is the page."""
    host, charset = HOSTS[(data[:1] or b"\0")[0] % len(HOSTS)], CHARSETS[(data[1:2] or b"\0")[0] % len(CHARSETS)]
    article = extract(Page(url=f"https://{host}/slug-post1.vnp", body=data[2:], content_type=charset), RULES)
    assert "\0" not in (article.text or "") + (article.title or "")


def seed(folder: Path) -> None:
    pages = [
        page(story("fuzz")),
        page(Text(EVIL_TITLE, story("evil").paragraphs)),
        page(story("latin"), charset="latin-1"),
    ]
    pages += [path.read_bytes() for path in sorted(importer.DOCUMENTS.glob("*.txt"))[:40]]
    for number, body in enumerate(pages):
        (folder / str(number)).write_bytes(bytes([number % 256, 2]) + body)


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        seed(Path(folder))
        atheris.Setup([*sys.argv, *([MINUTE] if len(sys.argv) == 1 else []), folder], one_input)
        atheris.Fuzz()
