"""`dateline schedule`: crawl by itself."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from dateline.config import CONFIG_FILE, SOURCES_FOLDER, Config, load
from dateline.options import as_json, settings
from storage.records import DatelineError

if TYPE_CHECKING:
    from scheduler.agenda import Entry
    from scheduler.orders import Orders
    from storage.corpus import Corpus

_PATH = click.Path(path_type=Path)
_FLAGS = (
    click.option("--db", type=_PATH, help="The corpus file.  [default: corpus.db]"),
    click.option(
        "--catalogue",
        type=_PATH,
        help="A TOML file or folder with sources of your own.  [default: sources/ beside the corpus, if there]",
    ),
    click.option("--share", metavar="N/M", help="Only this share of the sources, as 1/3 of three crawlers."),
    click.option("--config", "config_file", type=_PATH, help="Settings file.  [default: dateline.toml, if there]"),
)


def _flags(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the common options unread: the service reads them again whenever the settings change."""
    for option in reversed(_FLAGS):
        function = option(function)
    return function


@click.group()
def command() -> None:
    """Crawl by itself: the background service.

    What is crawled when stands in dateline.toml under [schedule]; without it, every source is asked as often as it
    brings something new, between every 5 minutes and once a day.
    """


@command.command()
@_flags
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--pulse", type=click.FloatRange(min=0.1), default=60, hidden=True)
def run(  # noqa: PLR0913 - one per option
    db: Path | None,
    catalogue: Path | None,
    share: str | None,
    config_file: Path | None,
    *,
    log_format: str,
    pulse: float,
) -> None:
    r"""Crawl until told to stop (Ctrl-C, SIGTERM); one service per corpus.

    Everything it must know stands in the corpus file: after a restart, a crash or a day of sleep it crawls what is
    overdue, once. A changed dateline.toml is taken up by itself, or at SIGHUP. Logs one line per event.

    \b
    Examples:
      dateline schedule run
      dateline schedule run --db /var/lib/dateline/corpus.db --log-format json
      dateline schedule run --share 1/3

    Exit code 0 after it was told to stop; 2 when the settings are wrong or the corpus has a service already.
    """
    import asyncio
    from datetime import timedelta

    from scheduler import lock
    from scheduler.log import Log
    from scheduler.service import Service

    def orders() -> "Orders":
        return _orders(db, catalogue, share, config_file)

    async def serve() -> None:
        await Service(orders, Log(log_format), timedelta(seconds=pulse)).run()

    with lock.hold(orders().db):
        asyncio.run(serve())


@command.command(name="next")
@as_json
@settings("db", "catalogue", "share")
def coming(config: Config, *, as_json: bool) -> None:
    r"""Show what comes when, and why.

    Where there is no corpus yet, it is what a new one begins with.

    \b
    Examples:
      dateline schedule next
      dateline schedule next --json | jq '.[0]'
    """
    from crawler import catalogue
    from dateline.show import to_json
    from scheduler import settings as schedules
    from scheduler.agenda import Agenda

    known = catalogue.load(config.sources())
    agenda = Agenda(known, schedules.read(config.schedule, known, config.share))
    now = datetime.now(UTC)
    with _corpus(config.db) as corpus:
        entries = agenda.read(corpus, now)
    zone = agenda.settings.timezone
    if config.share:
        click.echo(
            f"share {config.share}: {len(entries)} of {len({each.source for each in known})} sources", err=True
        )
    if as_json:
        click.echo(to_json([_plain(entry) for entry in entries], indent=2))
    else:
        _show(entries, now, zone)
    raise SystemExit(0 if entries else 1)


@contextmanager
def _corpus(db: Path) -> "Iterator[Corpus]":
    """Open the corpus for reading; where there is none, an empty one for the while."""
    from storage.corpus import Corpus

    if db.exists():
        with Corpus.open(db, read_only=True) as corpus:
            yield corpus
        return
    click.echo(f"dateline: {db} does not exist yet: this is what a new corpus begins with", err=True)
    with TemporaryDirectory() as folder, Corpus.open(Path(folder) / "corpus.db") as corpus:
        yield corpus


def _plain(entry: "Entry") -> dict[str, Any]:
    from storage import times

    return {
        "source": entry.source,
        "at": times.utc(entry.at),
        "due": times.utc(entry.due),
        "policy": entry.policy,
        "why": entry.why,
    }


def _show(entries: "list[Entry]", now: datetime, zone: Any) -> None:
    from dateline import tables
    from dateline.tables import Column

    columns = (Column("source"), Column("at"), Column("in", number=True), Column("policy"), Column("why", wraps=True))
    rows = [
        (
            entry.source,
            f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}",
            _until((entry.at - now).total_seconds()),
            entry.policy,
            entry.why,
        )
        for entry in entries
    ]
    tables.show(columns, rows)


