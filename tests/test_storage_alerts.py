"""Troubles, open until they have passed."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from storage import alerts, status
from storage.corpus import Corpus

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def test_an_alert_is_raised_once_kept_up_to_date_and_cleared(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "corpus.db") as corpus:
        alerts.raised(corpus, "one", alerts.BLOCKED, "one.example: refused", NOW)
        alerts.raised(corpus, "one", alerts.BLOCKED, "one.example: challenge", NOW + timedelta(hours=1))
        alerts.raised(corpus, "two", alerts.BLOCKED, "two.example: refused", NOW)
        (first, _) = status.read(corpus, NOW).alerts
        assert (first.message, first.raised_at) == ("one.example: challenge", "2026-11-20T08:00:00Z")
        assert alerts.open_ones(corpus, alerts.BLOCKED).keys() == {"one", "two"}
        alerts.cleared(corpus, "one", alerts.BLOCKED, NOW + timedelta(hours=2))
        assert alerts.open_ones(corpus, alerts.BLOCKED) == {"two": "two.example: refused"}
        alerts.raised(corpus, "one", alerts.BLOCKED, "again", NOW + timedelta(hours=3))
        assert corpus.conn.execute("SELECT count(*) FROM alerts").fetchone()[0] == 3
