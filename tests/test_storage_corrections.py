"""Splits and merges by hand: they hold whatever comes after them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import articles, clusters, corrections, intake, relations
from storage.corpus import Corpus
from storage.corrections import HeldApartError
from storage.intake import Fetched, Kept
from storage.records import Article, Outcome, Page
from storage.relations import Relation

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
TEXT = " ".join(f"mot{chr(97 + n % 26)}{chr(97 + n // 26)}" for n in range(400))
AGENCY = frozenset({"agency"})


@pytest.fixture
def corpus(tmp_path: Path) -> Iterator[Corpus]:
    with Corpus.open(tmp_path / "corpus.db") as opened:
        yield opened


def keep(corpus: Corpus, name: str, text: str = TEXT, hour: int = 8) -> Kept:
    url = f"https://a.test/{name}"
    at = f"2026-11-20T{hour:02}:00:00+07:00"
    article = Article(url, source="a", language="fr", title=name, text=text, published_at=at)
    kept = intake.keep(corpus, Fetched(page=Page(url, text.encode()), article=article, key=url), now=NOW)
    assert kept is not None
    return kept


def stored(corpus: Corpus, *names: str) -> list[int]:
    return [keep(corpus, name, hour=hour).article_id or 0 for hour, name in enumerate(names)]


def cluster(corpus: Corpus, article_id: int) -> set[int]:
    return {row["id"] for row in clusters.members(corpus.conn, [article_id])}


def split(corpus: Corpus, article_id: int) -> list[int]:
    with corpus.transaction():
        return corrections.split(corpus.conn, article_id)


def merge(corpus: Corpus, one: int, other: int) -> int:
    with corpus.transaction():
        return corrections.merge(corpus.conn, one, other)


def test_what_was_split_stays_apart(corpus: Corpus) -> None:
    first, second, third = stored(corpus, "one", "two", "three")
    assert split(corpus, first) == [second, third]
    assert cluster(corpus, first) == {first}
    assert cluster(corpus, second) == {second, third}
    assert clusters.origin_of(corpus.conn, third) == second, "those that stay elect anew"
    assert keep(corpus, "one", f"{TEXT} fin", hour=0).outcome is Outcome.REVISED
    assert keep(corpus, "two", f"{TEXT} fin", hour=1).outcome is Outcome.REVISED
    assert cluster(corpus, first) == {first}
    assert split(corpus, first) == []
    assert corrections.parted_from(corpus.conn, first) == [second, third]


@pytest.mark.parametrize("named_first", [True, False])
def test_what_only_a_wrong_merge_held_together_falls_apart(corpus: Corpus, named_first: bool) -> None:
    """A stranger was merged with a copy of a story; taking either out again leaves no strangers together."""
    first, second, third = stored(corpus, "one", "two", "three")
    stranger = keep(corpus, "other", "Tout autre chose se lit ici, en quelques mots seulement.").article_id or 0
    merge(corpus, *((stranger, second) if named_first else (second, stranger)))
    assert cluster(corpus, stranger) == {first, second, third, stranger}
    assert split(corpus, second) == [first, third, stranger]
    assert cluster(corpus, stranger) == {stranger}
    assert cluster(corpus, first) == {first, third}
    assert cluster(corpus, second) == {second}


def test_what_a_person_said_of_those_that_stay_holds(corpus: Corpus) -> None:
    texts = ("Il pleut depuis hier sur toute la ville.", "Le marché ouvre demain matin.", "Un pont est fermé ici.")
    one, two, three = (keep(corpus, f"n{number}", text).article_id or 0 for number, text in enumerate(texts))
    merge(corpus, one, two)
    merge(corpus, two, three)
    merge(corpus, one, three)
    split(corpus, two)
    assert cluster(corpus, one) == {one, three}


def test_a_copy_of_both_sides_is_of_one(corpus: Corpus) -> None:
    first, second = stored(corpus, "one", "two")
    split(corpus, first)
    third = keep(corpus, "three").article_id
    assert third is not None
    assert cluster(corpus, first) | cluster(corpus, second) == {first, second, third}
    assert cluster(corpus, first).isdisjoint(cluster(corpus, second))
    copies_of = corpus.conn.execute("SELECT count(*) FROM relations WHERE kind = 'copy'").fetchone()[0]
    assert copies_of == 1, "no relation to the side that it is not of"


def test_what_was_merged_stays_together(corpus: Corpus) -> None:
    one = keep(corpus, "one").article_id or 0
    other = keep(corpus, "other", "Tout autre chose se lit ici, en quelques mots seulement.", hour=9).article_id or 0
    assert merge(corpus, other, one) == merge(corpus, one, other) == one
    assert relations.partners(corpus.conn, one, Relation.SAME_STORY) == [other]
    keep(corpus, "other", "Encore une autre version de ce texte, sans rien de commun.", hour=9)
    assert cluster(corpus, one) == {one, other}
    keep(corpus, "one", "La premiere aussi a tout change depuis ce matin.")
    assert cluster(corpus, one) == {one, other}


def test_each_takes_the_other_back(corpus: Corpus) -> None:
    first, second, third = stored(corpus, "one", "two", "three")
    split(corpus, third)
    merge(corpus, third, first)
    assert cluster(corpus, third) == {first, second, third}
    assert split(corpus, third) == [first, second]
    assert relations.partners(corpus.conn, third, Relation.SAME_STORY) == []
    keep(corpus, "three", f"{TEXT} fin")
    assert cluster(corpus, third) == {third}


def test_a_merge_that_others_forbid_changes_nothing(corpus: Corpus) -> None:
    first, second = stored(corpus, "one", "two")
    split(corpus, first)
    others = [keep(corpus, f"x{n}", f"{n} " + "autre texte du tout " * n).article_id or 0 for n in (1, 2)]
    merge(corpus, first, others[0])
    merge(corpus, second, others[1])
    before = corpus.conn.execute("SELECT * FROM relations ORDER BY 1, 2, 3").fetchall()
    with pytest.raises(HeldApartError, match=f"{first} and {second}"):
        corrections.merge(corpus.conn, *others)
    assert corpus.conn.execute("SELECT * FROM relations ORDER BY 1, 2, 3").fetchall() == before


OPERATIONS = st.lists(
    st.one_of(
        st.tuples(st.just("join"), st.integers(0, 6), st.integers(0, 6)),
        st.tuples(st.just("split"), st.integers(0, 6), st.just(0)),
        st.tuples(st.just("merge"), st.integers(0, 6), st.integers(0, 6)),
        st.tuples(st.just("leave"), st.integers(0, 6), st.just(0)),
    ),
    max_size=24,
)


def put(corpus: Corpus, number: int) -> int:
    source = "agency" if number == 3 else "a"
    article = Article(f"https://a.test/{number}", source=source, published_at=f"2026-11-{20 - number}T08:00:00Z")
    row = articles.to_row(article) | {"content_sha256": "", "origin": "seed" if number == 5 else "crawl"}
    return articles.insert(corpus.conn, row, (), NOW)


def do(corpus: Corpus, operation: str, one: int, other: int) -> None:
    if operation == "join":
        clusters.join(corpus.conn, [one, other], AGENCY)
    elif operation == "split":
        corrections.split(corpus.conn, one, AGENCY)
    elif operation == "leave":
        clusters.leave(corpus.conn, one, AGENCY)
    elif one != other:
        try:
            corrections.merge(corpus.conn, one, other, AGENCY)
        except HeldApartError:
            return
        assert other in cluster(corpus, one)


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=80
)
@given(OPERATIONS)
def test_whatever_happens_a_cluster_has_one_origin(corpus: Corpus, operations: list[tuple[str, int, int]]) -> None:
    corpus.conn.execute("DELETE FROM articles")
    ids = [put(corpus, number) for number in range(7)]
    for operation, one, other in operations:
        with corpus.transaction():
            apart = {each: corrections.parted_from(corpus.conn, each) for each in ids}
            do(corpus, operation, ids[one], ids[other])
        _check(corpus, ids)
        if operation in {"join", "leave"}:
            assert apart == {each: corrections.parted_from(corpus.conn, each) for each in ids}


def _check(corpus: Corpus, ids: list[int]) -> None:
    for each in ids:
        group = clusters.members(corpus.conn, [each])
        origins = [row["id"] for row in group if row["duplicate_of"] is None]
        assert origins == [min(group, key=lambda row: clusters.rank(row, AGENCY))["id"]]
        assert {row["duplicate_of"] for row in group} <= {None, *origins}, "no chains"
        assert not {row["id"] for row in group}.intersection(corrections.parted_from(corpus.conn, each))
