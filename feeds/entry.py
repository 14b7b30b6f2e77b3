"""An article as every feed format shows it: id, address, authors, categories, dates, summary, HTML."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from email.utils import format_datetime
from uuid import NAMESPACE_URL, uuid5

import nh3
from w3lib.url import safe_url_string

from feeds.text import clean, line, paragraphs, shorten
from kitewire.archive_view import ArticleView
from kitewire.urls import is_http, url_key

SUMMARY_LENGTH = 200
"""Characters of a summary, at most."""
_URI = re.compile(r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]+")
_LOOKS_LIKE_HTML = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
_LANG = re.compile(r"[a-z]{2}")


def entry_id(article: ArticleView) -> str:
    """A UUID (RFC 4122, version 5, URL namespace) of the article's URL key.

    It is the same through every revision, in every format and in every database that holds the article; row numbers are
    not. Two spellings of the canonical URL (scheme, `www.`, trailing slash, parameter order) have one id.
    """
    return uuid5(NAMESPACE_URL, url_key(article.canonical_url or article.url)).urn


def address(url: str | None) -> str | None:
    """`url` as an absolute http(s) URI of RFC 3986 characters only; None where it is none."""
    if not url or not is_http(url):
        return None
    if _URI.fullmatch(url):
        return url
    try:
        safe = safe_url_string(clean(url))
    except ValueError:
        return None
    # w3lib leaves these as they are, since browsers do; RFC 3986 does not allow them in a path or query.
    return re.sub(r"[\[\]|^`\\{}\"<> ]", lambda found: f"%{ord(found[0]):02X}", safe)


def link(article: ArticleView) -> str | None:
    """Where the article stands on its outlet's site."""
    return address(article.canonical_url) or address(article.url)


def outlet(article: ArticleView) -> str:
    """The outlet's name for people, else the source's. Never empty."""
    return line(article.source_title) or article.source


def heading(article: ArticleView) -> str:
    """The title; for an article without one the start of its text, else its address. Never empty."""
    return line(article.title) or shorten(article.body.strip(), 60) or article.canonical_url or "–"


def looks_like_html(text: str) -> bool:
    """Whether a reader that guesses would take plain `text` for HTML."""
    return bool(_LOOKS_LIKE_HTML.search(text))


def authors(article: ArticleView) -> list[str]:
    """Who wrote it: reporters, correspondents and authors, each once; editors did not."""
    roles = article.bylines
    names = (line(name) for name in (*roles.reporters, *roles.correspondents, *roles.authors))
    return list(dict.fromkeys(name for name in names if name))


def categories(article: ArticleView) -> list[tuple[str, str]]:
    """(scheme, term) of region, outlet, section and keywords, each once."""
    pairs = [
        ("region", article.region),
        ("source", outlet(article)),
        ("section", article.section or ""),
        *(("keyword", word) for word in article.keywords),
    ]
    return list(dict.fromkeys((scheme, line(term)) for scheme, term in pairs if line(term)))


def summary(article: ArticleView) -> str:
    """The beginning of the text as one plain line; empty for an article without text."""
    # Space and controls that are left out may take room too; ten times is enough for any text that is one.
    return shorten(" ".join(paragraphs(article.body.lstrip()[: 10 * SUMMARY_LENGTH])), SUMMARY_LENGTH)


def content_html(article: ArticleView) -> str:
    """The body as HTML paragraphs: escaped, and sanitised last, so that nothing but `<p>` can be in it."""
    raw = "".join(f"<p>{html.escape(part, quote=False)}</p>\n" for part in paragraphs(clean(article.body)))
    return nh3.clean(raw, tags={"p"}, attributes={}, link_rel=None)


def language(lang: str | None) -> str | None:
    """`lang` where it is an ISO 639-1 code."""
    return lang if lang and _LANG.fullmatch(lang) else None


def rfc822(when: datetime) -> str:
    """`Wed, 28 Oct 2026 01:30:00 GMT` (RFC 822 with a year of four digits, as RSS asks)."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def rfc3339(when: datetime) -> str:
    """`2026-10-28T01:30:00Z`, with a fraction where there is one."""
    return when.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def distinct_update(article: ArticleView) -> str:
    """`updated` by RFC 3339, its fraction of a second made from the article's number.

    A batch of articles is saved at one instant, but entries of a feed should differ in `updated`. The fraction
    does not change until the article does, and the time stays true to the second.
    """
    return rfc3339(article.updated.replace(microsecond=article.id % 1_000_000))
