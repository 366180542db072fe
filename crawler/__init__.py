"""How pages are found, downloaded and read."""
