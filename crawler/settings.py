"""Scrapy settings: polite, guarded, and quiet. Every value that differs from Scrapy's own says why.

``DATELINE_*`` settings are ours; each can be given to ``scrapy crawl`` with ``-s``.
"""

import os

from crawler.identity import user_agent

BOT_NAME = "dateline"
SPIDER_MODULES = ["crawler.spiders"]
USER_AGENT = user_agent(os.environ.get("DATELINE_CONTACT"))
ROBOTSTXT_USER_AGENT = "dateline"

# --- dateline's own -------------------------------------------------------------------------------------------
DATELINE_DB = os.environ.get("DATELINE_DB", "corpus.db")
DATELINE_CATALOGUE = os.environ.get("DATELINE_CATALOGUE")
DATELINE_TRIGGER = "manual"
# What counts as recent where a feed or sitemap gives dates: two days cover a crawl that runs daily and slips once.
DATELINE_SINCE_DAYS = 2.0
# Article pages of one edition in one run. At one request a second this is about three minutes.
DATELINE_LIMIT = 200
# Worker processes that read pages; 0 reads them in the crawler's own process (tests, one-off fetches).
DATELINE_WORKERS = 2
# A page that takes longer than this to read is given up and its worker replaced: the slowest of 426 measured real
# pages took under 2 s, so 30 s means a page made to hurt.
DATELINE_PAGE_SECONDS = 30.0
# Hosts that may resolve to private addresses ("127.0.0.1", "intranet.example"): none, unless the operator says so.
DATELINE_ALLOW_PRIVATE = ""
# A Retry-After up to this many seconds is waited for within the run; a longer one ends the URL as blocked for now.
# The same is the ceiling of the back-off between requests to a host that fails.
DATELINE_MAX_WAIT = 30.0

# --- manners --------------------------------------------------------------------------------------------------
# Scrapy's own asks for English; a site that chooses by this header would answer a French address in English.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "fr, vi;q=0.9, en;q=0.8, *;q=0.5",
}
ROBOTSTXT_OBEY = True  # as if it could be otherwise: crawler.robots obeys in any case
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # never below the promised second
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Over all hosts: the 61 sites have about 100 hosts, each with one request under way.
CONCURRENT_REQUESTS = 128
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = DOWNLOAD_DELAY
AUTOTHROTTLE_MAX_DELAY = 30.0
# Scrapy's own lists are replaced, not amended: it imports what is named in order to be switched off, aiohttp and the
# feed exporters for one, and sends every request and item through what is of no use here.
EXTENSIONS_BASE: dict[str, int] = {}  # above all no consoles
EXTENSIONS = {
    "scrapy.extensions.corestats.CoreStats": 0,  # crawler.run asks why a spider was closed
    "scrapy.extensions.closespider.CloseSpider": 0,
    "crawler.manners.PoliteThrottle": 0,  # knows robots.txt's Crawl-delay
    "crawler.stop.StopWatch": 0,
}
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
RETRY_TIMES = 2
RETRY_HTTP_CODES = [500, 502, 503, 504, 522, 524, 408, 429]
RETRY_GIVE_UP_LOG_LEVEL = "INFO"  # the outcome tells
REDIRECT_MAX_TIMES = 8  # longer chains are loops

# --- guards ---------------------------------------------------------------------------------------------------
DOWNLOAD_HANDLERS = {
    "http": "crawler.transport.PressHandler",
    "https": "crawler.transport.PressHandler",
    "file": None,
    "ftp": None,
    "s3": None,
    "data": None,
}
# A proxy named in the environment would resolve names itself, behind the back of the address check.
HTTPPROXY_ENABLED = False
DOWNLOAD_VERIFY_CERTIFICATES = True
# 8 MiB, decompressed too: the largest real article page seen has 0.5 MB, a monthly sitemap about 1 MB.
DOWNLOAD_MAXSIZE = 8 * 1024 * 1024
DOWNLOAD_WARNSIZE = 0
# From the request to the last byte, so that a server that drips is given up too.
DOWNLOAD_TIMEOUT = 60
TWISTED_DNS_RESOLVER = "crawler.guards.GuardedResolver"
URLLENGTH_LIMIT = 2083

DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.guards.CatalogueOnly": 50,
    "crawler.robots.Robots": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "crawler.manners.PatientRetry": 550,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
    "crawler.cookies.OfflineCookies": 700,
    "crawler.manners.HostTurn": 1000,  # last before the downloader: what passes here is sent
}
# What they do is done elsewhere: crawler.outcomes judges every status, the frontier knows how deep a URL lies.
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
SPIDER_MIDDLEWARES = {"scrapy.spidermiddlewares.referer.RefererMiddleware": 700}
ITEM_PIPELINES = {
    "crawler.pipelines.Read": 100,
    "crawler.pipelines.Keep": 200,
}
# The frontier decides what is fetched once; Scrapy's filter would only get in its way.
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"
# What a callback yields is taken in turn: one page, or requests. Scrapy would start 100 tasks for every response.
CONCURRENT_ITEMS = 1
WARN_ON_GENERATOR_RETURN_VALUE = False  # reads the source of a callback at every response; our type checker knows

# --- quiet ----------------------------------------------------------------------------------------------------
LOG_LEVEL = "INFO"
LOG_FORMATTER = "crawler.quiet.Quiet"
LOG_VERSIONS: list[str] = []
LOGSTATS_INTERVAL = 0
STATS_DUMP = False
