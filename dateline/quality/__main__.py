"""``python -m dateline.quality``, which ``make quality`` calls."""

from pathlib import Path

import click

from crawler import catalogue
from dateline import tables
from dateline.quality import corpora, floors, gate
from dateline.quality.gate import Result
from dateline.show import to_json
from dateline.tables import Column
from storage.records import DatelineError

BESIDE = corpora.ROOT.parent / "shared" / "real-pages"
"""Pages that belong to their publishers lie beside the repository, where they are at all."""

COLUMNS = {
    "precision": "P",
    "recall": "R",
    "f1": "F1",
    "words_recall": "words R",
    "title": "title",
    "lead": "lead",
    "byline": "byline",
    "agency": "agency",
    "place": "place",
    "published": "time",
    "captions": "captions",
    "tags": "tags",
    "language": "lang.",
    "original_url": "original",
    "republished_from": "from",
    "clean": "clean",
}
NAMED = 3
"""Missing pages that a line names."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--pages",
    "folders",
    type=click.Path(path_type=Path),
    multiple=True,
    help="A folder of saved pages with its gold.json; may be repeated.  [default: ../shared/real-pages, if there]",
)
@click.option(
    "--gold", "gold_file", type=click.Path(path_type=Path), help="The gold of the (one) folder, if elsewhere."
)
@click.option("--only", is_flag=True, help="Only the folders named, not the repository's pages.")
@click.option("--pin", is_flag=True, help="Pin what is reached now as the floors.")
@click.option("--lower", multiple=True, metavar="NAME", help="With --pin: let this floor fall, as pages.epi.lead.")
@click.option("-v", "--verbose", is_flag=True, help="Name every page with something wrong.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
def main(  # noqa: PLR0913 - one per option
    *,
    folders: tuple[Path, ...],
    gold_file: Path | None,
    only: bool,
    pin: bool,
    lower: tuple[str, ...],
    verbose: bool,
    as_json: bool,
) -> None:
    r"""Score extraction on saved pages with gold, field by field, and hold it to the pinned floors.

    \b
    Examples:
      python -m dateline.quality
      python -m dateline.quality --only --pages ~/saved --gold ~/saved/gold.json -v
      python -m dateline.quality --pin --lower pages.epi.lead

    Exit codes: 0 all floors held, 1 something fell below, 2 wrong use.
    """
    if lower and not pin:
        raise click.UsageError("--lower needs --pin")
    try:
        known = floors.load()
        results = [gate.run(corpus) for corpus in _corpora(folders, gold_file, only=only)]
        if pin:
            floors.pin(known, results, set(lower))
            known = floors.load()
    except DatelineError as error:
        click.echo(f"quality: {error}", err=True)
        raise SystemExit(2) from None
    problems = [problem for result in results for problem in floors.verdict(result, known)]
    if as_json:
        click.echo(to_json({"corpora": [_plain(result) for result in results], "problems": problems}, indent=2))
    else:
        for result in results:
            _show(result, verbose=verbose)
        notices = [line for result in results if (line := floors.notice(result, known))]
        held = ["All floors held."] if len(notices) < len(results) else []
        click.echo("\n".join([*notices, *(problems or held)]))
    raise SystemExit(bool(problems))


def _corpora(folders: tuple[Path, ...], gold_file: Path | None, *, only: bool) -> list[corpora.Corpus]:
    rules = catalogue.load().rulebook()
    named = folders or (() if only or not BESIDE.is_dir() else (BESIDE,))
    if (gold_file or only) and not folders:
        raise DatelineError("name the folder of pages with --pages")
    if gold_file and folders[1:]:
        raise DatelineError("--gold is of one folder: name one with --pages")
    own = [] if only else corpora.repository(rules)
    return own + [corpora.folder(folder, rules, file=gold_file) for folder in named]


def _show(result: Result, *, verbose: bool) -> None:
    asked = [name for name in COLUMNS if any(row.share(name) is not None for row in result.rows.values())]
    click.secho(f"{result.corpus.name} ({result.corpus.sha256[:12]})", bold=True)
    for names in _in_width(asked, result):
        tables.show(_columns(names), _rows(names, result))
    missing = result.corpus.missing
    if missing:
        some = ", ".join(missing[:NAMED]) + " …" * (len(missing) > NAMED)
        click.echo(f"  not there, and passed over: {len(missing)} of the gold's pages: {some}")
    if verbose:
        for page, wrong in result.faults.items():
            click.echo(f"  {page}: {', '.join(wrong)}")
    click.echo()


def _in_width(names: list[str], result: Result) -> list[list[str]]:
    """Return the measures of a table, in several tables where one is wider than the terminal."""
    if len(names) < 2 or tables.fits(_columns(names), _rows(names, result)):
        return [names]
    half = (len(names) + 1) // 2
    return [*_in_width(names[:half], result), *_in_width(names[half:], result)]


def _columns(names: list[str]) -> list[Column]:
    return [Column(""), Column("pages", number=True), *(Column(COLUMNS[name], number=True) for name in names)]


def _rows(names: list[str], result: Result) -> list[tuple[object, ...]]:
    return [(row, tally.pages, *(_cell(tally.share(name)) for name in names)) for row, tally in result.rows.items()]


def _cell(share: float | None) -> str | None:
    return None if share is None else f"{100 * share:.1f}".replace("100.0", "100")


def _plain(result: Result) -> dict[str, object]:
    return {
        "name": result.corpus.name,
        "sha256": result.corpus.sha256,
        "missing": list(result.corpus.missing),
        "rows": {
            row: {"pages": tally.pages, **{name: tally.share(name) for name in COLUMNS}}
            for row, tally in result.rows.items()
        },
        "faults": result.faults,
    }


if __name__ == "__main__":
    main()
