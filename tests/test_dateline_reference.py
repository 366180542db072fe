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


def test_the_exception_to_the_exit_codes_is_named() -> None:
    assert "`dateline schedule run`, which runs until it is stopped, then ends with 0." in reference.reference()


def test_the_readme_leads_to_every_page() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in readme] == []
