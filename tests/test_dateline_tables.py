"""Tables fit the terminal they are shown on, and say everything in a pipe."""

import pytest
from rich.cells import cell_len

from dateline import tables
from dateline.tables import HELD, Column

COLUMNS = [Column("name"), Column("number", number=True), Column("words", wraps=True)]
ROWS = [("one", 1, "a few words that go on and on and on until they must be broken"), ("two", None, "")]


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # noqa: ANN201
    def show(width: int | None, rows: list[tuple[object, ...]] = ROWS) -> list[str]:
        monkeypatch.setenv("COLUMNS", str(width) if width else "")
        tables.show(COLUMNS, rows)
        return capsys.readouterr().out.splitlines()

    return show


def test_no_line_is_broken_in_a_pipe(shown) -> None:  # noqa: ANN001
    assert shown(None) == [
        "name  number  words",
        "one        1  a few words that go on and on and on until they must be broken",
        "two",
    ]


def test_words_wrap_in_their_column(shown) -> None:  # noqa: ANN001
    lines = shown(50)
    assert lines[:3] == [
        "name  number  words",
        "one        1  a few words that go on and on and on",
        "              until they must be broken",
    ]


def test_words_go_below_where_there_is_no_room(shown) -> None:  # noqa: ANN001
    assert shown(30) == [
        "name  number",
        "one        1",
        "    a few words that go on and",
        "    on and on until they must",
        "    be broken",
        "two",
    ]


def test_held_spaces_do_not_break(shown) -> None:  # noqa: ANN001
    rows = [("x", 1, ", ".join(f"{number}{HELD}unchanged" for number in range(100, 110)))]
    for line in shown(60, rows)[1:]:
        assert all(part.split()[-1] == "unchanged" for part in line.rstrip(",").split(", "))


def test_cells_cannot_steer_or_mark_up(shown) -> None:  # noqa: ANN001
    assert shown(None, [("\x1b[31mred", 1, "[bold]not bold[/bold] :smile:")])[1] == (
        "[31mred       1  [bold]not bold[/bold] :smile:"
    )


@pytest.mark.parametrize("width", [20, 40, 60, 80])
def test_wide_characters_count_as_two(shown, width: int) -> None:  # noqa: ANN001
    assert max(cell_len(line) for line in shown(width, [("越南通讯社", 1, "越南" * 30)])) <= width
