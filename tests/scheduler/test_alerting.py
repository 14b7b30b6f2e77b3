"""Findings and alerts through real databases; hooks that are real commands and real servers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from sqlalchemy import select

from kitewire.crawl import RunStatus
from kitewire.errors import SettingsError
from kitewire.health import FindingKind
from kitewire.run_measures import ListMeasure, RunMeasures
from kitewire.settings import Settings, load_settings
from kitewire.source import Source, StartKind, StartPoint
from scheduler import alerting
from scheduler.alerting import send_due, send_test
from scheduler.health import assess_source
from storage import Database
from storage.service_models import AlertRow

BEGIN = datetime(2026, 11, 2, tzinfo=UTC)
URL = "http://gazette.example/news/"
HOUR = timedelta(hours=1)


class Gazette:
    """A source whose runs are written by hand."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.now = BEGIN
        start = StartPoint(StartKind.LIST, URL)
        database.sources.save(Source("gazette", "http://gazette.example/", lang="en", starts=(start,)))

    def run(self, error: str = "", status: RunStatus | None = None) -> list[FindingKind]:
        self.now += HOUR
        run = self.database.runs.start("gazette", "schedule", "me", self.now - timedelta(minutes=1))
        measures = RunMeasures(lists={URL: ListMeasure(error=error) if error else ListMeasure(links=30, pages=1)})
        ended = status or (RunStatus.FAILED if error else RunStatus.FINISHED)
        self.database.runs.finish(run, ended, self.now, error, 0, measures)
        return [one.kind for one in assess_source(self.database, "gazette")]

    def break_down(self) -> None:
        for _ in range(20):
            self.run()
        for _ in range(3):
            found = self.run("http 403")
        assert found == [FindingKind.BLOCKED]


@pytest.fixture
def gazette(any_database: Database) -> Gazette:
    return Gazette(any_database)


@dataclass
class Received:
    """What a webhook got."""

    status: int = 200
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def webhook(received: Received) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            received.headers.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(received.status)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook"
    server.shutdown()
    server.server_close()


def script(folder: Path, code: str) -> str:
    path = folder / "a hook.py"
    path.write_text(code)
    return f"{sys.executable} '{path}'"


def test_finding_is_kept_told_and_cleared(gazette: Gazette) -> None:
    gazette.break_down()
    (found,) = gazette.database.health.findings("gazette")
    assert (found.source, found.raised, found.since) == ("gazette", gazette.now, gazette.now - 2 * HOUR)
    gazette.run("http 403")
    (again,) = gazette.database.health.findings()
    assert (again.id, again.since, again.proofs) == (found.id, found.since, 4)
    assert gazette.run() == [FindingKind.BLOCKED] and gazette.run() == []
    assert gazette.database.health.findings("gazette") == []
    (over,) = gazette.database.health.findings("gazette", cleared=True)
    assert over.cleared == gazette.now
    alerts = gazette.database.alerts.due(gazette.now)
    assert [(one.event, one.hook) for one in alerts] == [
        (event, hook) for event in ("raised", "cleared") for hook in ("command", "webhook")
    ]


def test_each_run_counts_once(gazette: Gazette) -> None:
    for _ in range(20):
        gazette.run()
    gazette.run("http 403")
    for _ in range(5):
        assert assess_source(gazette.database, "gazette") == ()
    todo = gazette.database.health.unassessed("gazette")
    assert todo.runs == ()
    assert gazette.run("http 403") == [] and gazette.run("http 403") == [FindingKind.BLOCKED]


def test_runs_that_nobody_assessed_are_made_up_for_in_order(gazette: Gazette) -> None:
    for n in range(40):
        gazette.now += HOUR
        run = gazette.database.runs.start("gazette", "schedule", "me", gazette.now)
        error = "no such host" if 20 <= n < 25 else ""
        measures = RunMeasures(lists={URL: ListMeasure(links=0 if error else 30, error=error)})
        status = RunStatus.FAILED if error else RunStatus.FINISHED
        gazette.database.runs.finish(run, status, gazette.now, error, 0, measures)
    assert assess_source(gazette.database, "gazette") == ()
    assert gazette.database.health.findings("gazette", cleared=True) == [], "it came and went: no news by now"
    (state,) = gazette.database.health.states(gazette.now)
    assert state.succeeded == gazette.now


def test_two_processes_that_assess_at_once_write_once(gazette: Gazette) -> None:
    for _ in range(20):
        gazette.run()
    gazette.now += HOUR
    stale = gazette.database.health.unassessed("gazette")
    gazette.run()
    from storage.health import Assessed

    assert not gazette.database.health.save("gazette", stale.last_run, Assessed({}, stale_run(gazette), None))


def stale_run(gazette: Gazette) -> object:
    from kitewire.run_measures import RunRecord

    return RunRecord(1, RunStatus.FINISHED, gazette.now, gazette.now)


def test_accepting_forgets_and_closes(gazette: Gazette) -> None:
    gazette.break_down()
    assert gazette.database.health.accept("gazette", gazette.now) == 1
    assert gazette.database.health.findings() == [] and gazette.database.alerts.due(gazette.now) == []
    assert gazette.run() == []


def test_removed_source_takes_its_findings_along(gazette: Gazette) -> None:
    gazette.break_down()
    gazette.database.sources.remove("gazette")
    assert gazette.database.health.findings() == [] == gazette.database.alerts.due(gazette.now + HOUR)
    assert gazette.database.health.states(gazette.now) == []


