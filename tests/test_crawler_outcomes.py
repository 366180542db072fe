"""What a response means before its page is read."""

import pytest
from scrapy.http import HtmlResponse, Response

from crawler.outcomes import judge, refusal_of
from storage.records import Outcome

STORY = b"<html><title>Une visite</title><body><p>Le president a visite Hanoi.</p></body></html>"


def response(status: int = 200, body: bytes = STORY, **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HtmlResponse("https://example.org/a", status=status, body=body, headers=named)


def test_a_page_is_read() -> None:
    assert judge(response(Content_Type="text/html; charset=utf-8")) is None
    assert judge(response()) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (304, Outcome.UNCHANGED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (401, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (429, Outcome.BLOCKED),
        (451, Outcome.BLOCKED),
        (500, Outcome.FAILED),
        (503, Outcome.FAILED),
        (301, Outcome.FAILED),
        (418, Outcome.FAILED),
    ],
)
def test_statuses(status: int, outcome: Outcome) -> None:
    verdict = judge(response(status))
    assert verdict is not None
    assert verdict.outcome is outcome
    assert verdict.detail


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_challenge_is_named_whatever_its_status(status: int) -> None:
    page = b"<html><head><title>Just a moment...</title></head></html>"
    verdict = judge(response(status, page))
    assert verdict is not None
    assert verdict.outcome is Outcome.BLOCKED
    assert verdict.detail == "Cloudflare challenge"


def test_a_challenge_header_is_enough() -> None:
    verdict = judge(response(403, b"", cf_mitigated="challenge"))
    assert verdict is not None
    assert "Cloudflare" in verdict.detail


def test_a_long_story_about_challenges_is_a_story() -> None:
    story = b"<html><title>Just a moment... dit Cloudflare</title>" + b"<p>Le texte.</p>" * 6000
    assert judge(response(200, story)) is None


def test_a_pdf_is_no_article() -> None:
    verdict = judge(response(Content_Type="application/pdf"))
    assert verdict is not None
    assert verdict.outcome is Outcome.NOT_ARTICLE


@pytest.mark.parametrize(
    ("status", "body", "headers", "name"),
    [
        (403, b"<script src='https://geo.captcha-delivery.com/c.js'></script>", {}, "DataDome challenge"),
        (403, b"", {"x_datadome": "protected"}, "DataDome challenge (403)"),
        (403, b"Sorry, you have been blocked", {"server": "cloudflare"}, "Cloudflare block (403)"),
        (403, b"Access Denied", {"server": "AkamaiGHost"}, "Akamai block (403)"),
        (200, b"<script src='/_Incapsula_Resource?x'></script>", {}, "Imperva challenge"),
        (403, b"Your request was blocked by a security policy", {}, "WAF block (403)"),
        (403, b"Not available in your region", {}, "geo block (403)"),
        (451, b"", {}, "not available here (451)"),
        (401, b"", {}, "login required (401)"),
        (200, b"<script>document.cookie='D1N=a';window.location.reload(true);</script>", {}, "cookie gate"),
        (429, b"", {}, "too many requests (429)"),
    ],
)
def test_refusals_are_named_by_evidence(status: int, body: bytes, headers: dict[str, str], name: str) -> None:
    verdict = judge(response(status, body, **headers))
    assert verdict is not None
    assert (verdict.outcome, verdict.detail) == (Outcome.BLOCKED, name)


def test_a_story_page_that_sets_cookies_is_a_story() -> None:
    script = b"<script>document.cookie='seen=1';</script>"
    assert judge(response(200, STORY + script)) is None
    reloading = b"<script>document.cookie='seen=1'; location.href</script>" + b"<p>Le texte de la page.</p>" * 400
    assert judge(response(200, STORY + reloading)) is None


@pytest.mark.parametrize(("status", "by_host"), [(403, True), (429, True), (451, True), (401, False), (404, False)])
def test_only_some_refusals_mean_the_whole_host(status: int, by_host: bool) -> None:
    assert (refusal_of(response(status)) is not None) is by_host
