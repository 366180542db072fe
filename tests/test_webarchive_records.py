"""Records are found from anywhere in a file, each once; what is damaged is named, and costs nothing but itself."""

import io
import random
import struct
from itertools import pairwise
from typing import Any

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("fastwarc", reason="FastWARC is not installed: the extra 'warc'")
pytest.importorskip("warcio", reason="warcio is not installed: the extra 'warc'")

import warcs

from crawler.webarchive.forms import CHUNK, FormError, recognised
from crawler.webarchive.records import Broken, Scan

FORMS = ("plain", "gzip", "zstd")
RECORDS = [warcs.info(), *(warcs.record(f"https://x.vn/{n}", warcs.page(n) * (1 + n % 3)) for n in range(7))]
URLS = [f"https://x.vn/{n}" for n in range(7)]


def uri(record: Any) -> str:
    said = record.content_length
    if len(record.reader.read(said)) < said:
        raise OSError("cut")
    return record.headers.get("WARC-Target-URI") or "info"


def scan(data: bytes, start: int = 0, end: int | None = None, name: str = "x.warc.gz") -> tuple[list[Any], Scan]:
    archive = recognised(io.BytesIO(data), name, len(data))
    walk = Scan(archive, start, len(data) if end is None else end, uri)
    return list(walk), walk


def found(data: bytes) -> list[str]:
    return [taken for _, taken in scan(data)[0] if not isinstance(taken, Broken)]


def broken(data: bytes) -> list[tuple[int, str]]:
    return [(at, taken.reason) for at, taken in scan(data)[0] if isinstance(taken, Broken)]


def offsets(records: list[bytes]) -> list[int]:
    return [sum(map(len, records[:n])) for n in range(len(records))]


@pytest.mark.parametrize("form", FORMS)
def test_every_record_at_its_offset(form: str) -> None:
    pieces = warcs.pieces(RECORDS, form)
    items, walk = scan(b"".join(pieces))
    assert items == list(zip(offsets(pieces), ["info", *URLS], strict=True))
    assert (walk.first, walk.next) == (0, sum(map(len, pieces)))


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_however_a_file_is_cut_into_parts_each_record_comes_once_and_parts_meet(
    form: str, data: st.DataObject
) -> None:
    whole = warcs.packed(RECORDS, form)
    cuts = sorted(data.draw(st.sets(st.integers(1, len(whole) - 1), max_size=6)))
    edges = [0, *cuts, len(whole)]
    parts = [scan(whole, start, end) for start, end in pairwise(edges)]
    assert [taken for items, _ in parts for _, taken in items] == ["info", *URLS]
    expected = 0
    for items, walk in parts:
        if items:
            assert walk.first == expected
            expected = walk.next
        else:
            assert walk.first == walk.next == walk.end <= expected
    assert expected == len(whole)


def test_zstd_with_a_dictionary_is_divided_too() -> None:
    samples = [warcs.record(f"https://x.vn/{n}", warcs.page(n)) for n in range(100)]
    dictionary = zstandard.train_dictionary(4096, samples)
    frames = [zstandard.ZstdCompressor(dict_data=dictionary).compress(each) for each in RECORDS]
    for content in (dictionary.as_bytes(), zstandard.compress(dictionary.as_bytes())):
        whole = struct.pack("<II", 0x184D2A5D, len(content)) + content + b"".join(frames)
        middle = len(whole) // 2
        first, second = scan(whole, 0, middle), scan(whole, middle)
        assert [taken for items, _ in (first, second) for _, taken in items] == ["info", *URLS]
        assert first[1].next == (second[1].first if first[0] else middle), "the dictionary may fill the first part"


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("cut", [1, 5, 30, 400])
def test_a_file_that_ends_in_the_middle_gives_what_came_before(form: str, cut: int) -> None:
    pieces = warcs.pieces(RECORDS, form)
    if cut >= len(pieces[-1]):
        pytest.skip("the record is shorter")
    data = b"".join(pieces)[:-cut]
    assert found(data)[:7] == ["info", *URLS[:-1]]
    if form != "zstd" or cut > 1:
        assert broken(data) == [(sum(map(len, pieces[:-1])), "cut")]


@pytest.mark.parametrize("form", FORMS)
def test_garbage_between_records_is_one_broken_thing(form: str) -> None:
    pieces = warcs.pieces(RECORDS, form)
    at = sum(map(len, pieces[:3]))
    data = b"".join([*pieces[:3], b"\x00garbage\n" * 5, *pieces[3:]])
    assert found(data) == ["info", *URLS]
    assert broken(data) == [(at, "garbage")]


@pytest.mark.parametrize("form", FORMS)
def test_padding_is_no_garbage(form: str) -> None:
    data = warcs.packed(RECORDS, form) + b"\0" * 512
    assert (found(data), broken(data)) == (["info", *URLS], [])


