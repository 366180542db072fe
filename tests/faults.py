"""Every fault of the fault desk, each with the outcome that it must get."""

import asyncio
import gzip
import html
import random
import unicodedata
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache
from typing import Any

import brotli
import zstandard

MEGABYTE = 1024 * 1024
Answer = Callable[[Any], Awaitable[None]]

SITES: dict[str, "Site"] = {}
"""Every site by name."""
MANNERS: set[str] = set()
"""Those that are no fault, but look at our manners."""
LISTINGS: set[str] = set()
"""Those whose fault is in what announces stories."""


@dataclass(frozen=True)
class Fault:
    """A faulty page, and the visit it must end in.

    Attributes:
        path: Announced by the site's feed; absolute URLs may hold {port} and {closed}.
        outcomes: One of these.
        detail: Stands in the visit's detail.
    """

    path: str
    outcomes: tuple[str, ...]
    detail: str = ""


@dataclass(frozen=True)
class Site:
    """A site with a fault.

    Attributes:
        name: Of the site and its source.
        faults: Its faulty pages.
        page: Answers them.
        announced: Which hostile listings it has: "feed", "sitemap", "section".
        robots: Answers robots.txt; None for a site without one.
    """

    name: str
    faults: tuple[Fault, ...]
    page: Answer
    announced: tuple[str, ...] = ()
    robots: Answer | None = None

    async def answer(self, x: Any) -> None:
        if x.path == "/robots.txt":
            await (self.robots(x) if self.robots else x.reply(status=404))
        elif x.path == "/feed.xml" and self.name != "fenced":
            await x.reply(feed(x, self.faults), kind="application/rss+xml")
        elif x.path == SOUND and self.name not in MANNERS:
            await x.reply(page(story(self.name)))
        elif x.path.startswith("/story/") or self.announced or self.name == "fenced":
            await self.page(x)
        else:
            await x.reply(status=404)


SOUND = "/story/sound-1.html"


def feed(x: Any, faults: tuple[Fault, ...]) -> bytes:
    urls = [fault.path.format(**x.ports, base=x.base) for fault in faults]
    urls += [] if x.site.name in MANNERS else [SOUND]
    items = "".join(
        f"<item><title>Titre {number}</title><link>{html.escape(url if '://' in url else x.base + url)}</link></item>"
        for number, url in enumerate(urls)
    )
    return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


def fault(*faults: Fault, announced: tuple[str, ...] = ()) -> Callable[[Answer], Answer]:
    """Register the answer of a site, named as the function."""

    def register(answer: Answer) -> Answer:
        name = answer.__name__.replace("_", "-")
        SITES[name] = Site(name, faults, answer, announced)
        if announced:
            LISTINGS.add(name)
        return answer

    return register


def one(outcome: str, detail: str = "") -> Fault:
    return Fault("/story/fault-2.html", tuple(outcome.split("|")), detail)


# --- stories --------------------------------------------------------------------------------------------------------

WORDS = """
récolte marché province rivière école hôpital ministre habitants projet investissement café riz crevette
route pont village coopérative exportation formation étudiants énergie tourisme patrimoine festival artisan
pêcheurs digue population réforme budget numérique forêt climat partenaires accord visite délégation
commerce entreprise usine
""".split()  # noqa: SIM905 - forty lines of single words help nobody
VERBS = """
développe soutient accueille annonce prépare renforce améliore étudie présente inaugure modernise finance
""".split()  # noqa: SIM905 - as above


@dataclass(frozen=True)
class Text:
    title: str
    paragraphs: tuple[str, ...]


@cache
def story(key: str) -> Text:
    """Return a story in French that no other key has."""
    dice = random.Random(key)

    def sentence() -> str:
        return (
            f"La {dice.choice(WORDS)} de la {dice.choice(WORDS)} {dice.choice(VERBS)} le {dice.choice(WORDS)} "
            f"avec les {dice.choice(WORDS)} et la {dice.choice(WORDS)} pendant {dice.randint(2, 99)} jours."
        )

    paragraphs = tuple(" ".join(sentence() for _ in range(3)) for _ in range(5))
    return Text(f"La {dice.choice(WORDS)} {dice.choice(VERBS)} la {dice.choice(WORDS)} ({key})", paragraphs)


