"""The Scrapy project settings: `scrapy.cfg` names this file, and `scrapy_settings` makes them for a program.

What depends on the machine (User-Agent, allowed hosts, size limit) comes from Kitewire's own settings, and
what depends on the source (delay, connections) from its limits: `for_kitewire` and `for_source` give those.
"""

from __future__ import annotations

from typing import Any

from scrapy.settings import Settings as ScrapySettings

from kitewire.settings import Settings
from kitewire.source import Limits

BOT_NAME = "kitewire"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"

# Plain asyncio with aiohttp: see crawler/downloading.py.
TWISTED_REACTOR_ENABLED = False
DOWNLOAD_HANDLERS = {
    "http": "crawler.downloading.GuardedDownloadHandler",
    "https": "crawler.downloading.GuardedDownloadHandler",
    "data": None,
    "file": None,
    "ftp": None,
    "s3": None,
}

DOWNLOADER = "crawler.downloading.OrderlyDownloader"

REDIRECT_MAX_TIMES = 8
DOWNLOAD_TIMEOUT = 40
DOWNLOAD_DELAY_JITTER = 0
# How much is under way is bounded for each host, so that a slow one takes no place of another.
CONCURRENT_REQUESTS = 0
# zstd is left out: what archives hold must be readable by WARC tools.
DEFAULT_REQUEST_HEADERS = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.7,*;q=0.5",
    "Accept-Encoding": "gzip, deflate, br",
}

# All there are: what Scrapy would add by itself it would load even where it is turned off. Left out for their own sake:
# proxies, which would resolve names for us, behind the address guard's back; retries, which crawler/fetching.py does,
# since they wait for Retry-After and for nobody else; meta refreshes, for which every body would be read as text on the
# event loop (crawler/fetching.py looks at the first kilobytes); and an HTTP server that runs any code sent to it.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, int] = {}
DOWNLOADER_MIDDLEWARES = {
    "crawler.refusals.RefusalMiddleware": 90,
    "crawler.robots.RobotsMiddleware": 100,
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware": 350,
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware": 400,
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware": 500,
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590,
    "crawler.refusals.RawResponseMiddleware": 595,
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": 600,
}
SPIDER_MIDDLEWARES_BASE: dict[str, int] = {}
EXTENSIONS_BASE: dict[str, int] = {}

LOG_LEVEL = "WARNING"
STATS_DUMP = False


def for_kitewire(settings: Settings) -> dict[str, Any]:
    """The Scrapy settings that Kitewire's own settings decide."""
    return {
        "USER_AGENT": settings.user_agent,
        "KITEWIRE_ALLOW_HOSTS": list(settings.allow_hosts),
        "DOWNLOAD_MAXSIZE": settings.max_page_bytes,
        "DOWNLOAD_WARNSIZE": 0,
        "LOG_LEVEL": settings.log_level,
    }


def for_source(limits: Limits) -> dict[str, Any]:
    """The Scrapy settings that a source's limits decide."""
    return {"DOWNLOAD_DELAY": limits.delay, "CONCURRENT_REQUESTS_PER_DOMAIN": limits.connections}


def scrapy_settings(settings: Settings) -> ScrapySettings:
    """The settings of this project for a crawl that a program starts."""
    made = ScrapySettings()
    made.setmodule("crawler.settings", priority="project")
    made.setdict(for_kitewire(settings), priority="project")
    return made
