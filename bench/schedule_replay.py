"""Replays publishing histories against schedules: how fresh is what is stored, for how many requests?

    python bench/schedule_replay.py [--sources 60] [--weeks 4] [--seed 7] [--database URL]

Without `--database` the histories are invented: inhomogeneous Poisson processes of several kinds of outlets (busy and
quiet, by day and round the clock, with and without weekends, in bursts, some with a change of habits in the middle).
With it, the publication times of the articles in that archive are replayed. Eight weeks are known when the replay
begins; then each poll sees what was published since the last one, and the schedule learns from nothing else.

Delay is from published to polled, in minutes. `fixed` polls every source at the same interval, chosen so that all
sources together cost as many requests as the adaptive schedule; `own fixed` gives each source the interval at which it
costs just what the adaptive schedule spends on it: what is left between that and `adaptive` is what hours and weekdays
bring. `half gap` is half the mean gap between articles. `oracle` knows the true rates.
"""

from __future__ import annotations

import argparse
import random
import statistics
import sys
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import sqrt
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from kitewire.crawl import Appeared
from kitewire.source import Schedule
from scheduler.due import WAIT_AT_ONE_AN_HOUR, adaptive_wait
from scheduler.rhythm import LOOKS_BACK, MOST_ARTICLES

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2026, 6, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
SCHEDULE = Schedule(least=timedelta(minutes=2), most=timedelta(days=1))
"""The default but for its lower bound: ten minutes would hide what the busiest channels gain."""
Wait = Callable[[datetime, Sequence[datetime]], timedelta]


@dataclass(frozen=True)
class History:
    """A source and when it published, ascending."""

    kind: str
    published: list[datetime]
    rate: Callable[[datetime], float] | None = None
    """The true rate in articles an hour, where the history is invented."""


DAY = [0.05] * 6 + [0.3, 0.8, 1.6, 2.2, 2.2, 1.8, 1.0, 1.2, 1.8, 2.0, 1.9, 1.7, 1.2, 0.9, 0.7, 0.5, 0.3, 0.1]
MORNING = [0.02] * 5 + [1.0, 9.0, 8.0, 3.0, 1.0, 0.5] + [0.1] * 13
ROUND = [0.6] * 6 + [0.9, 1.1, 1.2, 1.2, 1.2, 1.2, 1.1, 1.1, 1.2, 1.2, 1.2, 1.1, 1.0, 1.0, 1.0, 0.9, 0.8, 0.7]
KINDS: dict[str, tuple[float, list[float], list[float]]] = {
    # articles a day, shape of the day, shape of the week
    "metro desk": (180, ROUND, [1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 0.7]),
    "city daily": (45, DAY, [1.1, 1.1, 1.1, 1.1, 1.1, 0.8, 0.7]),
    "morning paper": (30, MORNING, [1.1, 1.1, 1.1, 1.1, 1.1, 1.0, 0.5]),
    "county office": (6, DAY, [1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0]),
    "village column": (1, DAY, [1.0] * 7),
    "weekly": (0.6, DAY, [0.1, 0.1, 0.2, 0.5, 5.6, 0.4, 0.1]),
}


def invented(kind: str, weeks: int, chance: random.Random) -> History:
    """A history of one kind of outlet: thinned from its highest rate (Lewis and Shedler, 1979), in bursts of 1 to 4."""
    per_day, hours, days = KINDS[kind]
    scale = per_day / 24 * chance.uniform(0.6, 1.6) / (sum(hours) / 24) / (sum(days) / 7)
    shift, turn = chance.randrange(-1, 2), BEGIN + timedelta(weeks=chance.randrange(4, 12))
    changes = chance.random() < 0.3

    def rate(when: datetime) -> float:
        local = when.astimezone(ZONE)
        hour = (local.hour + shift + (3 if changes and when > turn else 0)) % 24
        return scale * hours[hour] * days[local.weekday()] * (0.6 if changes and when > turn else 1.0)

    highest = scale * max(hours) * max(days)
    burst = 1.6
    at, found = BEGIN, []
    while at < BEGIN + LOOKS_BACK + timedelta(weeks=weeks):
        at += HOUR * chance.expovariate(highest / burst)
        if chance.random() * highest < rate(at):
            found += [at] * chance.choice((1, 1, 1, 1, 1, 2, 3, 4))
    return History(kind, found, rate)


def stored(url: str) -> list[History]:
    """The publication times that an archive knows, a history a source."""
    from storage import open_database

    with open_database(url) as database:
        names = [source.name for source in database.sources.all()]
        past = datetime(1990, 1, 1, tzinfo=UTC)
        return [
            History(name, sorted(one.published for one in database.schedule.appeared(name, past, 10**6)))
            for name in names
        ]


