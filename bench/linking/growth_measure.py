"""One measurement: fresh articles through the real writer, in batches as a crawl makes them."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from growth_archive import page_of, source
from invented_news import OUTLETS, article, published
from sqlalchemy import func, select
from sqlalchemy.orm import Session

import storage.writer
from crawler.batch import MOST_PAGES
from extraction.memory import learn
from storage import open_database
from storage.models import ArticleRow, LinkRow

WARM_UP = 3
"""Batches that are not counted: tables and models are loaded, and the connection's caches filled, as in any crawl."""


def measure(url: str, fresh: int, seed: int) -> dict[str, Any]:
    """Milliseconds an article, for each batch: in the whole save and in linking; the peak of memory; links made."""
    linking: list[float] = []
    linked = storage.writer.link_saved

    def timed(session: Session, ids: Sequence[int], *rest: Any) -> None:
        session.flush()
        began = time.perf_counter()
        linked(session, ids, *rest)
        linking.append(1000 * (time.perf_counter() - began) / len(ids))

    storage.writer.link_saved = timed
    saving: list[float] = []
    with open_database(url) as database:
        with database.transactions.read() as session:
            start = session.scalar(select(func.max(ArticleRow.id))) or 0
        for batch in range(WARM_UP + fresh // MOST_PAGES):
            outlet = batch * 37 % OUTLETS
            numbers = range(start + batch * MOST_PAGES, start + (batch + 1) * MOST_PAGES)
            pages = [page_of(article(number, seed, outlet), seed) for number in numbers]
            now = published(numbers[-1]) + timedelta(minutes=40)
            run = database.runs.start(source(outlet).name, "command", "bench", now)
            began = time.perf_counter()
            database.writer.save(source(outlet).name, run, pages, now, learn)
            saving.append(1000 * (time.perf_counter() - began) / len(pages))
        with database.transactions.read() as session:
            links = session.scalar(select(func.count()).where(LinkRow.a_id > start))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"link": linking[WARM_UP:], "save": saving[WARM_UP:], "megabytes": peak, "links": links}
