"""Crawls the invented site with Scrapy as it comes, links of list pages only: `bare_scrapy.py BASE PAGES`."""

import sys
from collections.abc import Iterator
from typing import Any

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.http import TextResponse


class Bare(scrapy.Spider):
    """Reads lists, looks at nothing else."""

    name = "bare"
    start_urls = (sys.argv[1] + "/list/1.html",)

    def parse(self, response: TextResponse, **more: Any) -> Iterator[scrapy.Request]:
        """A list page."""
        for link in response.css("li > a::attr(href)").getall():
            if link.startswith("/news/"):
                yield response.follow(link, self.article)
        for link in response.css("a[rel=next]"):
            yield response.follow(link, self.parse)

    def article(self, response: TextResponse) -> None:
        """Nothing is done with it."""


process = CrawlerProcess()
crawler = process.create_crawler(Bare)
process.crawl(crawler)
process.start()
found = crawler.stats.get_value("downloader/response_status_count/200")
if found != int(sys.argv[2]):
    sys.exit(f"fetched {found} pages of {sys.argv[2]}")
