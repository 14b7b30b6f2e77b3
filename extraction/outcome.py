"""What a page is: an article, something else (and what), or one that could not be read (and why)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from extraction.body import Body
from extraction.decoding import Decoded, utf8_readable
from extraction.epaper import is_issue
from extraction.error_pages import is_error_heading
from extraction.features import weight_of
from extraction.kinds import is_teaser, is_thread, is_ticker
from extraction.native import part_in_c
from extraction.structured import says_article, types_of
from extraction.view import PageView
from kitewire.article import PageKind

_texts = part_in_c("_texts")
# Reasons; a fixed set, so that runs can count them.
EMPTY, NOT_HTML, REDIRECT, ERROR, LOGIN, VIDEO = "empty", "not html", "redirect stub", "error page", "login", "video"
ISSUE, THREAD = "e-paper issue", "forum thread"
LIST, HOME, SHORT = "list page", "home page", "too short"
UNDECODABLE, TOO_LARGE, UNPARSABLE = "undecodable", "too large", "unparsable"
# What an article is besides.
IMAGES, TICKER, TEASER = "image story", "live ticker", "paid teaser"

# Of 1,461 real pages the largest has 3 MB and 10,000 elements; these bounds keep any page under 5 s and 1 GB.
MOST_BYTES = 20_000_000
_HEAD = 20_000
# Most pages tell by so many characters what they are; by so many behind the white space it is told what is no page.
_START, _TOLD_BY = 2_000, 300
_BLANK = b" \t\r\n\x00"
_BEFORE = "\ufeff \t\r\n"
MOST_BLOCKS = 20_000
MOST_ELEMENTS = 50_000
_MOST_TAGS = 3 * MOST_ELEMENTS
# The parser compares every attribute of a tag with every other, and a class is a list of words. Long tags by themselves
# are pictures and drawings written into the page.
_LONG_PAGE, _LONG_TAG, _MOST_ATTRIBUTES, _MOST_WORDS = 300_000, 50_000, 5_000, 500_000

_MAGIC = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"BM\x00",
    b"RIFF",
    b"\x7fELF",
    b"\x00\x00\x00",
)
_LOGIN = re.compile(r"\b(?:log ?in|sign ?in|anmelden|einloggen|connexion)\b|^(?:用户)?登[录錄陆]", re.IGNORECASE)
_CONTROLS = bytes([*range(9), 11, *range(14, 32)])
_REFRESH = re.compile(r"url\s*=", re.IGNORECASE)
_SCRIPT_MOVE = re.compile(r"(?:location(?:\.href)?\s*=|location\.(?:replace|assign)\s*\()\s*[\"'(]", re.IGNORECASE)
_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|p|article|table|h1|span|a|meta|title|br|center|font)\b", re.IGNORECASE
)

Verdict = tuple[PageKind, str]


def refuse_bytes(raw: bytes) -> Verdict | None:
    """What can be told of bytes before they are decoded: None where they may be a page."""
    # A page begins within its first bytes; the copy that strip makes of a whole page costs a tenth of its parse.
    if not raw[:_HEAD].strip(_BLANK) and not raw.strip(_BLANK):
        return PageKind.NOT_ARTICLE, EMPTY
    if len(raw) > MOST_BYTES:
        return PageKind.FAILED, TOO_LARGE
    if raw.startswith(_MAGIC):
        return PageKind.NOT_ARTICLE, NOT_HTML
    if len(raw) > _LONG_PAGE and (_tags_in(raw) > _MOST_TAGS or _has_endless_tag(raw)):
        return PageKind.FAILED, TOO_LARGE
    return None


def _tags_in(raw: bytes) -> int:
    return raw.count(b"<") if _texts is None else _texts.count_of(raw, ord("<"))


def _has_endless_tag(raw: bytes) -> bool:
    tags = (piece[piece.rfind(b"<") :] for piece in _endless(raw))
    return any(
        len(tag) > _LONG_TAG and (tag.count(b"=") > _MOST_ATTRIBUTES or len(tag.split(None, _MOST_WORDS)) > _MOST_WORDS)
        for tag in tags
    )


def _endless(raw: bytes) -> Iterator[bytes]:
    """The pieces between two `>` that are longer than a tag may be."""
    # What is longer than two windows fills one of them.
    window, end = _LONG_TAG // 2, 0
    for start in range(0, len(raw) - window, window):
        if start >= end and raw.find(b">", start, start + window) < 0:
            begin, end = raw.rfind(b">", 0, start) + 1, raw.find(b">", start + window)
            end = end if end >= 0 else len(raw)
            if end - begin > _LONG_TAG:
                yield raw[begin:end]


def refuse_text(page: Decoded) -> Verdict | None:
    """What can be told of the decoded text before it is parsed: None where it may be a page."""
    head = page.head(_START)
    if not (page.readable and len(head.lstrip(_BEFORE)) > _TOLD_BY and _HTML.search(head)):
        head = page.head(_HEAD)
    if not head.strip() and not page.text.strip():
        return PageKind.NOT_ARTICLE, EMPTY
    if not (_HTML.search(head) or _HTML.search(page.head(200_000))):
        return PageKind.NOT_ARTICLE, NOT_HTML
    replaced = page.how.replaced
    if _controls_in(page, head) > 0.1 * len(head) or (replaced and replaced > 0.1 * len(page.text)):
        return PageKind.FAILED, UNDECODABLE
    start = head.lstrip(_BEFORE)[:_TOLD_BY].lower()
    if re.match(
        r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|urlset|sitemapindex|rdf:rdf|opml|svg)\b", start, re.DOTALL
    ):
        return PageKind.NOT_ARTICLE, NOT_HTML
    return (PageKind.NOT_ARTICLE, NOT_HTML) if start[:1] in "{[" and start[1:2] in '"{[ \n' else None


def _controls_in(page: Decoded, head: str) -> int:
    """The control characters in the page's beginning."""
    if page.readable:
        return 0
    data = head.encode("utf-8", "replace")
    return 0 if utf8_readable(data) else len(data) - len(data.translate(None, _CONTROLS))


