"""What a page may cost: the worst ones come to one outcome each, in one process that stays small."""

from __future__ import annotations

import json
import subprocess
import sys
from time import thread_time

import pytest

from extraction import extract

MOST_MEMORY = 1_000_000
"""Kilobytes."""

_CHILD = """
import gzip, json, os, resource, sys
from extraction import extract, read_list
from kitewire.commands.extract import unpacked

P = b"<p>This is a paragraph of a long page that goes on and on.</p>"
ARTICLE = b"<body><h1>The market hall opens again</h1><article>" + b"".join(
    b"<p>The market hall will open in June, the council said on day %d, after a repair of three years that cost more"
    b" than was planned. Traders from %d villages have asked for a stall near the door.</p>" % (n, n + 3)
    for n in range(8)
)
PAGES = {
    "empty": b"", "white space": b" \\n" * 1000, "NUL bytes": b"\\0" * 100_000, "binary": bytes(range(256)) * 2000,
    "100 MB": b"<html><body>" + b"<p>word word word</p>" * 5_000_000,
    "19 MB of paragraphs": b"<html><body>" + P * 300_000,
    "100,000 deep": b"<html><body>" + b"<div>" * 100_000 + b"<p>deep</p>",
    "100,000 deep inline": b"<html><body>" + b"<b>" * 100_000 + b"text",
    "a million links": b"<html><body>" + b"<a href=/x>l</a>" * 1_000_000,
    "20,000 links": b"<html><body>" + b"<a href=/x>link text of it</a> " * 20_000,
    "300,000 attributes": b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(300_000)) + b">text</p>",
    "a picture in the page": b'<html><img src="data:image/png;base64,' + b"QUJD" * 300_000 + b'">' + ARTICLE,
    "a drawing in the page": b'<html><svg><path d="' + b"l 1 2 " * 50_000 + b'"/></svg>' + ARTICLE,
    "references": b"<html><body><p>" + b"&#x4e2d;" * 500_000,
    "surrogates": ("<html><body>" + "<p>\\ud800 lone words</p>" * 500).encode("utf-8", "surrogatepass"),
    "XML": b'<?xml version="1.0"?><root>' + b"<item>text</item>" * 1000 + b"</root>",
    "entities of entities": b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(2, 10)) + b"]><html><p>&a9;</p>",
    "JSON": json.dumps({"html": "<p>text</p>", "a": [1] * 1000}).encode(),
    "truncated gzip": gzip.compress(b"<html><body>" + P * 2000)[:150],
    "gzip of 240 MB": gzip.compress(b"<p>x</p>" * 30_000_000, 1),
    "no gzip": b"\\x1f\\x8b\\x08" + bytes(range(256)),
}
for name, raw in PAGES.items():
    raw = unpacked(raw)
    read_list(raw, "https://a.example/")
    print(json.dumps([name, extract(raw, "https://a.example/n/1.html").outcome]))
PAGES = raw = None
print(json.dumps(["memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss]))
"""
_OUTCOMES = {
    "empty": "not_article (empty)",
    "white space": "not_article (empty)",
    "NUL bytes": "not_article (empty)",
    "binary": "not_article (not html)",
    "100 MB": "failed (too large)",
    "19 MB of paragraphs": "failed (too large)",
    "100,000 deep": "not_article (too short)",
    "100,000 deep inline": "not_article (too short)",
    "a million links": "failed (too large)",
    "20,000 links": "not_article (list page)",
    "300,000 attributes": "failed (too large)",
    "a picture in the page": "article",
    "a drawing in the page": "article",
    "references": "article",
    "surrogates": "not_article (too short)",
    "XML": "not_article (not html)",
    "entities of entities": "not_article (too short)",
    "JSON": "not_article (not html)",
    "truncated gzip": "not_article (too short)",
    "gzip of 240 MB": "failed (too large)",
    "no gzip": "not_article (not html)",
}


@pytest.fixture(scope="module")
def found() -> dict[str, str | int]:
    done = subprocess.run([sys.executable, "-c", _CHILD], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(line) for line in done.stdout.splitlines())


@pytest.mark.parametrize("name", _OUTCOMES)
def test_the_worst_pages_end_in_one_outcome(name: str, found: dict[str, str | int]) -> None:
    assert found[name] == _OUTCOMES[name]


def test_memory_stays_below_a_gigabyte(found: dict[str, str | int]) -> None:
    assert int(found["memory"]) < MOST_MEMORY


ARTICLE = "<h1>The market hall opens again</h1>" + "<p>The market hall will open in June, the council has said.</p>" * 8
LISTS = {
    "entries": '<li><a href="/n/2024/a-stall-{}-of-it">Traders ask for the stall number {}</a></li>',
    "tags": '<a href="/tag/x{}">Some tag of the page {}</a>',
    "lines": "<span>Read {}</span> also news {}<br>",
}


def _time_of(entry: str, number: int) -> float:
    """Seconds for the page of a related list of so many entries."""
    rows = "".join(entry.format(n, n) for n in range(number))
    page = f"<body>{ARTICLE}<h3>Related</h3><div>{rows}</div>".encode()
    start = thread_time()
    extract(page, "https://a.example/n/2024/the-market-hall-opens-again.html")
    return thread_time() - start


@pytest.mark.parametrize("name", LISTS)
def test_time_grows_with_a_list_and_no_faster(name: str) -> None:
    """Eight times the entries took forty times as long and more where each was looked for among all."""
    few, many = (min(_time_of(LISTS[name], number) for _ in range(2)) for number in (1000, 8000))
    assert many < 25 * few
