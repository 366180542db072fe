"""From a page to an article: pure functions, without network, database, clock or Scrapy."""
