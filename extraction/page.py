"""A page's way from bytes to record, written once as a pipe of named steps."""

from __future__ import annotations

from bs4 import BeautifulSoup

from extraction.about import find_canonical, find_dateline, find_image, find_keywords, find_origin, find_section
from extraction.body import find_body
from extraction.cleaning import clean_body
from extraction.decoding import decode
from extraction.hints import Hints
from extraction.outcome import TOO_LARGE, UNPARSABLE, judge, refuse_bytes, refuse_text, too_big
from extraction.paging import find_next_page
from extraction.people import find_bylines
from extraction.published import find_modified, find_published
from extraction.related import find_related
from extraction.templates import strip_by_rules
from extraction.title import find_title
from extraction.view import PageView
from kitewire.article import ArticlePage, Decoding, PageKind

_SOUP_MOST_BYTES = 300_000


def extract(raw: bytes, url: str, hints: Hints = Hints()) -> ArticlePage:
    """All that the page says. Never raises for a bad page: its `kind` and `reason` tell.

    refuse what is no page ─▶ decode ─▶ parse once ─▶ strip by the source's rules ─▶ body ─▶ fields ─▶ judge
    """
    refused = refuse_bytes(raw)
    if refused:
        return ArticlePage(url, refused[0], Decoding(hints.charset, "utf-8"), refused[1])
    text, decoding = decode(raw, hints.charset)
    refused = refuse_text(text, decoding)
    if refused:
        return ArticlePage(url, refused[0], decoding, refused[1])
    try:
        view = strip_by_rules(_parsed(text, url, hints, decoding))
    except ValueError:
        return ArticlePage(url, PageKind.FAILED, decoding, UNPARSABLE)
    if too_big(view):
        return ArticlePage(url, PageKind.FAILED, decoding, TOO_LARGE)
    return _read(view)


def _parsed(text: str, url: str, hints: Hints, decoding: Decoding) -> PageView:
    """The view of the page. BeautifulSoup reads it again, as the last resort, where lxml's tree lost the body."""
    view = PageView(text, url, hints, decoding)
    if view.blocks or len(text) > _SOUP_MOST_BYTES:
        return view
    try:
        soup = BeautifulSoup(text, "html.parser")
        if len(soup.get_text(" ", strip=True)) > 200:
            again = PageView(str(soup), url, hints, decoding)
            return again if again.blocks else view
    except RecursionError:
        pass
    return view


def _read(view: PageView) -> ArticlePage:
    whole = find_body(view)
    title = find_title(view, whole)
    body = clean_body(whole, title)
    kind, reason = judge(view, title, body)
    published = find_published(view, body, title) if body.text else None
    return ArticlePage(
        url=view.url,
        kind=kind,
        decoding=view.decoding,
        reason=reason,
        canonical_url=find_canonical(view),
        title=title,
        body=body.text,
        lang=view.lang,
        published=published,
        modified=find_modified(view),
        origin=find_origin(view, whole, title),
        dateline=find_dateline(body),
        bylines=find_bylines(view, whole, title),
        section=find_section(view),
        keywords=find_keywords(view),
        image=find_image(view, body),
        related=find_related(view, body, title, published),
        next_page=find_next_page(view, body),
    )
