"""How long `/metrics`, `/health.json` and `/readyz` take with 10,000 sources: `python -m bench.health_figures`."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import insert
from starlette.testclient import TestClient

from feeds.web import create_app
from kitewire.health import FindingKind
from kitewire.settings import Settings
from storage import Database, open_database
from storage.models import RunRow, SourceRow
from storage.service_models import FindingRow, SourceHealthRow


def fill(database: Database, sources: int, runs: int) -> None:
    """An archive with that many sources, so many runs of each, and a finding for one source in fifty."""
    now, chance = datetime.now(UTC), random.Random(1)
    plain = {
        "title": "",
        "region": "",
        "home": "",
        "definition": {},
        "created": now,
        "next_due": now + timedelta(hours=1),
    }
    told = {"expected": "", "found": "0 links in 3 of 3 runs", "subject": "http://a.invalid/", "samples": []}
    with database.transactions.write() as session:
        ids = range(1, sources + 1)
        session.execute(insert(SourceRow), [{"id": n, "name": f"source-{n}", **plain} for n in ids])
        health = {"run_id": 1, "articles": 500, "succeeded": now, "seconds": 4.0, "requests": 9, "expectation": {}}
        session.execute(insert(SourceHealthRow), [{"source_id": n, **health} for n in ids])
        run = {"trigger": "schedule", "status": "finished", "started": now, "ended": now}
        for _ in range(runs):
            session.execute(insert(RunRow), [{"source_id": n, **run} for n in ids])
        found = {"since": now, "seen": now, "proofs": 3, "raised": now, "evidence": {"evidence": [told]}}
        kinds = [kind.value for kind in FindingKind]
        some = [{"source_id": n, "kind": chance.choice(kinds), **found} for n in ids if n % 50 == 0]
        session.execute(insert(FindingRow), some)


def main() -> None:
    """Prints a row an address."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=20, help="runs of each source in the archive")
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        open_database(f"sqlite:///{Path(folder) / 'figures.db'}") as database,
    ):
        fill(database, asked.sources, asked.runs)
        client = TestClient(create_app(database, Settings(KITEWIRE_OPEN_READ="all")))
        print("| address | median of 5, ms | bytes |\n|---|---|---|")
        for address in ("/metrics", "/health.json", "/readyz", "/healthz"):
            times = []
            for _ in range(5):
                began = time.perf_counter()
                answer = client.get(address, headers={"accept-encoding": "identity"})
                times.append(1000 * (time.perf_counter() - began))
                assert answer.status_code == 200, answer.text
            print(f"| {address} | {median(times):.0f} | {len(answer.content)} |")


if __name__ == "__main__":
    main()
