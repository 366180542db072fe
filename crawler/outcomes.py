"""What a response means before its page is read: an outcome, or "read it"."""

from dataclasses import dataclass
from typing import Final

from scrapy.http import Response

from storage.records import Outcome

GONE = frozenset({404, 410})
# 401 and 407 ask for a login, 403 and 429 refuse, 451 is the legal or geographic block.
REFUSED: Final = {
    401: "login required",
    403: "refused (403)",
    407: "proxy login required",
    429: "too many requests (429)",
    451: "not available here (451)",
}
# Challenge pages are short; looking at more of a 200 page would only cost time.
MARKS_WITHIN = 20_000
CHALLENGES: Final = (
    (b"<title>just a moment...", "Cloudflare challenge"),
    (b"cf-browser-verification", "Cloudflare challenge"),
    (b"geo.captcha-delivery.com", "DataDome challenge"),
    (b"_incapsula_resource", "Imperva challenge"),
    (b"<title>attention required! | cloudflare", "Cloudflare block"),
    (b'aes.js"></script><script>function tonumbers', "cookie challenge"),
)
# A challenge page carries its mark and nothing else; a story that writes about Cloudflare is longer than this.
CHALLENGE_MAX_BYTES = 60_000
PAGES = ("text/html", "application/xhtml", "text/plain", "application/xml", "text/xml")


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome and the evidence for it, in a few words."""

    outcome: Outcome
    detail: str


def judge(response: Response) -> Verdict | None:
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
        return Verdict(Outcome.BLOCKED, REFUSED[response.status])
    return Verdict(Outcome.FAILED, f"answered {response.status}")


def challenge_of(response: Response) -> str | None:
    """Name the bot challenge that a response is, by header or by the marks of a short page; None for other pages."""
    if response.headers.get("cf-mitigated"):
        return "Cloudflare challenge"
    if response.headers.get("x-datadome") and response.status in REFUSED:
        return "DataDome challenge"
    if len(response.body) > CHALLENGE_MAX_BYTES:
        return None
    head = response.body[:MARKS_WITHIN].lower()
    return next((name for mark, name in CHALLENGES if mark in head), None)


def _not_a_page(response: Response) -> Verdict | None:
    kind = (response.headers.get("Content-Type") or b"").decode("latin-1").split(";")[0].strip().lower()
    if kind and not kind.startswith(PAGES):
        return Verdict(Outcome.NOT_ARTICLE, f"is {kind}")
    return None
