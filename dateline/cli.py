"""The command line: `dateline COMMAND`."""

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import TextIOWrapper
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError

from storage.records import DatelineError

COMMANDS = {
    "demo": "A newsroom on this machine, crawled twice: the whole program with no internet.",
    "crawl": "Fetch what is new from the newspapers and store it.",
    "fetch": "Fetch single URLs: print the articles or store them.",
    "extract": "Read a saved page or text dump: no network, no database.",
    "backfill": "Fetch the archives of newspapers, newest first.",
    "seeds": "The documents to deduplicate against.",
    "sources": "The catalogue of newspapers.",
    "schedule": "Crawl by itself: the background service.",
    "status": "How the corpus and every source are doing.",
    "search": "Search the corpus, with or without accents.",
    "inspect": "Open the corpus for reading, searching and comparing, in the browser.",
    "export": "Write articles to a file.",
    "import": "Store articles that an export wrote, or the pages of web archives.",
    "merge": "Take other corpora into this one.",
    "reextract": "Read stored pages again by the present rules.",
    "copies": "Show, split and merge articles that tell one story.",
    "translations": "Link stories told in two languages.",
}
"""Every command with the line that `dateline --help` shows, so that the list costs no imports."""

STOPPED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the number of SIGINT."""

UNWRITABLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What the system says of a place that takes no more: no fault of the program, and nothing that it can mend."""

MODULES = {"import": "importing"}
"""Commands whose name no module can have."""


class Program(click.Group):
    """Loads a command's module when it is called, and turns our errors into one line."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the day's work."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, or None for an unknown name (Click then names near ones)."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"dateline.commands.{MODULES.get(cmd_name, cmd_name)}").command
        _keep_lines(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def make_context(self, *args: Any, **kwargs: Any) -> click.Context:
        """Read the program's own options."""
        with _in_one_line():
            return super().make_context(*args, **kwargs)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command."""
        _speak_utf8()
        with _in_one_line():
            return super().invoke(ctx)


@contextmanager
def _in_one_line() -> Iterator[None]:
    """End the program with one line and its exit code for what the user can mend, or has asked for."""
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # the demo blocks it while this program starts
        try:
            yield
        finally:
            _flush()
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        raise SystemExit(2) from None
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "dateline"
        click.echo(f"dateline: {error.format_message()} ({path} --help tells more)", err=True)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        click.echo("dateline: stopped", err=True)
        raise SystemExit(STOPPED) from None
    except OSError as error:
        if error.errno not in UNWRITABLE:
            raise
        _give_up_output()
        click.echo(f"dateline: {error.filename or 'the output'} cannot be written: {error.strerror}", err=True)
        raise SystemExit(1) from None


def _flush() -> None:
    """Write what is still held back: Python would do it too late for an error to become a line."""
    if sys.stdout and not sys.stdout.closed:
        sys.stdout.flush()


def _give_up_output() -> None:
    """Let standard output lead nowhere, so that Python does not fail once more on what it still holds at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)


def _keep_lines(command: click.Command) -> None:
    r"""Turn the ``\b`` of raw docstrings into the character by which Click keeps the lines of a paragraph."""
    command.help = (command.help or "").replace(r"\b", "\b")
    for each in getattr(command, "commands", {}).values():
        _keep_lines(each)


def _speak_utf8() -> None:
    """Write UTF-8 whatever the locale: Vietnamese fits no other encoding that a terminal or a program may expect."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


@click.group(cls=Program, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="dateline", message="dateline %(version)s")
def main() -> None:
    """Build and keep a clean corpus of Vietnam's press.

    Start with `dateline demo`, which needs no internet; then `dateline crawl`, `dateline search` and
    `dateline export`. Every command explains itself with --help.

    Exit codes: 0 done, 1 nothing found or partly failed, 2 wrong use, 130 stopped by Ctrl-C;
    `dateline schedule run`, which runs until it is stopped, then ends with 0.
    """
