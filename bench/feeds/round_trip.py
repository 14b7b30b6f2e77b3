"""Reading feeds back with lxml, feedparser and json, and comparing them with what is stored."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import feedparser
import lxml.html
from lxml import etree

from feeds import entry
from feeds.text import clean, paragraphs
from kitewire.archive_view import ArticleView

_PARSER = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)
_HTML = lxml.html.HTMLParser(huge_tree=True, encoding="utf-8")
_ATOM = "{http://www.w3.org/2005/Atom}"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_DC = "{http://purl.org/dc/elements/1.1/}creator"
_ACTIVE = re.compile(r"<(?!/?p>)[a-zA-Z/!?]")
Told = dict[str, Any]
"""What an entry says: id, title, link, html, summary, published, updated, authors, tags."""


def expected(article: ArticleView, ending: str, full: bool = True) -> Told:
    """What an entry must say of what is stored; without its text where a feed is not `full`. XML feeds have a sign of
    their own for a lost character, and no tags in names, which readers could take for HTML."""
    told = _expected(article, ending) | ({} if full else {"text": []})
    return told if ending == "json" else {key: _in_xml(key, value, ending) for key, value in told.items()}


def _in_xml(key: str, value: Any, ending: str) -> Any:
    if isinstance(value, list):
        return [_in_xml(key, one, ending) for one in value]
    if not isinstance(value, str):
        return value
    named = key == "authors" or (key == "tags" and ending == "rss")
    return (re.sub(r"<(?=[/\w!?])", "‹", value) if named else value).replace("\ufffd", "□")


def _expected(article: ArticleView, ending: str) -> Told:
    outlets = [entry.outlet(article)] if ending == "atom" else []
    return {
        "id": entry.entry_id(article),
        "title": entry.heading(article),
        "link": entry.link(article),
        "summary": entry.summary(article) or (entry.heading(article) if ending == "atom" else ""),
        "text": paragraphs(clean(article.body)),
        "published": _seconds(article.sorted_by if ending == "rss" else article.published),
        "updated": None if ending == "rss" else _seconds(article.updated),
        "authors": entry.authors(article) or outlets,
        "tags": [term for _, term in entry.categories(article)],
    }


def _seconds(when: datetime | None) -> datetime | None:
    return when and when.astimezone(UTC).replace(microsecond=0)


def read_rss(data: bytes) -> list[Told]:
    """The items of an RSS document."""
    channel = etree.fromstring(data, _PARSER).find("channel")
    return [
        {
            "id": one.findtext("guid"),
            "title": _shown(one.findtext("title")),
            "link": one.findtext("link"),
            "summary": html.unescape(one.findtext("description") or ""),
            "text": text_of(one.findtext(_CONTENT) or ""),
            "published": parsedate_to_datetime(one.findtext("pubDate")),
            "updated": None,
            "authors": [name.text for name in one.findall(_DC)],
            "tags": [tag.text for tag in one.findall("category")],
        }
        for one in channel.findall("item")
    ]


def read_atom(data: bytes) -> list[Told]:
    """The entries of an Atom document."""
    root = etree.fromstring(data, _PARSER)
    return [
        {
            "id": one.findtext(f"{_ATOM}id"),
            "title": _of_type(one.find(f"{_ATOM}title")),
            "link": _alternate(one),
            "summary": _of_type(one.find(f"{_ATOM}summary")),
            "text": text_of(one.findtext(f"{_ATOM}content") or ""),
            "published": _time(one.findtext(f"{_ATOM}published")),
            "updated": _time(one.findtext(f"{_ATOM}updated")),
            "authors": [name.text for name in one.findall(f"{_ATOM}author/{_ATOM}name")],
            "tags": [tag.get("term") for tag in one.findall(f"{_ATOM}category")],
        }
        for one in root.findall(f"{_ATOM}entry")
    ]


def read_json(data: bytes) -> list[Told]:
    """The items of a JSON Feed."""
    return [
        {
            "id": one["id"],
            "title": one["title"],
            "link": one.get("url"),
            "summary": one.get("summary") or one.get("content_text", ""),
            "text": text_of(one.get("content_html", "")),
            "published": _time(one.get("date_published")),
            "updated": _time(one["date_modified"]),
            "authors": [author["name"] for author in one.get("authors", [])],
            "tags": one.get("tags", []),
        }
        for one in json.loads(data)["items"]
    ]


READ: dict[str, Callable[[bytes], list[Told]]] = {"rss": read_rss, "atom": read_atom, "json": read_json}


def differences(data: bytes, ending: str, stored: Sequence[ArticleView], full: bool = True) -> list[str]:
    """Where a document does not say what is stored, or a reader could be made to run something."""
    found = READ[ending](data)
    meant = [expected(article, ending, full) for article in stored]
    wrong = [] if len(found) == len(stored) else [f"{len(found)} entries of {len(stored)}"]
    for told, right, article in zip(found, meant, stored, strict=False):
        wrong += _differing(f"article {article.id}", told, right)
    return wrong + (_by_feedparser(data, stored, meant) if ending != "json" else [])


def _differing(place: str, told: Told, right: Told) -> list[str]:
    return [
        f"{place}: {name}: {_short(told[name])} is not {_short(right[name])}"
        for name in told
        if _plain(told[name]) != _plain(right[name])
    ]


def _by_feedparser(data: bytes, stored: Sequence[ArticleView], meant: Sequence[Told]) -> list[str]:
    """Where feedparser reads something else. It mends what it takes for text that was encoded twice."""
    parsed = feedparser.parse(data)
    wrong = [f"feedparser: {parsed.bozo_exception}"] if parsed.bozo else []
    for one, article, right in zip(parsed.entries, stored, meant, strict=False):
        told = _read_by_feedparser(one)
        # It decodes an address once more: one that holds `&amp;` itself comes out changed.
        if told["link"] == html.unescape(right["link"] or ""):
            told["link"] = right["link"]
        said = {name: value for name, value in told.items() if not _mended(right[name])}
        wrong += _differing(f"feedparser: article {article.id}", said, right)
    return wrong


def _read_by_feedparser(one: Any) -> Told:
    return {
        "id": one.id,
        "title": _detailed(one.title_detail),
        "link": one.get("link"),
        "summary": _detailed(one.summary_detail) if "summary_detail" in one else "",
        "text": text_of(one.content[0].value) if one.get("content") else [],
        "published": _struct_time(one.get("published_parsed")),
        "updated": _struct_time(dict.get(one, "updated_parsed")),
        "authors": [author.get("name", "") for author in one.get("authors", [])],
        "tags": [tag.term for tag in one.get("tags", [])],
    }


def _detailed(detail: Any) -> str:
    return html.unescape(detail.value) if detail.type == "text/html" else str(detail.value)


def _struct_time(parsed: Any) -> datetime | None:
    return datetime(*parsed[:6], tzinfo=UTC) if parsed else None


def _mended(value: Any) -> bool:
    """Whether feedparser takes a text for UTF-8 that was encoded twice and changes it."""
    if isinstance(value, list):
        return any(map(_mended, value))
    try:
        return isinstance(value, str) and value.encode("latin-1").decode() != value
    except UnicodeError:
        return False


def text_of(content: str) -> list[str]:
    """The paragraphs of what an entry holds; anything but `<p>` in it is shown as `!`."""
    if _ACTIVE.search(content):
        return ["!" + content]
    nodes = lxml.html.fragments_fromstring(content.encode(), parser=_HTML) if content else []
    return [node if isinstance(node, str) else node.text_content() for node in nodes]


def _alternate(node: Any) -> str | None:
    return next((link.get("href") for link in node.findall(f"{_ATOM}link") if link.get("rel") == "alternate"), None)


def _shown(title: str) -> str:
    return html.unescape(title) if entry.looks_like_html(title) else title


def _of_type(node: Any) -> str:
    return html.unescape(node.text) if node.get("type") == "html" else node.text


def _time(text: str | None) -> datetime | None:
    return _seconds(datetime.fromisoformat(text)) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _short(value: Any) -> str:
    return repr(value)[:300]
