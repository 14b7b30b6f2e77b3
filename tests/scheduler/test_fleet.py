"""A dispatcher and three workers on one PostgreSQL, as on several machines; one worker is killed."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from kitewire.archive_view import ArticleQuery
from kitewire.crawl import RunStatus, RunView
from kitewire.source import Limits, Schedule, ScheduleKind, Source, StartKind, StartPoint
from storage import Database, open_database
from storage.queue_tables import SCHEMA, bring_up_queue
from tests.crawler.site import Page, Site, article, listing, path_of
from tests.scheduler.processes import PATIENCE, processes, wait_until

SLOW = "a-slow"
"""The first to be offered, so that it is under way early."""
PAGES = {SLOW: 8, "quick-1": 2, "quick-2": 2}
HOURLY = Schedule(ScheduleKind.INTERVAL, timedelta(hours=1))


@dataclass
class World:
    """Sites, each on a host of its own, and a database with their sources."""

    url: str
    database: Database
    hosts: list[str]

    def runs(self, name: str | None = None) -> list[RunView]:
        return sorted(self.database.runs.history(name, 100), key=lambda run: run.id)

    def articles(self) -> list[str]:
        return sorted(view.url for view in self.database.articles.find(ArticleQuery(limit=None)))

    def owner_of(self, name: str) -> str:
        statement = text("SELECT lease_owner FROM sources WHERE name = :name")
        with self.database.transactions.read() as session:
            return session.scalar(statement, {"name": name}) or ""

    def jobs(self) -> int:
        with self.database.transactions.read() as session:
            return session.scalar(text(f"SELECT count(*) FROM {SCHEMA}.procrastinate_jobs")) or 0


@pytest.fixture
def world(fresh_postgres: str) -> Iterator[World]:
    with ExitStack() as stack:
        database = stack.enter_context(open_database(fresh_postgres, upgrade=True))
        bring_up_queue(database.transactions)
        hosts = []
        for number, (name, pages) in enumerate(PAGES.items(), 11):
            site = stack.enter_context(Site(f"127.0.0.{number}"))
            hosts.append(site.host)
            database.sources.save(_source(name, site, pages))
        yield World(fresh_postgres, database, hosts)


def _source(name: str, site: Site, pages: int) -> Source:
    paths = [path_of(number) for number in range(pages)]
    site.pages["/news/"] = listing(paths)
    for number, path in enumerate(paths):
        page = article(f"{name} reports on matter number {number}", f"matter {number} of {name}")

        def slowly(n: int, page: Page = page) -> Page:
            time.sleep(0.7)
            return page

        site.pages[path] = slowly if name == SLOW else page
    starts = (StartPoint(StartKind.LIST, site.url + "/news/"),)
    limits = Limits(delay=0, rechecks=(timedelta(days=1),))
    return Source(name, site.url + "/", lang="en", starts=starts, limits=limits, schedule=HOURLY)


@pytest.mark.long
def test_a_killed_workers_crawl_comes_back_and_nothing_is_doubled(world: World, tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": world.url, "KITEWIRE_ALLOW_HOSTS": ",".join(world.hosts), "KITEWIRE_TAKE_OVER": "4",
        "KITEWIRE_MAX_CRAWLS": "1",
    }  # fmt: skip
    with processes(tmp_path, environment) as crowd:
        serve = crowd.start("serve", "--no-crawl", "--no-http")
        workers = [crowd.start("worker") for _ in range(3)]

        wait_until(lambda: world.owner_of(SLOW), "the slow crawl", crowd.said)
        crawl = psutil.Process(int(world.owner_of(SLOW).split(":")[1]))
        victim = next(worker for worker in workers if worker.pid in [one.pid for one in crawl.parents()])
        victim.send_signal(signal.SIGKILL)
        psutil.wait_procs([crawl], timeout=PATIENCE)

        def all_done() -> bool:
            return {run.source for run in world.runs() if run.status is RunStatus.FINISHED} == set(PAGES)

        wait_until(all_done, "a finished run of every source", crowd.said)
        wait_until(lambda: world.jobs() == 0, "an empty queue", crowd.said)
        assert serve.poll() is None
        codes = crowd.stop()
    assert codes == [0, *(-signal.SIGKILL if worker is victim else 0 for worker in workers)], crowd.said()
    assert len(world.articles()) == sum(PAGES.values())
    assert len(world.runs(SLOW)) == 2, "the run that was cut off, and the one that came back"
    for name in PAGES:
        runs = world.runs(name)
        assert runs[-1].status is RunStatus.FINISHED
        for earlier, later in pairwise(runs):
            assert earlier.ended is not None and earlier.ended <= later.started, "two runs of one source overlapped"
    assert all(state.next_due is not None for state in world.database.sources.states())
