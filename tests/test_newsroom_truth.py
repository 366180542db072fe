"""The demo's truth is the truth: extraction finds in the pages what the generator put there."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from crawler import catalogue
from crawler.extraction.extract import extract
from dateline import newsroom as demo
from dateline.newsroom import Newsroom
from storage.records import Article, Page

HARD_TO_GET = {"busy", "cookie"}


@pytest.fixture(scope="module")
def room() -> Iterator[Newsroom]:
    with demo.start(stories=100) as running:
        running.edit()
        yield running


@pytest.fixture(scope="module")
def read(room: Newsroom, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[dict[str, Any], Article]]:
    file: Path = tmp_path_factory.mktemp("catalogue") / "demo.toml"
    file.write_text(room.catalogue_toml(), "utf-8")
    rulebook = catalogue.load(file).rulebook()
    pairs = []
    for url, wanted in room.truth["articles"].items():
        if wanted["trouble"] not in HARD_TO_GET:
            with urlopen(url) as answer:
                page = Page(url, answer.read(), answer.headers["Content-Type"])
            pairs.append((wanted, extract(page, rulebook)))
    return pairs


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def differing(read: list[tuple[dict[str, Any], Article]], field: str) -> list[tuple[str, object, object]]:
    return [
        (wanted["url"], getattr(found, field), wanted[field])
        for wanted, found in read
        if getattr(found, field) != wanted[field]
    ]


def test_every_paragraph_and_nothing_else(read: list[tuple[dict[str, Any], Article]]) -> None:
    for wanted, found in read:
        if not wanted["encoded"]:
            paragraphs = wanted["revised_paragraphs"] or wanted["paragraphs"]
            assert list(map(folded, found.text.split("\n\n"))) == list(map(folded, paragraphs)), wanted["url"]


@pytest.mark.parametrize(
    "field",
    [
        "title",
        "language",
        "published_at",
        "published_precision",
        "agency",
        "place",
        "byline",
        "source",
        "lead",
        "section",
        "tags",
    ],
)
def test_fields(read: list[tuple[dict[str, Any], Article]], field: str) -> None:
    assert differing(read, field) == []


def test_captions(read: list[tuple[dict[str, Any], Article]]) -> None:
    for wanted, found in read:
        assert [image.caption for image in found.images] == wanted["captions"], wanted["url"]


def test_an_encoded_body_is_no_text(read: list[tuple[dict[str, Any], Article]]) -> None:
    encoded = [found for wanted, found in read if wanted["encoded"]]
    assert encoded
    assert all((found.text, "body_encoded" in found.warnings) == ("", True) for found in encoded)
