"""One contract for RSS, Atom and JSON Feed: valid, and what was exported is what was stored."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import lxml.html
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds import entry
from feeds.feed import Channel, Feed
from feeds.formats import FORMATS
from feeds.text import clean, line, paragraphs
from kitewire.archive_view import ArticleView
from kitewire.article import Bylines
from tests.feeds.views import NOON, texts, view, views

BASE = "http://127.0.0.1:8970"
ATOM = "{http://www.w3.org/2005/Atom}"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
RFC822 = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
URI = re.compile(r"[a-z]+:[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+")
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@dataclass
class Item:
    """One entry as a reader of the format sees it."""

    id: str
    title: str
    link: str | None
    html: str
    summary: str
    authors: list[str]
    published: datetime | None
    updated: datetime | None
    tags: list[str]


def write(name: str, articles: list[ArticleView], **head: Any) -> bytes:
    url = f"{BASE}/articles.{name}?q=%E9%A3%8E"
    values = {
        "title": "Kitewire: 風箏",
        "description": "Articles of the archive.",
        "base": BASE,
        "self_url": url,
        "feed_id": url,
        "home_url": f"{BASE}/",
        "lang": "zh",
        "updated": max((one.updated for one in articles), default=None),
    }
    return b"".join(FORMATS[name].write(Feed(Channel(**(values | head)), iter(articles))))


def shown(detail: Any) -> str:
    """A text as a reader shows it: feedparser says whether it took it for HTML."""
    return html.unescape(detail.value) if detail.type == "text/html" else detail.value


def _time(parsed: Any) -> datetime | None:
    return datetime(*parsed[:6], tzinfo=UTC) if parsed else None


def read_xml(data: bytes) -> list[Item]:
    parsed = feedparser.parse(data)
    assert not parsed.bozo, parsed.get("bozo_exception")
    return [
        Item(
            one.id,
            shown(one.title_detail),
            one.get("link"),
            one.content[0].value if one.get("content") else "",
            shown(one.summary_detail),
            [author.get("name", "") for author in one.get("authors", [])],
            _time(one.get("published_parsed")),
            _time(dict.get(one, "updated_parsed")),
            [tag.label or tag.term for tag in one.get("tags", [])],
        )
        for one in parsed.entries
    ]


def read_json(data: bytes) -> list[Item]:
    def when(text: str | None) -> datetime | None:
        return datetime.fromisoformat(text) if text else None

    return [
        Item(
            one["id"],
            one["title"],
            one.get("url"),
            one["content_html"],
            one.get("summary", ""),
            [author["name"] for author in one.get("authors", [])],
            when(one.get("date_published")),
            when(one["date_modified"]),
            one.get("tags", []),
        )
        for one in json.loads(data)["items"]
    ]


def check_rss(data: bytes, articles: list[ArticleView]) -> None:
    root = etree.fromstring(data)
    assert root.tag == "rss" and root.get("version") == "2.0"
    (channel,) = root
    for needed in ("title", "link", "description"):
        assert len(channel.findall(needed)) == 1 and (channel.findtext(needed) or "").strip()
    (own,) = [one for one in channel.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == f"{BASE}/articles.rss?q=%E9%A3%8E"
    items = channel.findall("item")
    assert len(items) == len(articles)
    for item in items:
        tags = [etree.QName(child).localname for child in item]
        assert tags.index("description") < tags.index("encoded")
        assert "author" not in tags
        assert (item.findtext("title") or "").strip()
        assert item.find("guid").get("isPermaLink") == "false"
        assert RFC822.fullmatch(item.findtext("pubDate"))
        parsedate_to_datetime(item.findtext("pubDate"))
        for address in [item.findtext("link"), item.findtext("guid"), item.find("source").get("url")]:
            assert URI.fullmatch(address)
    _unique([item.findtext("guid") for item in items])


def check_atom(data: bytes, articles: list[ArticleView]) -> None:
    root = etree.fromstring(data)
    assert root.tag == f"{ATOM}feed"
    for one in [root, *root.iter(f"{ATOM}entry")]:
        for needed in ("id", "title", "updated"):
            assert len(one.findall(f"{ATOM}{needed}")) == 1
        assert RFC3339.fullmatch(one.findtext(f"{ATOM}updated"))
        assert URI.fullmatch(one.findtext(f"{ATOM}id"))
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == len(articles)
    for one in entries:
        assert all((name.text or "").strip() for name in one.findall(f"{ATOM}author/{ATOM}name"))
        assert one.find(f"{ATOM}author") is not None
    for one in root.iter(f"{ATOM}link"):
        assert URI.fullmatch(one.get("href"))
    (own,) = [one for one in root.findall(f"{ATOM}link") if one.get("rel") == "self"]
    assert own.get("href") == f"{BASE}/articles.atom?q=%E9%A3%8E"
    _unique([one.findtext(f"{ATOM}id") for one in entries])
    _unique([one.findtext(f"{ATOM}updated") for one in entries])


def check_json(data: bytes, articles: list[ArticleView]) -> None:
    document = json.loads(data.decode())
    assert document["version"] == "https://jsonfeed.org/version/1.1"
    assert document["title"] and document["feed_url"] == f"{BASE}/articles.json?q=%E9%A3%8E"
    assert len(document["items"]) == len(articles)
    for one in document["items"]:
        assert isinstance(one["id"], str) and isinstance(one["content_html"], str)
        for key in ("date_published", "date_modified"):
            assert key not in one or RFC3339.fullmatch(one[key])
        for key in ("url", "image"):
            assert key not in one or URI.fullmatch(one[key])
        assert "author" not in one
        for key in one:
            assert key in JSON_ITEM or key.startswith("_"), key
        assert {"origin", "dateline", "bylines", "story", "related"} <= set(one["_kitewire"])
    _unique([one["id"] for one in document["items"]])


JSON_ITEM = {
    *("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"),
    *("date_published", "date_modified", "authors", "tags", "language", "attachments"),
}


def _unique(values: list[str | None]) -> None:
    assert len(values) == len(set(values))


READ: dict[str, Callable[[bytes], list[Item]]] = {"rss": read_xml, "atom": read_xml, "json": read_json}
CHECK = {"rss": check_rss, "atom": check_atom, "json": check_json}
every_format = pytest.mark.parametrize("name", list(READ))


def _plain(text: str) -> str:
    """What all readers agree on: how space is shown is the reader's own affair."""
    return " ".join(text.split())


