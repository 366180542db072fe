"""A page read by trafilatura, as its documentation shows it, with metadata."""

import rows
import trafilatura

# trafilatura's own gives the day alone; this is the setting that makes it give the time where it finds one.
DATES = {"original_date": True, "extensive_search": True, "outputformat": "%Y-%m-%dT%H:%M:%S%z"}


def read(url: str, body: bytes) -> rows.Row:
    """Return the row of a page."""
    found = trafilatura.bare_extraction(
        body, url=url, with_metadata=True, include_comments=False, date_extraction_params=dict(DATES)
    )
    if found is None:
        return rows.row(url)
    return rows.row(
        url,
        title=found.title,
        lead=found.description,
        byline=found.author,
        published=found.date,
        text=found.text,
    )