def _until(seconds: float) -> str:
    if seconds < 1:
        return "now"
    minutes = round(seconds / 60)
    return f"{seconds:.0f} s" if seconds < 90 else f"{minutes} min" if minutes < 120 else f"{minutes / 60:.1f} h"


@command.command()
@_flags
@click.option("-o", "--output", type=_PATH, help="Write the unit to this file and let systemd check it.")
@click.option("--system", is_flag=True, help="A unit of the whole machine, not of one user.")
@click.option("--docker", type=_PATH, help="Write a Dockerfile and compose.yaml into this folder, dateline's own.")
def install(  # noqa: PLR0913 - one per option
    db: Path | None,
    catalogue: Path | None,
    share: str | None,
    config_file: Path | None,
    *,
    output: Path | None,
    system: bool,
    docker: Path | None,
) -> None:
    r"""Print a systemd unit that keeps the service running, or write what Docker needs.

    \b
    Examples:
      dateline schedule install
      dateline schedule install --share 1/3
      dateline schedule install -o ~/.config/systemd/user/dateline.service
      dateline schedule install --docker .

    A container has its corpus and settings on a volume of its own: --docker goes with --share only.
    """
    from scheduler import units

    if docker:
        named = {"-o": output, "--system": system, "--db": db, "--catalogue": catalogue, "--config": config_file}
        _refuse_beside_docker([option for option, value in named.items() if value])
    config = load(config_file, db=db, catalogue=catalogue, share=share)
    if docker:
        _install_docker(docker, config)
        return
    program = [sys.executable, "-m", "dateline", "schedule", "run", "--db", str(config.db.resolve())]
    text = units.unit(
        [*program, *_paths(config_file, catalogue), *_shared(config.share)], config.db, Path.cwd(), system=system
    )
    if output is None:
        click.echo(text, nl=False)
        return
    _write(output, text)
    if problem := units.verify(output):
        raise DatelineError(f"{output}: systemd does not like it: {problem}")
    click.echo(f"now: systemctl {'' if system else '--user '}enable --now {output.name}")


def _refuse_beside_docker(options: list[str]) -> None:
    if options:
        raise click.UsageError(
            f"{', '.join(options)} is for a unit of this machine, not for --docker, whose container has its corpus, "
            "dateline.toml and sources/ in the volume /corpus: leave it out"
        )


def _install_docker(folder: Path, config: Config) -> None:
    from scheduler import units

    for name, text in units.docker(_shared(config.share)).items():
        _write(folder / name, text)
    where = "" if (folder / "pyproject.toml").exists() else ", once dateline's sources are in that folder too"
    click.echo(f"now: docker compose up --detach{where}")


def _write(path: Path, text: str) -> None:
    """Write a file that is not there yet, into a folder that need not be there."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:  # of the folder: a file that is called so
        there = path if path.exists() else path.parent
        raise DatelineError(f"{there} exists: remove it first, or name another") from error
    except OSError as error:
        raise DatelineError(f"{path}: cannot be written ({error.strerror})") from error
    click.echo(f"wrote {path}")


def _paths(config_file: Path | None, catalogue: Path | None) -> list[str]:
    named = [("--config", config_file), ("--catalogue", catalogue)]
    return [word for option, path in named if path for word in (option, str(path.resolve()))]


def _shared(share: str | None) -> list[str]:
    return ["--share", share] if share else []


def _orders(db: Path | None, catalogue: Path | None, share: str | None, config_file: Path | None) -> "Orders":
    """Read everything that the service must know."""
    from crawler import catalogue as catalogues
    from scheduler import settings as schedules
    from scheduler.orders import Orders

    config = load(config_file, db=db, catalogue=catalogue, share=share)
    known = catalogues.load(config.sources())

    def crawl(sources: Sequence[str]) -> list[str]:
        program = [sys.executable, "-m", "dateline", "crawl", *sources, "--due", "--trigger", "schedule", "--json"]
        return [*program, "--db", str(config.db), *_paths(config_file, catalogue), *_shared(config.share)]

    return Orders(
        config.db, schedules.read(config.schedule, known, config.share), known, crawl, _watched(config, config_file)
    )


def _watched(config: Config, config_file: Path | None) -> tuple[Path, ...]:
    """Return the files whose change means other orders."""
    own = config.catalogue or config.db.parent / SOURCES_FOLDER
    return (config_file or Path(CONFIG_FILE), own, *(sorted(own.glob("*.toml")) if own.is_dir() else ()))
