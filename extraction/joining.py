"""Several pages of one article as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kitewire.article import ArticlePage, Bylines, PageKind, RelatedEntry


def join_pages(pages: Sequence[ArticlePage]) -> ArticlePage:
    """The pages of one article, in order, as one: bodies joined without repeats, bylines and related entries united,
    everything else from the first page that is an article. Raises `ValueError` for no pages."""
    if not pages:
        raise ValueError("no pages to join")
    read = [p for p in pages if p.kind is PageKind.ARTICLE or p.body]
    if len(read) < 2:
        return replace(read[0] if read else pages[0], next_page=None)
    first = read[0]
    return replace(
        first,
        body=_joined([p.body for p in read]),
        bylines=_united([p.bylines for p in read]),
        related=_all_related(read),
        body_links=tuple({link.url: link for p in read for link in p.body_links}.values()),
        modified=max((p.modified for p in read if p.modified), default=None),
        published=first.published or next((p.published for p in read if p.published), None),
        origin=first.origin or next((p.origin for p in read if p.origin), None),
        next_page=None,
        pages=sum(p.pages for p in read),
    )


def _joined(bodies: Sequence[str]) -> str:
    """A long paragraph that stood on an earlier page (a summary repeated on each) is not said again."""
    lines: list[str] = []
    said: set[str] = set()
    for body in bodies:
        new = [line for line in body.split("\n") if line and not (len(line) > 20 and line in said)]
        lines += new
        said.update(new)
    return "\n".join(lines)


def _united(bylines: Sequence[Bylines]) -> Bylines:
    roles = {role: dict.fromkeys(name for b in bylines for name in getattr(b, role)) for role in Bylines.ROLES}
    return Bylines(**{role: tuple(names) for role, names in roles.items()})


def _all_related(pages: Sequence[ArticlePage]) -> tuple[RelatedEntry, ...]:
    return tuple({(e.url or e.title): e for page in reversed(pages) for e in reversed(page.related)}.values())[::-1]
