"""``python -m dateline.reference``: the reference of all commands, made from their own help. Writes docs/cli.md."""

from collections.abc import Iterator

import click

from dateline.cli import main

WIDTH = 100
"""Columns of a help text in the reference, whatever terminal it is made in."""

HEAD = """# Commands

Made by `make docs` from the commands' own `--help`; a test sees that it is current.

Settings come from `dateline.toml`, the environment (`DATELINE_DB`, `DATELINE_CONTACT` and so on) and options, each
stronger than the one before:

| key | what it sets | default |
| --- | --- | --- |
| `db` | the corpus file | `corpus.db` |
| `catalogue` | a TOML file or folder with sources of your own | `sources/` beside the corpus, where it has any |
| `contact` | how a newspaper can reach you, sent in the User-Agent | none |
| `since_days` | what is older than this many days is not news | 2 |
| `limit` | articles of one edition in one run, at the most | 200 |
| `delay` | seconds between two requests to one host, at the least | 1 |
| `at_once` | requests under way to one host; more than one asks for `delay = 0`, on a server of your own | 1 |
| `workers` | processes that read pages | 2 |
| `share` | which share of the sources, as `1/3` of three crawlers: [scale](scale.md) | all |
| `allow_private` | hosts that may lie in a private network | none |
| `[schedule]` | what is crawled when: [scheduling](scheduling.md) | every source by what it brings |
"""


def reference() -> str:
    """Return the reference as Markdown."""
    return HEAD + "\n" + "\n".join(_sections(main, None, ["dateline"]))


def _sections(command: click.Command, parent: click.Context | None, path: list[str]) -> Iterator[str]:
    """Yield a command's section, then those of its subcommands."""
    with _context(command, parent, path[-1]) as context:
        help_text = command.get_help(context).rstrip()
        yield f"{'#' * min(len(path) + 1, 3)} {' '.join(path)}\n\n```text\n{help_text}\n```\n"
        if isinstance(command, click.Group):
            for each in command.list_commands(context):
                found = command.get_command(context, each)
                assert found is not None
                yield from _sections(found, context, [*path, each])


def _context(command: click.Command, parent: click.Context | None, name: str) -> click.Context:
    return click.Context(
        command,
        parent,
        info_name=name,
        terminal_width=WIDTH,
        max_content_width=WIDTH,
        help_option_names=main.context_settings["help_option_names"],
    )


if __name__ == "__main__":
    click.echo(reference(), nl=False)