def page(text: Text, extra: str = "", charset: str = "utf-8", meta: str | None = None, published: str = "") -> bytes:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.paragraphs)
    declared = f"<meta charset='{meta or charset}'>" if meta != "" else ""
    when = published or datetime.now(UTC).isoformat(timespec="seconds")
    return (
        f"<!DOCTYPE html><html lang='fr'><head>{declared}<title>{text.title}</title>"
        f"<meta property='og:type' content='article'></head><body><h1>{text.title}</h1>"
        f"<time datetime='{when}'>{when}</time><div class='body'>{body}{extra}</div></body></html>"
    ).encode(charset, errors="replace")


def of(x: Any) -> Text:
    return story(f"{x.site.name}{x.path}")


# --- connections ----------------------------------------------------------------------------------------------------


@fault(
    Fault(
        "http://127.0.0.1:{closed}/story/fault-2.html", ("failed",), "robots.txt cannot be had (connection refused)"
    )
)
async def refused(x: Any) -> None:
    await x.reply(status=404)


@fault(one("failed", "connection broken"))
async def reset(x: Any) -> None:
    x.reset()


@fault(one("failed", "connection broken"))
async def hangs_up(x: Any) -> None:
    x.writer.close()


@fault(one("failed", "no answer in time"))
async def silence(_: Any) -> None:
    await asyncio.sleep(3600)


