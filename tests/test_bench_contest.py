"""The benchmark's own judging and measuring, which must not favour anybody."""

import os
import sys
from pathlib import Path
from typing import Any

import pytest

BENCH = Path(__file__).parents[1] / "bench"
sys.path.insert(0, str(BENCH))
from contest import judge, measure  # noqa: E402

URL, OTHER = "http://a.test/1", "http://a.test/2"
ARTICLE = {
    "title": "Le riz parfumé de Cần Thơ",
    "lead": "Un lead.",
    "byline": "Kim Anh",
    "published_at": "2026-11-20T09:30:12+07:00",
    "paragraphs": ["Un premier alinéa de six mots.", "Un second alinéa de six mots."],
}
TRUTH = {URL: ARTICLE, OTHER: ARTICLE | {"title": "Un autre titre de cinq mots"}}


def row(**changes: Any) -> dict[str, Any]:
    right = {"url": URL, "text": "\n".join(ARTICLE["paragraphs"]), "published": "2026-11-20T02:30:00+00:00"}
    return right | {name: ARTICLE[name] for name in ("title", "lead", "byline")} | changes


def judged(**changes: Any) -> dict[str, float | None]:
    return judge.judge([row(**changes)], TRUTH, [URL])


def test_what_is_right_counts_in_full_whatever_divides_its_paragraphs() -> None:
    for text in ("\n", "\n\n"):
        quality = judged(text=text.join(ARTICLE["paragraphs"]))
        assert quality.pop("leaks") == 0
        assert set(quality.values()) == {1.0}


@pytest.mark.parametrize(
    ("measured", "changes"),
    [
        ("title", {"title": "Un titre"}),
        ("lead", {"lead": None}),
        ("byline", {"byline": "Ngoc"}),
        ("published", {"published": "2026-11-20"}),
        ("published", {"published": "2026-11-20T09:30:12"}),
        ("stored", {"text": None}),
    ],
)
def test_what_is_wrong_counts_as_wrong(measured: str, changes: dict[str, Any]) -> None:
    assert judged(**changes)[measured] == 0


def test_merged_paragraphs_cost_paragraphs_but_few_words() -> None:
    quality = judged(text=" ".join(ARTICLE["paragraphs"]))
    assert quality["f1"] == 0
    assert (quality["words_f1"] or 0) > 0.7


def test_the_title_of_another_story_is_a_leak_and_its_own_is_none() -> None:
    text = "\n".join(ARTICLE["paragraphs"])
    assert judged(text=f"{text}\nLire aussi : Un autre titre de cinq mots")["leaks"] == 1
    assert judged(text=f"{text}\n{ARTICLE['title']}")["leaks"] == 0


def test_a_page_that_is_missing_is_wrong_in_every_field() -> None:
    quality = judge.judge([row()], TRUTH, [URL, OTHER])
    assert {quality[name] for name in ("stored", "title", "byline", "published")} == {0.5}


@pytest.mark.skipif(sys.platform != "linux", reason="processes are told apart by /proc")
def test_a_process_and_its_workers_are_told_apart(tmp_path: Path) -> None:
    busy = "import time, subprocess, sys\nend = time.process_time() + {}\nwhile time.process_time() < end: pass\n"
    program = busy.format(0.2) + f"subprocess.run([sys.executable, '-c', {busy.format(0.6)!r}], check=True)\n"
    cost = measure.run([sys.executable, "-c", program], tmp_path, os.getpid())
    assert cost.own >= 0.2
    assert cost.workers >= 0.55
    assert cost.own < cost.workers, "each has an interpreter's start beside its own work"
    assert cost.peak_mb > 5


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    with pytest.raises(measure.FailedError, match="no such thing"):
        measure.run([sys.executable, "-c", "raise SystemExit('no such thing')"], tmp_path, os.getpid())
