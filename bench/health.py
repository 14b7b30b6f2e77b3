"""How soon trouble of a source is found, and how often it is found where there is none: `python bench/health.py`.

Invented outlets publish for years by their hours, weekdays and holidays, in bursts and batches, with all that goes
wrong on an ordinary site: single failed requests, outages of up to an hour and a half, lists that come empty once,
evenings of picture galleries, days on which an office is closed. Whatever is found of them is false. Then each kind of
trouble is made to last, and the runs that could show it and the hours until its finding are counted.
"""

from __future__ import annotations

import argparse
import random
import time
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import exp, log, sqrt
from statistics import median
from zoneinfo import ZoneInfo

from kitewire.crawl import Appeared, RunStatus
from kitewire.health import FindingKind
from kitewire.run_measures import ListMeasure, Part, RunMeasures, RunRecord
from scheduler.assessment import Surroundings, assess
from scheduler.cadence import LOOKS_BACK, MOST_ARTICLES, Past, patience
from scheduler.days_off import days_off
from scheduler.due import backed_off
from scheduler.expectation import Expectation
from scheduler.findings import findings
from scheduler.quiet import wants_past

ZONE = ZoneInfo("Asia/Shanghai")
BEGIN = datetime(2023, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LIST = "http://outlet.invalid/news/"
FILLED = {Part.TITLE: 1.0, Part.DATE: 0.99, Part.TIME: 0.97, Part.ORIGIN: 0.95, Part.BYLINE: 0.8, Part.RELATED: 0.9,
          Part.IMAGE: 0.6}  # fmt: skip
FAULTS = {
    "hollow": FindingKind.FIELDS,
    "no byline": FindingKind.FIELDS,
    "short texts": FindingKind.FIELDS,
    "empty list": FindingKind.EMPTY,
    "refused": FindingKind.BLOCKED,
    "unreachable": FindingKind.UNREACHABLE,
    "garbled": FindingKind.ENCODING,
    "future dates": FindingKind.FUTURE_DATES,
    "silent": FindingKind.SILENT,
}

_OF_ARTICLES = (FindingKind.FIELDS, FindingKind.ENCODING, FindingKind.FUTURE_DATES)


@dataclass(frozen=True)
class Kind:
    """A kind of outlet."""

    name: str
    a_day: float
    """Articles on an ordinary day."""
    hours: tuple[int, int]
    weekend: float
    """Share of an ordinary day's articles on Saturdays, Sundays and holidays."""
    burst: float = 1.0
    """Articles that come together, on average."""
    closed: float = 0.0
    """Closures a year, of one to three days."""
    weekday: int | None = None
    """Publishes on this weekday only."""
    regular: bool = False
    """At its hour to within forty minutes, rather than at random."""

    @property
    def every(self) -> timedelta:
        """Between two runs, as the adaptive schedule's law gives it, within its default bounds."""
        rate = self.a_day * (1 if self.weekday is None else 1 / 7) * (5 + 2 * self.weekend) / 7 / 24
        return min(max(timedelta(minutes=20) / sqrt(rate), timedelta(minutes=10)), DAY)


KINDS = (
    Kind("busy city site", 120, (6, 23), 0.6),
    Kind("regional daily", 25, (7, 21), 0.4),
    Kind("office", 6, (9, 18), 0.0, closed=3),
    Kind("daily at six", 10, (18, 19), 1.0, burst=10, regular=True),
    Kind("bursty blog", 3, (8, 24), 0.8, burst=4),
    Kind("slow channel", 0.2, (8, 20), 0.5),
    Kind("weekly paper", 1.0, (10, 14), 1.0, weekday=2, regular=True),
)


@dataclass
class Outlet:
    """An outlet and its crawls."""

    kind: Kind
    chance: random.Random
    fault: str = ""
    begins: datetime = BEGIN + 1000 * DAY
    """When `fault` begins."""
    expected: Expectation = field(default_factory=Expectation)
    appeared: list[Appeared] = field(default_factory=list)
    outages: list[tuple[datetime, datetime]] = field(default_factory=list)
    galleries: list[tuple[datetime, datetime]] = field(default_factory=list)
    runs: int = 0
    failures: int = 0
    looks: int = 0

    def __post_init__(self) -> None:
        self._stream = self._publish()
        self._next = next(self._stream)
        self.outages = list(self._spells(6, timedelta(minutes=40), timedelta(minutes=90)))
        self.galleries = list(self._spells(10, timedelta(hours=3), timedelta(hours=5)))

    def _spells(self, a_year: float, mean: timedelta, most: timedelta) -> Iterator[tuple[datetime, datetime]]:
        at = BEGIN
        while at < BEGIN + 3000 * DAY:
            at += timedelta(days=self.chance.expovariate(a_year / 365))
            yield at, at + min(mean * self.chance.expovariate(1), most)

    def _publish(self) -> Iterator[datetime]:
        """Times of publication, for ever."""
        kind, chance, off = self.kind, self.chance, days_off(ZONE.key)
        day, closed_until = (BEGIN - 7 * DAY).astimezone(ZONE).replace(hour=0), BEGIN
        while True:
            if chance.random() < kind.closed / 365:
                closed_until = day + chance.randint(1, 3) * DAY
            resting = day.weekday() >= 5 or off(day.date())
            mean = kind.a_day * (kind.weekend if resting else 1.0) / kind.burst
            if day < closed_until or (kind.weekday is not None and day.weekday() != kind.weekday):
                mean = 0.0
            events = (1 if mean else 0) if kind.regular else _poisson(mean, chance)
            times = []
            for _ in range(events):
                first, last = kind.hours
                at = day + HOUR * (first + chance.random() * (min(1.0, last - first) if kind.regular else last - first))
                many = 1 if kind.burst == 1 else 1 + _poisson(kind.burst - 1, chance)
                times += [at + timedelta(minutes=chance.random() * 8) for _ in range(many)]
            yield from (when.astimezone(UTC) for when in sorted(times))
            day = (day + DAY).replace(hour=0)

    def crawl(self, now: datetime) -> RunRecord:
        """One run at `now`."""
        fault = self.fault if now >= self.begins else ""
        fresh = 0
        while self._next <= now:
            if not (fault == "silent" and self._next >= self.begins):
                fresh += 1
                if fault not in ("empty list", "refused", "unreachable", "hollow"):
                    self.appeared.append(Appeared(self._next, now))
            self._next = next(self._stream)
        self.runs += 1
        down = fault == "unreachable" or _within(self.outages, now) or self.chance.random() < 0.003
        refused = fault == "refused"
        if down or refused:
            error = "http 403" if refused else "timeout"
            if not fault:
                for _ in range(fresh):  # they are found by a later run
                    self.appeared.pop()
                self.held = getattr(self, "held", 0) + fresh
            measures = RunMeasures(lists={LIST: ListMeasure(error=error)})
            return RunRecord(self.runs, RunStatus.FAILED, now, now, error, measures=measures)
        held, self.held = getattr(self, "held", 0), 0
        self.appeared += [Appeared(now, now)] * held
        empty = fault == "empty list" or self.chance.random() < 0.001
        measures = self._measures(0 if empty else fresh + held, fault, now)
        links = 0 if empty else 30 + self.chance.randint(-3, 3)
        listed = {LIST: ListMeasure(links, 1, unchanged=not fresh and not empty and self.chance.random() < 0.7)}
        found = measures.attempts
        return RunRecord(self.runs, RunStatus.FINISHED, now, now, "", found, 1, replace(measures, lists=listed))

    def _measures(self, pages: int, fault: str, now: datetime) -> RunMeasures:
        chance = self.chance
        lost = sum(chance.random() < 0.01 for _ in range(pages))
        read = pages - lost
        odd = 1.0 if fault == "hollow" else 0.8 if _within(self.galleries, now) else 0.03
        articles = read - sum(chance.random() < odd for _ in range(read))
        shares = dict(FILLED) | ({Part.BYLINE: 0.0} if fault == "no byline" else {})
        filled = {part.value: sum(chance.random() < share for _ in range(articles)) for part, share in shares.items()}
        mean = log(900) - (log(4) if fault == "short texts" else 0)
        logs = [chance.gauss(mean, 0.6) for _ in range(articles)]
        return RunMeasures(
            read=read,
            articles=articles,
            new=articles,
            filled=filled | {Part.TEXT.value: articles},
            log_length=sum(logs),
            log_length_squares=sum(one * one for one in logs),
            future=articles if fault == "future dates" else sum(chance.random() < 0.003 for _ in range(articles)),
            garbled=articles if fault == "garbled" else sum(chance.random() < 0.003 for _ in range(articles)),
            attempts=pages,
            troubles={"timeout": lost} if lost else {},
        )

    def live(self, until: datetime, wanted: FindingKind | None = None) -> Iterator[tuple[datetime, FindingKind, int]]:
        """(When, what, after how many runs) for each finding that is raised; ends with the one that is `wanted`."""
        now, standing, zone = BEGIN, set[FindingKind](), ZONE
        since_fault = 0
        while now < until:
            run = self.crawl(now)
            # A run without a page says nothing of pages.
            tells = wanted not in _OF_ARTICLES or run.measures.attempts
            since_fault += now >= self.begins and bool(tells)
            known = None
            if wants_past(self.expected.quiet, run) and self.appeared:
                self.looks += 1
                cut = bisect_right(self.appeared, now - LOOKS_BACK, key=lambda one: one.seen)
                past = Past(self.appeared[max(cut, len(self.appeared) - MOST_ARTICLES) :])
                known = patience(past, self.appeared[-1].seen, zone, days_off(zone.key))
            last = self.appeared[-1].seen if self.appeared else None
            self.expected = assess(self.expected, run, Surroundings((LIST,), None, last, known))
            found = {one.kind for one in findings(self.expected, run)}
            for kind in found - standing:
                yield now, kind, since_fault
                if kind is wanted:
                    return
            standing = found
            self.failures = self.failures + 1 if run.status is RunStatus.FAILED else 0
            now += backed_off(self.kind.every, self.failures) * (1 + 0.05 * self.chance.random())


def _within(spells: list[tuple[datetime, datetime]], now: datetime) -> bool:
    place = bisect_right(spells, now, key=lambda one: one[0]) - 1
    return place >= 0 and now < spells[place][1]


def _poisson(mean: float, chance: random.Random) -> int:
    bound, product, number = exp(-mean), chance.random(), 0
    while product > bound:
        product *= chance.random()
        number += 1
    return number


def false_findings(years: int, seed: int) -> None:
    """Print how often something is found where nothing is wrong."""
    print("| outlet, years | runs a day | false findings a source-year | which |\n|---|---|---|---|")
    total: Counter[str] = Counter()
    whole = 0
    for kind in KINDS:
        found: Counter[str] = Counter()
        runs = 0
        # A busy outlet is crawled fifty thousand times a year: fewer years of those say as much.
        lived = max(1, round(years * min(1.0, kind.every / HOUR)))
        whole += lived
        for number in range(lived):
            outlet = Outlet(kind, random.Random(f"{seed} {kind.name} {number}"))
            found.update(what.value for _, what, _ in outlet.live(BEGIN + 365 * DAY))
            runs += outlet.runs
        total.update(found)
        told = ", ".join(f"{what} {n}" for what, n in found.items())
        print(f"| {kind.name}, {lived} | {runs / lived / 365:.0f} | {found.total() / lived:.2f} | {told} |", flush=True)
    print(f"| all, {whole} source-years | | {total.total() / whole:.3f} | |")


def delays(repeats: int, seed: int) -> None:
    """Print how soon each kind of trouble is found."""
    print("\n| trouble | outlets | found | runs, median | hours, median | hours, worst |\n|---|---|---|---|---|---|")
    of_silence: defaultdict[str, list[float]] = defaultdict(list)
    for fault, wanted in FAULTS.items():
        runs, hours, missed = [], [], 0
        for kind in KINDS:
            for number in range(repeats):
                chance = random.Random(f"{seed} {fault} {kind.name} {number}")
                begins = (
                    BEGIN + (70 if kind.a_day >= 1 and kind.weekday is None else 160) * DAY + chance.random() * 7 * DAY
                )
                outlet = Outlet(kind, chance, fault, begins)
                ends = [one for one in outlet.live(begins + 90 * DAY, wanted) if one[1] is wanted and one[0] >= begins]
                if not ends:
                    missed += 1
                    continue
                when, _, since = ends[0]
                runs.append(since)
                hours.append((when - begins) / HOUR)
                if fault == "silent":
                    of_silence[kind.name].append(hours[-1])
        tried = repeats * len(KINDS)
        print(
            f"| {fault} | {tried} | {tried - missed} | {median(runs):.0f} | {median(hours):.1f} | {max(hours):.0f} |",
            flush=True,
        )
    told = "; ".join(f"{name} {median(found):.0f} h" for name, found in of_silence.items())
    print(f"\nSilence by outlet, median: {told}")


def main() -> None:
    """Both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=8, help="source-years of each kind of outlet")
    parser.add_argument("--repeats", type=int, default=3, help="outlets of each kind for each trouble")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.process_time()
    if asked.years:
        false_findings(asked.years, asked.seed)
    if asked.repeats:
        delays(asked.repeats, asked.seed)
    print(f"\n{time.process_time() - began:.0f} s of CPU time")


if __name__ == "__main__":
    main()
