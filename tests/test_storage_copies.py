"""The judge of near copies, and the candidates that reach him."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import articles, copies
from storage.copies import Story, judge
from storage.corpus import Corpus
from storage.records import Article
from storage.relations import Relation
from storage.shingles import content_sha256
from storage.signatures import sign

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
FIGURES = "En 2025 la province a accueilli 14 projets et 3 délégations pour 27,5 milliards. "


def prose(seed: int, count: int = 400) -> str:
    """Sentences of ten made-up words, that share no run of three with another seed's."""
    rng = random.Random(seed)
    words = ["".join(rng.choices("aeiounrstlmdchgv", k=rng.randint(2, 8))) for _ in range(count)]
    return ". ".join(" ".join(words[start : start + 10]) for start in range(0, count, 10))


def first(text: str, count: int) -> str:
    return " ".join(text.split()[:count])


def edited(text: str, every: int) -> str:
    return " ".join("autre" if n % every == 0 else word for n, word in enumerate(text.split(), 1))


def story(text: str, **known: str | None) -> Story:
    return Story(sha256=content_sha256(text), signature=sign(text), **known)  # type: ignore[arg-type]


WHOLE = prose(1)


@pytest.mark.parametrize(
    "copy",
    [
        WHOLE.replace(". ", ".\n\n"),
        first(WHOLE, 240),
        first(WHOLE, 100),
        f"{prose(2, 15)}. {first(WHOLE, 200)}",
        f"{WHOLE} {prose(3, 60)}",
        edited(WHOLE, 20),
        WHOLE.upper(),
    ],
    ids=["paragraphs", "cut", "cut to a quarter", "re-headed and cut", "with teasers", "edited", "capitals"],
)
def test_copies(copy: str) -> None:
    verdict = judge(story(copy, title="Un titre"), story(WHOLE, title="Tout autre chose"))
    assert verdict is not None
    assert verdict.kind is Relation.COPY
    assert (verdict.score or 0) >= 0.8


@pytest.mark.parametrize(
    "other",
    [prose(2), "", first(prose(2), 60), f"{first(WHOLE, 60)}. {prose(2, 300)}", edited(WHOLE, 3)],
    ids=["stranger", "empty", "short stranger", "a quoted passage", "rewritten"],
)
def test_other_stories(other: str) -> None:
    same = {"title": "Le même titre", "agency": "VNA", "place": "Hanoï"}
    assert judge(story(other, **same), story(WHOLE, **same)) is None


def test_two_empty_pages_are_not_copies() -> None:
    assert judge(story("", title="Vidéo"), story("", title="Vidéo")) is None


def test_half_of_the_text_needs_agency_and_place_or_a_named_source() -> None:
    half = story(f"{first(WHOLE, 200)}. {prose(9, 120)}", agency="VNA", place="Hanoï")
    whole = story(WHOLE, agency="VNA", place="HANOI")
    verdict = judge(half, whole)
    assert verdict is not None
    assert verdict.kind is Relation.ADAPTED
    assert 0.5 <= (verdict.score or 0) < 0.8
    assert judge(half, replace(whole, place="Huê")) is None
    assert judge(half, replace(whole, agency=None)) is None
    declared = judge(half, replace(whole, agency=None), declared=True)
    assert declared is not None
    assert declared.kind is Relation.ADAPTED


def test_a_translation_is_no_copy_even_if_it_shares_its_names() -> None:
    assert judge(story(WHOLE, language="fr"), story(first(WHOLE, 300), language="vi")) is None
    assert judge(story(WHOLE, language="fr"), story(first(WHOLE, 300))) is not None
    assert judge(story(WHOLE, language="fr"), story(WHOLE, language="en")) is not None, "one text has one language"


def test_a_brief_of_boilerplate_is_not_contained() -> None:
    house = prose(7, 60)
    assert (
        judge(story(f"{prose(2, 8)}. {house}", title="Un"), story(f"{prose(3, 300)}. {house}", title="Deux")) is None
    )
    assert (
        judge(story(f"{prose(2, 8)}. {house}", title="Un"), story(f"{prose(3, 8)}. {house}", title="Deux"))
        is not None
    )