@pytest.mark.parametrize("form", ["gzip", "zstd"])
@pytest.mark.parametrize("place", ["head", "middle", "end"])
def test_a_damaged_member_costs_itself(form: str, place: str) -> None:
    pieces = warcs.pieces(RECORDS, form)
    hurt = bytearray(pieces[3])
    where = {"head": 25, "middle": len(hurt) // 2, "end": len(hurt) - 6}[place]
    hurt[where : where + 3] = bytes(byte ^ 0xA5 for byte in hurt[where : where + 3])
    data = b"".join([*pieces[:3], bytes(hurt), *pieces[4:]])
    if form == "gzip":
        assert found(data) == ["info", *URLS[:2], *URLS[3:]]
        assert broken(data) == [(sum(map(len, pieces[:3])), "damaged")]
    else:  # frames without a checksum may hide a changed letter
        assert set(found(data)) >= {"info", *URLS[:2], *URLS[3:]}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("said", [10, 900_000_000, 0])
def test_a_record_that_lies_about_its_length_costs_itself(form: str, said: int) -> None:
    records = [*RECORDS[:3], warcs.bad_length(RECORDS[3], said), *RECORDS[4:]]
    data = warcs.packed(records, form)
    assert found(data) == ["info", *URLS[:2], *URLS[3:]]
    assert broken(data) == [(sum(map(len, warcs.pieces(records, form)[:3])), "damaged")]


def test_a_damaged_beginning_does_not_hide_the_rest() -> None:
    data = b"?" * 40 + warcs.packed(RECORDS)
    assert (found(data), broken(data)) == (["info", *URLS], [(0, "garbage")])


@pytest.mark.parametrize("form", ["gzip", "zstd"])
def test_a_file_compressed_as_a_whole_is_refused_with_the_remedy(form: str) -> None:
    whole = warcs.pieces([b"".join(RECORDS)], form)[0]
    archive = recognised(io.BytesIO(whole), "x.warc.gz", len(whole))
    with pytest.raises(FormError, match="recompress"):
        archive.check()
    with pytest.raises(FormError, match="recompress"):
        scan(whole)
    recognised(io.BytesIO(data := warcs.packed(RECORDS, form)), "x.warc.gz", len(data)).check()


class Counting(io.BytesIO):
    """A file that knows how far it was read."""

    furthest = 0

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.furthest = max(self.furthest, self.tell())
        return data


LARGE = warcs.record("https://x.vn/large", random.Random(1).randbytes(6_000_000))


def test_a_large_file_compressed_as_a_whole_is_found_out_by_its_beginning() -> None:
    whole = warcs.pieces([b"".join([warcs.info(), LARGE])])[0]
    archive = recognised(file := Counting(whole), "x.warc.gz", len(whole))
    with pytest.raises(FormError, match="recompress"):
        archive.check()
    assert file.furthest < 2 * CHUNK


@pytest.mark.parametrize("form", FORMS)
def test_a_part_inside_a_large_record_is_not_searched_beyond_its_end(form: str) -> None:
    whole = warcs.packed([warcs.info(), LARGE, *RECORDS], form)
    archive = recognised(file := Counting(whole), "x.warc", len(whole))
    walk = Scan(archive, 1_000_000, 1_500_000, uri)
    assert (list(walk), walk.first, walk.next) == ([], 1_500_000, 1_500_000)
    assert file.furthest < 1_500_000 + 2 * CHUNK


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 a zip", b"<html>"])
def test_what_is_no_web_archive_is_refused(data: bytes) -> None:
    with pytest.raises(FormError, match="no web archive"):
        recognised(io.BytesIO(data), "x.zip", len(data))


class Failing(io.BytesIO):
    """A file on a network that goes away."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 500:
            raise TimeoutError("the server does not answer")
        return super().read(size)


def test_a_network_that_fails_is_not_taken_for_a_damaged_file() -> None:
    data = warcs.packed(RECORDS, "plain") * 30
    archive = recognised(Failing(data), "x.warc", len(data))
    with pytest.raises(TimeoutError):
        list(Scan(archive, 0, len(data), uri))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FORMS), st.data())
def test_damage_never_raises_and_never_loses_what_lies_apart(form: str, data: st.DataObject) -> None:
    pieces = warcs.pieces(RECORDS, form)
    at = sum(map(len, pieces[:4]))
    hurt = bytearray(pieces[4])
    for _ in range(data.draw(st.integers(1, 4))):
        # The line end before a record of a plain file is how it is found.
        hurt[data.draw(st.integers(0, len(hurt) - 5))] = data.draw(st.integers(0, 255))
    whole = b"".join([*pieces[:4], bytes(hurt), *pieces[5:]])
    items, walk = scan(whole)
    assert walk.next == len(whole)
    assert [taken for offset, taken in items if offset < at] == ["info", *URLS[:3]]
    assert [taken for offset, taken in items if offset >= at + len(hurt)][-3:] == URLS[4:]
