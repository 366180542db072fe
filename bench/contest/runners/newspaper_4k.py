"""newspaper4k, its Article downloaded and parsed in threads, pictures not fetched."""

import newspaper
import rows


def read(url: str) -> rows.Row | None:
    """Fetch and read a page; None where newspaper4k gives it up."""
    article = newspaper.Article(url, fetch_images=False)
    try:
        article.download()
        article.parse()
    except newspaper.ArticleException:
        return None
    return rows.row(
        url,
        title=article.title,
        lead=article.meta_description,
        byline=", ".join(article.authors),
        published=article.publish_date and article.publish_date.isoformat(),
        text=article.text,
    )


if __name__ == "__main__":
    rows.in_threads(read)
