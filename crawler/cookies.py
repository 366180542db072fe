"""Cookies, without a look at the Internet for where a domain ends."""

from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

# Scrapy would download the Public Suffix List at the first cookie; the snapshot that tldextract carries serves, and a
# crawler asks only the hosts it was told to.
cookies._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)  # noqa: SLF001


class OfflineCookies(cookies.CookiesMiddleware):
    """Scrapy's cookie jar: some sites redirect to themselves until their cookie comes back."""
