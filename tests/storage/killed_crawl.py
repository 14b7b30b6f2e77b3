"""A small crawl against a database, run as a process of its own so that a test can kill it at any instant.

It does what a crawl does with the storage: save a list with its links, take the work, save pages in batches.
"""

from __future__ import annotations

import sys

from kitewire.article import PageLink
from kitewire.crawl import ListFetched, Outcome, PageRead, RunStatus
from storage import Database, open_database
from tests.storage.making import NOW, SITE, answer, article, read, related, source

PAGES = 24
BATCH = 3


def page_of(url: str) -> PageRead:
    """What reading `url` gives: articles, two of them with one canonical address, and pages that are none."""
    number = int(url.rpartition("/")[2].removesuffix(".htm"))
    if number % 7 == 3:
        return PageRead(url, Outcome.FAILED, "HTTP 404", fetched=answer(url, 404))
    canonical = f"{SITE}/1.htm" if number in (1, 5) else url
    body = f"第{number // 2}篇报道的正文。" + "风筝节的消息很长，有许多句子。" * (number // 2 % 5 + 1)
    page = article(
        url,
        title=f"潍坊风筝节第{number // 2}篇综合报道",
        body=body + ("转载。" if number % 2 else ""),
        canonical_url=canonical,
        related=related(*(f"潍坊风筝节第{one}篇综合报道" for one in range(number % 4))),
    )
    parts = (f"{SITE}/{number}_2.htm",) if number == 8 else ()
    return read(page, fetched_url=url, part_urls=parts)


def crawl(database: Database) -> None:
    """One whole crawl: discovery, then everything that is due."""
    run = database.runs.start("weifang", "command", "test", NOW)
    for part in range(0, PAGES, 8):
        links = tuple(PageLink(f"{SITE}/{number}.htm", "") for number in range(part, part + 8))
        database.frontier.save_start("weifang", ListFetched(f"{SITE}/list{part}", links, etag=f'"{part}"'), NOW)
    work = [page.url for page in database.frontier.work("weifang", NOW)]
    for start in range(0, len(work), BATCH):
        database.writer.save("weifang", run, [page_of(url) for url in work[start : start + BATCH]], NOW)
    database.runs.finish(run, RunStatus.FINISHED, NOW)


if __name__ == "__main__":
    with open_database(sys.argv[1]) as opened:
        opened.sources.save(source())
        print("ready", flush=True)
        crawl(opened)
