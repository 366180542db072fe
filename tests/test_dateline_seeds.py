"""`dateline seeds`: importing, again, and what cannot be read."""

import json
from pathlib import Path

from program import dateline, one_line


def test_the_documents_of_the_house(tmp_path: Path) -> None:
    first, second = (dateline(tmp_path, "seeds", "import") for _ in range(2))
    assert (first.returncode, first.stderr) == (second.returncode, second.stderr) == (0, "")
    assert [line.split()[1] for line in first.stdout.splitlines()] == ["became", *["new"] * 5]
    assert [line.split()[1] for line in second.stdout.splitlines()] == ["became", *["unchanged"] * 5]


def test_listing_needs_no_database(tmp_path: Path) -> None:
    found = json.loads(dateline(tmp_path, "seeds", "list", "--json").stdout)
    assert len(found) == 5
    assert all(seed["words"] > 100 and seed["problem"] is None for seed in found)
    assert list(tmp_path.iterdir()) == []


def test_a_bad_file_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "bad.txt").write_bytes(bytes(range(256)) * 20)
    story = "Le pont relie les deux rives du fleuve, a déclaré le chef du district devant la presse réunie mardi. "
    (folder / "good.txt").write_text("Un pont relie les deux rives\n\nHanoï (VNA) - " + f"{story * 3}\n\n" * 3)
    done = dateline(tmp_path, "seeds", "import", folder)
    assert done.returncode == 1
    assert "bad.txt" in one_line(done)
    assert "good.txt  new" in done.stdout
