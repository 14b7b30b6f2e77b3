"""Whether two addresses belong to one site, and what stands in an address."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kitewire.urls import host_of

if TYPE_CHECKING:
    from tldextract import TLDExtract

_YEAR, _MONTH, _DAY = r"(?P<y>(?:19|20)\d\d)", r"(?P<m>0?[1-9]|1[0-2])", r"(?P<d>0?[1-9]|[12]\d|3[01])"
_MM, _DD = r"(?P<m>0[1-9]|1[0-2])", r"(?P<d>0[1-9]|[12]\d|3[01])"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# How content systems write a day into a path: /2026/11/22/, /2026-11/22/, /2026/1122/, t20261122_1.htm, /2026/nov/22/.
_DAYS = (
    re.compile(rf"(?<!\d){_YEAR}[-/_]{_MONTH}[-/_]{_DAY}(?!\d)"),
    re.compile(rf"(?<!\d){_YEAR}[-/_]?{_MM}[-/_]?{_DD}(?!\d)"),
    # A day with a running number or a time right behind it, as in /20261122093000123.shtml.
    re.compile(rf"(?<!\d){_YEAR}{_MM}{_DD}(?=\d)"),
    re.compile(rf"/{_YEAR}/(?P<m>{'|'.join(_NAMES)})[a-z]*/{_DAY}(?=/|$)", re.IGNORECASE),
)


@lru_cache(maxsize=1)
def _extractor() -> TLDExtract:
    # Here: it loads an HTTP client, a tenth of what a crawl loads, and only readers ask for sites.
    from tldextract import TLDExtract

    # The snapshot in the package, and never the network: the list of suffixes must not be fetched behind the guard.
    return TLDExtract(cache_dir=None, suffix_list_urls=(), fallback_to_snapshot=True, include_psl_private_domains=True)


@lru_cache(maxsize=10_000)
def site_of(host: str) -> str:
    """The registrable domain of a host (`weifang.example.com.cn` → `example.com.cn`); the host itself for numbers."""
    domain = _extractor().extract_str(host).top_domain_under_public_suffix
    if domain or ":" in host or host.rpartition(".")[2].isdigit():
        return domain or host
    # The rule for suffixes that the list does not know: the last label is one (publicsuffix.org, "*").
    return ".".join(host.split(".")[-2:])


def same_site(a: str, b: str) -> bool:
    """Whether two addresses have one registrable domain, or one host where it is a number or has no suffix."""
    host_a, host_b = host_of(a), host_of(b)
    return bool(host_a) and (host_a == host_b or site_of(host_a) == site_of(host_b))


def day_in(url: str) -> str | None:
    """The day in the path of an address as `YYYY-MM-DD`; None where it names none."""
    path = urlsplit(url).path
    for pattern in _DAYS:
        if match := pattern.search(path):
            month = match["m"].lower()
            number = _NAMES.index(month) + 1 if month in _NAMES else int(month)
            return f"{match['y']}-{number:02d}-{int(match['d']):02d}"
    return None
