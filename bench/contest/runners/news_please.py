"""news-please by its own way for many addresses: threads that fetch, then a process a core that reads."""

from collections.abc import Iterator

import rows
from newsplease import NewsPlease


def read() -> Iterator[rows.Row]:
    """Yield the rows; pictures are not fetched."""
    found = NewsPlease.from_urls(rows.urls(), request_args={"timeout": 60}, fetch_images=False)
    for url, article in found.items():
        if article:
            yield rows.row(
                url,
                title=article.title,
                lead=article.description,
                byline=", ".join(article.authors or ()),
                published=article.date_publish and article.date_publish.isoformat(),
                text=article.maintext,
            )


if __name__ == "__main__":
    rows.write(read())