@dataclass(frozen=True)
class Replayed:
    polls: int
    delays: list[float]
    """Minutes, one an article."""


def replay(history: History, begin: datetime, end: datetime, wait: Wait) -> Replayed:
    """Poll from `begin` to `end`; at each poll the wait is chosen from what was published until then."""
    at, polls, delays = begin, 0, []
    known = bisect_right(history.published, begin)
    while at < end:
        polls += 1
        found = bisect_right(history.published, at)
        delays += [(at - when) / timedelta(minutes=1) for when in history.published[known:found]]
        known = found
        at += wait(at, history.published[:found])
    return Replayed(polls, delays)


def adaptive(at: datetime, published: Sequence[datetime]) -> timedelta:
    """Ours."""
    recent = [Appeared(when, when) for when in published[-MOST_ARTICLES:] if when > at - LOOKS_BACK]
    return adaptive_wait(SCHEDULE, recent, ZONE, at)


def half_gap(at: datetime, published: Sequence[datetime]) -> timedelta:
    """Half of the posterior mean gap of a homogeneous Poisson process, over the last 200 articles."""
    recent = published[-200:]
    window = at - recent[0] if recent else timedelta()
    gap = (window + SCHEDULE.every * 4) / (len(recent) + 2)
    return min(max(gap / 2, SCHEDULE.least), SCHEDULE.most)


def oracle(history: History) -> Wait:
    """The square-root law with the true rates."""

    def wait(at: datetime, published: Sequence[datetime]) -> timedelta:
        gathered, then, step = 0.0, at, timedelta(minutes=5)
        while then - at < SCHEDULE.most and gathered < 1:
            assert history.rate is not None
            gathered += sqrt(max(history.rate(then), 1e-6)) / (WAIT_AT_ONE_AN_HOUR / HOUR) * (step / HOUR)
            then += step
        return min(max(then - at, SCHEDULE.least), SCHEDULE.most)

    return wait


def fixed(span: timedelta) -> Wait:
    """The same wait always."""
    return lambda at, published: span


def main() -> int:
    """Replay and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=int, default=60)
    parser.add_argument("--weeks", type=int, default=4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--database")
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    kinds = list(KINDS)
    histories = (
        stored(asked.database)
        if asked.database
        else [invented(kinds[n % len(kinds)], asked.weeks, chance) for n in range(asked.sources)]
    )
    begin = BEGIN + LOOKS_BACK
    if asked.database:
        begin = max(h.published[-1] for h in histories if h.published) - timedelta(weeks=asked.weeks)
    compare(histories, begin, begin + timedelta(weeks=asked.weeks))
    return 0


def compare(histories: Sequence[History], begin: datetime, end: datetime) -> None:
    """Replay all under each schedule and print what it cost and brought."""
    ours = [replay(one, begin, end, adaptive) for one in histories]
    cost = sum(one.polls for one in ours)
    same = (end - begin) * len(histories) / cost
    results = {
        "adaptive": ours,
        f"fixed, {same / timedelta(minutes=1):.0f} min": [replay(one, begin, end, fixed(same)) for one in histories],
        "own fixed": [
            replay(one, begin, end, fixed((end - begin) / mine.polls))
            for one, mine in zip(histories, ours, strict=True)
        ],
        "half gap": [replay(one, begin, end, half_gap) for one in histories],
    }
    if all(one.rate for one in histories):
        results["oracle"] = [replay(one, begin, end, oracle(one)) for one in histories]
    days = (end - begin) / timedelta(days=1)
    print(f"{len(histories)} sources, {days:.0f} days, {sum(len(one.delays) for one in ours)} articles")
    print(
        f"{'schedule':16} {'polls a day':>12} {'median':>8} {'mean':>8} {'90 %':>8}   minutes from published to polled"
    )
    for name, found in results.items():
        _line(name, found, days)
    for kind in dict.fromkeys(one.kind for one in histories):
        print(f"\n{kind}")
        for name, found in results.items():
            _line(name, [one for one, history in zip(found, histories, strict=True) if history.kind == kind], days)


def _line(name: str, found: Sequence[Replayed], days: float) -> None:
    delays = sorted(delay for one in found for delay in one.delays)
    polls = sum(one.polls for one in found) / days / len(found)
    if delays:
        print(
            f"{name:16} {polls:12.1f} {statistics.median(delays):8.1f} {statistics.fmean(delays):8.1f}"
            f" {delays[int(0.9 * len(delays))]:8.1f}"
        )


if __name__ == "__main__":
    sys.exit(main())
