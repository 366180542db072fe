"""The options by which search and export choose articles."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from dateline.moments import WHEN
from storage.records import DatelineError

if TYPE_CHECKING:
    from dateline.config import Config
    from storage.corpus import Corpus

_OPTIONS = (
    click.option("--source", "sources", multiple=True, help="Only of this newspaper, as baocantho; may be repeated."),
    click.option("--language", "languages", multiple=True, help="Only in this language, as fr; may be repeated."),
    click.option("--since", type=WHEN, help="Published then or later: 2026-11-01, or 12h, 2d, 3w ago."),
    click.option("--until", type=WHEN, help="Published then or earlier; a day is meant whole."),
)


def selecting(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options ``--source``, ``--language``, ``--since`` and ``--until``."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def check_sources(corpus: "Corpus", config: "Config", names: tuple[str, ...]) -> None:
    """See that newspapers are known, to the corpus or to the catalogue.

    Raises:
        DatelineError: One is not; a slip of the pen must not look like a search without hits.
    """
    rows = corpus.conn.execute("SELECT DISTINCT source FROM articles WHERE source IS NOT NULL")
    strange = set(names) - {source for (source,) in rows}
    if strange:
        from crawler import catalogue  # noqa: PLC0415 - the corpus nearly always knows

        known = catalogue.load(config.sources())
        for name in sorted(strange - set(known.sources)):
            known.select([name])
            raise DatelineError(f"'{name}' is not the name of a source: `dateline sources list` shows the names")


def check_languages(corpus: "Corpus", config: "Config", codes: tuple[str, ...]) -> None:
    """See that languages are known, to the corpus or to the catalogue.

    Raises:
        DatelineError: One is not.
    """
    rows = corpus.conn.execute("SELECT DISTINCT language FROM articles WHERE language IS NOT NULL")
    strange = set(codes) - {language for (language,) in rows}
    if strange:
        from crawler import catalogue  # noqa: PLC0415 - the corpus nearly always knows

        known = sorted({edition.language for edition in catalogue.load(config.sources()).editions})
        for code in sorted(strange - set(known)):
            raise DatelineError(f"'{code}' is no language of any article or newspaper: there is {', '.join(known)}")
