"""Cookies: a jar for each host, none too large, and no look at the Internet for where a domain ends."""

from scrapy import Request
from scrapy.downloadermiddlewares import cookies
from tldextract import TLDExtract

from crawler.hosts import host_of

# Servers refuse heads of more than 8 KiB (nginx, Apache): a site that sets more cookies than that gets none back.
MAX_BYTES = 4096

# Scrapy would download the Public Suffix List at the first cookie; the snapshot that tldextract carries serves, and a
# crawler asks only the hosts it was told to.
cookies._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)  # noqa: SLF001


class OfflineCookies(cookies.CookiesMiddleware):
    """Scrapy's cookie jar: some sites redirect to themselves until their cookie comes back."""

    def process_request(self, request: Request) -> None:  # type: ignore[override]
        """Send a host its own cookies; no site can fill another's jar."""
        request.meta["cookiejar"] = host_of(request.url)
        super().process_request(request)
        if len(request.headers.get("Cookie") or b"") > MAX_BYTES:
            del request.headers["Cookie"]
