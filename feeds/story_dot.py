"""A story in the DOT language of Graphviz: `kitewire story 7 --dot | dot -Tsvg > story.svg`.

https://graphviz.org/doc/info/lang.html. Every text stands in a quoted string, in which only the quote needs a
backslash; but labels read backslashes once more (`\\N`, `\\n`) and entities too (`&lt;`), so both are escaped.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from itertools import groupby

from feeds.entry import link
from feeds.story_tree import closest_ties, references, story_branches, walk
from feeds.text import for_terminal, line, percent, shorten
from kitewire.archive_view import ArticleView, LinkKind, StoryTelling
from kitewire.article import Precision

TITLE = 60
"""Characters of a title in a label."""
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "&": "&amp;"})
_FACES = {
    "lead": 'fillcolor="#fff3bf" penwidth="2"',
    "copy": 'fillcolor="#ffffff"',
    "other": 'fillcolor="#eef2f7"',
}
_EDGES = {
    LinkKind.REPRINT: 'color="#c92a2a" fontcolor="#c92a2a"',
    LinkKind.SAME_EVENT: 'color="#1971c2" fontcolor="#1971c2" style="dashed" dir="none"',
    LinkKind.REFERENCE: 'color="#2f9e44" fontcolor="#2f9e44" style="dotted" arrowhead="vee" constraint="false"',
}


def story_dot(telling: StoryTelling) -> str:
    """The whole graph: arrows lead from an original to its copy, and from an article to the one that it refers to.

    Of the reprint and same-event links only those are drawn that hold the story together: a hundred copies of one
    text have five thousand links between them.
    """
    story = telling.story
    lines = [
        f"digraph story_{story.id} {{",
        f'  label={quoted(f"Story {story.id}: {line(story.lead.title)}")}; labelloc=t; rankdir=LR; charset="UTF-8";',
        '  node [shape=box style="rounded,filled" fontname="sans-serif" fontsize=11];',
        '  edge [fontname="sans-serif" fontsize=10];',
        *_nodes(telling),
        *_edges(telling),
        "}",
    ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """`text` as a quoted string that is shown as it is: controls become spaces or go, line breaks are kept."""
    lines = [for_terminal(line(part)).translate(_ESCAPES) for part in text.split("\n")]
    return '"' + "\\n".join(lines) + '"'


def _nodes(telling: StoryTelling) -> Iterator[str]:
    for branch in walk(story_branches(telling)):
        article = branch.article
        face = "lead" if article.id == telling.story.lead.id else "copy" if branch.descent else "other"
        address = link(article)
        url = f" URL={quoted(address)}" if address else ""
        yield f"  n{article.id} [label={quoted(_label(article))} {_FACES[face]}{url}];"


def _label(article: ArticleView) -> str:
    return "\n".join((line(article.source_title), shorten(article.title, TITLE), _when(article)))


def _when(article: ArticleView) -> str:
    if article.published is None:
        return f"seen {article.first_seen.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    when = article.published.astimezone(UTC)
    return f"{when:%Y-%m-%d}" if article.published_precision is Precision.DAY else f"{when:%Y-%m-%d %H:%M} UTC"


def _edges(telling: StoryTelling) -> Iterator[str]:
    for found in telling.descents:
        label = f"took {percent(found.link.taken or 0)}"
        if found.added and found.added.sentences:
            label += f"\nadded {found.added.sentences}"
        yield _edge(found.link.b, found.link.a, label, LinkKind.REPRINT)
    for one in closest_ties(telling):
        yield _edge(one.a, one.b, f"same event {percent(one.score)}", one.kind)
    for (a, b), links in groupby(references(telling.story), key=lambda link: (link.a, link.b)):
        yield _edge(a, b, "\n".join(link.evidence.split(",")[0] for link in links), LinkKind.REFERENCE)


def _edge(a: int, b: int, label: str, kind: LinkKind) -> str:
    return f"  n{a} -> n{b} [label={quoted(label)} {_EDGES[kind]}];"
