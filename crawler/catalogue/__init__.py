"""What is known of the newspapers: families of sites and sources, as TOML data."""

from crawler.catalogue.catalogue import Catalogue
from crawler.catalogue.loader import load
from crawler.catalogue.records import CatalogueError, Edition, Fact, Family, Source, Status

__all__ = ["Catalogue", "CatalogueError", "Edition", "Fact", "Family", "Source", "Status", "load"]
