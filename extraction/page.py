"""A page's way from bytes to record, written once as a pipe of named steps."""

from __future__ import annotations

import re
from html import escape

from bs4 import BeautifulSoup

from extraction.about import find_canonical, find_dateline, find_image, find_keywords, find_origin, find_section
from extraction.body import find_body
from extraction.body_links import find_body_links
from extraction.cleaning import clean_body, without_author_notes, without_entries
from extraction.decoding import Decoded, decoded
from extraction.epaper import epaper_body
from extraction.hints import Hints
from extraction.kinds import captions_of, with_captions
from extraction.memory.fields import recalled_published, recalled_related, recalled_title
from extraction.memory.observing import observe
from extraction.memory.recalling import recalled_body
from extraction.modified import find_modified
from extraction.outcome import TOO_LARGE, UNPARSABLE, judge, refuse_bytes, refuse_text, too_big
from extraction.paging import find_next_page
from extraction.people import find_bylines
from extraction.published import find_published
from extraction.related import find_related
from extraction.streamed import with_late_parts
from extraction.templates import strip_by_rules
from extraction.title import find_title
from extraction.view import PageView
from kitewire.article import ArticlePage, Decoding, PageKind
from kitewire.collector import collector_paused
from kitewire.urls import readable

# BeautifulSoup costs fifteen to twenty parses, so larger pages are left as they are.
_SOUP_MOST = 300_000
_SCRIPTS = re.compile(r"<(script|style|noscript|template|head)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^>]*>?")


def extract(raw: bytes, url: str, hints: Hints = Hints()) -> ArticlePage:
    """All that the page says. Never raises for a bad page: its `kind` and `reason` tell.

    refuse what is no page ─▶ decode ─▶ parse once ─▶ strip by the source's rules ─▶ body ─▶ fields ─▶ judge
    """
    with collector_paused():
        return _extracted(raw, url, hints)


def _extracted(raw: bytes, url: str, hints: Hints) -> ArticlePage:
    """The page's record; what was made for it is gone when the collector looks again."""
    # Rules of a source may ask for any attribute.
    view = view_of(raw, url, hints, whole=bool(hints.templates))
    return view if isinstance(view, ArticlePage) else read(view)


def view_of(raw: bytes, url: str, hints: Hints = Hints(), whole: bool = True) -> PageView | ArticlePage:
    """The view of a page that can be read, stripped by the source's rules; the finished record of any other. `whole`:
    with what no finder reads."""
    url = readable(url)
    refused = refuse_bytes(raw)
    if refused:
        return ArticlePage(url, refused[0], Decoding(hints.charset, "utf-8"), refused[1])
    page = decoded(raw, hints.charset)
    refused = refuse_text(page)
    if refused:
        return ArticlePage(url, refused[0], page.how, refused[1])
    try:
        view = strip_by_rules(_parsed(page, url, hints, whole))
    except ValueError:
        return ArticlePage(url, PageKind.FAILED, page.how, UNPARSABLE)
    return ArticlePage(url, PageKind.FAILED, page.how, TOO_LARGE) if too_big(view) else view


def _parsed(page: Decoded, url: str, hints: Hints, whole: bool) -> PageView:
    """The view of the page. BeautifulSoup reads it again, as the last resort, where lxml's tree lost the body."""
    view = PageView(with_late_parts(page), url, hints, whole)
    if not _lost_its_text(view):
        return view
    again = PageView(Decoded(page.how, _rebuilt(view.source)), url, hints)
    return again if again.text_length(again.root) > view.text_length(view.root) else view


def _lost_its_text(view: PageView) -> bool:
    """Whether the tree shows far less text than the source holds: broken or very deep markup."""
    shown = view.text_length(view.root)
    if shown > 300 or len(view.source) > _SOUP_MOST:
        return False
    left = len(_TAG.sub("", _SCRIPTS.sub("", view.source)).split())
    return left > 40 and left * 3 > 5 * shown


def _rebuilt(text: str) -> str:
    """A flat page out of what BeautifulSoup finds: title and a paragraph for each line of text."""
    soup = BeautifulSoup(text, "html.parser")
    for silent in soup.find_all(["script", "style", "template", "noscript"]):
        silent.decompose()
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    lines = (line.strip() for line in (soup.body or soup).get_text("\n").split("\n"))
    return f"<title>{escape(title)}</title>" + "".join(f"<p>{escape(line)}</p>" for line in lines if line)


def read(view: PageView) -> ArticlePage:
    """The record of a page that can be read."""
    generic = find_body(view)
    generic = generic if generic.by_template else epaper_body(view) or generic
    whole = recalled_body(view, generic)
    headline = find_title(view, whole)
    title = recalled_title(view, generic, headline)
    body = clean_body(view, whole, title)
    captions = captions_of(view, title, body)
    body = with_captions(body, captions)
    dated, future = find_published(view, body, title)
    published = recalled_published(view, generic, dated) if body.text else dated
    listed = find_related(view, body, title, published)
    related = recalled_related(view, generic, listed, published)
    known = frozenset(listed)
    shown = (*listed, *(e for e in related if e not in known))
    body = without_entries(body, shown)
    kind, reason = judge(view, title, body, images=bool(captions))
    canonical, origin = find_canonical(view), find_origin(view, body, title)
    bylines = find_bylines(view, body, title, origin)
    body = without_author_notes(body, bylines)
    return ArticlePage(
        url=view.url,
        kind=kind,
        decoding=view.decoding,
        reason=reason,
        canonical_url=canonical,
        title=title,
        body=body.text,
        lang=view.lang,
        published=published,
        modified=find_modified(view, body, title, published),
        future=future,
        origin=origin,
        dateline=find_dateline(body),
        bylines=bylines,
        section=find_section(view),
        keywords=find_keywords(view),
        image=find_image(view, body),
        related=related,
        body_links=find_body_links(view, body, shown, canonical) if kind is PageKind.ARTICLE else (),
        next_page=find_next_page(view, body),
        observation=observe(view, generic, headline, dated, listed) if view.hints.observe else None,
    )
