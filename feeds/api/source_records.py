"""Sources, runs and saved feeds as JSON objects."""

from __future__ import annotations

from typing import Any

from feeds.channels import feed_url
from feeds.entry import rfc3339
from kitewire.archive_view import SourceState
from kitewire.crawl import Outcome, RunView
from kitewire.saved_feed import SavedFeed
from kitewire.source import Source


def source_record(source: Source, state: SourceState) -> dict[str, Any]:
    """A source and how it stands."""
    return {
        "name": source.name,
        "title": source.title,
        "region": source.region,
        "home": source.home,
        "lang": source.lang,
        "verified": source.verified,
        "paused": state.paused,
        "articles": state.articles,
        "last_run": state.last_run and rfc3339(state.last_run),
        "last_status": state.last_status,
        "next_due": state.next_due and rfc3339(state.next_due),
        "failures": state.failures,
        "findings": list(state.findings),
    }


def run_record(run: RunView) -> dict[str, Any]:
    """A run; `outcomes` holds outcome → pages, `reasons` what ended badly and why."""
    return {
        "id": run.id,
        "source": run.source,
        "trigger": run.trigger,
        "status": run.status.value,
        "started": rfc3339(run.started),
        "ended": run.ended and rfc3339(run.ended),
        "error": run.error,
        "found": run.found,
        "requests": run.requests,
        "outcomes": {outcome.value: run.total(outcome) for outcome in Outcome},
        "reasons": {f"{outcome.value} ({reason})": n for (outcome, reason), n in run.counts.items() if reason},
    }


def saved_feed_record(feed: SavedFeed, base: str) -> dict[str, Any]:
    """A saved feed with its addresses below `base`."""
    addresses = {ending: feed_url(base, f"/feeds/{feed.name}", ending, {}) for ending in ("rss", "atom", "json")}
    return {
        "name": feed.name,
        "title": feed.title,
        "parameters": dict(feed.parameters),
        "created": rfc3339(feed.created),
        "changed": rfc3339(feed.changed),
        "rss": addresses["rss"],
        "atom": addresses["atom"],
        "json_feed": addresses["json"],
    }
