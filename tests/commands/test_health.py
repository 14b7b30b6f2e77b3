"""`kitewire health`, the endpoints of health, and their figures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert
from starlette.testclient import TestClient
from typer.testing import CliRunner

from feeds.web import create_app
from kitewire.cli import app
from kitewire.crawl import RunStatus
from kitewire.errors import UnknownSourceError
from kitewire.health import Evidence, Finding, FindingKind
from kitewire.run_measures import RunRecord
from kitewire.service_state import ServiceState
from kitewire.settings import Settings
from kitewire.source import Source
from storage import Database, open_database
from storage.health import Assessed
from storage.models import SourceRow

NOW = datetime.now(UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'kitewire.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    with open_database(url) as database:
        for name in ("gazette", "courier", "paused"):
            database.sources.save(Source(name, f"http://{name}.example/"))
            database.schedule.set_due(name, NOW + HOUR)
        database.sources.pause("paused", True)
        yield database


def find(database: Database, source: str, kind: FindingKind, last_run: int = 0) -> None:
    evidence = Evidence(
        "http://gazette.example/news/", "about 40 links", "0 links in 3 of 3 runs", ("http://a.example/",)
    )
    finding = Finding(kind, NOW - 5 * HOUR, NOW, 3, (evidence,), raised=NOW - 3 * HOUR)
    run = RunRecord(last_run + 1, RunStatus.FINISHED, NOW - timedelta(seconds=90), NOW, requests=12)
    assert database.health.save(source, last_run, Assessed({}, run, NOW, raised=(finding,)))


def health(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["health", *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_all_is_well(archive: Database) -> None:
    assert health() == (0, "All is well.\n")
    assert health("gazette") == (0, "gazette is well.\n")


def test_findings_are_told_with_what_to_do(archive: Database) -> None:
    find(archive, "gazette", FindingKind.EMPTY)
    code, told = health()
    assert code == 1
    for part in (
        "gazette: empty since",
        "0 links in 3 of 3 runs; expected about 40 links",
        "→ run `kitewire source test",
    ):
        assert part in told.replace("\n  ", " ")
    assert health("courier") == (0, "courier is well.\n")
    assert health("gazette")[0] == 1


def test_findings_as_json(archive: Database) -> None:
    find(archive, "gazette", FindingKind.EMPTY)
    code, told = health("--json")
    record = json.loads(told)
    assert code == 1 and record["ok"] is False
    (one,) = record["findings"]
    assert (one["source"], one["kind"], one["runs"]) == ("gazette", "empty", 3) and one["advice"]


def test_paused_sources_and_what_is_over_are_told_with_all(archive: Database) -> None:
    find(archive, "paused", FindingKind.SILENT)
    assert health()[0] == 0
    code, told = health("--all")
    assert code == 0 and "paused: silent since" in told


def test_unknown_source_is_refused(archive: Database) -> None:
    with pytest.raises(UnknownSourceError):
        health("nobody")


def test_sources_that_nobody_crawls_are_overdue(archive: Database) -> None:
    archive.schedule.set_due("gazette", NOW - 3 * HOUR)
    archive.schedule.set_due("paused", NOW - 30 * HOUR)
    code, told = health()
    assert code == 1 and "gazette: overdue since" in told and "paused" not in told
    for n in range(6):
        archive.sources.save(Source(f"more-{n}", f"http://more-{n}.example/"))
        archive.schedule.set_due(f"more-{n}", NOW - 2 * HOUR)
    code, told = health()
    assert "7 sources are due" in told.replace("\n", " ") and "more-1" not in told, "one trouble, told once"
    assert len(json.loads(health("--json")[1])["findings"]) == 7


def test_sources_mention_what_is_found(archive: Database) -> None:
    find(archive, "gazette", FindingKind.EMPTY)
    listed = CliRunner().invoke(app, ["source", "list", "--json"]).output.splitlines()
    states = {record["name"]: (record["state"], record["findings"]) for record in map(json.loads, listed)}
    assert states == {"gazette": ("empty", ["empty"]), "courier": ("unverified", []), "paused": ("paused", [])}
    shown = CliRunner().invoke(app, ["source", "show", "gazette"]).output
    assert "# found: empty (`kitewire health gazette` tells more)" in shown


def test_accept_closes_findings(archive: Database) -> None:
    find(archive, "gazette", FindingKind.EMPTY)
    assert health("gazette", "--accept", "--yes")[0] == 0
    assert health("gazette")[0] == 0


def test_test_alert_tells_each_hook(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KITEWIRE_ALERT_COMMAND", "true")
    assert health("--test-alert") == (0, "the command took it\n")
    monkeypatch.setenv("KITEWIRE_ALERT_COMMAND", "false")
    assert health("--test-alert")[0] == 1


def test_health_as_an_endpoint(archive: Database) -> None:
    client = TestClient(create_app(archive, Settings(KITEWIRE_OPEN_READ="all")))
    assert client.get("/health.json").json() == {"ok": True, "findings": []}
    find(archive, "gazette", FindingKind.EMPTY)
    find(archive, "paused", FindingKind.SILENT)
    record = client.get("/health.json").json()
    assert not record["ok"] and [one["source"] for one in record["findings"]] == ["gazette"]
    assert client.get("/health.json?source=courier").json()["ok"]
    assert client.get("/health.json?source=nobody").status_code == 404


@pytest.mark.parametrize(
    ("state", "status", "said"),
    [
        (None, 200, "none"),
        (ServiceState(seconds_since_tick=0.5), 200, "ok"),
        (ServiceState(seconds_since_tick=500), 503, "it has not come round for 500 seconds"),
        (ServiceState(), 503, "it has not come round yet"),
    ],
)
def test_ready_means_that_the_scheduler_comes_round(
    archive: Database, state: ServiceState | None, status: int, said: str
) -> None:
    web = create_app(archive, Settings(KITEWIRE_OPEN_READ="all"))
    if state is not None:
        web.state.scheduler = lambda: state
    answer = TestClient(web).get("/readyz")
    assert (answer.status_code, answer.json()) == (
        status,
        {"ready": status == 200, "database": "ok", "scheduler": said},
    )


def test_figures_of_each_source_and_of_the_scheduler(archive: Database) -> None:
    find(archive, "gazette", FindingKind.EMPTY)
    archive.schedule.set_due("courier", NOW - 3 * HOUR)
    web = create_app(archive, Settings(KITEWIRE_OPEN_READ="all"))
    web.state.scheduler = lambda: ServiceState(True, last_tick=NOW, seconds_since_tick=0.5, running=("a",), started=7)
    lines = TestClient(web).get("/metrics").text.splitlines()
    for line in (
        'kitewire_findings{kind="empty"} 1.0',
        'kitewire_findings{kind="overdue"} 1.0',
        'kitewire_findings{kind="silent"} 0.0',
        'kitewire_source_finding{kind="empty",source="gazette"} 1.0',
        'kitewire_source_run_seconds{source="gazette"} 90.0',
        'kitewire_source_run_requests{source="gazette"} 12.0',
        'kitewire_sources{state="failing"} 1.0',
        "kitewire_scheduler_dispatching 1.0",
        "kitewire_crawls_running 1.0",
        "kitewire_crawls_started_total 7.0",
    ):
        assert line in lines, line
    (lag,) = [line for line in lines if line.startswith('kitewire_source_due_lag_seconds{source="courier"}')]
    assert float(lag.split()[-1]) >= 3 * 3600
    assert not any(line.startswith('kitewire_source_due_lag_seconds{source="gazette"}') for line in lines)


def test_many_sources_have_sums_only(archive: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with archive.transactions.write() as session:
        rows = [
            {"name": f"s{n}", "title": "", "region": "", "home": "", "definition": {}, "created": NOW}
            for n in range(30)
        ]
        session.execute(insert(SourceRow), rows)
    client = TestClient(create_app(archive, Settings(KITEWIRE_OPEN_READ="all")))
    assert 'source="s7"' in client.get("/metrics").text
    monkeypatch.setattr("feeds.metrics.MOST_SOURCES", 20)
    assert 'source="s7"' not in client.get("/metrics").text
