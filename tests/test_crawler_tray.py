"""Pages that come close upon each other are stored together; one that cannot be stored takes no other with it."""

import asyncio
from collections.abc import Sequence

import pytest

from crawler.tray import MOST, Tray


class Store:
    """Remembers what was stored together, and refuses what is negative."""

    def __init__(self) -> None:
        self.together: list[list[int]] = []

    def __call__(self, items: Sequence[int]) -> None:
        if min(items) < 0:
            raise ValueError("negative")
        self.together.append(list(items))


@pytest.fixture
def store() -> Store:
    return Store()


@pytest.fixture
def tray(store: Store) -> Tray[int]:
    return Tray(store)


def put(tray: Tray[int], *items: int) -> list[BaseException | None]:
    async def main() -> list[BaseException | None]:
        return await asyncio.gather(*map(tray.put, items), return_exceptions=True)

    return asyncio.run(main())


def test_what_comes_alone_is_stored_at_once(tray: Tray[int], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.tray.PATIENCE", 3600)
    assert put(tray, 1, 2) == [None, None]
    assert store.together == [[1], [2]]


def test_while_more_is_to_come_items_are_stored_together(
    tray: Tray[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.tray.PATIENCE", 3600)
    with tray.expecting():
        assert put(tray, *range(2 * MOST)) == [None] * 2 * MOST
    assert store.together == [list(range(MOST)), list(range(MOST, 2 * MOST))]


def test_nothing_waits_for_long(tray: Tray[int], store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crawler.tray.PATIENCE", 0)
    with tray.expecting():
        assert put(tray, 1, 2) == [None, None]
        assert put(tray, 3) == [None]
    assert store.together == [[1, 2], [3]]


def test_who_put_an_item_hears_when_it_is_stored_and_not_before(
    tray: Tray[int], store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.tray.PATIENCE", 3600)

    async def main() -> None:
        with tray.expecting():
            first = asyncio.ensure_future(tray.put(1))
            await asyncio.sleep(0)
            assert not store.together
            assert not first.done()
        await tray.put(2)
        await first

    asyncio.run(main())
    assert store.together == [[1, 2]]


def test_one_that_cannot_be_stored_takes_no_other_with_it(tray: Tray[int], store: Store) -> None:
    with tray.expecting():
        results = put(tray, 1, -2, *range(3, MOST + 1))
    assert [type(each) for each in results[:3]] == [type(None), ValueError, type(None)]
    assert store.together == [[each] for each in (1, *range(3, MOST + 1))]


def test_what_goes_wrong_with_several_alone_is_heard_of(store: Store) -> None:
    def fails_with_several(items: Sequence[int]) -> None:
        if len(items) > 1:
            raise KeyError
        store(items)

    tray = Tray(fails_with_several)
    with tray.expecting():
        results = put(tray, *range(MOST))
    assert [type(each) for each in results] == [*[type(None)] * (MOST - 1), KeyError]
    assert store.together == [[each] for each in range(MOST)]


def test_one_that_nobody_waits_for_any_more_is_stored_with_the_others(tray: Tray[int], store: Store) -> None:
    async def main() -> None:
        with tray.expecting():
            gone, stays = asyncio.ensure_future(tray.put(1)), asyncio.ensure_future(tray.put(2))
            await asyncio.sleep(0)
            gone.cancel()
            await asyncio.sleep(0)
            tray.empty()
            await stays

    asyncio.run(main())
    assert store.together == [[1, 2]]
