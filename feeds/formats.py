"""The formats by name, as `--format` and the ends of addresses name them. A new one is a module and a line here."""

from __future__ import annotations

from feeds import atom, csv_table, json_feed, jsonl, markdown, opml, parquet, rss, warc
from feeds.feed import Format

FORMATS: dict[str, Format] = {
    "rss": Format("application/rss+xml; charset=utf-8", rss.write),
    "atom": Format("application/atom+xml; charset=utf-8", atom.write),
    "json": Format("application/feed+json; charset=utf-8", json_feed.write, related=True),
    "opml": Format("text/x-opml; charset=utf-8", opml.write, of_sources=True),
    "csv": Format("text/csv; charset=utf-8; header=present", csv_table.write, limit=None),
    "jsonl": Format("application/jsonl; charset=utf-8", jsonl.write, limit=None, related=True),
    "parquet": Format("application/vnd.apache.parquet", parquet.write, limit=None, related=True),
    "markdown": Format("text/markdown; charset=utf-8", markdown.write, limit=None, related=True),
    "warc": Format("application/warc", warc.write, limit=None),
}
