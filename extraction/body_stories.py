"""What of the blocks that read like a text belongs to another story: the next one that an endless page goes on with,
another author's below it, posts of others that are shown within it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extraction.blocks import Layout
from extraction.topic import title_words
from extraction.view import PageView

# A run of blocks so far from the next is judged as a whole.
APART = 12
# The story of the first headline counts as the page's own where it holds so much of the text.
_LEAST_OWN = 0.2
# Of the title's words: how many there must be, which share a run shows that is the text, and which a run that is not.
_LEAST_WORDS, _SPEAKS, _SILENT = 4, 0.4, 0.1
# What a class calls a headline.
_TITLE = re.compile(r"title|headline|heading", re.IGNORECASE)
# The classes that platforms ask outlets to set around a post.
_POST = re.compile(
    r"twitter-(?:tweet|video)|instagram-media|tiktok-embed|fb-post|bluesky-embed|mastodon-embed|reddit-(?:embed|card)"
)


def own_story(view: PageView, indexes: Sequence[int]) -> list[int]:
    """Of the indexes of blocks, in page order, those that belong to the page's own story."""
    left = _up_to_the_topic(view, indexes)
    left = _of_the_first_headline(view, left)
    left = _up_to_a_headline_alike(view, left)
    return _without_posts(view, left)


def runs_of_indexes(indexes: Sequence[int], gap: int) -> list[list[int]]:
    """Indexes in order, cut where one is `gap` or more behind the last."""
    runs: list[list[int]] = []
    for i in indexes:
        if runs and i - runs[-1][-1] < gap:
            runs[-1].append(i)
        else:
            runs.append([i])
    return runs


def _up_to_the_topic(view: PageView, indexes: Sequence[int]) -> list[int]:
    """Without the runs behind the one that speaks of what the title speaks of, from the first that says none of it."""
    runs = runs_of_indexes(indexes, APART)
    words = title_words(view.meta("og:title") or view.head_title) if len(runs) > 1 else []
    if len(words) < _LEAST_WORDS:
        return list(indexes)
    shares = [_share_said(view, run, words) for run in runs]
    text = shares.index(max(shares))
    if shares[text] < _SPEAKS:
        return list(indexes)
    own = _around(view, runs[text])
    silent = (k for k in range(text + 1, len(runs)) if shares[k] < _SILENT and not _within(view, runs[k], own))
    return [i for run in runs[: next(silent, len(runs))] for i in run]


def _around(view: PageView, run: Sequence[int]) -> range:
    """The places in the smallest element around all blocks of a run; none where that is the whole page's."""
    layout = view.layout
    first, last = view.blocks[run[0]].node, max(view.blocks[i].node for i in run)
    place = first
    while place >= 0 and layout.ends[place] < last:
        place = layout.ups[place]
    return range(place, layout.ends[place] + 1) if place >= 0 and layout.tags[place] != "body" else range(0)


def _within(view: PageView, run: Sequence[int], places: range) -> bool:
    return all(view.blocks[i].node in places for i in run)


def _share_said(view: PageView, run: Sequence[int], words: Sequence[str]) -> float:
    text = " ".join(view.blocks[i].text for i in run).lower()
    return sum(word in text for word in words) / len(words)


def _of_the_first_headline(view: PageView, indexes: Sequence[int]) -> list[int]:
    """Without what stands in an `<article>` with an `<h1>` of its own, behind the first such."""
    layout = view.layout
    headlines = layout.tagged.get("h1", [])
    if len(headlines) < 2 or len(layout.tagged.get("article", [])) < 2:
        return list(indexes)
    stories = list(dict.fromkeys(place for h1 in headlines if (place := _article_around(layout, h1)) >= 0))
    if len(stories) < 2:
        return list(indexes)
    first = range(stories[0], layout.ends[stories[0]] + 1)
    others = [range(place, layout.ends[place] + 1) for place in stories[1:] if place > first[-1]]
    left = [i for i in indexes if not any(view.blocks[i].node in other for other in others)]
    own = [i for i in indexes if view.blocks[i].node in first]
    return left if _is_much(view, own, indexes) else list(indexes)


def _is_much(view: PageView, part: Sequence[int], indexes: Sequence[int]) -> bool:
    """Whether a part of the blocks is enough of the text to be the page's own story."""
    return sum(view.blocks[i].chars for i in part) >= _LEAST_OWN * sum(view.blocks[i].chars for i in indexes)


def _up_to_a_headline_alike(view: PageView, indexes: Sequence[int]) -> list[int]:
    """Without what follows another headline like the page's own: an `<h1>` with its class of titles, behind text."""
    layout, blocks = view.layout, view.blocks
    headlines = layout.tagged.get("h1", [])
    if len(headlines) < 2 or not indexes:
        return list(indexes)
    classes = layout.attributes["class"]
    own = next((place for place in reversed(headlines) if place < blocks[indexes[0]].node), -1)
    labels = {label for label in classes.get(own, "").split() if _TITLE.search(label)}
    if not labels or not _says_title(view, own):
        return list(indexes)
    alike = [place for place in headlines if place > own and not labels.isdisjoint(classes.get(place, "").split())]
    said = view.text_of(layout.elements[own])
    end = next((place for place in alike if view.text_of(layout.elements[place]) != said), None)
    left = [i for i in indexes if end is None or blocks[i].node < end]
    return left if _is_much(view, left, indexes) else list(indexes)


def _says_title(view: PageView, place: int) -> bool:
    """Whether a headline is the one that the page's title tells."""
    text = view.text_of(view.layout.elements[place])
    return bool(text) and (text in view.head_title or text in view.meta("og:title"))


def _article_around(layout: Layout, place: int) -> int:
    """The place of the nearest `<article>` around an element, -1 for none."""
    while place >= 0 and layout.tags[place] != "article":
        place = layout.ups[place]
    return place


def _without_posts(view: PageView, indexes: Sequence[int]) -> list[int]:
    """Without posts of other platforms, unless they are most of the text."""
    layout = view.layout
    classes = layout.attributes["class"]
    quotes = layout.tagged.get("blockquote", [])
    posts = [range(place, layout.ends[place] + 1) for place in quotes if _POST.search(classes.get(place, ""))]
    if not posts:
        return list(indexes)
    left = [i for i in indexes if not any(view.blocks[i].node in post for post in posts)]
    most = 2 * sum(view.blocks[i].chars for i in left) > sum(view.blocks[i].chars for i in indexes)
    return left if most else list(indexes)