@fault(one("failed", "no answer in time"))
async def drip(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n<html>")
    while True:
        await asyncio.sleep(0.2)
        await x.send(b" ")


@fault(one("failed", "no answer in time"))
async def drip_of_headers(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while True:
        await asyncio.sleep(0.2)
        await x.send(b"a")


@fault(one("failed", "answer cut short"))
async def short_body(x: Any) -> None:
    body = page(of(x))
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (len(body) * 2) + body)
    x.writer.close()


@fault(one("failed", "answer cut short"))
async def cut_chunks(x: Any) -> None:
    body = page(of(x))
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    await x.send(b"%x\r\n%s\r\n" % (len(body), body))
    x.writer.close()


@fault(one("failed", "answer cut short"))
async def bad_chunks(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\nhello\r\n")
    x.writer.close()


@fault(one("failed", "connection broken"))
async def no_http(x: Any) -> None:
    await x.send(b"SSH-2.0-OpenSSH_9.6\r\n")
    x.writer.close()


@fault(one("failed", "connection broken"))
async def endless_headers(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await x.send(b"".join(b"X-%d: %s\r\n" % (number, b"a" * 500) for number in range(100)))


@fault(one("failed", "connection broken"))
async def endless_header_line(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await x.send(b"a" * 65536)


@fault(one("failed"))
async def endless_continue(x: Any) -> None:
    while True:
        await x.send(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


@fault(one("new"))
async def many_cookies(x: Any) -> None:
    body = page(of(x))
    cookies = "".join(f"Set-Cookie: c{number}={'v' * 100}\r\n" for number in range(1000)).encode()
    await x.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n%sContent-Length: %d\r\n\r\n" % (cookies, len(body)) + body
    )


# --- sizes ----------------------------------------------------------------------------------------------------------


def bomb(pack: Callable[[bytes], bytes]) -> bytes:
    return pack(page(story("bomb")) + b" " * (100 * MEGABYTE))


BOMBS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 1),
    "deflate": lambda data: zlib.compress(data, 1),
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": lambda data: zstandard.compress(data, 1),
}


@cache
def packed(name: str) -> bytes:
    return bomb(BOMBS[name])


@fault(
    *(
        Fault(f"/story/{name}-{number}.html", ("failed",), "too large once decompressed")
        for number, name in enumerate(BOMBS, 2)
    )
)
async def bombs(x: Any) -> None:
    name = x.path.removeprefix("/story/").partition("-")[0]
    body = await asyncio.to_thread(packed, name)
    await x.reply(body, Content_Encoding=name)


@fault(one("failed", "too large"))
async def bomb_in_a_bomb(x: Any) -> None:
    await x.reply(gzip.compress(await asyncio.to_thread(packed, "gzip")), Content_Encoding="gzip, gzip")


@fault(one("failed", "decompress"))
async def false_gzip(x: Any) -> None:
    await x.reply(page(of(x)), Content_Encoding="gzip")


@fault(one("failed", "too large"))
async def endless_body(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body>")
    while True:
        await x.send(b"<p>encore et encore</p>" * 40_000)


@fault(one("failed", "too large"))
async def fifty_megabytes(x: Any) -> None:
    await x.reply(page(story("fifty"), "<p>gros</p>" * (50 * MEGABYTE // 11)))


@fault(one("failed", "too large"))
async def fifty_megabytes_unannounced(x: Any) -> None:
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(50):
        await x.send(b"100000\r\n" + b"x" * MEGABYTE + b"\r\n")
    await x.send(b"0\r\n\r\n")


@fault(one("empty"))
async def empty_body(x: Any) -> None:
    await x.reply()


# --- text -----------------------------------------------------------------------------------------------------------


@fault(one("new"))
async def windows_1258(x: Any) -> None:
    await x.reply(page(of(x), charset="windows-1258"), kind="text/html; charset=windows-1258")


@fault(one("new"))
async def utf_16_without_mark(x: Any) -> None:
    await x.reply(page(of(x), charset="utf-16-le", meta=""), kind="text/html")


@fault(one("new"))
async def false_utf_8(x: Any) -> None:
    await x.reply(page(of(x), charset="latin-1", meta="utf-8"))


@fault(one("new"))
async def no_charset(x: Any) -> None:
    await x.reply(page(of(x), meta=""), kind="text/html")


@fault(one("new"))
async def unknown_charset(x: Any) -> None:
    await x.reply(page(of(x), meta="x-klingon"), kind="text/html; charset=x-klingon")


@fault(one("new"))
async def decomposed(x: Any) -> None:
    await x.reply(unicodedata.normalize("NFD", page(of(x)).decode()).encode())


@fault(one("new"))
async def half_decomposed(x: Any) -> None:
    text = page(of(x)).decode()
    middle = len(text) // 2
    await x.reply((text[:middle] + unicodedata.normalize("NFD", text[middle:])).encode())


@fault(one("new"))
async def null_bytes(x: Any) -> None:
    await x.reply(page(of(x)).replace(b"</p>", b"\0\0</p>").replace(b"<h1>", b"<h1>\0"))


@fault(one("empty|not_article"))
async def binary(x: Any) -> None:
    await x.reply(random.Random(1).randbytes(200_000))


@fault(one("not_article", "application/pdf"))
async def pdf(x: Any) -> None:
    await x.reply(b"%PDF-1.7", kind="application/pdf")


EVIL_TITLE = "Titre \x1b]0;pwned\x07\x1b[31m &lt;script&gt;alert(1)&lt;/script&gt; \u202egnp.exe"


@fault(one("new"))
async def markup_in_titles(x: Any) -> None:
    figure = (
        "<figure><img src='/a.jpg'><figcaption>Légende &lt;img src=x onerror=alert(1)&gt; <script>alert(2)</script>"
        "\x1b[2J</figcaption></figure>"
    )
    await x.reply(page(Text(EVIL_TITLE, of(x).paragraphs), figure))


@fault(Fault("/story/future-2.html", ("new",)), Fault("/story/epoch-3.html", ("new",)))
async def odd_dates(x: Any) -> None:
    future = (datetime.now(UTC) + timedelta(days=900)).isoformat(timespec="seconds")
    await x.reply(page(of(x), published=future if "future" in x.path else "1970-01-01T00:00:00+00:00"))


# --- structure ------------------------------------------------------------------------------------------------------


@fault(one("new|empty|failed"))
async def hundred_thousand_levels(x: Any) -> None:
    await x.reply(page(of(x)).replace(b"<div class='body'>", b"<div>" * 100_000 + b"<div class='body'>"))


@fault(one("new|empty|failed"))
async def deep_inside_the_text(x: Any) -> None:
    await x.reply(page(of(x), "<b><i>" * 50_000 + "profond"))


@fault(one("new|empty|failed"))
async def two_hundred_thousand_nodes(x: Any) -> None:
    await x.reply(page(of(x), "<span>a</span><br>" * 100_000))


@fault(one("not_article|failed"))
async def two_hundred_thousand_paragraphs(x: Any) -> None:
    await x.reply(page(of(x), "".join(f"<p>Le paragraphe {number}.</p>" for number in range(200_000))))


@fault(one("new|empty|failed"))
async def thousands_of_attributes(x: Any) -> None:
    await x.reply(page(of(x), "<p " + " ".join(f"a{number}='x'" for number in range(50_000)) + ">texte</p>"))


@fault(one("new|empty|failed|not_article"))
async def one_endless_word(x: Any) -> None:
    await x.reply(page(Text("Un mot", ("a" * 4_000_000,))))


@fault(one("not_article"))
async def soft_404(x: Any) -> None:
    await x.reply(page(Text("404 - Page introuvable", ("La page que vous cherchez n'existe pas.",))))


@fault(one("blocked"))
async def login_wall(x: Any) -> None:
    await x.reply(page(Text("Accès", ("Connectez-vous pour lire la suite de cet article.",))))


# --- redirects ------------------------------------------------------------------------------------------------------


def to(target: str) -> Answer:
    async def answer(x: Any) -> None:
        await x.reply(status=302, Location=target.format(**x.ports, base=x.base))

    return answer


@fault(one("failed", "redirects without end"))
async def redirect_loop(x: Any) -> None:
    await to("/story/fault-3.html" if "2" in x.path else "/story/fault-2.html")(x)


@fault(one("failed", "redirects without end"))
async def redirect_to_itself(x: Any) -> None:
    await to(x.path)(x)


@fault(one("failed", "redirects without end"))
async def redirect_chain(x: Any) -> None:
    number = int("".join(filter(str.isdecimal, x.path)))
    await to(f"/story/fault-{number + 1}.html")(x)


@fault(one("failed", "leaves the catalogue"))
async def redirect_abroad(x: Any) -> None:
    await to("http://www.example.com/story/fault-2.html")(x)


@fault(
    Fault("/story/a-2.html", ("failed",), "leaves the catalogue"),
    Fault("/story/b-3.html", ("failed",), "leaves the catalogue"),
    Fault("/story/c-4.html", ("failed",), "leaves the catalogue"),
)
async def redirect_to_private(x: Any) -> None:
    targets = {
        "a": "http://169.254.169.254/latest/meta-data/",
        "b": "http://10.0.0.1/",
        "c": "http://[::1]:80/",
        "d": "http://127.0.0.1:{pdf}/",  # for who comes by another name
    }
    await to(targets[x.path.split("/")[2][0]])(x)


@fault(
    Fault("/story/a-2.html", ("failed",), "redirects to nowhere"),
    Fault("/story/b-3.html", ("failed",), "malformed"),
    Fault("/story/c-4.html", ("failed",), "malformed"),
    Fault("/story/d-5.html", ("failed",), "redirects without end"),
)
async def redirect_to_nonsense(x: Any) -> None:
    targets = {"a": "file:///etc/passwd", "b": "http://[::1", "c": "javascript:alert(1)", "d": ""}
    await to(targets[x.path.split("/")[2][0]])(x)


@fault(one("new"))
async def cookie_gate(x: Any) -> None:
    if "gate=open" in x.headers.get("cookie", ""):
        await x.reply(page(of(x)))
    else:
        await x.reply(status=302, Location=x.path, Set_Cookie="gate=open; Path=/")


# --- refusals -------------------------------------------------------------------------------------------------------


@fault(
    Fault("/story/cloudflare-2.html", ("blocked",), "Cloudflare"),
    Fault("/story/datadome-3.html", ("blocked",), "DataDome"),
    Fault("/story/waf-4.html", ("blocked",), "WAF"),
    Fault("/story/geo-5.html", ("blocked",), "geo block"),
    Fault("/story/login-6.html", ("blocked",), "login"),
    Fault("/story/gate-7.html", ("blocked",), "cookie gate"),
    Fault("/story/plain-8.html", ("blocked",), "403"),
    Fault("/story/legal-9.html", ("blocked",), "451"),
)
async def refusals(x: Any) -> None:
    name = x.path.removeprefix("/story/").partition("-")[0]
    answers: dict[str, tuple[int, bytes, dict[str, str]]] = {
        "cloudflare": (403, b"<title>Just a moment...</title>", {"cf_mitigated": "challenge"}),
        "datadome": (
            403,
            b"<script src='https://ct.captcha-delivery.com/c.js'></script>",
            {"X_DataDome": "protected"},
        ),
        "waf": (403, b"<p>Request blocked by the Web Application Firewall. Support ID 1</p>", {}),
        "geo": (403, b"<p>This content is not available in your country.</p>", {}),
        "login": (401, b"", {"WWW_Authenticate": "Basic"}),
        "gate": (200, b"<script>document.cookie='k=1';location.reload()</script>", {}),
        "plain": (403, b"", {}),
        "legal": (451, b"", {}),
    }
    status, body, headers = answers[name]
    await x.reply(body, status, **headers)


@fault(Fault("/story/a-2.html", ("failed",), "answered 500"), Fault("/story/b-3.html", ("failed",), "answered 503"))
async def server_errors(x: Any) -> None:
    await x.reply(status=500 if "/a-" in x.path else 503)


@fault(
    Fault("/story/a-2.html", ("gone",)),
    Fault("/story/b-3.html", ("gone",)),
    Fault("/story/c-4.html", ("failed",), "999"),
)
async def odd_statuses(x: Any) -> None:
    await x.reply(status={"a": 404, "b": 410, "c": 999}[x.path.split("/")[2][0]])


# --- feeds, sitemaps, sections --------------------------------------------------------------------------------------


def xml(body: str) -> bytes:
    return b"<?xml version='1.0' encoding='utf-8'?>" + body.encode()


async def listing(x: Any, hostile: bytes, **more: str) -> None:
    if x.path in {"/hostile.xml", "/sitemap.xml"}:
        await x.reply(hostile, kind="application/xml", **more)
    else:
        await x.reply(status=404)


URLSET = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{}</urlset>"


@fault(announced=("sitemap",))
async def sitemap_of_itself(x: Any) -> None:
    children = "".join(
        f"<sitemap><loc>{x.base}{path}</loc></sitemap>" for path in ("/sitemap.xml", "/sitemap.xml?again", "/b.xml")
    )
    body = xml(f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{children}</sitemapindex>")
    await x.reply(body, kind="application/xml")


@cache
def a_million(base: str) -> bytes:
    urls = "".join(f"<url><loc>{base}/story/u-{number}.html</loc></url>" for number in range(1000, 1_001_000))
    return xml(URLSET.format(urls))


@fault(announced=("sitemap",))
async def million_urls(x: Any) -> None:
    await listing(x, await asyncio.to_thread(a_million, x.base))


@fault(announced=("sitemap",))
async def million_urls_packed(x: Any) -> None:
    await listing(x, await asyncio.to_thread(gzip.compress, a_million(x.base), 1))


LAUGHS = "<!DOCTYPE l [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{level} '{f'&a{level - 1};' * 10}'>" for level in range(1, 12)
)


@fault(announced=("feed", "sitemap"))
async def xml_bomb(x: Any) -> None:
    item = f"<item><title>&a11;</title><link>{x.base}/story/bomb-7.html</link></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    if x.path == "/sitemap.xml":
        body = URLSET.format(f"<url><loc>{x.base}/story/&a11;-8.html</loc></url>")
    await listing(x, xml(f"{LAUGHS}]>{body}"))


@fault(announced=("feed", "sitemap"))
async def external_entity(x: Any) -> None:
    if x.path.startswith("/entity"):
        await x.reply(b"leaked")
        return
    doctype = f"<!DOCTYPE r [<!ENTITY f SYSTEM 'file:///etc/passwd'><!ENTITY n SYSTEM '{x.base}/entity.txt'>]>"
    item = f"<item><title>&f;&n;</title><link>{x.base}/story/&f;&n;-7.html</link></item>"
    body = f"<rss version='2.0'><channel>{item}</channel></rss>"
    if x.path == "/sitemap.xml":
        body = URLSET.format(f"<url><loc>{x.base}/story/&f;&n;-8.html</loc></url>")
    await listing(x, xml(doctype + body))


@fault(announced=("feed",))
async def feed_without_links(x: Any) -> None:
    await listing(
        x, xml("<rss version='2.0'><channel>" + "<item><title>Rien</title></item>" * 50 + "</channel></rss>")
    )


@fault(announced=("feed",))
async def strange_links(x: Any) -> None:
    """Other hosts, a spam mirror with the agency's slug, no URLs at all, and one story in six spellings."""
    if x.path.startswith("/story/"):
        await x.reply(page(story("six spellings")))
        return
    port = x.base.rpartition(":")[2]
    links = (
        "http://elsewhere.example/story/far-7.html",
        "http://fr-vietnamplus-vn.spam.example/slug-agence-post71478.vnp",
        "http://10.0.0.1/story/inside-7.html",
        "file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.example",
        "http://[::1", "http://", "\x00", "x" * 5000,
        f"{x.base}/story/six-spellings-600001.html",
        f"{x.base}/story/six-spellings-600001.html?utm_source=rss&utm_medium=feed",
        f"{x.base}/story/six-spellings-600001.html#comments",
        f"HTTP://127.0.0.1:{port}/story/six-spellings-600001.html",
        f"{x.base}/story/%73ix-spellings-600001.html",
        f"{x.base}/x/../story/six-spellings-600001.html?fbclid=abc",
    )  # fmt: skip
    items = "".join(f"<item><title>T</title><link><![CDATA[{link}]]></link></item>" for link in links)
    await listing(x, f"<rss version='2.0'><channel>{items}</channel></rss>".encode())


@fault(announced=("section",))
async def endless_pages(x: Any) -> None:
    """Pagination and a calendar without end: every page leads to ten more like itself."""
    paths = [f"/section/?page={number}" for number in range(10)] + [
        f"/calendar/20{year}/01/" for year in range(10, 20)
    ]
    links = "".join(f"<a href='{x.path.rstrip('/')}{path}'>Page suivante du calendrier</a>" for path in paths)
    await x.reply(f"<html><body>{links}</body></html>".encode())


@fault(announced=("feed", "sitemap"))
async def endless_listings(x: Any) -> None:
    if x.path not in {"/hostile.xml", "/sitemap.xml"}:
        await x.reply(status=404)
        return
    await x.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n\r\n<rss version='2.0'><channel>")
    while True:
        await x.send(b"<item><title>encore</title></item>" * 30_000)


# --- what tests our manners -----------------------------------------------------------------------------------------


def manners(*faults: Fault, robots: Answer | None = None) -> Callable[[Answer], Answer]:
    """Register a site that is no fault."""

    def register(answer: Answer) -> Answer:
        name = answer.__name__.replace("_", "-")
        SITES[name] = Site(name, faults, answer, robots=robots)
        MANNERS.add(name)
        return answer

    return register


def stories(number: int, outcome: str = "new") -> tuple[Fault, ...]:
    return tuple(Fault(f"/story/n-{serial}.html", (outcome,)) for serial in range(2, number + 2))


CRAWL_DELAY = 0.6


async def rules(x: Any) -> None:
    body = f"\ufeffUser-agent: *\nDisallow: /story/secret-\nCrawl-delay: {CRAWL_DELAY}\n"
    await x.reply(body.encode(), kind="text/plain")


@manners(*stories(3), Fault("/story/secret-9.html", ("robots",)), robots=rules)
async def ruled(x: Any) -> None:
    await x.reply(page(of(x)))


@manners(*stories(3))
async def redirector(x: Any) -> None:
    """Every story stands on another host, which must not be hurried by that."""
    await x.reply(status=301, Location=f"http://127.0.0.1:{x.ports['ruled']}{x.path.replace('n-', 'moved-')}")


seen: set[str] = set()


def is_first(x: Any) -> bool:
    known = f"{x.site.name}{x.path}" in seen
    seen.add(f"{x.site.name}{x.path}")
    return not known


WAIT = 2


@manners(*stories(1))
async def busy_for_seconds(x: Any) -> None:
    if is_first(x):
        await x.reply(status=429, Retry_After=str(WAIT))
    else:
        await x.reply(page(of(x)))


@manners(*stories(1))
async def busy_until(x: Any) -> None:
    if is_first(x):
        later = datetime.now(UTC) + timedelta(seconds=WAIT)
        await x.reply(status=503, Retry_After=format_datetime(later, usegmt=True))
    else:
        await x.reply(page(of(x)))


@manners(*stories(8))
async def busy_for_an_hour(x: Any) -> None:
    await x.reply(status=429, Retry_After="3600")


@manners(*stories(18))
async def blocking(x: Any) -> None:
    """Refuses every story until it is asked for /story/mercy."""
    if x.path == "/story/mercy":
        seen.add("mercy")
    await (x.reply(page(of(x))) if "mercy" in seen else x.reply(b"Access denied", 403))


@manners(*stories(1))
async def failing(x: Any) -> None:
    await x.reply(status=500)


@manners(*stories(2))
async def fenced(x: Any) -> None:
    """Answers 403 for whatever it does not have, its stated feed among it, and has its feed where nobody said."""
    if x.path == "/rss.xml":
        await x.reply(feed(x, SITES["fenced"].faults), kind="application/rss+xml")
    elif x.path.startswith("/story/"):
        await x.reply(page(of(x)))
    else:
        await x.reply(status=403)


async def unavailable(x: Any) -> None:
    await x.reply(status=503)


@manners(*stories(8), robots=unavailable)
async def without_robots(x: Any) -> None:
    await x.reply(page(of(x)))


@manners(*stories(1))
async def resting(x: Any) -> None:
    """Busy for as long as we wait within a run."""
    await x.reply(status=503, Retry_After="25")