def test_under_fifty_words_titles_must_agree() -> None:
    flash = prose(5, 40)
    one, other = story(flash, title="Séisme à Kon Tum"), story(flash, title="Pluies à Huê")
    assert judge(one, other) is None
    assert judge(one, replace(other, title="SEISME A KON TUM")) is not None
    longer = story(f"{flash} {prose(6, 8)}", title="Séisme à Kon Tum")
    assert judge(one, longer) is not None
    assert judge(one, replace(longer, title=None)) is None


def test_an_item_of_a_digest_is_not_the_digest() -> None:
    item = prose(1, 110)
    digest = ". ".join([item, *(prose(seed, 110) for seed in range(20, 28))])
    assert judge(story(item, title="Un pont"), story(digest, title="La journée en bref")) is None
    assert judge(story(item, title="Un pont"), story(digest, title="Un pont")) is not None


def test_the_rate_of_another_day_is_another_story() -> None:
    bulletin = f"{prose(1, 150)} le cours est de {{}} VND, le plafond de {{}} et le plancher de {{}}, le {{}} avril"
    monday, tuesday = story(bulletin.format(24868, 26112, 23625, 10)), story(bulletin.format(24873, 26117, 23630, 11))
    assert judge(monday, tuesday) is None
    reprint = story(bulletin.format("24.868", "26,112", 23625, 10) + " Fin.")
    assert judge(monday, reprint) is not None


def test_a_copy_may_have_numbers_of_its_own() -> None:
    """Its own paragraph, with figures that the original does not have, is no sign of another day's bulletin."""
    own = f"{prose(8, 20)} 12 345 {prose(9, 20)} 678 {prose(10, 5)} 91 {prose(11, 5)} 2345."
    left_out = "Budget : 61, 72, 83, 94 et 105 millions."
    assert judge(story(own + FIGURES + first(WHOLE, 300)), story(f"{FIGURES} {WHOLE} {left_out}")) is not None


@given(st.integers(0, 400), st.integers(0, 400), st.integers(2, 30), st.sampled_from(["VNA", None]))
def test_the_order_makes_no_difference(start: int, end: int, every: int, agency: str | None) -> None:
    part = " ".join(WHOLE.split()[start:end])
    one = story(edited(part, every), title="Un", agency=agency, place="Hanoï")
    other = story(FIGURES + WHOLE, title="Deux", agency="VNA", place="Hanoï")
    assert judge(one, other) == judge(other, one)


# From here on: what the index hands to the judge.


def put(
    corpus: Corpus, name: str, text: str, published: str = "2026-11-20T08:00:00+07:00", origin: str = "crawl"
) -> int:
    article = Article(url=f"https://a.vn/{name}", title=name, text=text, published_at=published, language="fr")
    row = articles.to_row(article) | {"content_sha256": content_sha256(text), "origin": origin}
    with corpus.transaction():
        article_id = articles.insert(corpus.conn, row, (), NOW)
        copies.index(corpus.conn, article_id, sign(text))
    return article_id


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def found(corpus: Corpus, text: str, published: str | None = "2026-11-21T00:00:00Z", **known: str) -> list[int]:
    new = story(text, published_at=published, language="fr", **known)
    return [match.article_id for match in copies.find(corpus.conn, new)]


def test_copies_are_found_among_strangers(corpus: Corpus) -> None:
    ids = [put(corpus, f"s{seed}", prose(seed)) for seed in range(40)]
    for seed in (3, 20, 39):
        assert found(corpus, first(prose(seed), 160)) == [ids[seed]]
        assert found(corpus, f"{prose(99, 20)} {prose(seed)}") == [ids[seed]]
    assert found(corpus, prose(99)) == []
    assert found(corpus, "") == []


def test_the_best_match_comes_first_and_oneself_never(corpus: Corpus) -> None:
    edition, same = put(corpus, "edited", edited(WHOLE, 25)), put(corpus, "same", WHOLE)
    assert found(corpus, WHOLE) == [same, edition]
    assert [match.article_id for match in copies.find(corpus.conn, story(WHOLE), but=same)] == [edition]


def test_far_apart_in_time_only_an_equal_body_is_a_copy(corpus: Corpus) -> None:
    held = put(corpus, "greeting", WHOLE, "2026-02-17T08:00:00+07:00")
    assert found(corpus, edited(WHOLE, 25), "2025-01-29T01:00:00Z") == []
    assert found(corpus, edited(WHOLE, 25), "2026-05-01") == [held]
    assert found(corpus, edited(WHOLE, 25), None) == [held], "no date rules nothing out"
    assert found(corpus, WHOLE, "2025-01-29T01:00:00Z") == [held]


