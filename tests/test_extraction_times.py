"""The time of a story: the most precise one of its day, in the right zone."""

import pytest

from crawler.extraction import metadata, times
from crawler.extraction.page import Document
from crawler.extraction.rules import Rules

RULES = Rules(published=(".date", "time"), modified=(".changed",))
META = '<meta property="article:published_time" content="{}">'


def published(html: str, zone: str = times.VIETNAM) -> str | None:
    document = Document(f"<html><body>{html}</body></html>", "https://bao.example/x")
    moment = times.published(document, RULES, metadata.read(document), zone)
    return moment.iso if moment else None


@pytest.mark.parametrize(
    ("url", "head", "known", "zone"),
    [
        ("https://bao.example/x", "", True, "+07:00"),
        ("https://bao.vn/x", "", False, "+07:00"),
        ("https://bao.example/x", ' lang="vi-VN"', False, "+07:00"),
        ("https://bao.example/x", ' lang="fr"', False, None),
        ("https://notvn/x", "", False, None),
        ("http://[bad", "", False, None),
    ],
)
def test_the_zone_of_times_that_name_none(url: str, head: str, known: bool, zone: str | None) -> None:
    data = metadata.read(Document(f"<html{head}><body>x</body></html>", url))
    assert times.offset(url, data, known=known) == zone


def test_the_declared_second_wins_without_a_look_at_the_page() -> None:
    assert published(META.format("2026-03-07T08:01:53+07:00") + "<p class=date>08/03/2026 09:00") == (
        "2026-03-07T08:01:53+07:00"
    )


def test_a_shown_minute_refines_a_declared_day_and_no_other_day() -> None:
    assert published(META.format("2026-03-07") + "<p class=date>07/03/2026 - 18:21") == "2026-03-07T18:21:00+07:00"
    assert published(META.format("2026-03-07") + "<p class=date>08/03/2026 - 18:21") == "2026-03-07"


def test_local_time_that_is_labelled_utc_takes_the_offset_of_its_twin() -> None:
    twin = '<time datetime="2026-03-07T20:00:27+02:00">7 Mar</time>'
    assert published(META.format("2026-03-07T20:00:27Z") + twin) == "2026-03-07T20:00:27+02:00"
    other = '<time datetime="2026-03-07T22:00:27+02:00">7 Mar</time>'
    assert published(META.format("2026-03-07T20:00:27Z") + other) == "2026-03-07T20:00:27+00:00"


def test_times_of_teasers_further_down_are_not_looked_at() -> None:
    teasers = "".join(f"<time>0{day}/03/2026 10:00</time>" for day in range(1, 8))
    assert published(f"<p class=date>Hôm nay</p>{teasers}") == "2026-03-01T10:00:00+07:00"
    assert published("<time>x</time>" * 3 + teasers) is None


def test_no_date_is_none_and_a_change_is_read_beside_it() -> None:
    document = Document("<body><p class=changed>Cập nhật 07/03/2026 21:05</p></body>", "https://bao.example/x")
    data = metadata.read(document)
    assert times.published(document, RULES, data, times.VIETNAM) is None
    moment = times.modified(document, RULES, data, times.VIETNAM)
    assert moment is not None
    assert (moment.iso, moment.precision) == ("2026-03-07T21:05:00+07:00", "minute")


def test_a_minute_shown_where_the_rules_do_not_look_refines_a_bare_day_of_the_same_date() -> None:
    shown = '<span class="post-time">{}</span>'
    assert published(META.format("2026-11-18") + shown.format("18/11/2026 - 07:45")) == "2026-11-18T07:45:00+07:00"
    assert published(META.format("2026-11-18") + shown.format("17/11/2026 - 07:45")) == "2026-11-18"


@pytest.mark.parametrize(
    ("published", "fetched", "ahead"),
    [
        # a morning's story in Vietnam, read when it is still yesterday in London
        ("2026-11-22T01:52:00+07:00", "2026-11-21T21:58:07+00:00", False),
        ("2026-11-22", "2026-11-21T21:58:07+00:00", False),
        ("2026-11-22T05:30:00+07:00", "2026-11-21T21:58:07+00:00", False),
        ("2026-11-22T06:30:00+07:00", "2026-11-21T21:58:07Z", True),
        ("2026-11-23", "2026-11-21T21:58:07+00:00", True),
        ("2026-11-22", "2026-11-21T12:00:00+00:00", True),
    ],
)
def test_a_date_is_ahead_by_the_moment_not_by_the_day(published: str, fetched: str, ahead: bool) -> None:
    assert times.is_ahead(published, fetched) is ahead
