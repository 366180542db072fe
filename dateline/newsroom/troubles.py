"""Which newsroom has which trouble, at which URL, and what a crawler must make of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from dateline.newsroom import faults
from dateline.newsroom.exchange import Reply, Route, Visit, fixed, page
from dateline.newsroom.faults import Extra
from dateline.newsroom.papers.base import Paper
from dateline.newsroom.story import Story

NEVER = ""  # an outcome: rightly recognised by its URL and not asked for
HOPS = ("/r/1/", "/r/2/")  # with the old URL itself three redirects

Stories = Mapping[str, Story]
Routes = Mapping[str, Route]


def vna(paper: Paper, stories: Stories, routes: Routes, now: datetime) -> list[Extra]:
    """Dead, gone, moved, slow and forbidden pages; a tag and a video page among the section's stories."""
    del now
    old = "/article-deplace-post199001.vnp"
    chain = [old, *(hop + stories["chain"].slug for hop in HOPS), paper.path(stories["chain"])]
    moved = [
        Extra(path, faults.hop(paper.base + target, 301 if at == 0 else 302), "", (NEVER,), "Déplacé")
        for at, (path, target) in enumerate(pairwise(chain))
    ]
    moved[0] = replace(moved[0], listed="feed", outcome=("new",), story=stories["chain"].key)
    slow, secret = paper.path(stories["slow"]), paper.path(stories["disallowed"])
    return [
        *moved,
        Extra(slow, faults.slow(routes[slow]), "feed", ("new",), stories["slow"].title, stories["slow"].key),
        Extra("/interne" + secret, routes[secret], "feed section", ("robots",), stories["disallowed"].title),
        Extra("/page-perdue-post199011.vnp", faults.missing(), "sitemap", ("gone",), "Page perdue"),
        Extra("/depeche-annulee-post199021.vnp", faults.gone(), "feed", ("gone",), "Dépêche annulée"),
        Extra("/tags/riz-parfume.vnp", _tag(paper), "section", (NEVER, "not_article"), "#riz parfumé"),
        Extra("/video/en-images.vnp", _video(), "section", (NEVER, "not_article"), "En images : la semaine"),
    ]


def vietnamvn(paper: Paper, stories: Stories, routes: Routes, now: datetime) -> list[Extra]:
    """A bot check, and a page that says "not found" with status 200."""
    del paper, stories, routes, now
    return [
        Extra("/fr/trang-kiem-tra-trinh-duyet", faults.challenge(), "sitemap", ("blocked",), "Vérification"),
        Extra("/fr/bai-viet-khong-con-ton-tai", faults.soft_404(), "sitemap", ("not_article", "gone"), "Introuvable"),
    ]


def cantho(paper: Paper, stories: Stories, routes: Routes, now: datetime) -> list[Extra]:
    """A server error, and a calendar without end."""
    del paper, stories, routes
    today = f"/lich/{now:%Y/%m/%d}/"
    return [
        Extra("/loi-may-chu-a199031.html", faults.broken(), "feed", ("failed",), "Lỗi máy chủ"),
        Extra(today, faults.calendar("/lich/"), "section", (NEVER, "not_article"), "Lịch thời sự"),
    ]


def nghean(paper: Paper, stories: Stories, routes: Routes, now: datetime) -> list[Extra]:
    """A page that must be asked for again after Retry-After."""
    del now
    story = stories["busy"]
    path = paper.path(story)
    return [Extra(path, faults.busy(routes[path]), "sitemap feed", ("new",), story.title, story.key)]


def dongnai(paper: Paper, stories: Stories, routes: Routes, now: datetime) -> list[Extra]:
    """A story behind a cookie gate."""
    del now
    story = stories["cookie"]
    path = paper.path(story)
    return [Extra(path, faults.cookie_gate(path, routes[path]), "feed", ("new",), story.title, story.key)]


TROUBLES: dict[str, Callable[[Paper, Stories, Routes, datetime], list[Extra]]] = {
    "demo-vna": vna,
    "demo-vietnamvn": vietnamvn,
    "demo-cantho": cantho,
    "demo-nghean": nghean,
    "demo-dongnai": dongnai,
}


def _tag(paper: Paper) -> Route:
    cards = paper.card("Riz parfumé", "/tags/riz-parfume.vnp", "Tous les articles")
    return fixed(
        page(f"<!DOCTYPE html><html lang='fr'><title>#riz parfumé</title><h1>#riz parfumé</h1>{cards}</html>")
    )


def _video() -> Route:
    player = '<div class="article__avatar"><video controls preload="auto" width="800"></video></div>'
    return fixed(page(f"<!DOCTYPE html><html lang='fr'><title>En images</title><body>{player}</body></html>"))


def calendar_day(routes: Routes, visit: Visit) -> Reply | None:
    """Answer for any day of the endless calendar, not only today's."""
    today = next((route for path, route in routes.items() if path.startswith("/lich/")), None)
    return today(visit) if today and visit.path.startswith("/lich/") else None
