"""`dateline sources`: listing, showing, checking live against the demo newsroom, and drawing up new ones."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from program import LOCAL, dateline, one_line, settle_in

from dateline import newsroom


@pytest.fixture(scope="module")
def room() -> Iterator[newsroom.Newsroom]:
    with newsroom.start(stories=60) as opened:
        yield opened


@pytest.fixture
def folder(room: newsroom.Newsroom, tmp_path: Path) -> Path:
    return settle_in(tmp_path, room)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """A folder whose catalogue does not know the newsroom."""
    (tmp_path / "dateline.toml").write_text(LOCAL.replace('catalogue = "sources.toml"\n', ""))
    return tmp_path


def test_listing(folder: Path) -> None:
    done = dateline(folder, "sources", "list")
    names = [line.split()[0] for line in done.stdout.splitlines()]
    assert names[0] == "source"
    assert {"vietnamplus", "baocantho", "demo-vna"} < set(names)
    french = json.loads(
        dateline(folder, "sources", "list", "--language", "fr", "--group", "provincial", "--json").stdout
    )
    assert {"baonghean", "demo-nghean"} <= {source["name"] for source in french}
    assert all(source["group"] == "provincial" for source in french)
    assert all("fr" in {edition["language"] for edition in source["editions"]} for source in french)


def test_listing_on_a_narrow_terminal(folder: Path) -> None:
    done = dateline(folder, "sources", "list", COLUMNS="60")
    assert max(map(len, done.stdout.splitlines())) <= 60
    assert "vietnam-vnanet" in done.stdout


@pytest.mark.parametrize(
    ("args", "words"),
    [(["--group", "foreign"], "is none of vna"), (["--language", "xx"], "no source has an edition")],
)
def test_a_list_of_nothing(tmp_path: Path, args: list[str], words: str) -> None:
    done = dateline(tmp_path, "sources", "list", *args)
    assert done.returncode == 2
    assert words in one_line(done)


def test_showing_facts_with_their_status_and_the_rules_in_force(tmp_path: Path) -> None:
    done = dateline(tmp_path, "sources", "show", "nhandan/fr")
    assert (done.returncode, done.stderr) == (0, "")
    assert "feed     guess  https://fr.nhandan.vn/rss/home.rss" in done.stdout
    assert "https://nhandan.vn/rss" not in done.stdout, "only the edition that was asked for"
    assert "article__body" in done.stdout
    assert "pages until 2022-06-30" in done.stdout


def test_the_whole_catalogue_is_well(folder: Path) -> None:
    done = dateline(folder, "sources", "check")
    assert done.returncode == 0
    assert done.stdout.endswith("11 families: all well\n")
    assert int(done.stdout.split()[0]) == 61 + 5


def test_trying_a_source_live(folder: Path, room: newsroom.Newsroom) -> None:
    done = dateline(folder, "sources", "check", "demo-vna")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split() for line in done.stdout.splitlines()]
    base = room.addresses["demo-vna"]
    assert ["robots", "200", f"{base}/robots.txt"] in lines
    assert [line for line in lines if line[:2] == ["feed", "200,"] and line[-1] == f"{base}/rss/home.rss"]
    assert 1 <= sum(line[:1] == ["article"] for line in lines) <= 3
    assert "found: title, lead" in done.stdout
    assert done.stdout.rstrip().endswith("demo-vna: well")
    assert not (folder / "corpus.db").exists()


def test_wrong_facts_are_named_with_the_lines_that_correct_them(folder: Path, room: newsroom.Newsroom) -> None:
    base = room.addresses["demo-vna"]
    catalogue = folder / "sources.toml"
    before = tomllib.loads(catalogue.read_text())["source"]["demo-vna"]
    moved = 'feeds = ["/rss/moved.rss", "/rss/home.rss"]\nsitemaps = ["/no-such-sitemap.xml"]\n'
    kept = {key: value for key, value in before.items() if isinstance(value, str)}
    own = "".join(f"{key} = {json.dumps(value)}\n" for key, value in kept.items())
    catalogue.write_text(f"[source.demo-vna]\n{own}{moved}")
    done = dateline(folder, "sources", "check", "demo-vna")
    assert (done.returncode, done.stderr) == (0, "")
    told = [line.split() for line in done.stdout.splitlines()]
    assert ["feed", "guess", "wrong", f"{base}/rss/moved.rss"] in told
    assert ["feed", "guess", "confirmed", f"{base}/rss/home.rss"] in told
    assert ["sitemap", "guess", "wrong", f"{base}/no-such-sitemap.xml"] in told
    assert [line[:4] for line in told if line[:1] == ["rules"]] == [["rules", "confirmed", "epi"]]
    lines = done.stdout.partition("folder of sources:\n\n")[2].rpartition("\ndemo-vna:")[0]
    corrected = tomllib.loads(lines)["source"]["demo-vna"]
    statuses = {fact["url"]: fact["status"] for fact in corrected["feeds"]}
    assert statuses[f"{base}/rss/moved.rss"] == "broken"
    assert statuses[f"{base}/rss/home.rss"] == "verified"
    assert {fact["url"]: fact["status"] for fact in corrected["sitemaps"]}[f"{base}/no-such-sitemap.xml"] == "broken"
    both = tmp_catalogue(folder, own + moved, lines)
    again = dateline(folder, "sources", "check", "demo-vna", "--json", DATELINE_CATALOGUE=str(both))
    (report,) = json.loads(again.stdout)
    assert report["toml"] == "", "what was corrected holds"


def tmp_catalogue(folder: Path, table: str, corrections: str) -> Path:
    """Write a source as it stands after its keys were replaced by the corrections."""
    source = tomllib.loads(f"[source.demo-vna]\n{table}")["source"]["demo-vna"]
    replaced = tomllib.loads(corrections)["source"]["demo-vna"]
    kept = "".join(f"{key} = {json.dumps(value)}\n" for key, value in source.items() if key not in replaced)
    path = folder / "corrected.toml"
    path.write_text(corrections.replace("[source.demo-vna]\n", f"[source.demo-vna]\n{kept}", 1))
    return path


def test_a_source_that_does_not_answer(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text(
        '[source.dead]\nfamily = "onecms"\nscheme = "http"\nhost = "127.0.0.1:1"\n'
    )
    (tmp_path / "dateline.toml").write_text(LOCAL)
    done = dateline(tmp_path, "sources", "check", "dead", "--json")
    assert done.returncode == 1
    (report,) = json.loads(done.stdout)
    assert not any(line["well"] for line in report["asked"])
    assert ["connection refused" in line["came"] for line in report["asked"] if line["what"] == "trouble"] == [True]
    assert {fact["verdict"] for fact in report["facts"]} <= {"unsure", "not asked"}, "silence proves nothing wrong"
    assert (report["works"], report["toml"]) == (False, "")


def test_every_address_says_why_it_was_of_no_use(tmp_path: Path) -> None:
    source = '[source.{}]\nfamily = "onecms"\nscheme = "http"\nhost = "{}"\n'
    text = source.format("mine", "127.0.0.1:1") + source.format("dead", "localhost:1")
    (tmp_path / "sources.toml").write_text(text)
    (tmp_path / "dateline.toml").write_text(LOCAL.replace("127.0.0.1", "localhost"))
    done = dateline(tmp_path, "sources", "check", "mine", "dead")
    assert done.returncode == 1
    assert "no answer" not in done.stdout
    own, dead = (part for part in done.stdout.split("\n\n") if part)
    assert "its address is private: name its host in allow_private" in own
    assert sum(line.split()[1:4] == ["address", "is", "private"] for line in own.splitlines()) > 3
    assert sum("connection refused" in line for line in dead.splitlines()) > 3


def test_a_new_source_is_recognised_written_and_crawled(stranger: Path, room: newsroom.Newsroom) -> None:
    base = room.addresses["demo-cantho"]
    story = next(
        url
        for url, expected in room.truth["outcomes"].items()
        if url.startswith(base) and expected["first"] == ["new"]
    )
    printed = dateline(stranger, "sources", "new", story, "--name", "can-tho")
    assert (printed.returncode, printed.stderr) == (0, "")
    assert len(printed.stdout.splitlines()) <= 8
    source = tomllib.loads(printed.stdout)["source"]["can-tho"]
    assert (source["family"], source["host"]) == ("newscontents", base.removeprefix("http://"))
    saved = dateline(stranger, "sources", "new", story, "--name", "can-tho", "--save")
    assert saved.returncode == 0
    assert (stranger / "sources" / "can-tho.toml").read_text("utf-8") == printed.stdout
    assert "in the catalogue already" in one_line(dateline(stranger, "sources", "new", story))
    crawled = dateline(stranger, "crawl", "can-tho", "--limit", 3, "--json")
    assert json.loads(crawled.stdout)["outcomes"]["new"] >= 2


def stories(room: newsroom.Newsroom, source: str) -> list[str]:
    found = (url for url, truth in room.truth["articles"].items() if truth["source"] == source)
    return [url for url in found if not room.truth["articles"][url]["trouble"]]


def test_a_fixture_for_the_gate(folder: Path, room: newsroom.Newsroom) -> None:
    story = stories(room, "demo-cantho")[0]
    done = dateline(folder, "sources", "new", story, "--fixture", "pages")
    assert (done.returncode, done.stdout) == (0, "")
    assert "127.0.0.1-01.html saved" in one_line(done)
    [row] = json.loads((folder / "pages" / "gold.json").read_text("utf-8"))
    assert (row["url"], row["family"]) == (story, "newscontents")


def test_several_fixtures_and_what_is_none(folder: Path, room: newsroom.Newsroom) -> None:
    one, two = stories(room, "demo-cantho")[:2]
    base = one[: one.index("/", len("http://"))]
    missing, feed = f"{base}/khong-co-a999999.html", f"{base}/rss_feed/"
    done = dateline(folder, "sources", "new", one, two, one, missing, feed, f"{base}/", "--fixture", "pages")
    said = done.stderr.splitlines()
    assert (done.returncode, done.stdout, len(said)) == (1, "", 5)
    assert "404" in said[2]
    assert all("nothing saved" in line for line in said[2:4])
    assert "write its gold" in said[4]
    assert [row["url"] for row in json.loads((folder / "pages" / "gold.json").read_text("utf-8"))] == [
        *(one, two),
        f"{base}/",
    ]


def test_several_new_newspapers(stranger: Path, room: newsroom.Newsroom) -> None:
    cantho, vna = stories(room, "demo-cantho"), stories(room, "demo-vna")[0]
    done = dateline(stranger, "sources", "new", *cantho[:2], vna, "--fixture", "pages")
    assert done.returncode == 0
    assert done.stdout.count("[source.") == 2  # one of each newspaper, however many pages
    assert done.stdout.index('"newscontents"') < done.stdout.index('"epi"')
    assert len(json.loads((stranger / "pages" / "gold.json").read_text("utf-8"))) == 3
    named = dateline(stranger, "sources", "new", cantho[0], vna, "--name", "x")
    assert (named.returncode, "of one newspaper" in one_line(named)) == (2, True)


def test_a_family_by_name_needs_no_network(stranger: Path) -> None:
    args = ("sources", "new", "https://www.baoabc.vn/fr/", "--family", "onecms")
    assert dateline(stranger, *args).stdout == (
        '[source.baoabc]\nfamily = "onecms"\nhost = "www.baoabc.vn/fr/"\nlanguage = "fr"\n'
    )
    (stranger / "sources").mkdir()
    (stranger / "sources" / "baoabc.toml").write_text("# mine\n")
    done = dateline(stranger, *args, "--save")
    assert done.returncode == 2
    assert "exists already" in one_line(done)
    assert (stranger / "sources" / "baoabc.toml").read_text() == "# mine\n"


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["https://baoabc.vn/", "--family", "epy"], 2, "unknown family 'epy'"),
        (["https://baoabc.vn/", "--family", "epi", "--group", "foreign"], 2, "key 'group' must be one of"),
        (["https://baoabc.vn/", "--family", "epi", "--name", "nhandan"], 2, "has another source 'nhandan'"),
        (["https://nhandan.vn/"], 2, "dateline sources show nhandan"),
        (["http://127.0.0.1:1/"], 1, "connection refused"),
        (["https://"], 2, "it has no host"),
        (["https://baoabc.vn/", "--family", "epi", "--language", "zz"], 2, "must be a language code"),
        (["https://báo.vn/", "--family", "epi"], 2, "choose a --name"),
    ],
)
def test_what_is_no_new_source(stranger: Path, args: list[str], code: int, words: str) -> None:
    done = dateline(stranger, "sources", "new", *args)
    assert done.returncode == code
    assert words in one_line(done)
    assert done.stdout == ""
