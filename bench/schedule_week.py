"""Runs the scheduler over a week of virtual time: is every due run dispatched, at most once, within its jitter?

    python bench/schedule_week.py [--sources 10000] [--days 7] [--places 5000] [--seed 5]

The real loop, queue, lease and policy on a real SQLite file; only the clocks are virtual, and a crawl is an entry that
ends after 5 to 90 virtual seconds (3 % of them badly). A third each of the sources has an interval, a cron line and the
adaptive schedule with 30 articles of history. Times at which nothing is due and nothing ends are jumped over; what a
look costs then is measured by itself and counted for each second that was jumped. `CPU` is that of everything the
scheduler does (looks, and what follows a run), not of the run's own rows, given as a share of one core in real time.
Places are plenty, since a cron line makes hundreds of sources due in one second: with fewer, runs wait for a place.
Exit code 1 where a run was late, early, double or forgotten.
"""

from __future__ import annotations

import argparse
import heapq
import logging
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert

from kitewire.crawl import RunStatus
from kitewire.cron import cron_trigger
from kitewire.source import Schedule, ScheduleKind, Source
from kitewire.source_files import source_to_dict
from scheduler.children import Ended
from scheduler.crew import Crew
from scheduler.due import JITTER
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.service import TICK, Clocks, Service
from storage import Database, open_database
from storage.models import ArticleRow, SourceRow

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CRONS = ("0 * * * *", "*/30 6-22 * * *", "15 7,12,18 * * *", "30 8 * * 1-5", "0 6 1,15 * *")
EVERY = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=6), timedelta(days=1))


@dataclass
class Time:
    """Virtual time, for both clocks."""

    now: datetime = BEGIN

    def steady(self) -> float:
        """Seconds since the beginning."""
        return (self.now - BEGIN) / SECOND


@dataclass
class VirtualCrawls:
    """Stands where `scheduler.children.Children` stands: crawls that are entries with an end."""

    time: Time
    folder: Path
    places: int
    chance: random.Random
    running: dict[str, datetime] = field(default_factory=dict)
    ends: list[tuple[datetime, str]] = field(default_factory=list)
    starts: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)
    own_cpu: float = 0.0
    failed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._rows = sqlite3.connect(self.folder / "kitewire.db", isolation_level=None)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.running)

    @property
    def room(self) -> int:
        return self.places - len(self.running)

    def start(self, name: str) -> None:
        """Note when, and how late that is."""
        began = time.process_time()
        due = self._rows.execute("SELECT next_due FROM sources WHERE name = ?", (name,)).fetchone()[0]
        if due is not None:
            late = (self.time.now - datetime.fromisoformat(due).replace(tzinfo=UTC)) / SECOND
            self.late.append(late)
            self.faults["early"] += late < 0
            self.faults["late though there was room"] += late > 2 * TICK and self.room > 1
        self.faults["doubled"] += name in self.running
        self.starts[name].append(self.time.now)
        end = self.time.now + timedelta(seconds=self.chance.uniform(5, 90))
        self.running[name] = self.time.now
        heapq.heappush(self.ends, (end, name))
        self.own_cpu += time.process_time() - began

    def ended(self) -> list[Ended]:
        """Those whose end has come, with a run each."""
        began = time.process_time()
        found = []
        while self.ends and self.ends[0][0] <= self.time.now:
            _, name = heapq.heappop(self.ends)
            bad = self.chance.random() < 0.03
            if bad:
                self.failed.add(name)
            found.append((name, self.running.pop(name), RunStatus.FAILED if bad else RunStatus.FINISHED))
        self._write(found)
        self.own_cpu += time.process_time() - began
        return [Ended(name, 0) for name, _, _ in found]

    def _write(self, found: list[tuple[str, datetime, RunStatus]]) -> None:
        rows = [
            (
                status.value,
                began.replace(tzinfo=None).isoformat(" "),
                self.time.now.replace(tzinfo=None).isoformat(" "),
                name,
            )
            for name, began, status in found
        ]
        if rows:
            self._rows.execute("BEGIN IMMEDIATE")
            self._rows.executemany(
                "INSERT INTO runs (source_id, trigger, status, started, ended, found, error, owner)"
                " SELECT id, 'schedule', ?, ?, ?, 0, '', '' FROM sources WHERE name = ?",
                rows,
            )
            self._rows.execute("COMMIT")

    def end_all(self) -> None:
        """Nothing to do."""

    kill_all = end_all

    def stop(self) -> list[Ended]:
        """Nothing runs on."""
        return []


