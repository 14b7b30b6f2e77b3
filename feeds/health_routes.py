"""Endpoints for machines that watch: is the process there, is the archive reachable, what is in it."""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from feeds.routing import both
from feeds.service import Service
from kitewire import __version__
from kitewire.archive_view import ArticleQuery
from storage import Database


class ArchiveCollector(Collector):
    """Numbers read from the archive when they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Articles, sources by state, runs by status."""
        articles = GaugeMetricFamily("kitewire_articles", "Articles in the archive.")
        articles.add_metric([], self._database.articles.count(ArticleQuery()))
        yield articles
        states = self._database.sources.states()
        sources = GaugeMetricFamily("kitewire_sources", "Sources by state.", labels=["state"])
        paused = sum(state.paused for state in states)
        failing = sum(state.failures > 0 and not state.paused for state in states)
        for state, number in (("active", len(states) - paused - failing), ("failing", failing), ("paused", paused)):
            sources.add_metric([state], number)
        yield sources
        runs = GaugeMetricFamily("kitewire_runs", "Runs by status.", labels=["status"])
        for status, number in self._database.runs.totals().items():
            runs.add_metric([status.value], number)
        yield runs


def health_router(service: Service) -> APIRouter:
    """The endpoints over `service`."""
    router = APIRouter(tags=["health"])
    registry = CollectorRegistry()
    registry.register(ArchiveCollector(service.database))

    def healthz() -> Response:
        """The process answers."""
        return Response(f"ok {__version__}\n", media_type="text/plain")

    def readyz() -> Response:
        """The database answers; 503 where it does not."""
        service.database.sources.all()
        return Response("ready\n", media_type="text/plain")

    def metrics() -> Response:
        """Prometheus text format."""
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    both(router, "/healthz", healthz)
    both(router, "/readyz", readyz)
    both(router, "/metrics", metrics)
    return router
