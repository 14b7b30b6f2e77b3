"""Runs the scheduler over a week of virtual time: is every due run dispatched, at most once, within its jitter?

    python bench/schedule_week.py [--sources 10000] [--days 7] [--minutes M] [--places 5000] [--seed 5]

The real loop, queue, lease, policy and weighing of health on a real SQLite file; only the clocks are virtual, and a
crawl is an entry that ends after 5 to 90 virtual seconds (3 % of them badly), with measures of its list and with the
articles that came out meanwhile. Of the sources a third each has an interval (1, 3, 6 or 24 hours), a cron line (from
twice an hour to twice a month) and the adaptive schedule; of a fifth each 0.2, 0.5, 1, 2 and 5 articles a day come out
at random, after a history of 30: some 13 runs a source and day. Times at which nothing is due and nothing ends are
jumped over; what a look costs then is measured by itself and counted for each second that was jumped. `CPU` is that of
everything the scheduler does (looks, and what follows a run), not of the run's own rows, given as a share of one core
in real time.
Places are plenty, since a cron line makes hundreds of sources due in one second: with fewer, runs wait for a place.
Exit code 1 where a run was late, early, double or forgotten.
"""

from __future__ import annotations

import argparse
import heapq
import json
import logging
import math
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sqlalchemy import insert

from kitewire.crawl import RunStatus
from kitewire.cron import cron_trigger
from kitewire.run_measures import ListMeasure, Part, RunMeasures
from kitewire.source import Schedule, ScheduleKind, Source
from kitewire.source_files import source_to_dict
from scheduler.children import Ended
from scheduler.crew import Crew
from scheduler.due import JITTER, backed_off
from scheduler.leadership import Leadership
from scheduler.local_queue import LocalQueue
from scheduler.service import TICK, Clocks, Service
from storage import Database, open_database
from storage.models import ArticleRow, SourceRow

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)
CRONS = ("0 * * * *", "*/30 6-22 * * *", "10 */2 * * *", "15 7,12,18 * * *", "30 8 * * 1-5", "0 6 1,15 * *")
EVERY = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=6), timedelta(days=1))
A_DAY = (0.2, 0.5, 1.0, 2.0, 5.0)
HISTORY = 30
"""Articles of each source before the week."""
DAY = timedelta(days=1)
LONGEST = 90
"""Virtual seconds of a crawl at most."""


@dataclass
class Time:
    """Virtual time, for both clocks."""

    now: datetime = BEGIN

    def steady(self) -> float:
        """Seconds since the beginning."""
        return (self.now - BEGIN) / SECOND


@dataclass
class Run:
    """A crawl that has come to its end."""

    name: str
    began: datetime
    bad: bool
    articles: list[datetime]
    """When those it has found came out."""


