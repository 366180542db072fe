"""The script of an afternoon: requests in threads, trafilatura in each."""

import threading

import requests
import rows
import story

local = threading.local()


def read(url: str) -> rows.Row:
    """Fetch and read a page; each thread keeps its connections."""
    if not hasattr(local, "session"):
        local.session = requests.Session()
    return story.read(url, local.session.get(url, timeout=60).content)


if __name__ == "__main__":
    rows.in_threads(read)
