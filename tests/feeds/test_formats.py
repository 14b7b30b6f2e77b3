"""What only one format has: OPML, CSV, JSON Lines, and details of the feeds."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import entry
from feeds.csv_table import COLUMNS
from feeds.feed import Channel, Feed
from feeds.formats import FORMATS
from feeds.record import article_record, line_record, marked
from feeds.text import clean, for_terminal, shorten
from kitewire.article import Bylines
from kitewire.source import Source, StartKind, StartPoint
from kitewire.urls import is_http, url_key
from tests.feeds.views import NOON, texts, view, views

CHANNEL = Channel(
    "Kitewire", "All", "http://k.example", "http://k.example/x", "http://k.example/x", "http://k.example/"
)


def written(name: str, *articles: object, sources: tuple[Source, ...] = ()) -> bytes:
    return b"".join(FORMATS[name].write(Feed(CHANNEL, iter(articles), sources)))  # type: ignore[arg-type]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_csv_cells_are_no_formulas(start: str) -> None:
    (row,) = rows(written("csv", view(title=f"{start}cmd|' /C calc'!A0", keywords=(f"{start}1",))))
    assert row["title"].startswith("'" + start)
    assert row["keywords"].startswith("'" + start)


def test_csv_control_character_hides_no_formula() -> None:
    (row,) = rows(written("csv", view(title="\x00=1+1")))
    assert row["title"] == "'=1+1"


@settings(max_examples=100, deadline=None)
@given(article=views())
def test_csv_round_trip(article: object) -> None:
    (row,) = rows(written("csv", article))
    assert list(row) == list(COLUMNS)
    for name, cell in row.items():
        stored = clean(COLUMNS[name](article))  # type: ignore[arg-type]
        assert cell in (stored, "'" + stored)
        assert not cell.startswith(tuple("=+-@\t\r"))


def test_csv_of_nothing_has_its_head() -> None:
    assert written("csv").decode().strip().split(",") == list(COLUMNS)


@settings(max_examples=100, deadline=None)
@given(article=views())
def test_jsonl_holds_what_is_stored(article: object) -> None:
    data = written("jsonl", article, article)
    assert data.count(b"\n") == 2
    for line in data.splitlines():
        again = json.loads(line)
        expected = json.dumps(article_record(article), ensure_ascii=False).encode("utf-8", "replace")  # type: ignore[arg-type]
        assert again == json.loads(expected)
    assert again["bylines"].keys() == {"reporters", "correspondents", "editors", "authors"}


def test_opml_leads_to_the_feeds() -> None:
    own = (StartPoint(StartKind.LIST, "http://a.example/list"), StartPoint(StartKind.FEED, "http://a.example/rss"))
    sources = (
        Source("a", "http://a.example/", title='A & "B" <c>', region="山東", lang="zh", starts=own),
        Source("b.c", "http://b.example/", region="山東"),
        Source("d", "http://d.example/"),
    )
    root = etree.fromstring(written("opml", sources=sources))
    assert root.get("version") == "2.0" and root.findtext("head/title") == "Kitewire"
    outlines = {one.get("xmlUrl"): one for one in root.iter("outline") if one.get("type") == "rss"}
    assert list(outlines) == [f"http://k.example/sources/{name}.rss" for name in ("d", "a", "b.c")]
    first = outlines["http://k.example/sources/a.rss"]
    assert first.get("text") == first.get("title") == 'A & "B" <c>'
    assert first.get("htmlUrl") == "http://a.example/" and first.get("language") == "zh"
    assert first.get("{https://example.org/kitewire/opml}feed") == "http://a.example/rss"
    assert first.getparent().get("text") == "山東"


def test_opml_of_nothing_still_has_an_outline() -> None:
    assert len(etree.fromstring(written("opml")).findall("body/outline")) == 1


def test_titles_that_look_like_markup_survive_readers_that_guess() -> None:
    title = "Q1&Q2: <script>alert(1)</script> AT&amp;T"
    data = written("rss", view(title=title))
    assert b"<script" not in data and b"&lt;script" not in data
    assert feedparser.parse(data).entries[0].title == "Q1&amp;Q2: &lt;script&gt;alert(1)&lt;/script&gt; AT&amp;amp;T"
    assert etree.fromstring(written("atom", view(title="R&D"))).findtext(".//{*}entry/{*}title") == "R&D"


@pytest.mark.parametrize("name", ["rss", "atom"])
def test_what_looks_as_if_encoded_twice_is_written_by_number(name: str) -> None:
    """The W3C validator warns of `Â°`; two pages of the development data say it."""
    data = written(name, view(title="At 27Â°", body="27Â° & Ã©, Ça"))
    assert not re.search("[\xc2\xc3][\x80-\xbf]", data.decode())
    entry_of = etree.fromstring(data).find(".//{*}item") if name == "rss" else etree.fromstring(data).find("{*}entry")
    assert entry_of.findtext("{*}title") == "At 27Â°"
    assert entry_of.findtext("{*}encoded" if name == "rss" else "{*}content") == "<p>27Â° &amp; Ã©, Ça</p>\n"


@pytest.mark.parametrize(("lang", "told"), [("zh", True), ("zz", False), ("<x>", False), (None, False)])
def test_a_language_is_told_where_it_is_one(lang: str | None, told: bool) -> None:
    assert (b'<entry xml:lang="zh">' in written("atom", view(lang=lang))) is told
    assert (b'xml:lang="' in written("atom", view(lang=lang))) is told


def test_atom_updates_differ_although_saved_together() -> None:
    together = [view(number, updated=NOON) for number in range(1, 100)]
    updates = etree.fromstring(written("atom", *together)).xpath(
        "//*[local-name()='entry']/*[local-name()='updated']/text()"
    )
    assert len(set(updates)) == 99
    assert {one[:19] for one in updates} == {NOON.isoformat()[:19]}


def test_rss_dates_an_article_without_date_by_when_it_was_seen() -> None:
    undated = view(published=None, published_precision=None, first_seen=NOON + timedelta(hours=2))
    assert b"<pubDate>Wed, 28 Oct 2026 06:00:00 GMT</pubDate>" in written("rss", undated)
    assert b"<published>" not in written("atom", undated)
    assert "date_published" not in json.loads(written("json", undated))["items"][0]


def test_authors_are_no_editors_and_stand_once() -> None:
    roles = Bylines(("王小明", "王小明"), ("紀哲",), ("李四",), ("紀哲", " "))
    assert entry.authors(view(bylines=roles)) == ["王小明", "紀哲"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://a.example/x?a=1&b=2", "http://a.example/x?a=1&b=2"),
        ("javascript:alert(1)", None),
        ("/relative", None),
        ("http://", None),
        (None, None),
        ("http://a.example/風 箏", "http://a.example/%E9%A2%A8%20%E7%AE%8F"),
        ("http://a.example/[x]|<y>", "http://a.example/%5Bx%5D%7C%3Cy%3E"),
    ],
)
def test_addresses(url: str | None, expected: str | None) -> None:
    assert entry.address(url) == expected


@settings(deadline=None)
@given(
    start=st.sampled_from(["http", "https", "HTTP", "ftp", "javascript"]),
    rest=st.from_regex(r"://[0-9A-Za-z.:@\[\]-]{0,12}[/?#]?[ -~é]{0,9}", fullmatch=True),
)
def test_an_address_is_http_and_of_safe_characters_or_none(start: str, rest: str) -> None:
    url = start + rest
    told = entry.address(url)
    assert (told is not None) == is_http(url)
    assert told is None or re.fullmatch(r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+", told)


@settings(deadline=None)
@given(path=st.text())
def test_the_id_is_the_uuid_of_the_key(path: str) -> None:
    url = f"http://wf.example.cn/{path}"
    assert entry.entry_id(view(canonical_url=url)) == uuid5(NAMESPACE_URL, url_key(url)).urn


@settings(max_examples=100, deadline=None)
@given(text=texts)
def test_summary_is_short_and_one_line(text: str) -> None:
    short = shorten(text * 40, 200)
    assert len(short) <= 200 and "\n" not in short


def test_summary_ends_behind_a_sentence() -> None:
    assert shorten("第一句話到這裡為止。" + "第二句話沒有說完" * 9, 18) == "第一句話到這裡為止。"
    assert shorten("One two three four five six", 16) == "One two three…"


def test_terminal_text_obeys_nobody() -> None:
    assert for_terminal("a\x1b[31mb\x9b2Jc\u202ed\te") == "a[31mb2Jcd e"


def test_snippet_marks_become_places() -> None:
    assert marked("ab\ue000cd\ue001e\ue000f\ue001") == ("abcdef", [[2, 4], [5, 6]])
    assert line_record(view(snippet="x\ue000y\ue001"))["marks"] == [[1, 2]]
