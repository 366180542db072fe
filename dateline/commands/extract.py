"""`dateline extract`: a saved page or text dump, without network or database."""

import sys
from pathlib import Path

import click

from dateline.config import Config
from dateline.options import as_json, settings
from dateline.show import as_json as to_json
from dateline.show import as_markdown, as_text
from storage.records import DatelineError, Page

MAX_BYTES = 8 * 1024 * 1024
"""As for downloads: the largest real article page seen has 0.5 MB."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", default="", help="Where the page comes from: chooses the newspaper's rules.")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@as_json
@settings("catalogue")
def command(config: Config, file: Path, url: str, markdown: bool, as_json: bool) -> None:
    r"""Read the article in FILE (a saved page or a text dump; - for standard input).

    \b
    Examples:
      dateline extract page.html --url https://fr.vietnamplus.vn/…-post71478.vnp
      dateline extract dump.txt --json
      curl -s URL | dateline extract - --url URL --markdown

    Exit code 1 when the page holds no article.
    """
    from crawler import catalogue
    from crawler.extraction.extract import extract

    body = _read(file)
    article = extract(Page(url=url, body=body), catalogue.load(config.sources()).rulebook())
    if as_json:
        click.echo(to_json(article))
    elif article.text:
        click.echo(as_markdown(article) if markdown else as_text(article))
    if not article.text:
        reason = ", ".join(article.warnings) or "no text"
        click.echo(f"dateline: {file}: no article found ({reason})", err=True)
        raise SystemExit(1)


def _read(file: Path) -> bytes:
    body = sys.stdin.buffer.read(MAX_BYTES + 1) if str(file) == "-" else _read_file(file)
    if not body.strip():
        raise DatelineError(f"{file} is empty: give a saved page or a text")
    if len(body) > MAX_BYTES:
        raise DatelineError(f"{file} is larger than {MAX_BYTES // 1024**2} MiB: that is no article page")
    return body


def _read_file(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise DatelineError(f"{file} does not exist: check the name") from None
    except IsADirectoryError:
        raise DatelineError(f"{file} is a folder: name a file in it") from None
    except OSError as error:
        raise DatelineError(f"{file} cannot be read: {error.strerror}") from error
