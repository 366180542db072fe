"""Web archives (WARC, ISO 28500): finding files, dividing them, reading the pages in them. No corpus here."""
