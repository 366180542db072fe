"""What Scrapy is told for a run: the user's settings in its own terms."""

from typing import Any
from urllib.parse import urlsplit

from crawler import guards
from crawler.identity import user_agent
from dateline.config import Config

LONGEST_DELAY = 30.0
"""Seconds AutoThrottle may go up to, as in :mod:`crawler.settings`; a user's own delay may be longer."""

PRIVATE = "its address is private: name its host in allow_private (DATELINE_ALLOW_PRIVATE) to allow it"
"""Why a host is not asked that lives on this machine or in a network of the operator's own."""


def is_private(url: str) -> bool:
    """Say whether this process has found that the host of a URL has a private address only, and may not have one."""
    return (urlsplit(url).hostname or "") in guards.refused


def overrides(config: Config) -> dict[str, Any]:
    """Return the Scrapy settings that differ from :mod:`crawler.settings`.

    Args:
        config: The user's settings.
    """
    return {
        "USER_AGENT": user_agent(config.contact),
        "DOWNLOAD_DELAY": config.delay,
        "AUTOTHROTTLE_START_DELAY": config.delay,
        "AUTOTHROTTLE_MAX_DELAY": max(LONGEST_DELAY, config.delay),
        # AutoThrottle would bring a delay of its own, and who asks for none means none.
        "AUTOTHROTTLE_ENABLED": config.delay > 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": config.at_once,
        "DATELINE_ALLOW_PRIVATE": " ".join(config.allow_private),
        "LOG_LEVEL": "WARNING",
    }
