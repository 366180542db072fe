"""Dates in every form that the sites print."""

import re
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.extraction.dates import Moment, parse_date

FORMS = {
    "2026-07-21T07:17:56+07:00": "2026-07-21T07:17:56+07:00",
    "2025-06-17T13:43:02+0700": "2025-06-17T13:43:02+07:00",
    "2025-06-17T13:43:02Z": "2025-06-17T13:43:02+00:00",
    "2026-03-07T08:01:53.123+07:00": "2026-03-07T08:01:53+07:00",
    "2025-06-17T13:43": "2025-06-17T13:43:00+07:00",
    "2021-05-06 10:20": "2021-05-06T10:20:00+07:00",
    "2025-06-17": "2025-06-17",
    "Mon, 21 Nov 2022 20:15:00 +0700": "2022-11-21T20:15:00+07:00",
    "Mon, 21 Nov 2022 20:15:00 GMT": "2022-11-21T20:15:00+00:00",
    "09/04/2025 - 18:21": "2025-04-09T18:21:00+07:00",
    "18:21 09/04/2025": "2025-04-09T18:21:00+07:00",
    "13:45 Ngày 05/08/2026": "2026-08-05T13:45:00+07:00",
    "09-04-2025 18:21": "2025-04-09T18:21:00+07:00",
    "Thứ hai, 05/08/2026 20:35 GMT+7": "2026-08-05T20:35:00+07:00",
    "Thứ Sáu, 06/03/2026, 14h30": "2026-03-06T14:30:00+07:00",
    "September 09, 2026 9:33 AM GMT+7": "2026-09-09T09:33:00+07:00",
    "September 9, 2019 | 17:24:47": "2019-09-09T17:24:47+07:00",
    "November 15, 2025 19:00": "2025-11-15T19:00:00+07:00",
    "24 juillet 2022 08:01": "2022-07-24T08:01:00+07:00",
    "1er mai 2025": "2025-05-01",
    "Cập nhật lúc 10:15, Thứ Hai, 20/07/2026 (GMT+7)": "2026-07-20T10:15:00+07:00",
    "10h15' Chủ nhật, 19/07/2026": "2026-07-19T10:15:00+07:00",
    "10:15 GMT+7, thứ 2 ngày 20/07/2026": "2026-07-20T10:15:00+07:00",
    "20/07/2026 - Thứ Hai - 10:15": "2026-07-20T10:15:00+07:00",
    "20/07/2026 vào lúc 10:15": "2026-07-20T10:15:00+07:00",
    "20/07/2026 • 10:15": "2026-07-20T10:15:00+07:00",
    "20/07/2026 (10:15)": "2026-07-20T10:15:00+07:00",
    "10 giờ 15 phút ngày 20/07/2026": "2026-07-20T10:15:00+07:00",
    "Thứ Hai, ngày 20 tháng 7 năm 2026 - 10:15": "2026-07-20T10:15:00+07:00",
    "10:15, thứ Hai ngày 20 tháng 7 năm 2026": "2026-07-20T10:15:00+07:00",
    "10:15 AM, July 20, 2026": "2026-07-20T10:15:00+07:00",
    "10:15, le 20 juillet 2026": "2026-07-20T10:15:00+07:00",
    "20 juillet 2026 - 10 h 15": "2026-07-20T10:15:00+07:00",
    "20/07/2026 - 10:15 | 21/07/2026 - 11:20": "2026-07-20T10:15:00+07:00",
    "20/07/2026 • 10:15 | 21/07/2026 • 11:20": "2026-07-20T10:15:00+07:00",
    "20/07/2026, lúc 10:15 - 21/07/2026": "2026-07-20T10:15:00+07:00",
    "20 juillet 2026 à 10:15 - 21 juillet 2026 à 11:20": "2026-07-20T10:15:00+07:00",
    "20 July 2026 10:15 | Updated 21 July 2026 11:20": "2026-07-20T10:15:00+07:00",
    "Ngày 20/7/2026, 1.500 đại biểu": "2026-07-20",
    "Updated at Saturday, 29 Apr 2017, 13:40": "2017-04-29T13:40:00+07:00",
    "Updated: 16:42, 17/06/2019": "2019-06-17T16:42:00+07:00",
    "| 2025年9月3日 10:22:33": "2025-09-03T10:22:33+07:00",
    "8/5/2026 8:35:00 PM": "2026-08-05T20:35:00+07:00",
    "12/5/2026 12:05:00 AM": "2026-12-05T00:05:00+07:00",
    "ngày 5 tháng 8 năm 2026": "2026-08-05",
    "20:35 - 5 tháng 8, 2026": "2026-08-05T20:35:00+07:00",
    "12 de mayo de 2025": "2025-05-12",
    "5 августа 2026 г.": "2026-08-05",
    "Báo Cần ThơBáo Cần Thơ09/04/2025": "2025-04-09",
    "Sat Aug 15 2026 06:54:00 GMT+0700 (Indochina Time)": "2026-08-15T06:54:00+07:00",
    "lúc : 11/07/14 11:35": "2014-07-11T11:35:00+07:00",
    "11:35 11/07/98": "1998-07-11T11:35:00+07:00",
    "17:26' - 11/03/2020": "2020-03-11T17:26:00+07:00",
    "12/03/2026 8:05:00 CH": "2026-03-12T20:05:00+07:00",
    "12/03/2026 12:05 SA": "2026-03-12T00:05:00+07:00",
    "8:05 CH 12/03/2026": "2026-03-12T20:05:00+07:00",
    "Sat, 21 Nov 26 08:00:00 EST": "2026-11-21T08:00:00-05:00",
    "Sat, 21 Nov 2026 08:00:00 UT": "2026-11-21T08:00:00+00:00",
    "Aug. 30, 2023, 12:20 PM EDT": "2023-08-30T12:20:00-04:00",
    "21/11/2026 08:00 est arrivé": "2026-11-21T08:00:00+07:00",
    "12/03/2026 8:05 chờ duyệt": "2026-03-12T08:05:00+07:00",
}