def _stored(when: datetime) -> str:
    return when.replace(tzinfo=None).isoformat(" ")


def sources(number: int, chance: random.Random) -> list[Source]:
    """A third of each kind."""
    made = []
    for n in range(number):
        schedule = (
            Schedule(ScheduleKind.INTERVAL, chance.choice(EVERY)),
            Schedule(ScheduleKind.CRON, cron=chance.choice(CRONS)),
            Schedule(ScheduleKind.ADAPTIVE, least=timedelta(minutes=30), most=timedelta(days=1)),
        )[n % 3]
        made.append(Source(f"s{n:05}", f"http://s{n}.example.com/", schedule=schedule))
    return made


def fill(database: Database, made: list[Source], chance: random.Random) -> None:
    """Sources that become due within the first minutes, and the articles of the adaptive ones."""
    rows = [
        {
            "id": n, "name": one.name, "title": "", "region": "", "home": one.home, "paused": False, "created": BEGIN,
            "definition": source_to_dict(one), "failures": 0, "next_due": BEGIN + SECOND * chance.uniform(1, 1200),
        }
        for n, one in enumerate(made, 1)
    ]  # fmt: skip
    plain = {
        "title": "", "body": "", "canonical_url": "", "keywords": [], "bylines": {}, "decoding": {}, "text_hash": "",
        "title_key": 0, "text_key": 0, "text_size": 0, "updated": BEGIN,
    }  # fmt: skip
    articles = []
    for n, one in enumerate(made, 1):
        if one.schedule.kind is ScheduleKind.ADAPTIVE:
            span = chance.choice((2, 10, 50))
            for k in range(30):
                when = BEGIN - timedelta(days=chance.uniform(0, span))
                key = f"s{n}/{k}"
                articles.append(
                    {**plain, "source_id": n, "url": key, "url_key": key, "first_seen": when, "sorted_by": when}
                )
    with database.transactions.write() as session:
        session.execute(insert(SourceRow), rows)
        for start in range(0, len(articles), 5000):
            session.execute(insert(ArticleRow), articles[start : start + 5000])


