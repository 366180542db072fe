"""The five newsrooms, one CMS family each."""
