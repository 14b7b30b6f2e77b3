"""A stored story, told: the decisions of `linking.telling` on its articles as they are stored."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from kitewire.archive_view import ArticleView, DescentView, LinkKind, LinkView, PassagesView, StoryTelling, StoryView
from linking import Text
from linking.passages import Passages, Reading, beyond, shares
from linking.telling import Copying, Witness, descents
from storage.link_reprints import folded


def tell(
    story: StoryView, by_hand: Collection[tuple[int, int]], furniture: Mapping[int, frozenset[int]]
) -> StoryTelling:
    """Who copied whom in `story`.

    `by_hand`: copy and original of the reprint links that a person has set. `furniture`: article → keys of the lines
    in it that its outlet repeats.
    """
    readings = {
        one.id: Reading(one.body, folded(one.title, one.body, furniture.get(one.id, frozenset())))
        for one in story.articles
    }
    links = tuple(_measured(link, readings) for link in story.links)
    reprints = {(link.a, link.b): link for link in links if link.kind is LinkKind.REPRINT}
    found = descents(
        {one.id: _witness(one, readings[one.id]) for one in story.articles},
        [Copying(a, b, link.taken or 0.0, link.kept or 0.0, (a, b) in by_hand) for (a, b), link in reprints.items()],
        story.lead.id,
    )
    told = []
    for copy in (one.id for one in story.articles if one.id in found):
        original = found[copy].original
        added, left_out = (
            _passages(beyond(readings[one], readings[other])) for one, other in ((copy, original), (original, copy))
        )
        told.append(DescentView(reprints[copy, original], found[copy].clue, added, left_out))
    return StoryTelling(replace(story, links=links), tuple(told))


def _measured(link: LinkView, readings: Mapping[int, Reading]) -> LinkView:
    """`link` with its shares; those that were not stored, as of links set by hand, are measured on the texts."""
    if link.kind is not LinkKind.REPRINT or (link.taken is not None and link.kept is not None):
        return link
    taken, kept = shares(readings[link.a], readings[link.b])
    return replace(link, taken=round(taken, 4), kept=round(kept, 4))


def _witness(article: ArticleView, reading: Reading) -> Witness:
    text = Text(reading.folded, article.published, article.origin, article.source_title, article.lang)
    return Witness(text, article.sorted_by, article.canonical_url)


def _passages(found: Passages | None) -> PassagesView | None:
    return None if found is None else PassagesView(found.sentences, round(found.share, 4), found.excerpts)