def main() -> int:
    """Simulate and print; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--days", type=float, default=7)
    parser.add_argument("--places", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as name, open_database(f"sqlite:///{name}/kitewire.db") as database:
        made = sources(asked.sources, chance)
        fill(database, made, chance)
        at = Time()
        crawls = VirtualCrawls(at, Path(name), asked.places, chance)
        crew = Crew(database, crawls, lambda: at.now)  # type: ignore[arg-type]
        queue = LocalQueue(crew, at.steady)
        leadership = Leadership(database.leases, 30, steady=at.steady)
        service = Service(database, queue, leadership, crew, Clocks(lambda: at.now, at.steady))
        return simulate(service, crawls, made, timedelta(days=asked.days))


def simulate(service: Service, crawls: VirtualCrawls, made: list[Source], span: timedelta) -> int:
    """Tick through `span`; print and judge."""
    at, end = crawls.time, BEGIN + span
    cpu, looks, jumped = 0.0, 0, 0
    rows = sqlite3.connect(crawls.folder / "kitewire.db")
    while at.now < end:
        before, own = time.process_time(), crawls.own_cpu
        service.tick()
        cpu += time.process_time() - before - (crawls.own_cpu - own)
        looks += 1
        if service.state().last_error:
            print(f"the scheduler: {service.state().last_error}")
            return 1
        then = _next_event(rows, crawls, at.now)
        jumped += max(0, int((then - at.now) / SECOND) - 1)
        at.now = then
        if looks % 20_000 == 0:
            print(f"   day {(at.now - BEGIN) / timedelta(days=1):.2f}, {len(crawls.late)} runs", flush=True)
    idle = _idle(service, at)
    _judge(crawls, made, end)
    runs = sum(map(len, crawls.starts.values()))
    late = sorted(crawls.late)
    hours = span / timedelta(hours=1)
    print(f"{len(made)} sources, {hours / 24:g} days: {runs} runs, {runs / hours:.0f} an hour")
    print(f"dispatched after they were due: median {late[len(late) // 2]:.2f} s, most {late[-1]:.2f} s")
    total = cpu + jumped * idle
    print(f"CPU: {1000 * cpu / runs:.2f} ms a run with its looks, {1000 * idle:.2f} ms an idle look")
    print(f"CPU of one core: {total / (span / SECOND):.2%} (asked: under 5 %)")
    bad = {what: number for what, number in crawls.faults.items() if number}
    print("faults:", bad or "none")
    return 1 if bad else 0


def _next_event(rows: sqlite3.Connection, crawls: VirtualCrawls, now: datetime) -> datetime:
    """The next whole look at which something is due or ends."""
    soonest = crawls.ends[0][0] if crawls.ends else now + timedelta(hours=1)
    busy = crawls.names
    found = rows.execute("SELECT name, next_due FROM sources ORDER BY next_due LIMIT ?", (len(busy) + 1,))
    waiting = [datetime.fromisoformat(due).replace(tzinfo=UTC) for name, due in found if name not in busy]
    rows.rollback()
    if waiting and crawls.room > 0:
        soonest = min(soonest, waiting[0])
    seconds = max(1, -(-(soonest - now) // SECOND))
    return now + seconds * SECOND


def _idle(service: Service, at: Time) -> float:
    """CPU seconds of a look at which nothing happens (the lease's beats and the look at the clock among them)."""
    looks = 300
    began = time.process_time()
    for _ in range(looks):
        at.now += timedelta(milliseconds=1)
        service.tick()
    return (time.process_time() - began) / looks


def _judge(crawls: VirtualCrawls, made: list[Source], end: datetime) -> None:
    """Count what should not be, source by source."""
    for one in made:
        starts = crawls.starts[one.name]
        if one.schedule.kind is ScheduleKind.INTERVAL and one.name not in crawls.failed:
            longest = one.schedule.every * (1 + JITTER) + SECOND * 4 * TICK
            gaps = [b - a for a, b in zip(starts, [*starts[1:], end], strict=False)]
            crawls.faults["interval too long"] += sum(gap > longest for gap in gaps)
            crawls.faults["interval too short"] += sum(gap < one.schedule.every for gap in gaps[:-1])
        if one.schedule.kind is ScheduleKind.CRON and one.name not in crawls.failed:
            crawls.faults["cron missed"] += _missed(str(one.schedule.cron), starts, end)
        crawls.faults["forgotten"] += not starts


def _missed(cron: str, starts: list[datetime], end: datetime) -> int:
    """Times of a cron line after the first run at which no run began; a run of less than two minutes hides none."""
    trigger = cron_trigger(cron, ZoneInfo("Asia/Shanghai"))
    wanted, at = [], starts[0] + timedelta(minutes=3)
    while (fire := trigger.get_next_fire_time(None, at)) is not None and fire < end - timedelta(minutes=1):
        wanted.append(fire)
        at = fire + SECOND
    begun = {round(start.timestamp() // 4) for start in starts}
    return sum(not {round(fire.timestamp() // 4), round(fire.timestamp() // 4) + 1} & begun for fire in wanted)


if __name__ == "__main__":
    sys.exit(main())
