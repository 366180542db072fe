"""The demo's prose: the same for the same seed, grammatical, and no two stories alike."""

import itertools
import random
import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dateline.newsroom.press import Press, Printer
from dateline.newsroom.prose import french, vietnamese
from dateline.newsroom.prose.french import FrenchWriter, agree, article, polish
from dateline.newsroom.prose.grammar import Deck, expand
from dateline.newsroom.prose.lexicon import PLACES, TOPICS, VERBS, Term
from dateline.newsroom.prose.vietnamese import VietnameseWriter
from dateline.newsroom.truth import containment, trigrams

NOW = datetime.fromisoformat("2026-11-21T20:00:00+07:00")
WRITERS = (FrenchWriter, VietnameseWriter)


@pytest.fixture(scope="module")
def press() -> Press:
    return Printer(300, 7, NOW).print()


def test_the_same_seed_writes_the_same_stories(press: Press) -> None:
    assert Printer(300, 7, NOW).print() == press
    assert Printer(300, 8, NOW).print().stories[20].paragraphs != press.stories[20].paragraphs


def test_unrelated_stories_share_almost_nothing(press: Press) -> None:
    own = [story for story in press.stories if not story.original and not story.seed]
    for language in ("fr", "vi"):
        grams = [trigrams(" ".join(story.paragraphs)) for story in own if story.language == language][:90]
        shares = [len(a & b) / min(len(a), len(b)) for a, b in itertools.combinations(grams, 2)]
        assert max(shares) < 0.3
        assert sum(shares) / len(shares) < 0.08


def test_copies_are_cut_and_adapted(press: Press) -> None:
    by_key = {story.key: story for story in press.stories}
    copies = [story for story in press.stories if story.relation == "copy"]
    shares = [containment(by_key[story.original or ""], story) for story in copies]
    assert sum(share >= 0.8 for share in shares) >= 6
    assert sum(0.5 <= share < 0.8 for share in shares) == 1
    cut = [story for story in copies if story.paper != "demo-vietnamvn"]
    assert all(story.title != by_key[story.original or ""].title for story in cut)
    assert all(len(story.paragraphs) < len(by_key[story.original or ""].paragraphs) for story in cut)


def test_the_second_edition_edits_touches_and_adds(press: Press) -> None:
    first, second = ({story.key: story for story in press.edition(number, NOW)} for number in (1, 2))
    assert len(second) > len(first)
    for key in press.edited:
        assert second[key].paragraphs != first[key].paragraphs
        assert containment(first[key], second[key]) > 0.5
    for key in press.touched:
        assert second[key].paragraphs == first[key].paragraphs
        assert second[key].changed > first[key].changed


def test_nothing_is_printed_in_the_future(press: Press) -> None:
    assert all(story.changed <= NOW for story in press.edition(2, NOW))


@pytest.mark.parametrize("stories", [1, 80, 120])
def test_small_worlds_still_have_every_special_case(stories: int) -> None:
    press = Printer(stories, 3, NOW).print()
    assert len(press.edited) == len(press.touched) == 2
    assert sum(story.relation == "copy" for story in press.stories) == 9
    assert sum(story.seed is not None for story in press.stories) == 5
    assert {story.trouble for story in press.stories} >= {"chain", "slow", "disallowed", "busy", "cookie"}
    assert any(story.encoded for story in press.stories)
    assert any(story.links for story in press.stories)


@pytest.mark.parametrize("writer", WRITERS)
@given(seed=st.integers(0, 10_000))
def test_sentences_are_finished(writer: type[FrenchWriter | VietnameseWriter], seed: int) -> None:
    rng = random.Random(seed)
    text = writer(rng, rng.choice(TOPICS), rng.choice(PLACES)).paragraph(3)
    assert not re.search(r"[\[\]{}|]|  | ,|,,|\.\.|,\.", text)
    assert text[0].isupper() or text[0] in "«“0123456789"
    assert text[-1] in ".»”"


@given(seed=st.integers(0, 10_000))
def test_french_contracts_and_elides(seed: int) -> None:
    rng = random.Random(seed)
    text = FrenchWriter(rng, rng.choice(TOPICS), rng.choice(PLACES)).paragraph(3)
    assert not re.search(r"\b(de|à) les? \w", text)
    assert not re.search(r"\b(de|que|le|la) [aeiouéèêâ]", text)


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("le prix de le riz", "le prix du riz"),
        ("face à les crues", "face aux crues"),
        ("afin de améliorer", "afin d'améliorer"),
        ("près de An Giang", "près d'An Giang"),
        ("dès que il pleut", "dès qu'il pleut"),
        ("de Hanoï", "de Hanoï"),
        ("de huit", "de huit"),
    ],
)
def test_polish(apart: str, together: str) -> None:
    assert polish(apart) == together


@pytest.mark.parametrize(
    ("adjective", "term", "expected"),
    [
        ("régional", Term("ports", "", "m", plural=True), "régionaux"),
        ("ancien", Term("laques", "", "f", plural=True), "anciennes"),
        ("coûteux", Term("écluses", "", "f", plural=True), "coûteuses"),
        ("créatif", Term("saison", "", "f"), "créative"),
        ("rural", Term("zone", "", "f"), "rurale"),
        ("coûteux", Term("ports", "", "m", plural=True), "coûteux"),
    ],
)
def test_adjectives_agree(adjective: str, term: Term, expected: str) -> None:
    assert agree(adjective, term) == expected


def test_articles() -> None:
    assert article(Term("eau", "", "f")) == "l'eau"
    assert article(Term("rocade", "", "f")) == "la rocade"
    assert article(Term("quais", "", "m", plural=True)) == "les quais"


def test_headlines_speak_of_the_same_in_both_languages() -> None:
    topic = TOPICS[0]
    for form in range(20):
        subject = (form, topic.actors[0], topic.things[:2], VERBS[0], PLACES[0])
        assert any(term.fr in french.headline(*subject)[0] for term in (*topic.things[:2], topic.actors[0]))
        assert any(
            term.vi.lower() in vietnamese.headline(*subject)[0].lower()
            for term in (*topic.things[:2], topic.actors[0])
        )


def test_a_deck_repeats_nothing_before_it_runs_out() -> None:
    deck = Deck(random.Random(1), "abcd")
    assert sorted(deck.draw() for _ in range(4)) == list("abcd")
    assert sorted(deck.draw() for _ in range(4)) == list("abcd")


def test_an_unknown_slot_is_an_error() -> None:
    with pytest.raises(KeyError, match="nobody"):
        expand(random.Random(1), "[{nobody}|{nobody}]", {})
