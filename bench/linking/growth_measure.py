"""One measurement: fresh articles through the real writer, in batches as a crawl makes them."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from growth_archive import page_of, source
from invented_news import OUTLETS, article, outlet_of, published, speaks_chinese
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
    """Milliseconds an article, for each batch: in the whole save, in linking, and processor time of that.

    The last, ours and that of the server's process that answers us, tells on a busy machine what the first two would be
    on a quiet one. Also the peak of memory, and how many links were made.
    """
    linking: list[float] = []
    computing: list[float] = []
    linked = storage.writer.link_saved

    def timed(session: Session, ids: Sequence[int], *rest: Any) -> None:
        session.flush()
        server = _server(session)
        began, computed = time.perf_counter(), time.process_time() + _spent(server)
        linked(session, ids, *rest)
        linking.append(1000 * (time.perf_counter() - began) / len(ids))
        computing.append(1000 * (time.process_time() + _spent(server) - computed) / len(ids))

    storage.writer.link_saved = timed
    saving: list[float] = []
    with open_database(url) as database:
        with database.transactions.read() as session:
            start = session.scalar(select(func.max(ArticleRow.id))) or 0
        for outlet, numbers in outlet_batches(start, WARM_UP + fresh // MOST_PAGES):
            pages = [page_of(article(number, seed, outlet), seed) for number in numbers]
            now = published(numbers[-1]) + timedelta(minutes=40)
            run = database.runs.start(source(outlet).name, "command", "bench", now)
            began = time.perf_counter()
            database.writer.save(source(outlet).name, run, pages, now, learn)
            saving.append(1000 * (time.perf_counter() - began) / len(pages))
        with database.transactions.read() as session:
            links = session.scalar(select(func.count()).where(LinkRow.a_id > start))
    times = {"link": linking, "cpu": computing, "save": saving}
    return {name: found[WARM_UP:] for name, found in times.items()} | {"megabytes": _peak(), "links": links}


def _server(session: Session) -> int | None:
    """The number of the process that answers on PostgreSQL, which the bench starts on this machine."""
    if session.get_bind().dialect.name == "sqlite":
        return None
    return session.scalar(select(func.pg_backend_pid()))


def _spent(process: int | None) -> float:
    """Processor time of a process in seconds, to a hundredth; without one 0."""
    if process is None:
        return 0.0
    # Behind the name of the program, which may hold spaces: state is field 3 (proc(5)), times are 14 and 15.
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _peak() -> float:
    """Megabytes. Not `ru_maxrss`, in which Linux counts what the process held that started this one."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024


def outlet_batches(start: int, many: int) -> Iterator[tuple[int, list[int]]]:
    """An outlet, and the numbers of the articles that it publishes in one batch: in its language, one after another."""
    waiting: dict[bool, list[int]] = {True: [], False: []}
    made, number = 0, start
    while made < many:
        language = speaks_chinese(outlet_of(number))
        waiting[language].append(number)
        if len(waiting[language]) == MOST_PAGES:
            outlets = (one % OUTLETS for one in count(made * 37))
            yield next(one for one in outlets if speaks_chinese(one) is language), waiting[language]
            waiting[language] = []
            made += 1
        number += 1
