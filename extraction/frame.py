"""The lines around the body that speak of the article: between headline and body, and right under the body."""

from __future__ import annotations

from collections.abc import Iterator

from extraction.blocks import Block
from extraction.body import Body
from extraction.view import PageView

_ABOVE, _BELOW = 25, 8


def above_body(view: PageView, body: Body, title: str) -> Iterator[Block]:
    """Short blocks from a little over the headline to the body's first long paragraph; the nearest to the headline first."""
    first = _first_long(body)
    until = first.index if first else len(view.blocks)
    start = _headline_index(view, title, until)
    if start is None:
        yield from (b for b in view.blocks[max(0, until - _ABOVE) : until] if b.chars < 300)
        return
    yield from (b for b in view.blocks[start:until][: 2 * _ABOVE] if b.chars < 300)
    yield from (b for b in view.blocks[max(0, start - 5) : start] if b.chars < 150 and b.link_density < 0.6)


def below_body(view: PageView, body: Body) -> Iterator[Block]:
    """The first blocks under the body that are no links."""
    if not body.lines:
        return
    last = body.lines[-1].index
    yield from (b for b in view.blocks[last + 1 : last + 1 + _BELOW] if b.link_density < 0.8 and b.chars < 300)


def _first_long(body: Body) -> Block | None:
    return next((b for b in body.lines if b.chars > 60), body.lines[0] if body.lines else None)


def _headline_index(view: PageView, title: str, until: int) -> int | None:
    """Where the headline stands: the last block before the body with its text."""
    key = title[:40].casefold()
    found = [b.index for b in view.blocks[:until] if key and b.text.casefold().startswith(key)]
    return found[-1] if found else None
