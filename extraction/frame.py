"""The lines around the body that speak of the article: between headline and body, and right under the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from extraction.blocks import Block
from extraction.body import Body
from extraction.features import weight_of
from extraction.view import PageView

_ABOVE, _OVER, _AMONG, _BELOW = 25, 6, 15, 8
_HEADINGS, _TEASER = frozenset(("h2", "h3", "h4", "h5", "h6")), 20
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:comments?|kommentare?|commentlist|respond|related|recommend\w*|sidebar|widgets?|teasers?|latest|popular|trending|recent|site-footer"
    r"|page-footer)(?:$|[\s_-])",
    re.IGNORECASE,
)


def above_body(view: PageView, body: Body, title: str) -> tuple[Block, ...]:
    """Short blocks from the headline to the body's first long paragraph, then those among the first paragraphs that are
    none (a byline under a standfirst), then those right over the headline. None of a list of dated headlines."""
    known = view.memo.get("above")
    if known is None or known[0] is not body or known[1] != title:
        found = tuple(_above_body(view, body, title))
        if listed := view.listed:
            found = tuple(b for b in found if b.index not in listed)
        known = body, title, found
        view.memo["above"] = known
    above: tuple[Block, ...] = known[2]
    return above


def _above_body(view: PageView, body: Body, title: str) -> Iterator[Block]:
    longs = _longs(body, title)
    until = longs[0].index if longs else len(view.blocks)
    start = _headline_index(view, title, until)
    near = max(until - _ABOVE, 0) if start is None or until - start > 2 * _ABOVE else start
    yield from (b for b in view.blocks[near:until] if b.chars < 300)
    if longs:
        paragraphs = {b.index for b in body.lines}
        last = min(longs[min(2, len(longs) - 1)].index, until + _AMONG)
        yield from (b for b in view.blocks[until:last] if b.index not in paragraphs and b.chars < 150)
    over = view.blocks[max(0, near - _OVER) : near]
    yield from (b for b in over if b.chars < 150 and not _under_teaser(view, b))


def _under_teaser(view: PageView, block: Block) -> bool:
    """Whether the block before is another story's headline: a byline or day under it is that story's."""
    before = view.blocks[block.index - 1] if block.index else block
    return before.link_density > 0.5 and before.chars > _TEASER and view.layout.tags[before.node] in _HEADINGS


def below_body(view: PageView, body: Body) -> tuple[Block, ...]:
    """The first blocks under the body that are no links and stand in no list of dated headlines."""
    if not body.lines:
        return ()
    last = body.lines[-1].index
    known: tuple[int, tuple[Block, ...]] | None = view.memo.get("below")
    if known is None or known[0] != last:
        listed = view.listed
        near = view.blocks[last + 1 : last + 1 + _BELOW]
        found = tuple(b for b in near if len(b.text) < 300 and b.link_density < 0.8 and b.index not in listed)
        known = view.memo["below"] = last, found
    return known[1]


def _longs(body: Body, title: str) -> list[Block]:
    """The first three of the body's paragraphs of some length; its lines where it has none."""
    start = title[:40] or "\n"
    # No text is lighter than it is long.
    longs = (b for b in body.lines if (b.chars > 80 or weight_of(b.text) > 80) and not b.text.startswith(start))
    return list(islice(longs, 3)) or [b for b in body.lines if not b.text.startswith(start)]


def _headline_index(view: PageView, title: str, until: int) -> int | None:
    """Where the headline stands: the last block before the body with its text; captions of pictures repeat it."""
    key = title[:40].casefold()
    if not key:
        return None
    least = len(title[:40]) // 2
    small, capital = key[0], key[0].upper()
    for block in reversed(view.blocks[:until]):
        text = block.text
        # Most lines begin with another letter. Outside of ASCII a letter may have more than one of the other case.
        if text[0] != small and text[0] != capital and text[0] < "\x80":
            continue
        if len(text) < least or not text[:80].casefold().startswith(key):
            continue
        if view.layout.tags[block.node] != "figcaption":
            return block.index
    return None


def is_own(view: PageView, place: int) -> bool:
    """Whether nothing around the element at a place says that it belongs to comments, teasers, side columns or
    navigation."""
    known: dict[int, bool] = view.memo.setdefault("own", {})
    tags, ups = view.layout.tags, view.layout.ups
    path: list[int] = []
    own = True
    while place >= 0 and tags[place] != "body":
        if place in known:
            own = known[place]
            break
        path.append(place)
        if _is_elsewhere(view, place):
            own = False
            break
        place = ups[place]
    known.update(dict.fromkeys(path, own))
    return own


def _is_elsewhere(view: PageView, place: int) -> bool:
    """Whether the element at a place says so itself."""
    layout = view.layout
    if layout.tags[place] in ("aside", "nav"):
        return True
    label, name = layout.attributes["class"].get(place, ""), layout.attributes["id"].get(place, "")
    return bool(label or name) and _names_elsewhere(f"{label} {name}")


@lru_cache(maxsize=4096)
def _names_elsewhere(label: str) -> bool:
    return bool(_ELSEWHERE.search(label))
