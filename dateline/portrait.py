"""One newspaper on the screen: rhythm, pages, answers, addresses, alerts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import click

from dateline import sparks, tables
from dateline.overview import share_in_vain
from dateline.progress import wording
from dateline.tables import Column
from storage import times
from storage.profile import Profile, Weekday
from storage.vitals import Vitals

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show(found: Profile, vitals: Vitals | None, now: datetime) -> None:
    """Print what is known of a newspaper.

    Args:
        found: Its profile.
        vitals: How it comes in; None where no story of it has come.
        now: Aware.
    """
    click.secho(found.source, bold=True)
    tables.facts(_facts(found, vitals, now))
    _show_week(found.week)
    _show_pages(found)
    _show_addresses(found, now)
    _show_alerts(found)


def _facts(found: Profile, vitals: Vitals | None, now: datetime) -> Iterator[tuple[str, str]]:
    if vitals and vitals.last_at:
        yield "last story", f"{sparks.span(now - times.moment(vitals.last_at))} ago"
    if vitals and vitals.delay is not None:
        delay = sparks.span(timedelta(minutes=vitals.delay))
        yield "delay", f"{delay} from publication to storage, the median of seven days"
    share = share_in_vain(found.outcomes)
    if share is not None:
        yield "visits", f"{wording(found.outcomes, tables.HELD)} in seven days, {share:.0%} in vain"
    for outcome, detail, count in found.reasons:
        yield "", f"{count} × {outcome}" + (f": {detail}" if detail else "")
    if found.latency:
        yield "first byte", f"after {found.latency.median:.2f} s (median), {found.latency.p95:.2f} s (95 %)"
    if found.extractors:
        yield "read by", ", ".join(f"{name or 'nothing'} {count}" for name, count in found.extractors.items())


def _show_week(week: tuple[Weekday, ...]) -> None:
    """Print the rhythm: the usual hours as bars, then how many stories a day has and the latest such day had."""
    if not any(day.usual or sum(day.seen) for day in week):
        return
    top = max((value for day in week for value in day.usual or day.seen), default=0)
    rows = [
        (
            name,
            sparks.line(day.usual or (None,) * 24, highest=top),
            f"{sum(day.usual):.0f}" if day.usual else None,
            sum(day.seen),
        )
        for name, day in zip(WEEKDAYS, week, strict=True)
    ]
    click.echo()
    columns = (Column(""), Column("0 h in Vietnam      23 h"), Column("usual", number=True))
    tables.show((*columns, Column("latest", number=True)), rows)


def _show_pages(found: Profile) -> None:
    if not found.pages.count:
        return
    rows = [
        (name, f"{found.pages.shares[name]:.0%}", f"{found.latest.shares[name]:.0%}") for name in found.pages.shares
    ]
    rows += [
        ("words, median", f"{found.pages.words:.0f}", f"{found.latest.words:.0f}"),
        ("read without rules", f"{found.pages.fallback:.0%}", f"{found.latest.fallback:.0%}"),
        ("dated in the future", f"{found.pages.future:.0%}", f"{found.latest.future:.0%}"),
    ]
    click.echo()
    heads = (f"latest {found.pages.count}", f"latest {found.latest.count}")
    tables.show((Column("of its stories"), *(Column(head, number=True) for head in heads)), rows)


def _show_addresses(found: Profile, now: datetime) -> None:
    if not found.addresses:
        return
    rows = [
        (
            each.kind,
            sparks.span(timedelta(seconds=each.interval)),
            _coming(times.moment(each.next_at) - now),
            f"{each.failures} × {each.last_status or 'no answer'}" if each.failures else None,
            f"{sparks.span(now - times.moment(each.last_new_at))} ago" if each.last_new_at else None,
            each.url,
        )
        for each in found.addresses
    ]
    columns = (Column("asked"), Column("every", number=True), Column("next", number=True), Column("failed"))
    click.echo()
    tables.show((*columns, Column("last news", number=True), Column("address", wraps=True, room=48)), rows)


def _coming(wait: timedelta) -> str:
    return "due" if wait <= timedelta(0) else f"in {sparks.span(wait)}"


def _show_alerts(found: Profile) -> None:
    if found.alerts:
        click.echo()
    for alert in found.alerts:
        until = f"to {alert['cleared_at']}" if alert["cleared_at"] else "still open"
        tables.paragraph([("alert: ", not alert["cleared_at"]), (f"{alert['kind']}: {alert['message']}", False)])
        tables.paragraph([(f"{alert['raised_at']} {until}", False)], indent=4)
