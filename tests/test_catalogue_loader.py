from pathlib import Path

import pytest

from crawler.catalogue import Catalogue, CatalogueError, Status, load
from crawler.urls import canonical_key, is_article
from storage.records import DatelineError

# What the issue asks of a new newspaper: eight lines, no Python. It lives on this machine here, as the demo's do.
EIGHT_LINES = """\
[source.baoxyz]
title = "Báo XYZ"
group = "provincial"
family = "epi"
host = "127.0.0.1:8123"
scheme = "http"
feeds = ["/rss/thoi-su.rss"]
house_tags = ["XYZ"]
"""


def write(folder: Path, text: str, name: str = "mine.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def load_text(folder: Path, text: str) -> Catalogue:
    return load(write(folder, text))


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_text(folder, text)
    message = str(caught.value)
    assert isinstance(caught.value, DatelineError)
    assert message.startswith(str(folder / "mine.toml"))
    assert "\n" not in message
    return message.removeprefix(f"{folder / 'mine.toml'}: ")


def source(*lines: str, family: str = "epi", host: str = "baoxyz.vn") -> str:
    return "\n".join(["[source.baoxyz]", f'family = "{family}"', f'host = "{host}"', *lines])


def test_eight_lines_add_a_source(tmp_path: Path) -> None:
    assert len(EIGHT_LINES.splitlines()) == 8
    catalogue = load_text(tmp_path, EIGHT_LINES)
    url = "http://127.0.0.1:8123/hanoi-post71478.html"
    edition = catalogue.find(url)
    assert edition is not None
    assert (edition.name, edition.host, edition.base_url) == ("baoxyz/vi", "127.0.0.1:8123", "http://127.0.0.1:8123/")
    assert [fact.url for fact in edition.tryable_feeds] == [
        "http://127.0.0.1:8123/rss/thoi-su.rss",
        "http://127.0.0.1:8123/rss/home.rss",
    ]
    assert "http://127.0.0.1:8123/sitemaps/news-{YYYY}-{M}.xml" in {fact.url for fact in edition.tryable_sitemaps}
    assert edition.sections == ("http://127.0.0.1:8123/",)
    assert not edition.reads_sitemap("http://127.0.0.1:8123/sitemaps/categories.xml")
    assert edition.reads_sitemap("http://127.0.0.1:8123/sitemaps/news-2026-7.xml")
    assert canonical_key(url, catalogue) == "baoxyz/vi:71478"
    assert is_article(url, edition) is True
    assert catalogue.find("http://127.0.0.1:8124/hanoi-post71478.html") is None
    site = catalogue.rulebook().sites["127.0.0.1:8123"]
    assert (site.source, site.family, site.house_tags) == ("baoxyz", "epi", ("XYZ",))
    assert site.templates == catalogue.families["epi"].templates
    assert [edition.name for edition in catalogue.select(["baoxyz"])] == ["baoxyz/vi"]


def test_two_lines_are_enough(tmp_path: Path) -> None:
    added = load_text(tmp_path, source()).sources["baoxyz"]
    assert (added.title, added.group, added.languages) == ("baoxyz", "provincial", ("vi",))


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    write(tmp_path, source(), "b.toml")
    write(tmp_path, '[source.baoabc]\nfamily = "epi"\nhost = "baoabc.vn"', "a.toml")
    write(tmp_path, "no TOML at all", "readme.txt")
    catalogue = load(tmp_path)
    assert catalogue.sources["baoabc"].origin == str(tmp_path / "a.toml")
    assert catalogue.sources["baoxyz"].origin == str(tmp_path / "b.toml")
    assert len(catalogue.sources) == len(load().sources) + 2


def test_a_known_source_is_overridden_key_by_key(tmp_path: Path) -> None:
    ours, theirs = (
        load().sources["baocantho"],
        load_text(tmp_path, "[source.baocantho]\ndelay = 5").sources["baocantho"],
    )
    assert {edition.delay for edition in theirs.editions} == {5}
    assert {edition.delay for edition in ours.editions} == {None}
    assert theirs.editions[0].feeds == ours.editions[0].feeds
    assert list(load(tmp_path).sources) == list(load().sources)


def test_a_family_with_templates_can_be_added(tmp_path: Path) -> None:
    text = """
[family.mycms]
label = "My CMS"
fingerprint = ["div.my-cms"]
article = ['/(?P<id>\\d+)/$']
[[family.mycms.template]]
body = ["div.story"]
[[family.mycms.template]]
valid_until = 2020-12-31
body = ["td.story"]
[[family.mycms.feed]]
path = "/feed.xml"
status = "verified"
""" + source('template = { title = ["h2"], body = ["div.text"] }', family="mycms")
    catalogue = load_text(tmp_path, text)
    assert list(catalogue.families)[-2:] == ["mycms", "other"]
    new, old = catalogue.rulebook().sites["baoxyz.vn"].templates
    assert (new.body, new.title, new.valid_until) == (("div.text", "div.story"), ("h2",), None)
    assert (old.body, old.title, old.valid_until) == (("div.text", "td.story"), ("h2",), "2020-12-31")
    feed = catalogue.sources["baoxyz"].editions[0].feeds[0]
    assert (feed.url, feed.status, feed.inherited) == ("https://baoxyz.vn/feed.xml", Status.VERIFIED, True)


def test_own_patterns_replace_the_familys_and_exclusions_add(tmp_path: Path) -> None:
    text = source("article = ['/(?P<id>\\d+)$']", "not_article = ['^/quang-cao/']")
    edition = load_text(tmp_path, text).sources["baoxyz"].editions[0]
    assert is_article("https://baoxyz.vn/a-post1.html", edition) is not True
    assert is_article("https://baoxyz.vn/x/17", edition) is True
    assert is_article("https://baoxyz.vn/quang-cao/17", edition) is False
    assert is_article("https://baoxyz.vn/a-tag1.html", edition) is False


def test_facts_go_to_their_editions(tmp_path: Path) -> None:
    text = source(
        'aliases = ["old.vn"]',
        'feeds = ["https://baoxyz.vn/rss", "https://baoxyz.vn/fr/rss", "all.rss", "/root.rss", "https://feeds.example/b"]',
        'sitemaps = ["/s.xml"]',
        '[source.baoxyz.editions.fr]\nhost = "baoxyz.vn/fr/"\nfeeds = [{ url = "own.rss", status = "broken" }]',
        '[source.baoxyz.editions.en]\nhost = "en.baoxyz.vn"\nsections = ["/world"]\naliases = ["baoxyz.com"]',
        family="other",
    )
    catalogue = load_text(tmp_path, text)
    fr, vi, en = catalogue.sources["baoxyz"].editions
    assert [fact.url for fact in fr.feeds] == [
        "https://baoxyz.vn/fr/own.rss",
        "https://baoxyz.vn/fr/rss",
        "https://baoxyz.vn/fr/all.rss",
    ]
    assert [fact.url for fact in fr.tryable_feeds] == [fact.url for fact in fr.feeds][1:]
    assert [fact.url for fact in vi.feeds] == [
        "https://baoxyz.vn/rss",
        "https://baoxyz.vn/all.rss",
        "https://baoxyz.vn/root.rss",
        "https://feeds.example/b",
    ]
    assert [fact.url for fact in en.feeds] == ["https://en.baoxyz.vn/all.rss", "https://en.baoxyz.vn/root.rss"]
    sitemaps = [[fact.url for fact in edition.sitemaps] for edition in (fr, vi, en)]
    assert sitemaps == [["https://baoxyz.vn/s.xml"], ["https://baoxyz.vn/s.xml"], ["https://en.baoxyz.vn/s.xml"]]
    assert en.sections == ("https://en.baoxyz.vn/", "https://en.baoxyz.vn/world")
    assert (fr.aliases, vi.aliases, en.aliases) == (("old.vn",), ("old.vn",), ("baoxyz.com",))


def test_an_own_fact_goes_before_the_familys(tmp_path: Path) -> None:
    text = source('feeds = [{ url = "/rss/home.rss", status = "blocked" }]')
    edition = load_text(tmp_path, text).sources["baoxyz"].editions[0]
    assert [(fact.status, fact.inherited) for fact in edition.feeds] == [(Status.BLOCKED, False)]
    assert edition.tryable_feeds == ()


def test_a_byte_order_mark_is_no_error(tmp_path: Path) -> None:
    assert "baoxyz" in load_text(tmp_path, "\ufeff" + source()).sources


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('feedz = ["/rss"]', "source 'baoxyz': unknown key 'feedz' (did you mean 'feeds'?)"),
        ("zzz = 1", "source 'baoxyz': unknown key 'zzz' (known: host, aliases, feeds,"),
        ('feeds = "/rss"', "source 'baoxyz': key 'feeds' must be a list of addresses"),
        ("feeds = [1]", "source 'baoxyz': key 'feeds' must be a list of addresses"),
        ('feeds = [{ status = "guess" }]', "source 'baoxyz': feeds: key 'url' is missing"),
        (
            'feeds = [{ url = "/a", state = "x" }]',
            "source 'baoxyz': feeds: unknown key 'state' (did you mean 'status'?)",
        ),
        (
            'feeds = [{ url = "/a", status = "sure" }]',
            "source 'baoxyz': feeds: key 'status' must be one of verified, reported, guess, broken, blocked, not",
        ),
        (
            'feeds = ["ftp://baoxyz.vn/rss"]',
            "source 'baoxyz': key 'feeds': 'ftp://baoxyz.vn/rss' is not a web address",
        ),
        ('feeds = ["http://[::1"]', "source 'baoxyz': key 'feeds': 'http://[::1' is not a web address"),
        ('feeds = ["/rss/{YYYY}"]', "source 'baoxyz': key 'feeds': unknown placeholder '{YYYY}'"),
        ('sitemaps = ["/s-{YEAR}.xml"]', "source 'baoxyz': key 'sitemaps': unknown placeholder '{YEAR}'"),
        ('sections = ["https://a b.vn/"]', "source 'baoxyz': key 'sections': 'https://a b.vn/' is not a web address"),
        ("title = 5", "source 'baoxyz': key 'title' must be text in quotes"),
        ('title = " "', "source 'baoxyz': key 'title' must be text in quotes"),
        ('notes = "x"', "source 'baoxyz': key 'notes' must be a list of texts"),
        ('active = "no"', "source 'baoxyz': key 'active' must be true or false"),
        ("delay = -1", "source 'baoxyz': key 'delay' must be a number of seconds, 0 or more"),
        ("delay = true", "source 'baoxyz': key 'delay' must be a number of seconds, 0 or more"),
        ("delay = nan", "source 'baoxyz': key 'delay' must be a number of seconds, 0 or more"),
        (
            'group = "local"',
            "source 'baoxyz': key 'group' must be one of vna, national, provincial, vietnamvn, not 'local'",
        ),
        ('scheme = "ftp"', "source 'baoxyz': key 'scheme' must be one of https, http, not 'ftp'"),
        ('language = "French"', "source 'baoxyz': key 'language' must be a language code in small letters"),
        ('article = ["("]', "source 'baoxyz': key 'article' holds a broken regular expression '('"),
        ("article = [5]", "source 'baoxyz': key 'article' must be a list of texts"),
        ('successor = "nobody"', "source 'baoxyz': key 'successor': unknown source 'nobody'"),
        ('aliases = ["a b"]', "source 'baoxyz': key 'aliases': 'https://a b' is not a web address"),
        ('aliases = ["nhandan.vn"]', "source 'baoxyz': 'nhandan.vn' belongs to another already"),
        ('template = { body = ["div["] }', "source 'baoxyz': template: key 'body': broken CSS selector 'div['"),
        (
            'template = { body = ["a:hovering"] }',
            "source 'baoxyz': template: key 'body': broken CSS selector 'a:hovering'",
        ),
        ('template = { bodi = ["a"] }', "source 'baoxyz': template: unknown key 'bodi' (did you mean 'body'?)"),
        (
            'template = { valid_until = "soon" }',
            "source 'baoxyz': template: key 'valid_until' must be a date as 2021-12-31",
        ),
        ("template = [1]", "source 'baoxyz': key 'template' must be a list of tables"),
        ("template = [{}, {}]", "source 'baoxyz': only one template may be without 'valid_until'"),
        ('editions = ["fr"]', "source 'baoxyz': key 'editions' must be a table"),
        ("editions = { fr = 5 }", "source 'baoxyz': edition 'fr' must be text in quotes (its host) or a table"),
        ("editions = { fr = {} }", "source 'baoxyz': edition 'fr': key 'host' is missing"),
        (
            'editions = { french = "fr.baoxyz.vn" }',
            "source 'baoxyz': edition 'french': its name must be a language code",
        ),
        (
            'editions = { vi = "vi.baoxyz.vn" }',
            "source 'baoxyz': edition 'vi' is the source's own language; its host",
        ),
        ('editions = { fr = "baoxyz.vn" }', "source 'baoxyz': 'baoxyz.vn' belongs to another already"),
        ('editions = { fr = { host = "a.vn", tile = "" } }', "source 'baoxyz': edition 'fr': unknown key 'tile' ("),
    ],
)
def test_every_mistake_in_a_source_has_its_line(text: str, message: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, source(text)).startswith(message)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[source.x]\nfamily = "epi"', "source 'x': key 'host' is missing"),
        ('[source.x]\nhost = "x.vn"', "source 'x': key 'family' is missing"),
        (source(family="eppi"), "source 'baoxyz': key 'family': unknown family 'eppi' (did you mean 'epi'?)"),
        (source(host="https://x.vn"), "source 'baoxyz': key 'host': 'https://x.vn' must be a host as"),
        (source(host="x.vn?a=1"), "source 'baoxyz': key 'host': 'x.vn?a=1' must be a host as"),
        (source(host="x y.vn"), "source 'baoxyz': key 'host': 'https://x y.vn' is not a web address"),
        (source(host="baocantho.com.vn"), "source 'baoxyz': 'baocantho.com.vn' belongs to another already (sources/"),
        ('[source."Bao XYZ"]\nhost = "x.vn"\nfamily = "epi"', "source 'Bao XYZ': its name must be of a-z"),
        ('[source.localhost]\nhost = "x.vn"\nfamily = "epi"', "source 'localhost': its name must be of a-z"),
        ("[sources.x]", "unknown key 'sources' (did you mean 'source'?)"),
        ("source = 5", "key 'source' must be a table"),
        ("[source]\nx = 5", "source 'x' must be a table"),
        ("[family]\nx = 5", "family 'x' must be a table"),
        ("[family.x]\nfeeds = []", "family 'x': unknown key 'feeds' (did you mean 'feed'?)"),
        ('[[family.x.feed]]\nurl = "/a"', "family 'x': feed: unknown key 'url' (known: path, status, note)"),
        ('[[family.x.feed]]\nstatus = "guess"', "family 'x': feed: key 'path' is missing"),
        ('[[family.x.sitemap]]\npath = "/{YEAR}"', "family 'x': sitemap: unknown placeholder '{YEAR}'"),
        ('[family.x]\nfingerprint = ["div:"]', "family 'x': key 'fingerprint': broken CSS selector 'div:'"),
        ('[family.x]\nstatus = "good"', "family 'x': key 'status' must be one of verified"),
        ("[source.x", "not valid TOML: "),
        ('a = "b', "not valid TOML: "),
    ],
)
def test_every_mistake_in_a_file_has_its_line(text: str, message: str, tmp_path: Path) -> None:
    assert complaint(tmp_path, text).startswith(message)