def _told(name: str, text: str, a_name: bool = False) -> str:
    """`text` as a format may say it: XML feeds have a sign of their own for a lost character, and no tags in names."""
    if name == "json":
        return _plain(text)
    return _plain(re.sub(r"<(?=[/\w!?])", "‹", text) if a_name else text).replace("\ufffd", "□")


def _mended(text: str) -> bool:
    """Whether feedparser takes `text` for UTF-8 that was encoded twice and changes it."""
    try:
        return clean(text).encode("latin-1").decode() != clean(text)
    except UnicodeError:
        return False


@every_format
@SLOW
@given(article=views())
def test_what_was_exported_is_what_was_stored(name: str, article: ArticleView) -> None:
    data = write(name, [article])
    CHECK[name](data, [article])
    assume(not any(map(_mended, (article.title, article.body, article.source_title, *entry.authors(article)))))
    (item,) = READ[name](data)
    assert _plain(item.title) == _told(name, entry.heading(article))
    assert item.id == entry.entry_id(article)
    found = [node.text_content() for node in lxml.html.fragments_fromstring(item.html)] if item.html else []
    stored = paragraphs(clean(article.body))
    assert [_plain(part) for part in found] == [_told(name, part) for part in stored]
    names = entry.authors(article)
    if names:
        assert [_plain(one) for one in item.authors] == [_told(name, one, a_name=True) for one in names]
    assert item.updated is None or item.updated.replace(microsecond=0) == article.updated.replace(microsecond=0)
    expected = article.sorted_by if name == "rss" else article.published
    assert (item.published and item.published.replace(microsecond=0)) == (expected and expected.replace(microsecond=0))


@every_format
@SLOW
@given(text=texts)
def test_nothing_is_active(name: str, text: str) -> None:
    hostile = view(
        title=text,
        body=text,
        region=text,
        section=text,
        keywords=(text,),
        image=text,
        bylines=Bylines((text,), (text,)),
    )
    for item in READ[name](write(name, [hostile], title=text or "-", description=text)):
        tags = {node.tag for node in lxml.html.fragment_fromstring(item.html, create_parent="div").iter()}
        assert tags <= {"div", "p"}


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '<p onclick="x()">a</p>', "<a href='javascript:x()'>a</a>"]
)
def test_content_is_sanitised_last(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where escaping, which comes first, would let something through, nothing but `<p>` gets out all the same."""
    monkeypatch.setattr("feeds.entry.html.escape", lambda body, quote: body)
    shown = entry.content_html(view(body=text))
    assert "<" not in shown.replace("<p>", "").replace("</p>", "") and "script" not in shown


@every_format
def test_id_outlives_revisions_databases_and_spellings(name: str) -> None:
    first = view(7)
    revised = replace(first, title="Another", body="Another text.", updated=NOON + timedelta(days=1))
    elsewhere = replace(first, id=99, canonical_url=first.canonical_url.replace("http://", "https://www."))
    other = replace(first, canonical_url=first.canonical_url + "?page=2")
    ids = [READ[name](write(name, [one]))[0].id for one in (first, revised, elsewhere, other)]
    assert ids[0] == ids[1] == ids[2] != ids[3]


@every_format
def test_a_feed_of_nothing_is_valid(name: str) -> None:
    data = write(name, [])
    CHECK[name](data, [])
    assert READ[name](data) == []
    assert data == write(name, []), "the time of asking must not be in it"


@every_format
def test_same_content_is_the_same_bytes(name: str) -> None:
    articles = [view(number) for number in range(1, 6)]
    assert write(name, articles) == write(name, articles)
    CHECK[name](write(name, articles), articles)


@every_format
def test_says_how_to_go_on(name: str) -> None:
    data = write(name, [view()], next_url=f"{BASE}/articles.{name}?offset=50").decode()
    assert f"{BASE}/articles.{name}?offset=50" in data
    assert ('"next_url"' if name == "json" else 'rel="next"') in data


@every_format
def test_categories_are_region_outlet_section_and_keywords(name: str) -> None:
    (item,) = READ[name](write(name, [view()]))
    assert item.tags == ["山東", "濰坊風箏網", "濰坊", "風箏", "開放"]


@every_format
def test_writes_article_by_article(name: str) -> None:
    """No format waits for the last article before it gives the first."""
    taken = []

    def articles() -> Any:
        for number in range(1, 4):
            taken.append(number)
            yield view(number)

    channel = Channel("t", "d", BASE, BASE, BASE, BASE)
    written = FORMATS[name].write(Feed(channel, articles()))
    assert any(b"t20261028_1" in next(written) for _ in range(2))
    assert taken == [1]


@settings(max_examples=100, deadline=None)
@given(text=st.text())
def test_clean_leaves_only_what_xml_allows(text: str) -> None:
    element = etree.Element("a")
    element.text = clean(text)
    assert etree.fromstring(etree.tostring(element)).text in (clean(text) or None, clean(text))
    assert "\n" not in line(text)
