"""Crawls that are killed at random moments, and the archive seen by natural keys: what must come out the same."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from demo_world import World
from kitewire.source import Limits
from storage import open_database

TOP = Path(__file__).resolve().parents[2]
# Row ids and the times at which something was done differ by nature; runs tell of the kills themselves. Two things
# depend on which of several requests is answered first, with or without kills: what the lists say of a page (kept as it
# stood when the page was fetched), and which of two addresses of one article was `new` and which found it `unchanged`
# (so much for its count of re-checks, too).
VIEWS = {
    "sources": "select name, title, region, home, definition, paused, lease_owner from sources",
    "start_pages": (
        "select s.name, p.url, p.etag, p.last_modified from start_pages p join sources s on s.id = p.source_id"
    ),
    "waiting_lists": (
        "select s.name, w.start_url, w.url, w.kind, w.depth from waiting_lists w join sources s on s.id = w.source_id"
    ),
    "host_leases": "select host, owner from host_leases",
    "pages": (
        "select p.url_key, p.url, s.name, p.status, p.etag, p.last_modified, p.content_hash,"
        " replace(p.outcome, 'unchanged', 'new'), p.reason, p.tries, a.url_key"
        " from pages p join sources s on s.id = p.source_id left join articles a on a.id = p.article_id"
    ),
    "articles": (
        "select a.url_key, a.url, a.canonical_url, s.name, a.title, a.body, a.lang, a.published, a.published_precision,"
        " a.published_found_by, a.modified, a.origin, a.dateline, a.section, a.keywords, a.image, a.bylines,"
        " a.decoding, a.text_hash, a.title_key, a.text_key, a.text_size"
        " from articles a join sources s on s.id = a.source_id"
    ),
    "revisions": (
        "select a.url_key, r.number, r.title, r.body, r.text_hash"
        " from revisions r join articles a on a.id = r.article_id"
    ),
    "related_entries": (
        "select a.url_key, r.position, r.title, r.url, r.url_key, r.date, r.title_key, t.url_key, r.resolved_by"
        " from related_entries r join articles a on a.id = r.article_id left join articles t on t.id = r.target_id"
    ),
    "body_links": (
        "select a.url_key, l.position, l.title, l.url, l.url_key, t.url_key, l.resolved_by"
        " from body_links l join articles a on a.id = l.article_id left join articles t on t.id = l.target_id"
    ),
    "sketches": "select a.url_key, k.key from sketches k join articles a on a.id = k.article_id",
    "links": (
        "select a.url_key, b.url_key, l.kind, l.score, l.evidence"
        " from links l join articles a on a.id = l.a_id join articles b on b.id = l.b_id"
    ),
    "site_memories": (
        "select s.name, m.layout, m.pages, m.changed_since from site_memories m join sources s on s.id = m.source_id"
    ),
    "stories": (
        "select l.url_key, (select group_concat(url_key, ' ') from"
        " (select url_key from articles where story_id = s.id order by url_key))"
        " from stories s left join articles l on l.id = s.lead_id"
    ),
}


def by_natural_keys(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the archive without ids and times."""
    connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        return {name: sorted(connection.execute(view), key=repr) for name, view in VIEWS.items()}
    finally:
        connection.close()


def differences(one: Path, other: Path) -> list[str]:
    """What two archives do not have in common, a line each."""
    a, b = by_natural_keys(one), by_natural_keys(other)
    found = []
    for name in VIEWS:
        found += [f"{name}: only in {one}: {row}"[:600] for row in _without(a[name], b[name])]
        found += [f"{name}: only in {other}: {row}"[:600] for row in _without(b[name], a[name])]
    return found


def _without(rows: Sequence[tuple[Any, ...]], others: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    rest = set(others)
    return [row for row in rows if row not in rest]


class Victim:
    """A crawl of the demo world in processes of its own."""

    def __init__(self, world: World, database: Path) -> None:
        self.database = database
        self._names = [source.name for source in world.sources()]
        self.environment = {
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "KITEWIRE_ALLOW_HOSTS": ",".join(world.hosts),
            "KITEWIRE_WORKERS": "2",
        }
        with open_database(f"sqlite:///{database}") as opened:
            for source in world.sources():
                # Re-checks would count how often the crawl was begun.
                limits = replace(source.limits, rechecks=Limits().rechecks)
                opened.sources.save(replace(source, limits=limits))

    def crawl(self, kill_after: float | None = None) -> tuple[bool, float]:
        """Crawl; kill it so many seconds after its first sign of life. Gives whether it ended by itself, and its time.

        Raises RuntimeError where it ends by itself, but badly.
        """
        command = [sys.executable, "-m", "crawler", *self._names]
        process = subprocess.Popen(
            command, cwd=TOP, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        process.stdout.readline()
        began = time.monotonic()
        try:
            _, errors = process.communicate(timeout=kill_after)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            return False, time.monotonic() - began
        if process.returncode:
            raise RuntimeError(f"the crawl ended with {process.returncode}: {errors}")
        return True, time.monotonic() - began


def kill_until_done(victim: Victim, kills: int, longest: float, chance: random.Random) -> int:
    """Kill the crawl up to `kills` times within `longest` seconds of its start, then let it end. Gives the kills."""
    for done in range(kills):
        ended, _ = victim.crawl(chance.uniform(0, longest))
        if ended:
            return done
    victim.crawl()
    return kills
