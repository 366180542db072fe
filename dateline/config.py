"""Settings of the program: ``dateline.toml``, then the environment, then flags, each stronger than the one before."""

import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from crawler.shares import Share, ShareError
from storage.records import DatelineError

CONFIG_FILE = "dateline.toml"
SOURCES_FOLDER = "sources"
"""A folder of this name beside the database that holds TOML files is the user's own catalogue, named or not."""
MOST_DAYS = 36_500
"""A hundred years: no newspaper's site reaches further back, and the calendar's beginning is not far off."""


class ConfigError(DatelineError):
    """A setting that cannot be used; the message names where it stands."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a user may set. ``dateline.toml`` uses these names as keys.

    Attributes:
        db: The corpus file.
        catalogue: A TOML file or folder with sources of the user's own; None means ``sources/`` beside the database,
            where there is one.
        contact: E-mail address or URL put into the User-Agent, so that a newspaper can reach the operator.
        since_days: What is older than this many days is not news to ``dateline crawl``.
        limit: Article pages of one edition in one run, at the most.
        delay: Seconds between two requests to one host, at the least.
        at_once: Requests under way to one host, for a server of one's own: more than one asks for a delay of 0.
        workers: Processes that read pages.
        share: Which share of the sources this crawler takes, as "1/3"; None for all.
        allow_private: Host names or addresses that may lie in a private network.
        schedule: The table ``[schedule]``, as :func:`scheduler.settings.read` takes it.
    """

    db: Path = Path("corpus.db")
    catalogue: Path | None = None
    contact: str | None = None
    since_days: float = 2.0
    limit: int = 200
    delay: float = 1.0
    at_once: int = 1
    workers: int = 2
    share: str | None = None
    allow_private: tuple[str, ...] = ()
    schedule: Mapping[str, Any] = field(default_factory=dict)

    def sources(self) -> Path | None:
        """Return the user's own catalogue, or None."""
        beside = self.db.parent / SOURCES_FOLDER
        return self.catalogue or (beside if any(beside.glob("*.toml")) else None)


_READERS: Mapping[str, Any] = {
    "db": Path,
    "catalogue": Path,
    "contact": str,
    "since_days": float,
    "limit": int,
    "delay": float,
    "at_once": int,
    "workers": int,
    "share": lambda value: str(Share.parse(str(value))),
    "allow_private": lambda value: tuple(value.split() if isinstance(value, str) else map(str, value)),
    "schedule": dict,
}
_POSITIVE = {"since_days", "limit", "at_once"}
_NOT_NEGATIVE = {"delay", "workers"}


def load(file: Path | None = None, environ: Mapping[str, str] = os.environ, **flags: Any) -> Config:
    """Return the settings in force.

    Args:
        file: A configuration file that must exist; None reads ``dateline.toml`` of the current folder, if there.
        environ: ``DATELINE_DB``, ``DATELINE_CATALOGUE``, ``DATELINE_CONTACT``, … override the file.
        **flags: Settings by name; those that are None are not given.

    Raises:
        ConfigError: The file cannot be read, a setting has an unknown name or a value of the wrong kind, or two
            contradict each other.
    """
    config = _with(Config(), _from_file(file))
    named = {key: environ[f"DATELINE_{key.upper()}"] for key in _READERS if environ.get(f"DATELINE_{key.upper()}")}
    config = _with(config, {key: (f"DATELINE_{key.upper()}", value) for key, value in named.items()})
    config = _with(config, {key: (key, value) for key, value in flags.items() if value is not None})
    if config.at_once > 1 and config.delay:
        raise ConfigError(f"at_once: {config.at_once} requests at once keep no distance: set delay = 0 too")
    return config


def _from_file(file: Path | None) -> dict[str, tuple[str, Any]]:
    path = file or Path(CONFIG_FILE)
    if file is None and not path.exists():
        return {}
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from error
    return {key: (f"{path}: {key}", value) for key, value in data.items()}


def _with(config: Config, values: Mapping[str, tuple[str, Any]]) -> Config:
    """Return the configuration with other values; each comes with the place where it stands."""
    return replace(config, **{key: _read(key, place, value) for key, (place, value) in values.items()})


def _read(key: str, place: str, value: Any) -> Any:
    if key not in _READERS:
        near = get_close_matches(key, [each.name for each in fields(Config)], 1)
        raise ConfigError(f"{place}: unknown setting" + (f" (did you mean '{near[0]}'?)" if near else ""))
    try:
        read = _READERS[key](value)
    except ShareError as error:
        raise ConfigError(f"{place}: {error}") from error
    except (TypeError, ValueError, OverflowError) as error:
        raise ConfigError(f"{place}: {value!r} is no {_kind(key)}") from error
    if wrong := _wrong(key, read):
        raise ConfigError(f"{place}: {value!r} {wrong}")
    return read


def _wrong(key: str, read: Any) -> str | None:
    """Say what is wrong with a value of the right kind."""
    if isinstance(read, float) and not math.isfinite(read):
        return "is no number of any use"
    if (key in _POSITIVE and read <= 0) or (key in _NOT_NEGATIVE and read < 0):
        return "is too small"
    if key == "since_days" and read > MOST_DAYS:
        return f"is too large: {MOST_DAYS} at the most"
    if key == "contact" and not read.isprintable():
        return "holds control characters, which no request may carry"
    return None


def _kind(key: str) -> str:
    words = {float: "number", int: "whole number", Path: "path", str: "text", dict: "table"}
    return words.get(_READERS[key], "list of names")
