"""Where stories are announced: feeds, sitemaps and section pages, as pure parsers."""
