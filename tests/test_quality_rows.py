"""A file of gold is read whole or refused in one line that names the place."""

import json
from pathlib import Path
from typing import Any

import pytest

from dateline.quality import rows
from dateline.quality.rows import GoldError

ROW = {"file": "a.html", "paragraphs": ["Un paragraphe."]}


def read(folder: Path, content: str) -> list[dict[str, Any]]:
    file = folder / "gold.json"
    file.write_text(content, "utf-8")
    return rows.read(file)


def test_a_list_and_an_object_say_the_same(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps([ROW])) == [ROW]
    assert read(tmp_path, json.dumps({"a.html": {"paragraphs": ROW["paragraphs"]}})) == [ROW]
    assert read(tmp_path, "\ufeff" + json.dumps([ROW])) == [ROW]  # as editors of Windows save it


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ("5", "a list of objects"),
        ("null", "a list of objects"),
        ('"x"', "a list of objects"),
        ("[1]", "entry 1: it must be an object"),
        ('{"a.html": "x"}', "entry 1: it must be an object"),
        ('[{"file": "a.html"}]', r"entry 1 \(a\.html\): it needs `paragraphs`"),
        ('{"a.html": {}}', r"entry 1 \(a\.html\): it needs `paragraphs`"),
        ('[{"paragraphs": []}]', "entry 1: it needs `file`"),
        ("[{}]", "`file` and `paragraphs`"),
    ],
)
def test_what_is_no_gold_is_said_in_one_line(tmp_path: Path, content: str, reason: str) -> None:
    with pytest.raises(GoldError, match=reason) as caught:
        read(tmp_path, content)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read"):
        rows.read(tmp_path / "gold.json")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("url", 5),
        ("paragraphs", "Un paragraphe."),
        ("paragraphs", [1]),
        ("captions", "Une vue."),
        ("captions", [{"caption": "Une vue."}]),
        ("tags", "a, b"),
        ("title", ["a"]),
        ("lead", float("nan")),
        ("must_not", "Voir plus"),
        ("shingles", "x"),
        ("published", "20 juillet"),
        ("published", 20260720),
        ("published", "2026-07"),
        ("fetched_at", "soon"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named(tmp_path: Path, name: str, value: object) -> None:
    with pytest.raises(GoldError, match=rf"entry 2 \(a\.html\): `{name}` must be"):
        read(tmp_path, json.dumps([ROW, ROW | {name: value}]))


@pytest.mark.parametrize("name", [*rows.TEXTS[1:], *rows.LISTS[1:], *rows.NUMBERS, *rows.TIMES])
def test_null_says_that_a_page_has_none(name: str) -> None:
    assert rows.fault(ROW | {name: None}) is None


@pytest.mark.parametrize(
    "moment", ["2026-07-20", "2026-07-20T10:15:00+07:00", "2026-07-20 10:15", "2026-07-20T03:15Z"]
)
def test_times_and_days(moment: str) -> None:
    assert rows.fault(ROW | {"published": moment, "fetched_at": moment}) is None
