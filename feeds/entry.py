"""An article as every feed format shows it: id, address, authors, categories, dates, summary, HTML."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha1
from uuid import NAMESPACE_URL

import nh3
from w3lib.url import safe_url_string

from feeds.text import clean, cut, line, paragraphs, shorten
from kitewire.archive_view import ArticleView, ReprintView
from kitewire.urls import is_http, url_key

SUMMARY_LENGTH = 200
"""Characters of a summary, at most."""
_URI = r"[0-9A-Za-z;/?:@&=+$.\-_!~*'()%,#]"
_SAFE = re.compile(rf"{_URI}+")
_SAFE_AND_HTTP = re.compile(rf"https?://[0-9A-Za-z.-]+(?::[1-9][0-9]{{0,3}})?(?:[/?#]{_URI}*)?")
"""Most addresses: this tells it several times as fast as taking them apart does."""
_LOOKS_LIKE_HTML = re.compile(r"<[A-Za-z/!?]|&#?\w+;")
_LANGUAGES = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz "
    "ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik "
    "io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml "
    "mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd "
    "se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi "
    "vo wa wo xh yi yo za zh zu".split()
)
"""ISO 639-1."""


def entry_id(article: ArticleView) -> str:
    """A UUID (RFC 4122, version 5, URL namespace) of the article's URL key.

    It is the same through every revision, in every format and in every database that holds the article; row numbers are
    not. Two spellings of the canonical URL (scheme, `www.`, trailing slash, parameter order) have one id.
    """
    key = url_key(article.canonical_url or article.url)
    # As `uuid.uuid5`, whose checks take twice the time of the hash.
    hexes = sha1(NAMESPACE_URL.bytes + key.encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(hexes[16], 16) & 3]
    return f"urn:uuid:{hexes[:8]}-{hexes[8:12]}-5{hexes[13:16]}-{variant}{hexes[17:20]}-{hexes[20:32]}"


def address(url: str | None) -> str | None:
    """`url` as an absolute http(s) URI of RFC 3986 characters only; None where it is none."""
    if not url:
        return None
    if _SAFE_AND_HTTP.fullmatch(url):
        return url
    if not is_http(url):
        return None
    if _SAFE.fullmatch(url):
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
    return ("<" in text or "&" in text) and bool(_LOOKS_LIKE_HTML.search(text))


def authors(article: ArticleView) -> list[str]:
    """Who wrote it: reporters, correspondents and authors, each once; editors did not."""
    roles = article.bylines
    names = dict.fromkeys([line(name) for name in (*roles.reporters, *roles.correspondents, *roles.authors)])
    return [name for name in names if name]


def categories(article: ArticleView) -> list[tuple[str, str]]:
    """(scheme, term) of region, outlet, section and keywords, each once."""
    pairs = {("region", line(article.region)): None, ("source", outlet(article)): None}
    if article.section:
        pairs["section", line(article.section)] = None
    for word in article.keywords:
        pairs["keyword", line(word)] = None
    return [pair for pair in pairs if pair[1]]


def reprint_links(reprints: Sequence[ReprintView]) -> Iterator[dict[str, str]]:
    """What leads from an entry to the same text elsewhere: the attributes of a link each, with the outlet as title."""
    for one in reprints:
        if url := address(one.url):
            yield {"rel": "related", "type": "text/html", "href": url, "title": line(one.source_title) or one.source}


def summary(article: ArticleView) -> str:
    """The beginning of the text as one plain line; empty for an article without text."""
    return cut(_beginning(article.body.lstrip()), SUMMARY_LENGTH)


def _beginning(body: str) -> str:
    """So much of a body that a summary is made of it as of the whole."""
    short = ""
    # Space and controls that are left out may take room too; ten times is enough for any text that is one.
    for times in (2, 10):
        short = line(" ".join(paragraphs(body[: times * SUMMARY_LENGTH])))
        if len(short) > SUMMARY_LENGTH:
            break
    return short


def content_html(article: ArticleView) -> str:
    """The body as HTML paragraphs: escaped, and sanitised last, so that nothing but `<p>` can be in it.

    A text without `<`, `>` and `&` holds nothing that could be markup, and nh3 would give it back as it is.
    """
    body = clean(article.body)
    if "<" not in body and ">" not in body and "&" not in body:
        return "".join(_in_paragraphs(body))
    return nh3.clean("".join(_in_paragraphs(html.escape(body, quote=False))), tags={"p"}, attributes={}, link_rel=None)


def _in_paragraphs(body: str) -> Iterator[str]:
    return (f"<p>{part}</p>\n" for part in paragraphs(body))


def language(lang: str | None) -> str | None:
    """`lang` where it is an ISO 639-1 code."""
    return lang if lang in _LANGUAGES else None


def rfc822(when: datetime) -> str:
    """`Wed, 28 Oct 2026 01:30:00 GMT` (RFC 822 with a year of four digits, as RSS asks)."""
    return format_datetime(when if when.tzinfo is UTC else when.astimezone(UTC), usegmt=True)


def rfc3339(when: datetime) -> str:
    """`2026-10-28T01:30:00Z`, with a fraction where there is one."""
    when = when if when.tzinfo is UTC else when.astimezone(UTC)
    return when.isoformat().replace("+00:00", "Z")


def distinct_update(article: ArticleView) -> str:
    """`updated` by RFC 3339, its fraction of a second made from the article's number.

    A batch of articles is saved at one instant, but entries of a feed should differ in `updated`. The fraction
    does not change until the article does, and the time stays true to the second.
    """
    return rfc3339(article.updated.replace(microsecond=article.id % 1_000_000))
