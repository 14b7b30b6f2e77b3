"""How a run behaves towards hosts; its spider shows it to the downloader's middlewares as `manners`."""

from __future__ import annotations

from dataclasses import dataclass, field

from scrapy.crawler import Crawler

from crawler.cutting import Cut
from crawler.host_memory import HostMemory, OwnMemory
from crawler.hosts import Hosts
from crawler.meter import Meter


@dataclass(frozen=True, slots=True)
class Manners:
    """The parts, of one run."""

    memory: HostMemory
    hosts: Hosts
    meter: Meter = field(default_factory=Meter)
    cut: Cut = field(default_factory=Cut)


def plain_manners() -> Manners:
    """For a look at a site: nothing is remembered, nothing is bounded."""
    memory = OwnMemory()
    return Manners(memory, Hosts(memory))


def manners_of(crawler: Crawler) -> Manners:
    """Those of the crawler's spider. Raises AttributeError for a spider without."""
    manners: Manners = crawler.spider.manners  # type: ignore[union-attr]
    return manners