@dataclass
class VirtualCrawls:
    """Stands where `scheduler.children.Children` stands: crawls that are entries with an end."""

    time: Time
    folder: Path
    places: int
    chance: random.Random
    next_article: dict[str, datetime]
    """When the next article of each source comes out."""
    running: dict[str, datetime] = field(default_factory=dict)
    ends: list[tuple[datetime, str]] = field(default_factory=list)
    starts: dict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))
    faults: Counter[str] = field(default_factory=Counter)
    late: list[float] = field(default_factory=list)
    own_cpu: float = 0.0
    articles: int = 0
    bad: dict[str, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """Of each source, whether its runs that have ended ended badly."""

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
        end = self.time.now + timedelta(seconds=self.chance.uniform(5, LONGEST))
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
            self.bad[name].append(bad)
            found.append(Run(name, self.running.pop(name), bad, [] if bad else self._came_out(name)))
        if found:
            self._write(found)
        self.own_cpu += time.process_time() - began
        return [Ended(one.name, 0) for one in found]

    def _came_out(self, name: str) -> list[datetime]:
        found, rate = [], a_day(name)
        while self.next_article[name] <= self.time.now:
            found.append(self.next_article[name])
            self.next_article[name] += DAY * self.chance.expovariate(rate)
        return found

    def _measures(self, run: Run) -> str:
        """As a crawl would have left them."""
        url, number = f"http://{run.name}.example.com/", len(run.articles)
        if run.bad:
            return json.dumps(RunMeasures(lists={url: ListMeasure(error="timeout")}).to_dict())
        had = {part.value: number for part in Part}
        listed = ListMeasure(30, 1, number, unchanged=not number)
        lengths = [self.chance.gauss(6.8, 0.6) for _ in run.articles]
        squares = sum(one * one for one in lengths)
        read = RunMeasures(
            read=number, articles=number, new=number, attempts=number, filled=had, lists={url: listed},
            log_length=sum(lengths), log_length_squares=squares,
        )  # fmt: skip
        return json.dumps(read.to_dict())

    def _write(self, found: list[Run]) -> None:
        now = _stored(self.time.now)
        runs = [
            (
                (RunStatus.FAILED if one.bad else RunStatus.FINISHED).value,
                _stored(one.began),
                now,
                len(one.articles),
                self._measures(one),
                one.name,
            )
            for one in found
        ]
        self._rows.execute("BEGIN IMMEDIATE")
        self._rows.executemany(
            "INSERT INTO runs (source_id, trigger, status, started, ended, found, error, owner, measures)"
            " SELECT id, 'schedule', ?, ?, ?, ?, '', '', ? FROM sources WHERE name = ?",
            runs,
        )
        for one in found:
            source = int(one.name[1:]) + 1
            keys = [f"n{self.articles + n}" for n in range(len(one.articles))]
            self.articles += len(keys)
            rows = [(source, key, key, now, now, _stored(when)) for key, when in zip(keys, one.articles, strict=True)]
            self._rows.executemany(
                "INSERT INTO articles (source_id, url, url_key, first_seen, updated, sorted_by, canonical_url, title,"
                " body, keywords, bylines, decoding, text_hash, title_key, text_key, text_size)"
                " VALUES (?, ?, ?, ?, ?, ?, '', '', '', '[]', '{}', '{}', '', 0, 0, 0)",
                rows,
            )
            failures = "failures + 1" if one.bad else "0"
            self._rows.execute(f"UPDATE sources SET failures = {failures} WHERE id = ?", (source,))
        self._rows.execute("COMMIT")

    def end_all(self) -> None:
        """Nothing to do."""

    kill_all = end_all

    def stop(self) -> list[Ended]:
        """Nothing runs on."""
        return []


def a_day(name: str) -> float:
    """Articles a day of a source."""
    return A_DAY[int(name[1:]) // 3 % len(A_DAY)]


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
    """Sources that become due within the first minutes, and the articles of each."""
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
        span = HISTORY / a_day(one.name)
        for k in range(HISTORY):
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
    parser.add_argument("--minutes", type=float, default=math.inf, help="of real time; what is done by then is judged")
    parser.add_argument("--places", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    logging.disable(logging.WARNING)
    chance = random.Random(asked.seed)
    with tempfile.TemporaryDirectory() as name, open_database(f"sqlite:///{name}/kitewire.db") as database:
        made = sources(asked.sources, chance)
        fill(database, made, chance)
        at = Time()
        next_article = {one.name: BEGIN + DAY * chance.expovariate(a_day(one.name)) for one in made}
        crawls = VirtualCrawls(at, Path(name), asked.places, chance, next_article)
        crew = Crew(database, crawls, lambda: at.now)  # type: ignore[arg-type]
        queue = LocalQueue(crew, at.steady)
        leadership = Leadership(database.leases, 30, steady=at.steady)
        service = Service(database, queue, leadership, crew, Clocks(lambda: at.now, at.steady))
        return simulate(service, crawls, made, timedelta(days=asked.days), asked.minutes)


def simulate(service: Service, crawls: VirtualCrawls, made: list[Source], span: timedelta, minutes: float) -> int:
    """Tick through `span`, or as much of it as `minutes` are enough for; print and judge."""
    at, end = crawls.time, BEGIN + span
    until = time.monotonic() + 60 * minutes
    cpu, looks, jumped = 0.0, 0, 0
    rows = sqlite3.connect(crawls.folder / "kitewire.db")
    while at.now < end and time.monotonic() < until:
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
        if looks % 5_000 == 0:
            print(f"   day {(at.now - BEGIN) / timedelta(days=1):.2f}, {len(crawls.late)} runs", flush=True)
    end = min(at.now, end)
    span = end - BEGIN
    idle = _idle(service, at)
    _judge(crawls, made, end)
    runs = sum(map(len, crawls.starts.values()))
    late = sorted(crawls.late)
    hours = span / timedelta(hours=1)
    print(f"{len(made)} sources, {hours / 24:.3g} days: {runs} runs, {runs / hours:.0f} an hour")
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
        if one.schedule.kind is ScheduleKind.CRON:
            crawls.faults["cron missed"] += _missed(str(one.schedule.cron), starts, end)
        else:
            _judge_gaps(crawls, one, end)
        crawls.faults["forgotten"] += not starts


def _judge_gaps(crawls: VirtualCrawls, one: Source, end: datetime) -> None:
    """From each run to the next: no less than the schedule's wait, and no more than that with its jitter. For each
    failure in a row the wait is doubled, and then it begins with the end of the run."""
    schedule, starts = one.schedule, crawls.starts[one.name]
    adaptive = schedule.kind is ScheduleKind.ADAPTIVE
    least, most = (schedule.least, schedule.most) if adaptive else (schedule.every, schedule.every)
    failures = 0
    for n, (start, then) in enumerate(pairwise([*starts, end])):
        bad = n < len(crawls.bad[one.name]) and crawls.bad[one.name][n]
        failures = failures + 1 if bad else 0
        longest = backed_off(most, failures) * (1 + JITTER) + SECOND * (4 * TICK + (LONGEST if bad else 0))
        crawls.faults["gap too long"] += then - start > longest
        crawls.faults["gap too short"] += then is not end and then - start < backed_off(least, failures)


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
