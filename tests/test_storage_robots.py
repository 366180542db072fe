"""robots.txt is kept for a day, and for no longer."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import robots
from storage.corpus import Corpus

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
SITE = "https://bao.vn"


def test_it_is_kept_for_a_day(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        assert robots.get(corpus, SITE, NOW) is None
        robots.put(corpus, SITE, b"Disallow: /", NOW)
        assert robots.get(corpus, SITE, NOW) == b"Disallow: /"
        assert robots.get(corpus, SITE, NOW + timedelta(hours=23)) == b"Disallow: /"
        assert robots.get(corpus, SITE, NOW + timedelta(hours=24)) is None
        assert robots.get(corpus, SITE, NOW - timedelta(hours=1)) is None, "the clock was set back"
        assert robots.get(corpus, "http://bao.vn", NOW) is None
        robots.put(corpus, SITE, b"", NOW + timedelta(hours=25))
        assert robots.get(corpus, SITE, NOW + timedelta(hours=26)) == b"", "none is an answer, too"
