"""`dateline extract`: a saved page or text dump, without network or database."""

from pathlib import Path

import click

from dateline import files
from dateline.config import Config
from dateline.options import as_json, one_form, settings
from dateline.show import as_json as to_json
from dateline.show import as_markdown, as_text, printable
from storage.records import Page


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--url", default="", help="Where the page comes from: chooses the newspaper's rules.")
@click.option("--markdown", is_flag=True, help="Print Markdown.")
@as_json
@settings("catalogue")
def command(config: Config, *, file: Path, url: str, markdown: bool, as_json: bool) -> None:
    r"""Read the article in FILE (a saved page or a text dump; - for standard input).

    \b
    Examples:
      dateline extract page.html --url https://fr.vietnamplus.vn/…-post71478.vnp
      dateline extract dump.txt --json
      curl -s URL | dateline extract - --url URL --markdown

    Exit code 1 when the page holds no article.
    """
    one_form(as_json=as_json, markdown=markdown)
    from crawler import catalogue
    from crawler.extraction.extract import extract
    from crawler.urls import clean

    url = clean(url) if url else ""
    body = files.read(file)
    if kind := files.binary_kind(body):
        click.echo(f"dateline: {file}: no article found (it is {kind})", err=True)
        raise SystemExit(1)
    article = extract(Page(url=url, body=body), catalogue.load(config.sources()).rulebook())
    if as_json:
        click.echo(to_json(article))
    elif article.text:
        click.echo(as_markdown(article) if markdown else as_text(article))
    if not article.text:
        reason = ", ".join(article.warnings) or "no text"
        click.echo(f"dateline: {printable(str(file))}: no article found ({reason})", err=True)
        raise SystemExit(1)