def test_command_gets_json_and_variables(gazette: Gazette, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    code = f"import json, os, sys\njson.dump([json.load(sys.stdin), dict(os.environ)], open({str(out)!r}, 'w'))\n"
    gazette.break_down()
    settings = Settings(KITEWIRE_ALERT_COMMAND=script(tmp_path, code))
    assert send_due(gazette.database, settings, gazette.now) == 1
    told, variables = json.loads(out.read_text())
    assert told["event"] == "finding.raised" and told["finding"]["kind"] == "blocked"
    assert told["finding"]["evidence"][0]["subject"] == URL and "http 403" in told["text"]
    assert (variables["KITEWIRE_SOURCE"], variables["KITEWIRE_KIND"]) == ("gazette", "blocked")
    assert "DATABASE_URL" not in variables
    assert send_due(gazette.database, settings, gazette.now + 2 * HOUR) == 0, "it was taken"
    assert gazette.database.alerts.waiting() == {}, "the webhook is not set: nothing waits for it"


def test_webhook_gets_json_signed_by_the_standard(gazette: Gazette) -> None:
    received = Received()
    gazette.break_down()
    with webhook(received) as url:
        settings = Settings(KITEWIRE_ALERT_WEBHOOK=url, KITEWIRE_ALERT_SECRET="geheim", KITEWIRE_USER_AGENT="K/1")
        assert send_due(gazette.database, settings, gazette.now) == 1
    (body,), (headers,) = received.bodies, received.headers
    assert json.loads(body)["finding"]["source"] == "gazette" and headers["user-agent"] == "K/1"
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    mark = base64.b64encode(hmac.new(b"geheim", content, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mark}"


def test_hook_that_fails_is_tried_again_with_pauses_until_a_day_has_gone(gazette: Gazette) -> None:
    received = Received(status=503)
    gazette.break_down()
    gazette.run()
    gazette.run()
    with webhook(received) as url:
        settings = Settings(KITEWIRE_ALERT_WEBHOOK=url)
        assert send_due(gazette.database, settings, gazette.now) == 0
        assert len(received.bodies) == 1, "the second message waits: its hook has just failed"
        assert send_due(gazette.database, settings, gazette.now + timedelta(seconds=30)) == 0
        assert len(received.bodies) == 1, "not before its time"
        assert send_due(gazette.database, settings, gazette.now + timedelta(minutes=2)) == 0
        assert len(received.bodies) == 2
        ((hook, number, error),) = gazette.database.alerts.stuck(gazette.now + 2 * HOUR)
        assert (hook, error) == ("webhook", "it answered 503") and number >= 1
        received.status = 204
        assert send_due(gazette.database, settings, gazette.now + 3 * HOUR) == 2
        assert send_due(gazette.database, settings, gazette.now + 9 * HOUR) == 0
    events = [json.loads(body)["event"] for body in received.bodies]
    assert events == ["finding.raised", "finding.raised", "finding.raised", "finding.cleared"]
    gazette.break_down()
    nobody = Settings(KITEWIRE_ALERT_WEBHOOK="http://127.0.0.1:9/")
    for hours in range(30):
        assert send_due(gazette.database, nobody, gazette.now + hours * HOUR) == 0
    assert gazette.database.alerts.waiting() == {}, "given up after a day"


def test_two_senders_send_once(gazette: Gazette) -> None:
    gazette.break_down()
    one, other = gazette.database.alerts.due(gazette.now)[0], gazette.database.alerts.due(gazette.now)[0]
    assert gazette.database.alerts.claim(one, gazette.now + HOUR)
    assert not gazette.database.alerts.claim(other, gazette.now + HOUR)


def test_redirects_are_not_followed(gazette: Gazette) -> None:
    received = Received(status=302)
    with webhook(received) as url:
        assert send_test(Settings(KITEWIRE_ALERT_WEBHOOK=url), BEGIN) == {"webhook": "it answered 302"}
    assert len(received.bodies) == 1


def test_command_that_fails_or_hangs_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    failing = Settings(KITEWIRE_ALERT_COMMAND=script(tmp_path, "import sys; sys.exit('no pager today')"))
    assert send_test(failing, BEGIN) == {"command": "it ended with 1: no pager today"}
    missing = Settings(KITEWIRE_ALERT_COMMAND=str(tmp_path / "nothing"))
    assert "cannot be run" in send_test(missing, BEGIN)["command"]
    monkeypatch.setattr(alerting, "TIMEOUT", 1.0)
    children = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])"
    hanging = Settings(KITEWIRE_ALERT_COMMAND=script(tmp_path, children))
    assert "longer than" in send_test(hanging, BEGIN)["command"]


@pytest.mark.parametrize(
    ("name", "value"), [("KITEWIRE_ALERT_COMMAND", "run 'this"), ("KITEWIRE_ALERT_WEBHOOK", "ftp://a.example/")]
)
def test_settings_that_cannot_work_are_refused(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        load_settings()


def test_alerts_stand_in_the_transaction_of_their_finding(gazette: Gazette) -> None:
    gazette.break_down()
    with gazette.database.transactions.read() as session:
        rows = session.scalars(select(AlertRow)).all()
        assert {row.made for row in rows} == {gazette.now} and all(row.next_try for row in rows)