def test_seeds_know_no_window(corpus: Corpus) -> None:
    seed = put(corpus, "seed", WHOLE, "2022-10-28", origin="seed")
    assert found(corpus, edited(WHOLE, 25)) == [seed]
    late = put(corpus, "late", prose(2), "2020-01-01")
    new = replace(story(edited(prose(2), 25), published_at="2026-11-21T00:00:00Z"), seed=True)
    assert [match.article_id for match in copies.find(corpus.conn, new)] == [late]


def test_a_phrase_that_all_share_hides_nothing(corpus: Corpus) -> None:
    """More holders of every boilerplate key than are read: the true original, the oldest, is still found."""
    house = prose(1000, 80)
    original = put(corpus, "original", f"{WHOLE} {house}")
    for seed in range(100, 100 + copies.POSTINGS + 10):
        put(corpus, f"s{seed}", f"{prose(seed, 60)} {house}")
    assert original in found(corpus, f"{first(WHOLE, 200)} {house}")


def test_an_article_leaves_the_index_by_its_text(corpus: Corpus) -> None:
    held = put(corpus, "held", WHOLE)
    with corpus.transaction():
        copies.unindex(corpus.conn, held, WHOLE)
    tables = ("bands", "settled_bands", "signatures")
    assert [corpus.conn.execute(f"SELECT count(*) FROM {each}").fetchone()[0] for each in tables] == [0, 0, 0]
    assert corpus.conn.execute("SELECT sum(length(keys)) FROM arrived_keys").fetchone()[0] == 0


def test_an_index_entry_costs_less_than_promised(corpus: Corpus) -> None:
    """1.3 kB for each article, signature and keys together, at the size where pages are as full as they stay."""
    with corpus.transaction():
        for number in range(1500):
            row = articles.to_row(Article(url=f"https://a.vn/{number}")) | {"content_sha256": "", "origin": "crawl"}
            copies.index(corpus.conn, articles.insert(corpus.conn, row, (), NOW), sign(prose(number)))
    tables = "'arrived_keys', 'bands', 'settled_bands', 'signatures'"
    size = corpus.conn.execute(f"SELECT sum(pgsize) FROM dbstat WHERE name IN ({tables})").fetchone()[0]
    assert size / 1500 < 1300


def test_a_text_edited_by_hand_in_the_file_can_be_indexed_again(corpus: Corpus) -> None:
    held = put(corpus, "held", WHOLE)
    with corpus.transaction():
        copies.unindex(corpus.conn, held, "What somebody typed into the table since.")
        copies.index(corpus.conn, held, sign(WHOLE))
    assert found(corpus, WHOLE) == [held]


def test_a_brief_of_another_title_is_not_read(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    house = prose(7, 40)
    put(corpus, "one", f"{prose(2, 90)} {house}")
    monkeypatch.setattr(copies, "_is_digest", lambda *_: False)  # which reads items, whatever their titles
    title = corpus.conn.execute("SELECT title FROM articles").fetchone()[0]
    read: list[int] = []
    text = copies._text
    monkeypatch.setattr(copies, "_text", lambda conn, held: read.append(held) or text(conn, held))  # type: ignore[func-returns-value]
    new = story(f"{prose(3, 5)} {house}", title=title, language="fr")
    copies.find(corpus.conn, new)
    assert read  # the title is the same: only the text can tell
    read.clear()
    copies.find(corpus.conn, replace(new, title="Tout autre chose"))
    assert read == []


def test_what_was_indexed_without_a_sample_is_found_all_the_same(corpus: Corpus) -> None:
    ids = [put(corpus, f"s{seed}", prose(seed)) for seed in range(8)]
    with corpus.transaction():
        corpus.conn.execute("UPDATE signatures SET sample = NULL")
    assert found(corpus, first(prose(3), 160)) == [ids[3]]
    digest = story(" ".join(first(prose(seed), 150) for seed in range(4)), published_at="2026-11-20T00:00:00Z")
    assert copies.study(corpus.conn, digest).digest
