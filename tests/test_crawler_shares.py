"""Shares of the sources: every source in one, none moves when others come, and one crawler a host."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler import catalogue
from crawler.shares import Share, ShareError, groups

NAMES = st.text("abcdefgh", min_size=1, max_size=6)


@dataclass(frozen=True)
class Edition:
    """What a share asks of an edition."""

    source: str
    hosts: tuple[str, ...]


@dataclass(frozen=True)
class Sources:
    """What a share asks of a catalogue."""

    editions: tuple[Edition, ...]


def shared(known: object, of: int) -> dict[str, int]:
    """Return the number of the share of every source; a source in two shares would be missed in the sum below."""
    taken = [(name, number) for number in range(1, of + 1) for name in Share(number, of).sources(known)]  # type: ignore[arg-type]
    assert len(taken) == len(dict(taken)), "a source is in two shares"
    return dict(taken)


def alone(names: set[str]) -> Sources:
    return Sources(tuple(Edition(name, (f"{name}.vn",)) for name in sorted(names)))


@given(st.sets(NAMES), st.sets(NAMES), st.integers(1, 9))
def test_a_source_that_comes_moves_no_other(old: set[str], new: set[str], of: int) -> None:
    before, after = shared(alone(old), of), shared(alone(old | new), of)
    assert before.keys() == old
    assert after.keys() == old | new
    assert before.items() <= after.items()


@given(st.sets(NAMES), st.integers(1, 9))
def test_one_crawler_more_only_takes(names: set[str], of: int) -> None:
    before, after = shared(alone(names), of), shared(alone(names), of + 1)
    assert all(after[name] in {before[name], of + 1} for name in names)


@given(
    st.lists(st.builds(Edition, NAMES, st.lists(st.sampled_from("xyzuvw"), max_size=3).map(tuple))), st.integers(1, 9)
)
def test_sources_of_one_host_are_of_one_share(editions: list[Edition], of: int) -> None:
    found = shared(Sources(tuple(editions)), of)
    for one in editions:
        for other in editions:
            if set(one.hosts) & set(other.hosts):
                assert found[one.source] == found[other.source]


@given(st.lists(st.builds(Edition, NAMES, st.lists(st.sampled_from("xyzuvw"), max_size=3).map(tuple))))
def test_the_order_of_editions_says_nothing(editions: list[Edition]) -> None:
    assert groups(editions) == groups(editions[::-1])  # type: ignore[arg-type]


def test_the_catalogue_is_shared_out_evenly_and_for_ever() -> None:
    known = catalogue.load()
    sizes = [len(Share(number, 3).sources(known)) for number in (1, 2, 3)]
    assert sum(sizes) == len(known.sources)
    assert min(sizes) > len(known.sources) / 6
    # Crawlers of two releases must agree: these would be fetched twice, or by nobody.
    found = shared(known, 3)
    assert [found[name] for name in ("vietnamplus", "baocantho", "vietnamvn", "nhandan")] == [1, 3, 2, 2]


def test_a_group_is_taken_in_part_and_a_source_wholly_or_not_at_all() -> None:
    known = catalogue.load()
    share = Share.parse(" 1/3 ")
    assert str(share) == "1/3"
    mine = share.sources(known)
    assert {each.source for each in share.choose([], known)} == mine & {each.source for each in known}
    provincial = {each.source for each in known if each.group == "provincial"}
    assert {each.source for each in share.choose(["provincial"], known)} == provincial & mine != provincial
    assert {each.name for each in share.choose(["vietnamplus/fr"], known)} == {"vietnamplus/fr"}
    for words in (["baocantho"], ["vietnamplus", "baocantho.com.vn"], ["Provincial", "baocantho"]):
        with pytest.raises(ShareError, match="share 1/3 does not hold baocantho: "):
            share.choose(words, known)


@pytest.mark.parametrize("text", ["", "1", "0/3", "4/3", "1/0", "-1/3", "1/3/3", "a/b", "1.0/3", "٣/٣", "1/99999"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(ShareError, match="is no share: write 1/3"):
        Share.parse(text)
