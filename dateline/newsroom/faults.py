"""Everything that goes wrong on real sites, as routes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.newsroom.exchange import Reply, Route, Visit, fixed, page

SLOW_SECONDS = 0.5  # long enough to be seen beside the other pages, short enough for a test
RETRY_AFTER_SECONDS = 1  # the shortest that RFC 9110 can say


@dataclass(frozen=True, slots=True)
class Extra:
    """A URL beside the stories, and what a crawler must make of it.

    Attributes:
        path: On the newsroom's host.
        route: What it answers.
        listed: Where it is announced: "feed", "sitemap", "section"; "" for a URL only other pages lead to.
        outcome: The outcomes it may have; "" among them where a crawler may well never ask for it.
        title: How feeds and sections call it.
        story: Key of the story it shows in the end, if any.
    """

    path: str
    route: Route
    listed: str
    outcome: tuple[str, ...]
    title: str
    story: str | None = None


def missing() -> Route:
    """404 with a page, as most sites send it."""
    return fixed(page("<!DOCTYPE html><title>404</title><h1>Page introuvable</h1>", 404))


def gone() -> Route:
    """410: taken down for good."""
    return fixed(page("<!DOCTYPE html><title>410</title><h1>Article retiré</h1>", 410))


def broken() -> Route:
    """500 at every try."""
    return fixed(page("<!DOCTYPE html><title>Erreur</title><h1>Internal Server Error</h1>", 500))


def hop(target: str, status: int = 302) -> Route:
    """A redirect to a path or URL."""
    return fixed(Reply(b"", status, headers=(("Location", target),)))


def challenge() -> Route:
    """A 403 bot check in Cloudflare's manner: the cf-mitigated header is its documented mark."""
    text = (
        '<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
        '<meta name="robots" content="noindex,nofollow"></head><body><div class="main-wrapper" role="main">'
        "<h1>One moment</h1><noscript>Enable JavaScript and cookies to continue</noscript></div>"
        "<script>window._cf_chl_opt = {cType: 'managed'};</script></body></html>"
    )
    return fixed(page(text, 403, ("cf-mitigated", "challenge"), ("Server", "cloudflare")))


def busy(route: Route) -> Route:
    """429 with Retry-After at the first request, the page at the next."""
    refusal = page("<!DOCTYPE html><title>429</title>", 429, ("Retry-After", str(RETRY_AFTER_SECONDS)))
    return lambda visit: route(visit) if visit.earlier else refusal


def slow(route: Route) -> Route:
    """The page, late."""
    return lambda visit: replace(route(visit), delay=SLOW_SECONDS)


def cookie_gate(path: str, route: Route) -> Route:
    """A redirect to the same URL until the cookie it sets comes back, as qdnd.vn does."""

    def gate(visit: Visit) -> Reply:
        if "gate=open" in visit.headers.get("cookie", ""):
            return route(visit)
        return Reply(b"", 302, headers=(("Location", path), ("Set-Cookie", "gate=open; Path=/")))

    return gate


def soft_404() -> Route:
    """A page that says it was not found, with status 200."""
    return fixed(
        page(
            "<!DOCTYPE html><html lang='fr'><head><title>404 - page not found</title></head><body>"
            "<h1>Page introuvable</h1><p>La page que vous cherchez n'existe pas ou a été déplacée.</p>"
            "<p><a href='/'>Retour à l'accueil</a></p></body></html>"
        )
    )


def calendar(prefix: str) -> Route:
    """A listing by day whose "previous day" link never ends; ``prefix`` + YYYY/MM/DD/ is its form."""

    def day(visit: Visit) -> Reply:
        try:
            today = date.fromisoformat(visit.path.removeprefix(prefix).strip("/").replace("/", "-"))
        except ValueError:
            return missing()(visit)
        links = "".join(f'<a href="{prefix}{other:%Y/%m/%d}/">{other:%d/%m/%Y}</a> ' for other in _around(today))
        return page(f"<!DOCTYPE html><html lang='vi'><title>Lịch {today:%d/%m/%Y}</title><body>{links}</body></html>")

    return day


def _around(today: date) -> Iterator[date]:
    for step in (-1, 1, -7, -30):
        yield today + timedelta(days=step)