def test_broken_toml_names_the_line(tmp_path: Path) -> None:
    assert "line 4" in complaint(tmp_path, source() + "\ntitle = Báo")


def test_unreadable_files_have_their_line(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"nothing\.toml: cannot be read: No such file"):
        load(tmp_path / "nothing.toml")
    with pytest.raises(CatalogueError, match=r"no \.toml file in this folder"):
        load(tmp_path)
    (tmp_path / "x.toml").mkdir()
    with pytest.raises(CatalogueError, match=r"x\.toml: cannot be read: Is a directory"):
        load(tmp_path)
    (tmp_path / "y.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(CatalogueError, match=r"y\.toml: not UTF-8 text \(byte 9\)"):
        load(tmp_path / "y.toml")


@pytest.mark.parametrize("kind", ["source", "family"])
def test_two_files_with_the_same_name_are_both_named(tmp_path: Path, kind: str) -> None:
    for file, title in (("a.toml", "A"), ("b.toml", "B")):
        write(
            tmp_path, source(f'title = "{title}"') if kind == "source" else f'[family.own]\nlabel = "{title}"', file
        )
    with pytest.raises(CatalogueError, match=f"{kind} '[a-z]+' stands in .*a.toml too") as caught:
        load(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "b.toml"))


def test_a_host_with_http_is_told_of_the_scheme(tmp_path: Path) -> None:
    assert 'scheme = "http"' in complaint(tmp_path, source(host="http://baoxyz.vn"))
    assert "scheme" not in complaint(tmp_path, source(host="https://baoxyz.vn"))
