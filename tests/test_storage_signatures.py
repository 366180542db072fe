"""Signatures: the same for ever, and found again when a copy was cut or edited."""

import random
import struct
import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st

from storage import shingles, signatures
from storage.signatures import sign

TEXT = (
    "Hà Nội – Chiều 10/4/2025, Chủ tịch nước đã tiếp Đại sứ Cộng hòa Pháp tại Việt Nam đến chào nhân dịp bắt đầu "
    "nhiệm kỳ công tác. Hai bên nhất trí tăng cường hợp tác trong 12 lĩnh vực, trong đó có giáo dục và y tế."
)
DIGEST = "6fe177c2913d0fc03ea32b3c"


def story(seed: int, count: int = 400) -> list[str]:
    """Words that are no story but never share a run of three with another."""
    rng = random.Random(seed)
    return ["".join(rng.choices("abcdeghiklmnopqrstuvxy", k=5)) for _ in range(count)]


def test_the_stored_form_is_pinned() -> None:
    """A release of rensa or xxhash that signs otherwise would find nothing of what is stored: this must fail first.

    If it does, keep the old release, or write a migration that signs every article anew.
    """
    signature = sign(TEXT)
    assert signature.minhash[:12].hex() == DIGEST
    assert len(signature.minhash) == 512
    assert signature.keys[:2] == (-1_920_546_012, -1_581_967_624)
    assert len(signature.keys) == signatures.BANDS + signatures.ANCHORS


def test_another_process_signs_the_same() -> None:
    code = f"from storage.signatures import sign; s = sign({TEXT!r}); print(s.minhash.hex(), s.keys)"
    lines = {
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": seed}
        ).stdout
        for seed in ("1", "2")
    }
    signature = sign(TEXT)
    assert lines == {f"{signature.minhash.hex()} {signature.keys}\n"}


@given(st.sets(st.integers(0, 2**64 - 1), max_size=50), st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_order(pieces: set[int], rng: random.Random) -> None:
    shuffled = list(pieces)
    rng.shuffle(shuffled)
    assert signatures.digest(frozenset(shuffled)) == signatures.digest(frozenset(pieces))


def test_the_estimate_is_near_the_truth() -> None:
    whole = story(1)
    for kept in (100, 200, 300):
        a, b = (sign(" ".join(words)) for words in (whole, whole[:kept]))
        truth = shingles.jaccard(a.shingles, b.shingles)
        assert (
            abs(signatures.agreeing(signatures.number(a.minhash), signatures.number(b.minhash)) / 128 - truth) < 0.13
        ), kept  # three standard deviations


def test_cut_copies_share_keys_and_strangers_none() -> None:
    found = 0
    for seed in range(100):
        whole = story(seed)
        keys = set(sign(" ".join(whole)).keys)
        found += bool(keys & set(sign(" ".join(whole[:100])).keys))
        assert not keys & set(sign(" ".join(story(seed + 1000))).keys)
    assert found >= 96  # 1 - (1 - 1/4)^16 = .99, less three standard deviations


def test_texts_without_shingles_have_no_keys() -> None:
    """Else every empty page would be found by every other."""
    assert sign("").keys == sign("deux mots").keys == ()
    assert sign("trois mots ici").keys
    assert sign("").words == 0


@given(st.text())
def test_keys_fit_four_bytes_and_come_once(text: str) -> None:
    keys = sign(text).keys
    assert len(keys) == len(set(keys)) <= signatures.BANDS + signatures.ANCHORS
    assert all(-(2**31) <= key < 2**31 for key in keys)


def test_numbers_are_kept_without_separators() -> None:
    assert sign("1.200,5 tỷ ngày 10/4").numbers == {"12005", "10", "4"}


def test_a_signature_as_one_number_says_what_its_positions_say() -> None:
    ones = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] * 26
    for shift in range(5):
        others = ones[shift:] + ones[:shift]
        same = sum(one == other for one, other in zip(ones[:128], others[:128], strict=True))
        a, b = (signatures.number(struct.pack("<128I", *each[:128])) for each in (ones, others))
        assert signatures.agreeing(a, b) == same


def test_anchors_are_the_smallest_hashes_of_a_text_of_any_length() -> None:
    for count in (0, 7, 8, 9, 20, 40, 400, 4000):
        text = story(count, count)
        hashes = sorted(set(shingles.runs(text, signatures.ANCHOR_WORDS)))[: signatures.ANCHORS]
        assert [key & 0xFFFF_FFFF for key in signatures.anchors(text)] == [each & 0xFFFF_FFFF for each in hashes]
