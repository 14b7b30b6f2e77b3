"""Figures for Prometheus, read from the archive and from the scheduler of this process when they are asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kitewire.archive_view import ArticleQuery
from kitewire.health import FindingKind, SourceHealth
from kitewire.overdue import overdue
from kitewire.service_state import ServiceState
from storage import Database

MOST_SOURCES = 20_000
"""With more sources than this only sums are given: each is a series of its own."""


class ArchiveCollector(Collector):
    """What is in the archive, how its sources fare, and how the scheduler of this process stands."""

    def __init__(self, database: Database, state: ServiceState | None, now: datetime | None = None) -> None:
        self._database = database
        self._state = state
        self._now = now or datetime.now(UTC)

    def collect(self) -> Iterator[Metric]:
        """All families. Labels are names of sources and words of fixed sets."""
        states = self._database.health.states(self._now)
        yield _gauge("articles", "Articles in the archive.", self._database.articles.count(ArticleQuery()))
        yield from self._sources(states)
        yield from self._runs()
        if len(states) <= MOST_SOURCES:
            yield from _each(states, self._now)
        if self._state is not None:
            yield from _scheduler(self._state)

    def _sources(self, states: Sequence[SourceHealth]) -> Iterator[Metric]:
        paused = sum(one.paused for one in states)
        troubled = sum(bool(one.findings) and not one.paused for one in states)
        sources = GaugeMetricFamily("kitewire_sources", "Sources by state.", labels=["state"])
        for state, number in (("active", len(states) - paused - troubled), ("failing", troubled), ("paused", paused)):
            sources.add_metric([state], number)
        yield sources
        kinds = Counter(kind for one in states if not one.paused for kind in one.findings)
        kinds[FindingKind.OVERDUE] = len(overdue(states, self._now))
        findings = GaugeMetricFamily("kitewire_findings", "Findings that stand, by kind.", labels=["kind"])
        for kind in FindingKind:
            findings.add_metric([kind.value], kinds[kind])
        yield findings
        alerts = GaugeMetricFamily("kitewire_alerts_waiting", "Alerts that no hook has taken yet.", labels=["hook"])
        for hook, number in self._database.alerts.waiting().items():
            alerts.add_metric([hook], number)
        yield alerts

    def _runs(self) -> Iterator[Metric]:
        runs = GaugeMetricFamily("kitewire_runs", "Runs by status.", labels=["status"])
        for status, number in self._database.runs.totals().items():
            runs.add_metric([status.value], number)
        yield runs


def _each(states: Sequence[SourceHealth], now: datetime) -> Iterator[Metric]:
    def family(name: str, told: str, labels: Sequence[str] = ("source",)) -> GaugeMetricFamily:
        return GaugeMetricFamily(f"kitewire_source_{name}", told, labels=list(labels))

    articles = family("articles", "Articles of a source, as counted after the last run that brought one.")
    succeeded = family("last_success_timestamp_seconds", "When a run of a source last finished.")
    seconds = family("run_seconds", "How long the last run of a source took.")
    requests = family("run_requests", "Requests that the last run of a source sent.")
    lag = family("due_lag_seconds", "For how long a source has been due; only those that are and are not crawled.")
    findings = family("finding", "1 for each finding that stands.", ("source", "kind"))
    for one in states:
        name = [one.source]
        articles.add_metric(name, one.articles)
        requests.add_metric(name, one.requests)
        if one.succeeded is not None:
            succeeded.add_metric(name, one.succeeded.timestamp())
        if one.seconds is not None:
            seconds.add_metric(name, one.seconds)
        late = now - (one.due or one.created)
        if late > timedelta() and not (one.paused or one.running):
            lag.add_metric(name, late.total_seconds())
        for kind in one.findings:
            findings.add_metric([one.source, kind.value], 1)
    yield from (articles, succeeded, seconds, requests, lag, findings)


def _scheduler(state: ServiceState) -> Iterator[Metric]:
    yield _gauge("scheduler_dispatching", "1 if this process chooses what is crawled.", state.dispatching)
    if state.last_tick is not None:
        yield _gauge("scheduler_last_tick_timestamp_seconds", "When it last looked.", state.last_tick.timestamp())
    if state.seconds_since_tick is not None:
        yield _gauge("scheduler_tick_age_seconds", "How long ago that was.", state.seconds_since_tick)
    yield _gauge("crawls_running", "Crawls of this process under way.", len(state.running))
    yield _gauge("crawls_waiting", "Sources that are due, offered to the queue, and not begun.", state.waiting)
    for name, told, number in (
        ("crawls_started", "Crawls begun by this process.", state.started),
        ("crawls_ended", "Crawls of this process that ended.", state.ended),
        ("scheduler_bugs", "Looks that failed by a bug.", state.bugs),
    ):
        yield CounterMetricFamily(f"kitewire_{name}", told, value=number)


def _gauge(name: str, told: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kitewire_{name}", told, value=value)