def too_big(view: PageView) -> bool:
    """Whether the page has more elements or blocks than can be read in bounded time."""
    return len(view.layout.parents) > MOST_ELEMENTS or len(view.blocks) > MOST_BLOCKS


def judge(view: PageView, title: str, body: Body, images: bool = False) -> Verdict:
    """The outcome of a page that was read; `images`: its body is captions. An article's reason: what it is besides."""
    weight = weight_of(body.text)
    said = says_article(view)
    if weight < 800 and not (said and weight > 300) and is_error_heading(_headings(view, title)):
        return PageKind.NOT_ARTICLE, ERROR
    whole = view.text_length(view.root)
    if whole < 200 and _moves(view):
        return PageKind.NOT_ARTICLE, REDIRECT
    if (
        weight < 300
        and not said
        and (_LOGIN.search(title) or (view.root.xpath("boolean(//input[@type='password'])") and whole < 800))
    ):
        return PageKind.NOT_ARTICLE, LOGIN
    if weight < (100 if images else 250) and _is_video(view):
        return PageKind.NOT_ARTICLE, VIDEO
    if weight < 100 and is_issue(view):
        return PageKind.NOT_ARTICLE, ISSUE
    if not said and weight < 0.5 * whole and _is_home(view.url) and _linked(view) > 0.18 * whole:
        return PageKind.NOT_ARTICLE, HOME
    if weight < (20 if body.by_template else 40 if said else 60):
        listing = not said and whole > 400 and _linked(view) > 0.5 * whole
        return PageKind.NOT_ARTICLE, LIST if listing else SHORT
    if not said and not body.by_template and _is_list(view, body, weight):
        return PageKind.NOT_ARTICLE, LIST
    if not said and not body.by_template and is_thread(view):
        return PageKind.NOT_ARTICLE, THREAD
    if images:
        return PageKind.ARTICLE, IMAGES
    return PageKind.ARTICLE, TICKER if is_ticker(view, body, weight) else TEASER if is_teaser(
        view, body, weight
    ) else ""


def _headings(view: PageView, title: str) -> str:
    """The page's title, its headline and its first headings, each on a line."""
    tags = view.layout.tags
    shown = [b.text for b in view.blocks[:40] if tags[b.node] in ("h1", "h2")]
    return "\n".join((view.head_title, title, *shown))


def _linked(view: PageView) -> int:
    """Characters of the page that stand in links."""
    return sum(b.link_chars for b in view.blocks)


def _moves(view: PageView) -> bool:
    refresh = any(
        _REFRESH.search(m.get("content") or "")
        for m in view.root.iter("meta")
        if (m.get("http-equiv") or "").lower() == "refresh"
    )
    return refresh or any(map(_SCRIPT_MOVE.search, view.scripts()))


def _is_video(view: PageView) -> bool:
    return view.meta("og:type").lower().startswith("video") or any("videoobject" in types_of(i) for i in view.json_ld)


def _is_home(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        bool(parts.netloc)
        and not parts.query
        and bool(re.fullmatch(r"/?(?:index\.\w{3,5}|default\.\w{3,5})?", parts.path))
    )


def _is_list(view: PageView, body: Body, weight: float) -> bool:
    """Many headline links and little running text: no paragraph of some length among what was taken for the body, and
    no unlinked lines either (verse has many)."""
    linked = sum(b.link_chars for b in body.lines) / len(body.text)
    if linked > (0.6 if len(body.lines) > 4 else 0.9):
        return True
    if weight > 300 and linked < 0.1:
        return False
    links = sum(b.chars > 12 and b.link_density > 0.8 for b in view.blocks)
    longest = max((weight_of(line) for line in body.text.split("\n")), default=0)
    return links > 40 and longest < 120 and weight < 1500
