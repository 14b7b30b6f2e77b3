"""Kills the scheduler and its crawls, again and again, and compares what is left with an uninterrupted service.

    python bench/soak.py [--kills 1000] [--minutes 90] [--seed N]

`kitewire serve` runs the sources of the demo world in processes of its own. At random moments SIGKILL goes to the
scheduler, to its crawls, or to all of them; then it is started again, on the same database, until every source has been
crawled to its end. Then the database is compared with that of a service nobody killed, row for row (row ids and the
times at which something was done aside), and the next trial begins with an empty one. Ends after so many kills or
minutes. Readers, which a crawl's end takes along, are not counted. Exit code 1 where any row differs.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from bench.nursery import Scheduler
from demo_world import serve_world
from kitewire.source import Schedule, ScheduleKind
from storage import open_database
from tests.crawler.killing import Victim, differences

LONGEST = 240.0
"""Seconds until an undisturbed service must have crawled three small sources."""
MOST_A_TRIAL = 60
PAGES = (0, 0, 0, 0, 0, 1, 1, 2, 4, 8)
"""So many pages are saved between the first crawl of a scheduler and its end."""
WHOM = ("all", "all", "all", "crawls", "one crawl and the scheduler", "scheduler")
BESIDE = 0.4
"""Seconds, at most, from there: a batch and its transaction take less."""


class Served:
    """`kitewire serve` over one database."""

    def __init__(self, victim: Victim) -> None:
        self.victim = victim
        with open_database(victim.environment["DATABASE_URL"]) as database:
            # Once is enough: what is done is not to be done again while another source is still killed.
            daily = Schedule(ScheduleKind.INTERVAL, timedelta(days=1))
            for source in database.sources.all():
                database.sources.save(replace(source, schedule=daily))
        self.errors = victim.database.with_suffix(".log")

    def start(self) -> Scheduler:
        """A scheduler."""
        return Scheduler(self.victim.environment, self.errors)

    def done(self) -> bool:
        """Whether every source has been crawled to its end."""
        with sqlite3.connect(f"file:{self.victim.database}?mode=ro", uri=True, timeout=30) as rows:
            finished = "select count(distinct source_id) from runs where status = 'finished'"
            held = "select count(*) from sources where lease_owner is not null or next_due is null"
            one = rows.execute(f"select ({finished}) = (select count(*) from sources) and ({held}) = 0").fetchone()
        return bool(one[0])

    def saved(self) -> int:
        """Pages that have come to an outcome."""
        with sqlite3.connect(f"file:{self.victim.database}?mode=ro", uri=True, timeout=30) as rows:
            return int(rows.execute("select count(*) from pages where outcome is not null").fetchone()[0])

    def let_run(self) -> float:
        """Serve until all is done; gives the seconds. Raises RuntimeError where that does not come."""
        began = time.monotonic()
        process = self.start()
        try:
            while not self.done():
                if process.poll() is not None or time.monotonic() - began > LONGEST:
                    raise RuntimeError(f"the service did not get there: {self.errors.read_text()[-3000:]}")
                time.sleep(0.1)
        finally:
            process.terminate()
            process.wait()
        return time.monotonic() - began


def kill_some(served: Served, chance: random.Random) -> Counter[str]:
    """Start a scheduler, kill some of its processes at a random moment; gives how many of which.

    The moment is counted from what has been saved, so that it does not hang on what else the machine has to do.
    """
    process = served.start()
    killed: Counter[str] = Counter()
    began = time.monotonic()
    while not process.crawls and process.poll() is None and time.monotonic() - began < 30:
        time.sleep(0.01)
    enough = served.saved() + chance.choice(PAGES)
    while served.saved() < enough and process.crawls and time.monotonic() - began < LONGEST:
        time.sleep(0.02)
    time.sleep(chance.uniform(0, BESIDE))
    crawls = process.crawls
    whom = chance.choice(WHOM)
    targets = [] if whom == "scheduler" else crawls[:1] if whom.startswith("one") else crawls
    for one in targets:
        with suppress(psutil.Error):
            one.send_signal(signal.SIGKILL)
            killed["crawls"] += 1
    if whom == "crawls":
        # The scheduler is to see it before it goes as well.
        time.sleep(chance.uniform(0, 2))
        crawls = process.crawls or crawls
    if process.poll() is None:
        process.kill()
        killed["schedulers"] += 1
    process.wait()
    # Those that were not killed save what they hold, once their scheduler has gone.
    psutil.wait_procs(crawls, timeout=60)
    return killed


def main() -> int:
    """Run trials until the kills are done; gives the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--minutes", type=float, default=90)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    print(f"seed {asked.seed}", flush=True)
    until = time.monotonic() + 60 * asked.minutes
    kills: Counter[str] = Counter()
    trials = bad = 0
    with serve_world() as world, tempfile.TemporaryDirectory() as folder:
        whole = Served(Victim(world, Path(folder) / "whole.db"))
        print(f"undisturbed: {whole.let_run():.1f} s", flush=True)
        while kills.total() < asked.kills and time.monotonic() < until:
            trials += 1
            served = Served(Victim(world, Path(folder) / f"killed-{trials}.db"))
            own: Counter[str] = Counter()
            while not served.done() and own.total() < MOST_A_TRIAL:
                own += kill_some(served, chance)
            served.let_run()
            found = differences(whole.victim.database, served.victim.database)
            kills += own
            bad += bool(found)
            state = "equal" if not found else f"{len(found)} rows differ"
            print(f"trial {trials}: {own['schedulers']} schedulers, {own['crawls']} crawls killed, {state}", flush=True)
            for line in found[:20]:
                print("   ", line)
            for file in Path(folder).glob(f"killed-{trials}.*"):
                file.unlink()
    print(
        f"{trials} trials, {kills['schedulers']} schedulers and {kills['crawls']} crawls killed, {bad} with differences"
    )
    return 1 if bad else 0


if __name__ == "__main__":
    os.environ.setdefault("KITEWIRE_WORKERS", "1")
    sys.exit(main())
