"""The documents the corpus started from, and their importer."""
