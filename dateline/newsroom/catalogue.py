"""The user catalogue that declares the demo's sources, as anyone would add a newspaper of a known family."""

from collections.abc import Mapping

# Each source in at most eight lines of TOML, its heading among them: the promise of the catalogue.
SOURCES = {
    "demo-vna": """
group = "vna"
family = "epi"
host = "{host}"
language = "fr"
agency = "VNA"
feeds = ["/rss/home.rss", "/rss/societe-2.rss", "/rss/economie-3.rss"]
""",
    "demo-vietnamvn": """
group = "vietnamvn"
family = "vietnamvn"
host = "{host}/fr/"
language = "fr"
""",
    "demo-cantho": """
group = "provincial"
family = "newscontents"
host = "{host}"
feeds = ["/rss/cate/thoi-su/", "/rss/subcate/can-tho/"]
house_tags = ["CTO"]
""",
    "demo-nghean": """
group = "provincial"
family = "onecms"
host = "{host}"
editions = { fr = "{host}/fr/" }
feeds = ["/rss/trang-chu", "http://{host}/fr/rss/accueil"]
house_tags = ["Baonghean.vn"]
""",
    "demo-dongnai": """
group = "provincial"
family = "yyyymm"
host = "{host}"
feeds = ["/rss/home.rss"]
sitemaps = ["/sitemaps/index.xml"]
cookies = true
""",
}


def catalogue_toml(addresses: Mapping[str, str]) -> str:
    """Return the catalogue as TOML.

    Args:
        addresses: Base URL without final slash, by source name.
    """
    return "\n".join(_source(name, base) for name, base in addresses.items())


def _source(name: str, base: str) -> str:
    host = base.removeprefix("http://")
    return f'[source.{name}]\nscheme = "http"\n' + SOURCES[name].lstrip().replace("{host}", host)
