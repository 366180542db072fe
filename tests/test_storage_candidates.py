"""Which of those that share keys is read first, and how many are weighed."""

from storage.candidates import LIKE, NEAREST, Candidate, _nearest

NOBODY = Candidate(0, contained=0.0, alike=0.0, share=0.0, is_rare=False, is_long=True, sample=None)


def expected(contained: float, alike: float, *, is_long: bool = True) -> Candidate:
    return Candidate(1, contained, alike, share=0.05, is_rare=False, is_long=is_long, sample=None)


def test_a_text_edited_all_over_is_likelier_than_one_that_shares_a_passage() -> None:
    edited, passage = expected(0.84, 0.7), expected(0.88, 0.43)
    assert edited.likelihood > passage.likelihood


def test_what_promises_nothing_is_not_asked_about() -> None:
    assert not NOBODY.is_promising
    assert expected(0.5, 0.1).is_promising, "an adapted copy, if the desk is the same"
    assert not expected(0.5, 0.1).may_be_copy(same_desk=False)
    assert expected(0.45, 0.5).is_promising
    assert not expected(0.45, 0.5, is_long=False).is_promising


def test_the_copies_of_one_item_leave_room_for_others() -> None:
    held = range(1, 201)
    weights = {each: 3.0 if each <= 100 else 2.0 for each in held}
    shared = {each: 1 if each <= 100 else each for each in held}
    nearest = list(_nearest(weights, shared))
    assert len(nearest) == NEAREST
    assert nearest[:LIKE] == list(range(100, 100 - LIKE, -1)), "the newest of those that share the same keys"
    assert nearest[LIKE:] == list(range(200, 200 - (NEAREST - LIKE), -1))
