"""What a run is asked to do."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from scrapy.settings import BaseSettings


@dataclass(frozen=True, slots=True)
class Plan:
    """A run's orders, from the command line, the configuration or Scrapy settings.

    Attributes:
        db: The corpus file.
        catalogue: The user's own TOML file or folder of sources, or None.
        words: Source names, "name/language", hosts or groups; none means every active source.
        language: Only editions in this language, or None.
        since: What is older than this is not news.
        limit: Article pages of one edition at the most.
        trigger: Who asked: "manual", "schedule", "demo", "fetch".
        due: Ask only addresses whose time has come.
        conditional: Let feeds and sitemaps answer "not modified"; not where ``since`` reaches further back than the
            crawls before.
        workers: Processes that read pages; 0 for none.
        page_seconds: The longest one page may take to read.
    """

    db: Path
    catalogue: Path | None = None
    words: tuple[str, ...] = ()
    language: str | None = None
    since: timedelta = timedelta(days=2)
    limit: int = 200
    trigger: str = "manual"
    due: bool = False
    conditional: bool = True
    workers: int = 2
    page_seconds: float = 30.0

    @property
    def origin(self) -> str:
        """Where its articles come from, as the corpus has it: "fetch" for URLs named by a person, else "crawl"."""
        return "fetch" if self.trigger == "fetch" else "crawl"

    @classmethod
    def from_settings(cls, settings: "BaseSettings", words: tuple[str, ...]) -> Self:
        """Build the plan of a spider that was started by ``scrapy crawl``.

        Args:
            settings: Scrapy's settings, with ours among them.
            words: What to crawl.
        """
        catalogue = settings.get("DATELINE_CATALOGUE")
        return cls(
            db=Path(settings["DATELINE_DB"]),
            catalogue=Path(catalogue) if catalogue else None,
            words=words,
            since=timedelta(days=settings.getfloat("DATELINE_SINCE_DAYS")),
            limit=settings.getint("DATELINE_LIMIT"),
            trigger=settings["DATELINE_TRIGGER"],
            workers=settings.getint("DATELINE_WORKERS"),
            page_seconds=settings.getfloat("DATELINE_PAGE_SECONDS"),
        )
