"""Why a page was read as it was: fates of blocks, lists, evidence of fields; and how `extract --explain` shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from extraction import extract
from extraction.explaining import explain
from kitewire.explanation import BlockNote, Explanation, Fate

URL = "https://wire.example/news/2024/harbour-road-plan-4711.html"
PARAGRAPHS = [
    f"The council of the harbour town decided on plan number {n} after a debate that lasted far into the night, and "
    "the road along the quay will be closed to lorries from the first of May on, the mayor said."
    for n in range(5)
]
RELATED = ["Ferry to the island sails again after the storm", "Fishermen ask for a longer season in the bay"]


def page(extra: str = "", hostile: str = "") -> bytes:
    text = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
    links = "".join(f'<li><a href="/news/2024/story-number-{n}.html">{t}</a></li>' for n, t in enumerate(RELATED))
    return f"""<!doctype html><html lang="en"><head><title>Harbour road plan passed | Wire</title>
<meta property="og:title" content="Harbour road plan passed"><meta name="author" content="Jane Roe">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Harbour road plan passed",
 "datePublished": "2024-05-03T10:00:00+01:00"}}</script></head><body>
<nav class="menu"><a href="/">Home</a> <a href="/sport">Sport</a></nav>
<article class="story"><h1>Harbour road plan passed</h1>{hostile}{text}{extra}</article>
<section class="more"><h3>Related articles</h3><ul>{links}</ul></section>
<footer><p>© Wire 2024. All rights reserved.</p></footer></body></html>""".encode()


def of_fate(found: Explanation, fate: Fate) -> list[BlockNote]:
    return [block for block in found.blocks if block.fate is fate]


def test_blocks_of_the_text_are_those_of_the_record() -> None:
    found = explain(page(), URL)
    assert found.page == extract(page(), URL)
    assert "\n".join(block.text for block in of_fate(found, Fate.TEXT)) == found.page.body
    assert all(block.score > 0 for block in of_fate(found, Fate.TEXT))


def test_related_blocks_name_the_finder_and_its_heading() -> None:
    found = explain(page(), URL)
    assert [b.text for b in of_fate(found, Fate.RELATED)] == RELATED
    assert {b.why for b in of_fate(found, Fate.RELATED)} == {"heading related: Related articles"}
    assert [(one.finder, one.heading, one.entries) for one in found.lists] == [
        ("heading related", "Related articles", 2)
    ]


def test_what_cleaning_takes_off_says_why() -> None:
    found = explain(page(extra="<p>Share this</p>", hostile="<p>Harbour road plan passed</p>"), URL)
    left_out = {b.text: b for b in found.blocks if b.fate in (Fate.DROPPED, Fate.OUT)}
    assert "Share this" in left_out
    headline = left_out["Harbour road plan passed"]
    assert headline.fate is Fate.OUT or headline.why == "the headline again"
    assert all(b.why for b in of_fate(found, Fate.DROPPED))


def test_fields_name_finder_and_places() -> None:
    fields = {note.name: note for note in explain(page(), URL).fields}
    assert fields["title"].value == "Harbour road plan passed"
    assert {"meta og:title", "JSON-LD headline", "<title>"} <= set(fields["title"].places)
    assert any(place.startswith("block ") and place.endswith("(h1)") for place in fields["title"].places)
    assert fields["published"].found_by == "json-ld"
    assert "JSON-LD datePublished" in fields["published"].places
    assert fields["authors"].value == "Jane Roe"
    assert fields["authors"].places == ("meta author",)
    assert fields["section"].value == ""


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02", b"%PDF-1.7 ...", b"<html></html>"])
def test_a_page_that_cannot_be_read_has_no_reasons(raw: bytes) -> None:
    found = explain(raw, URL)
    assert found.page == extract(raw, URL)
    assert not of_fate(found, Fate.TEXT)


@given(st.text(max_size=300))
def test_any_text_may_be_explained(text: str) -> None:
    explain(f"<html><body><p>{text}</p></body></html>".encode("utf-8", "replace"), URL)


def kitewire(*args: str | Path) -> subprocess.CompletedProcess[bytes]:
    code = "import sys; from kitewire.cli import main; sys.argv[0] = 'kitewire'; main()"
    return subprocess.run([sys.executable, "-c", code, *map(str, args)], capture_output=True)


def test_the_terminal_shows_fields_lists_and_blocks(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(page())
    done = kitewire("extract", "--explain", tmp_path / "page.html", "--url", URL)
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "json-ld" in shown and "heading related" in shown and "Related articles" in shown
    assert f"┃ {PARAGRAPHS[0][:60]}" in shown and f"→ {RELATED[0]}" in shown


def test_json_holds_record_and_reasons(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_bytes(page())
    done = kitewire("extract", "--explain", "--json", tmp_path / "page.html", "--url", URL)
    record = json.loads(done.stdout)
    assert list(record) == ["page", "fields", "lists", "blocks"]
    assert record["page"]["title"] == "Harbour road plan passed"
    assert {b["fate"] for b in record["blocks"]} >= {"text", "related", "out"}


def test_the_html_view_is_escaped_and_runs_nothing(tmp_path: Path) -> None:
    hostile = "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(2)&gt; was what the visitor typed"
    raw = page(
        hostile=f"{hostile} into the form of the harbour office last week, people say.</p><script>bad()</script>"
    )
    (tmp_path / "page.html").write_bytes(raw)
    done = kitewire("extract", "--explain", tmp_path / "page.html", "--url", URL, "--html", tmp_path / "out.html")
    assert done.returncode == 0, done.stderr
    tree = html.fromstring((tmp_path / "out.html").read_bytes())
    assert not tree.xpath("//script | //img | //iframe | //link | //@onerror | //@src | //a/@href")
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    chosen = [li.xpath("string(.//span)") for li in tree.xpath("//li[@class='text']")]
    assert chosen[-len(PARAGRAPHS):] == PARAGRAPHS  # fmt: skip
    assert [li.xpath("string(.//span)") for li in tree.xpath("//li[@class='related']")] == RELATED
    assert "<script>alert(1)</script>" in tree.xpath("string(//ol)") + tree.xpath("string(//details)") + "".join(chosen)


@pytest.mark.parametrize(
    "args",
    [("--explain",), ("--explain", "a.html", "b.html"), ("--html", "x.html", "a.html")],
)
def test_options_that_do_not_go_together_are_refused(args: tuple[str, ...]) -> None:
    done = kitewire("extract", *args)
    assert done.returncode == 2
    assert b"explain" in done.stderr


def test_a_page_that_is_not_there_fails_with_its_name(tmp_path: Path) -> None:
    done = kitewire("extract", "--explain", tmp_path / "gone.html")
    assert done.returncode == 1
    assert b"gone.html" in done.stderr


def test_the_parts_of_a_line_of_facts_are_told_with_their_elements() -> None:
    line = "<div class='facts'>By <b class='who'>Jane Roe</b> · <span class='when'>3 May 2024</span></div>"
    block = next(b for b in explain(page(line), URL).blocks if "Jane Roe" in b.text)
    assert [(one.step.label, one.text) for one in block.parts] == [("b.who", "Jane Roe"), ("span.when", "3 May 2024")]
    assert block.place.endswith("div.facts") and all(one.step.element > block.steps[-1].element for one in block.parts)
