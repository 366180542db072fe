"""docs/cli.md is what the commands say of themselves."""

from pathlib import Path

from dateline import reference
from dateline.cli import COMMANDS

ROOT = Path(__file__).parent.parent


def test_the_reference_is_current() -> None:
    written = (ROOT / "docs" / "cli.md").read_text("utf-8")
    assert written == reference.reference(), "run `make docs`: python -m dateline.reference > docs/cli.md"


def test_every_command_and_subcommand_is_in_it() -> None:
    text = reference.reference()
    assert all(f"\n### dateline {name}\n" in text for name in COMMANDS)
    assert "\n### dateline sources check\n" in text
    assert "--trigger" not in text


def test_it_does_not_depend_on_the_terminal(monkeypatch) -> None:  # noqa: ANN001
    monkeypatch.setenv("COLUMNS", "40")
    narrow = reference.reference()
    monkeypatch.setenv("COLUMNS", "200")
    assert reference.reference() == narrow
    assert max(map(len, narrow.splitlines())) <= 120
