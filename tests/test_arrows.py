"""The rooms of the house import downwards only, and extraction stays pure."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"dateline", "scheduler", "seeds", "crawler", "storage"}
MAY_IMPORT = {
    "dateline": {"dateline", "scheduler", "seeds", "crawler", "storage"},
    "scheduler": {"scheduler", "crawler", "storage"},
    "seeds": {"seeds", "crawler", "storage"},
    "crawler": {"crawler", "storage"},
    "storage": {"storage"},
}
# Extraction runs in worker processes, over archives and on clusters: nothing that reaches out or tells the time.
IMPURE = {
    "scrapy",
    "twisted",
    "sqlite3",
    "sqlite_utils",
    "socket",
    "urllib.request",
    "requests",
    "subprocess",
    "time",
}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
    return names


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_imports_run_downwards(room: str) -> None:
    for path in modules(room):
        rooms = {name.split(".")[0] for name in imported(path)} & ROOMS
        assert rooms <= MAY_IMPORT[room], f"{path.relative_to(ROOT)} imports {rooms - MAY_IMPORT[room]}"


def test_extraction_is_pure() -> None:
    for path in modules("crawler/extraction"):
        names = imported(path)
        ours = {name for name in names if name.split(".")[0] in ROOMS}
        assert all(name == "storage.records" or name.startswith("crawler.extraction") for name in ours), (
            f"{path.relative_to(ROOT)} imports {ours}"
        )
        assert not names & IMPURE, f"{path.relative_to(ROOT)} imports {names & IMPURE}"


def test_modules_are_about_one_thing() -> None:
    for room in ROOMS:
        for path in modules(room):
            lines = len(path.read_text("utf-8").splitlines())
            assert lines < 300, f"{path.relative_to(ROOT)} has {lines} lines; 300 is the limit"
