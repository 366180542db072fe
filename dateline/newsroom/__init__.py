"""The demo newsroom: a real HTTP server on loopback that plays five newspapers and all their habits.

with dateline.newsroom.start(stories=300, seed=7) as newsroom:
    newsroom.addresses, newsroom.catalogue_toml(), newsroom.truth, newsroom.requests(), newsroom.edit()
"""

from dateline.newsroom.client import Newsroom, start

__all__ = ["Newsroom", "start"]
