"""Which addresses may be connected to, and whether the crawler really connects to no others."""

import socket
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import faultdesk
import pytest
from crawls import Crawl
from scrapy.resolver import dnscache
from scrapy.settings import Settings
from twisted.internet.address import IPv4Address, IPv6Address

from crawler import guards, settings
from crawler.guards import GuardedResolver, is_public
from storage.corpus import Corpus


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.9",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::7f00:1",
        "2002:7f00:1::",
        "fd00:ec2::254",
        "4000::1",  # of a range that nobody has been given yet, so Python calls it global
        "5f00::1",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["203.162.0.181", "123.30.48.1", "2405:4800::1", "::ffff:123.30.48.1", "64:ff9b::123.30.48.1"]
)
def test_public_addresses_pass(address: str) -> None:
    assert is_public(address)


# --- the resolver ---------------------------------------------------------------------------------------------------


class FakeDns:
    """Answers each question with the next list of addresses."""

    def __init__(self, *answers: list[str]) -> None:
        self.answers = list(answers)

    def resolveHostName(self, receiver: Any, name: str, *_: Any, **__: Any) -> None:  # noqa: N802 - Twisted's interface
        receiver.resolutionBegan(SimpleNamespace(name=name))
        for address in self.answers.pop(0):
            kind = IPv6Address if ":" in address else IPv4Address
            receiver.addressResolved(kind("TCP", address, 0))
        receiver.resolutionComplete()


class Connector:
    """What Twisted's endpoint does: takes the addresses that it is given, and connects to them."""

    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


@pytest.fixture(autouse=True)
def forget() -> Iterator[None]:
    yield
    dnscache.clear()
    guards.refused.clear()


def asked(resolver: GuardedResolver, name: str) -> list[str]:
    connector = Connector()
    resolver.resolveHostName(connector, name)
    return connector.addresses


def resolver(*answers: list[str], allowed: str = "", cache: int = 0) -> GuardedResolver:
    return GuardedResolver(SimpleNamespace(nameResolver=FakeDns(*answers)), cache, frozenset(allowed.split()))


def test_an_answer_that_changes_is_checked_each_time() -> None:
    dns = resolver(["123.30.48.1"], ["127.0.0.1"], ["123.30.48.1"])
    assert asked(dns, "rebind.example") == ["123.30.48.1"]
    dnscache.clear()
    assert asked(dns, "rebind.example") == []
    assert guards.refused == {"rebind.example": "127.0.0.1"}
    dnscache.clear()
    assert asked(dns, "rebind.example") == ["123.30.48.1"]
    assert guards.refused == {}


def test_only_the_public_ones_of_many_pass() -> None:
    dns = resolver(["10.0.0.1", "123.30.48.1", "::1", "::ffff:192.168.0.1", "2405:4800::1"])
    assert asked(dns, "mixed.example") == ["123.30.48.1", "2405:4800::1"]


def test_what_is_cached_is_checked_too() -> None:
    dns = resolver(["169.254.169.254"], cache=100)
    assert asked(dns, "metadata.example") == []
    assert asked(dns, "metadata.example") == []


def test_private_addresses_pass_for_hosts_that_are_named() -> None:
    dns = resolver(["10.0.0.1"], ["10.0.0.1"], allowed="intranet.example")
    assert asked(dns, "Intranet.example") == ["10.0.0.1"]
    assert asked(dns, "other.example") == []


# --- the whole way --------------------------------------------------------------------------------------------------

SPELLINGS = ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]", "2130706433", "0x7f.1", "127.1"]


def test_no_spelling_of_this_machine_is_connected_to(tmp_path: Path) -> None:
    """By no name but the one that is allowed, and not by its redirect either."""
    with faultdesk.start(tmp_path) as desk, listener() as inside:
        (tmp_path / "none.toml").write_text(desk.catalogue())
        port = inside.getsockname()[1]
        refused = [f"http://{host}:{port}/story/x-{number}.html" for number, host in enumerate(SPELLINGS, 10)]
        named = f"http://localhost:{desk.ports['pdf']}/story/fault-2.html"
        redirected = f"http://localhost:{desk.ports['redirect-to-private']}/story/d-5.html"
        crawl = Crawl(
            tmp_path / "corpus.db", tmp_path / "none.toml", urls=[*refused, named, redirected],
            settings={"DATELINE_ALLOW_PRIVATE": "localhost"}, plan={"workers": 0, "trigger": "fetch"},
        )  # fmt: skip
        crawl.run()
        inside.setblocking(False)
        with pytest.raises(BlockingIOError):
            inside.accept()
    with Corpus.open(tmp_path / "corpus.db", read_only=True) as corpus:
        rows = corpus.conn.execute("SELECT url, outcome, detail FROM visits JOIN urls ON urls.id = url_id").fetchall()
    outcomes = {row["url"]: (row["outcome"], row["detail"]) for row in rows}
    assert outcomes.pop(named) == ("not_article", "is application/pdf")
    assert len(outcomes) == len(SPELLINGS) + 1
    assert {outcome for outcome, _ in outcomes.values()} == {"failed"}
    assert all("is private" in detail for _, detail in outcomes.values()), outcomes


def listener() -> socket.socket:
    """A socket that would take a connection on every address of this machine."""
    inside = socket.socket(socket.AF_INET6)
    inside.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    inside.bind(("::", 0))
    inside.listen()
    return inside


def test_a_file_is_no_address(tmp_path: Path) -> None:
    (tmp_path / "none.toml").write_text("")
    crawl = Crawl(tmp_path / "corpus.db", tmp_path / "none.toml", urls=["file:///etc/passwd"], plan={"workers": 0})
    assert len(crawl.run(code=2)["stderr"].splitlines()) == 1


def test_handlers_and_consoles_are_off() -> None:
    assert [name for name, handler in settings.DOWNLOAD_HANDLERS.items() if handler] == ["http", "https"]
    assert {"file", "ftp", "s3", "data"} <= settings.DOWNLOAD_HANDLERS.keys()
    on = Settings()
    on.setmodule(settings)
    extensions = set(on.get_component_priority_dict_with_base("EXTENSIONS"))
    assert extensions == {
        "scrapy.extensions.corestats.CoreStats",
        "scrapy.extensions.closespider.CloseSpider",
        "crawler.manners.PoliteThrottle",
        "crawler.stop.StopWatch",
    }
    assert "proxy" not in " ".join(on.get_component_priority_dict_with_base("DOWNLOADER_MIDDLEWARES")).lower()
