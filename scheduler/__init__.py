"""When to crawl: cadence and the background service."""