@pytest.mark.parametrize(("text", "iso"), FORMS.items())
def test_forms(text: str, iso: str) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert moment.iso == iso


@pytest.mark.parametrize(
    ("text", "precision"), [("2025-04-09", "day"), ("2025-04-09 10:00", "minute"), ("2025-04-09 10:00:01", "second")]
)
def test_precision(text: str, precision: str) -> None:
    moment = parse_date(text)
    assert moment is not None
    assert moment.precision == precision


@pytest.mark.parametrize(
    "text",
    [
        None, "", "now", "il y a 2 heures", "30/2/2026", "01/01/1901", "12/31/2026", "28 octobre", "20260307",
        "5/8/26",
        "0000-00-00", "32 tháng 13 năm 2026", "99:99", "2026", "May 2026", "x" * 500 + " 2025-06-17", "2159-01-01",
    ],
)  # fmt: skip
def test_nothing_is_invented(text: str | None) -> None:
    assert parse_date(text) is None


def test_impossible_time_leaves_the_day() -> None:
    moment = parse_date("2026-03-07T25:00:00")
    assert moment is not None
    assert (moment.iso, moment.precision) == ("2026-03-07", "day")


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2026-03-07T10:00:00-05:00", "2026-03-07T10:00:00-05:00"), ("2026-03-07 10:00", "2026-03-07T10:00:00+09:00")],
)
def test_the_offset_of_the_page_wins_over_the_default(text: str, iso: str) -> None:
    moment = parse_date(text, offset="+09:00")
    assert moment is not None
    assert moment.iso == iso


def test_a_line_of_small_words_takes_no_time_to_refuse() -> None:
    # Overlapping alternatives before the clock once doubled the work with every "at".
    assert parse_date("1/1/2025 " + "at" * 50) == parse_date("1/1/2025")


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_days_come_before_months(day: date) -> None:
    moment = parse_date(f"{day.day:02}/{day.month:02}/{day.year}")
    assert moment is not None
    assert moment.iso == day.isoformat()


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001 - the zone is the subject
def test_local_times_are_vietnams(moment: datetime) -> None:
    read = parse_date(moment.strftime("%d/%m/%Y %H:%M"))
    assert read is not None
    assert read.iso == moment.strftime("%Y-%m-%dT%H:%M:00+07:00")


@given(st.text() | st.from_regex(r"[0-9:/ .atpm年月日+-]{0,60}", fullmatch=True))
def test_never_raises_and_gives_iso(text: str) -> None:
    moment = parse_date(text)
    assert moment is None or re.match(r"\d{4}-\d\d-\d\d", moment.iso)
    assert moment is None or datetime.fromisoformat(moment.iso)


def test_a_time_in_a_zone_that_nobody_knows_is_a_day() -> None:
    assert parse_date("05/03/2026 08:07", offset=None) == Moment("2026-03-05", "day")
    assert parse_date("2026-03-05T08:07:00Z", offset=None) == Moment("2026-03-05T08:07:00+00:00", "second")
