"""The reading room: the corpus in a browser, with Datasette, a plugin of ours and our templates. Reads only."""
