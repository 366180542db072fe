"""What a response means before its page is read: an outcome, or "read it".

Refusals are named by evidence: status, headers, and the marks of challenge pages. Nothing is done against them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Protocol

from storage.records import Outcome

if TYPE_CHECKING:  # whoever reads web archives has no use for Scrapy
    from scrapy.http import Response

GONE = frozenset({404, 410})
# 402 and 401 ask for money or a login, 403 and 429 refuse, 451 is the legal or geographic block.
REFUSED: Final = {
    401: "login required (401)",
    402: "payment required (402)",
    403: "refused (403)",
    407: "proxy login required (407)",
    429: "too many requests (429)",
    451: "not available here (451)",
}
# Refusals that mean the whole host; a login or a paywall is a page's own.
BY_HOST = frozenset({403, 429, 451})
# Challenge pages are short; looking at more of a 200 page would only cost time.
MARKS_WITHIN = 20_000
CHALLENGES: Final = (
    (b"<title>just a moment...", "Cloudflare challenge"),
    (b"cf-browser-verification", "Cloudflare challenge"),
    (b"window._cf_chl_opt", "Cloudflare challenge"),
    (b"<title>attention required! | cloudflare", "Cloudflare block"),
    (b"captcha-delivery.com", "DataDome challenge"),
    (b"_incapsula_resource", "Imperva challenge"),
    (b"/_sec/cp_challenge/", "Akamai challenge"),
    (b"aws-waf-token", "AWS WAF challenge"),
    (b"px-captcha", "PerimeterX challenge"),
    (b"aes.js", "cookie gate"),
    (b"document.cookie=", "cookie gate"),
    (b"document.cookie =", "cookie gate"),
)
# These set cookies on story pages too: a gate is a page that does little else.
COOKIE_GATE = "cookie gate"
COOKIE_GATE_MAX_BYTES = 6_000
RELOADS = re.compile(rb"location\s*(\.|=)|http-equiv=.?refresh|tonumbers", re.IGNORECASE)
# A challenge page carries its mark and nothing else; a story that writes about Cloudflare is longer than this.
CHALLENGE_MAX_BYTES = 60_000
# Headers that name who refused, where the status says that somebody did.
SIGNATURES: Final = (
    ("x-datadome", b"", "DataDome challenge"),
    ("x-dd-b", b"", "DataDome challenge"),
    ("x-iinfo", b"", "Imperva block"),
    ("x-sucuri-id", b"", "Sucuri block"),
    ("x-amzn-waf-action", b"", "AWS WAF challenge"),
    ("server", b"cloudflare", "Cloudflare block"),
    ("server", b"akamaighost", "Akamai block"),
)
# Words of a refusing page, where the status says that it refuses.
WORDS: Final = (
    (re.compile(rb"not available in your (country|region|location)|geo.?block|your country"), "geo block"),
    (
        re.compile(rb"web application firewall|\bwaf\b|request (was )?(blocked|rejected)|security (rule|policy)"),
        "WAF block",
    ),
)
# The longest stories, laws and reports printed in full, have some 100,000 characters.
MAX_TEXT = 500_000
PAGES = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")


class Answer(Protocol):
    """What shows a challenge: Scrapy's response, or a web archive's."""

    @property
    def headers(self) -> Mapping[str, Any]:
        """Headers; names in lower case find them."""
        ...

    @property
    def body(self) -> bytes:
        """The decompressed body."""
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and the evidence for it, in a few words."""

    outcome: Outcome
    detail: str


def judge(response: "Response") -> Verdict | None:
    """Tell what a response to an article request means, or None where its page is to be read.

    Args:
        response: The final response, after redirects and retries.
    """
    challenge = challenge_of(response)
    if challenge:
        return Verdict(Outcome.BLOCKED, challenge)
    if response.status == 200:
        return _not_a_page(response)
    if response.status == 304:
        return Verdict(Outcome.UNCHANGED, "not modified (304)")
    if response.status in GONE:
        return Verdict(Outcome.GONE, f"not found ({response.status})")
    if response.status in REFUSED:
        return Verdict(Outcome.BLOCKED, _refusal(response))
    return Verdict(Outcome.FAILED, _unusable(response))


def refusal_of(response: "Response") -> str | None:
    """Name the refusal that means a whole host, or None for an answer."""
    challenge = challenge_of(response)
    if challenge or response.status not in BY_HOST:
        return challenge
    return _refusal(response)


def challenge_of(response: Answer) -> str | None:
    """Name the bot challenge that a response is, by header or by the marks of a short page; None for other pages."""
    if response.headers.get("cf-mitigated"):
        return "Cloudflare challenge"
    if len(response.body) > CHALLENGE_MAX_BYTES:
        return None
    head = response.body[:MARKS_WITHIN].lower()
    return next((name for mark, name in CHALLENGES if mark in head and _is_gate(name, response.body)), None)


def _is_gate(name: str, body: bytes) -> bool:
    return name != COOKIE_GATE or (len(body) <= COOKIE_GATE_MAX_BYTES and bool(RELOADS.search(body)))


def _refusal(response: "Response") -> str:
    for header, value, name in SIGNATURES:
        found = response.headers.get(header)
        if found is not None and value in found.lower():
            return f"{name} ({response.status})"
    head = response.body[:MARKS_WITHIN].lower()
    words = next((name for pattern, name in WORDS if pattern.search(head)), None)
    return f"{words} ({response.status})" if words else REFUSED[response.status]


def _unusable(response: "Response") -> str:
    if 300 <= response.status < 400:
        return f"redirects to nowhere we go ({response.status})"
    return f"answered {response.status}"


def _not_a_page(response: "Response") -> Verdict | None:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()
    if kind and not kind.startswith(PAGES):
        return Verdict(Outcome.NOT_ARTICLE, f"is {kind}")
    return None
