"""How a story travelled, as a drawing: a lane for each outlet, time from left to right, a node for each telling, and an
edge for each way in which two are tied. Pure: places and sizes; the words and colours are the template's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC
from enum import StrEnum
from zoneinfo import ZoneInfo

from feeds.site.time_axis import Tick, TimeAxis
from feeds.story_tree import closest_ties, references, story_branches, walk
from feeds.text import line
from kitewire.archive_view import ArticleView, DescentView, StoryTelling

WIDTH = 1000
LEFT, RIGHT = 158, 968
"""Between them stand the nodes: left of them the outlets' names, right of them room for half a node."""
TOP = 40
MOST_LANES = 14
"""Outlets that have a lane of their own; of more the others share the last one."""
MOST_NODES = 400
"""Tellings that are drawn; of more the earliest, and the table has them all."""
MOST_LABELS = 26
_SMALLEST, _LARGEST, _CROWD = 4.5, 11.0, 4.0
_GAP = 3.0
_PAD = 14.0
_UNDER = 19.0
"""Between a row and the next one where headlines stand under the nodes."""
_TICK_ROOM = 74
_STEP, _MOST_STEPS = 110, 7


class EdgeKind(StrEnum):
    """How two tellings are tied."""

    COPIED = "copied"
    """From the original to its copy."""
    CITED = "cited"
    """From the article that names another to the one that is named."""
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class Node:
    """One telling."""

    article: ArticleView
    x: float
    y: float
    radius: float
    """Its area grows with the share of its original's text that it keeps; an original's share is all."""
    descent: DescentView | None
    lead: bool
    label: str = ""
    """Its headline as far as there is room for it; empty: none."""
    at_end: bool = False
    """Whether the label ends under the node, rather than beginning there."""
    crowd: bool = False
    """Whether it stands in the lane of those that have none of their own."""


@dataclass(frozen=True, slots=True)
class Edge:
    """A tie, as an SVG path."""

    kind: EdgeKind
    a: int
    b: int
    path: str
    weight: float
    """0 to 1: what share of the text was taken, or how sure the tie is."""


@dataclass(frozen=True, slots=True)
class Lane:
    """An outlet's line, or that of all outlets that have none of their own."""

    y: float
    outlet: str
    lang: str | None
    outlets: int
    """How many it stands for: 1, or more for the shared one."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole story."""

    height: float
    lanes: list[Lane]
    ticks: list[Tick]
    nodes: list[Node]
    edges: list[Edge]
    left_out: int
    """Tellings for which there was no room."""
    timed: bool = True
    """Whether places stand for times; where all tellings are of one moment they stand for who copied whom."""

    @property
    def kinds(self) -> list[EdgeKind]:
        """The kinds of ties that are drawn, for the legend."""
        return [kind for kind in EdgeKind if any(edge.kind is kind for edge in self.edges)]


def draw(telling: StoryTelling, zone: ZoneInfo) -> Drawing:
    """The drawing of a story; times are shown in `zone`."""
    articles = _drawn(telling)
    descents = {found.link.a: found for found in telling.descents}
    axis = TimeAxis([one.sorted_by for one in articles], LEFT + _LARGEST, RIGHT - _LARGEST)
    steps = {} if axis.extends else _steps(telling)
    under = _UNDER if len(articles) <= MOST_LABELS else 0.0
    nodes: list[Node] = []
    lanes: list[Lane] = []
    y = float(TOP)
    for outlets in _lanes(telling, articles):
        members = [_node(one, axis, descents, telling) for one in articles if one.source in outlets]
        members = [replace(one, x=one.x + _STEP * min(_MOST_STEPS, steps.get(one.article.id, 0))) for one in members]
        if len(outlets) > 1:
            members = [replace(one, radius=_CROWD, crowd=True) for one in members]
        placed, height = _stack(members, y, under)
        first = placed[0].article
        lanes.append(
            Lane(
                sum({one.y for one in placed}) / len({one.y for one in placed}),
                line(first.source_title),
                first.lang,
                len(outlets),
            )
        )
        nodes += placed
        y += height
    shown = _labelled(nodes) if under else nodes
    places = {one.article.id: one for one in shown}
    return Drawing(
        height=y + 8,
        lanes=lanes,
        ticks=axis.ticks(zone, _TICK_ROOM),
        nodes=sorted(shown, key=lambda one: (one.article.sorted_by.astimezone(UTC), one.article.id)),
        edges=list(_edges(telling, places)),
        left_out=len(telling.story.articles) - len(articles),
        timed=axis.extends,
    )


def _drawn(telling: StoryTelling) -> list[ArticleView]:
    """The earliest tellings, and the lead in any case."""
    articles, lead = telling.story.articles, telling.story.lead
    return [one for number, one in enumerate(articles) if number < MOST_NODES or one.id == lead.id]


def _lanes(telling: StoryTelling, articles: Sequence[ArticleView]) -> list[list[str]]:
    """Names of outlets, lane by lane: in the order of the tree, so that copies stand near their originals. Where there
    are too many, those that only copied, and were copied by none, share the last lane."""
    drawn = {one.source for one in articles}
    tree = [branch.article.source for branch in walk(story_branches(telling))]
    order = [name for name in dict.fromkeys(tree) if name in drawn]
    if len(order) <= MOST_LANES:
        return [[name] for name in order]
    weight: dict[str, float] = defaultdict(float)
    source = {one.id: one.source for one in telling.story.articles}
    copies = {found.link.a for found in telling.descents}
    for one in articles:
        weight[one.source] += (one.id not in copies) * 2 + (one.id == telling.story.lead.id) * 1000
    for found in telling.descents:
        weight[source[found.link.b]] += 3
    for link in references(telling.story):
        weight[source[link.a]] += 1
        weight[source[link.b]] += 1
    own = set(sorted(order, key=lambda name: -weight[name])[: MOST_LANES - 1])
    return [*([name] for name in order if name in own), [name for name in order if name not in own]]


def _steps(telling: StoryTelling) -> dict[int, int]:
    """Article → how many copies lie between it and an original: what takes the place of time where all tellings are of
    one moment, as where only the day is known."""
    above = {found.link.a: found.link.b for found in telling.descents}
    steps: dict[int, int] = {}
    for branch in walk(story_branches(telling)):
        number = branch.article.id
        steps[number] = steps[above[number]] + 1 if number in above else 0
    return steps


def _node(article: ArticleView, axis: TimeAxis, descents: dict[int, DescentView], telling: StoryTelling) -> Node:
    found = descents.get(article.id)
    share = 1.0 if found is None else found.link.kept or 0.0
    radius = (_SMALLEST**2 + share * (_LARGEST**2 - _SMALLEST**2)) ** 0.5
    lead = article.id == telling.story.lead.id
    return Node(article, round(axis.place(article.sorted_by), 1), 0.0, round(radius, 1), found, lead)


def _stack(nodes: list[Node], top: float, under: float) -> tuple[list[Node], float]:
    """The nodes of one lane, each in the first row where it touches none before it; and the lane's height."""
    ends: list[float] = []
    rows: list[tuple[int, Node]] = []
    for node in sorted(nodes, key=lambda one: (one.x, one.article.id)):
        row = next((n for n, end in enumerate(ends) if end + _GAP <= node.x - node.radius), len(ends))
        ends[row:] = [node.x + node.radius, *ends[row + 1 :]]
        rows.append((row, node))
    size = 2 * max(node.radius for node in nodes) + _GAP + under
    height = 2 * _PAD + (len(ends) - 1) * size + under
    return [replace(node, y=round(top + _PAD + row * size, 1)) for row, node in rows], height


def _labelled(nodes: list[Node]) -> list[Node]:
    """With headlines under the nodes, each as long as there is room to the next one of its row."""
    by_row: dict[float, list[Node]] = defaultdict(list)
    for node in nodes:
        by_row[node.y].append(node)
    done = []
    for row in by_row.values():
        row.sort(key=lambda one: one.x)
        free = float(LEFT)
        for number, node in enumerate(row):
            last = number + 1 == len(row)
            right = WIDTH - node.x if last else row[number + 1].x - row[number + 1].radius - node.x - _FONT
            at_end = last and node.x + node.radius - free > right + node.radius and right < _wide(node.article.title)
            label = fit(line(node.article.title), node.x - free if at_end else right + node.radius)
            free = node.x - node.radius + _wide(label) + _FONT
            done.append(replace(node, label=label, at_end=at_end))
    return done


_FONT = 12.0


def _wide(text: str) -> float:
    """About how wide a text is drawn: a Chinese character is as wide as high, a Latin letter 0.6 of it."""
    return sum(_FONT if char >= "\u2e80" else _FONT * 0.6 for char in text)


def fit(text: str, room: float) -> str:
    """As much of a text as fits into `room`; nothing where that would be less than four characters."""
    if _wide(text) <= room:
        return text
    used = _FONT
    for number, char in enumerate(text):
        used += _wide(char)
        if used > room:
            return text[:number].rstrip() + "…" if number >= 4 else ""
    return text


def _edges(telling: StoryTelling, places: dict[int, Node]) -> Iterable[Edge]:
    """Ties of the same event first, so that what is surer is drawn over them."""
    for link in closest_ties(telling):
        if link.a in places and link.b in places:
            path = _curve(places[link.a], places[link.b])
            yield Edge(EdgeKind.EVENT, link.a, link.b, path, link.score)
    for a, b in dict.fromkeys((link.a, link.b) for link in references(telling.story)):
        if a in places and b in places and a != b:
            yield Edge(EdgeKind.CITED, a, b, _arc(places[a], places[b]), 1.0)
    for found in telling.descents:
        copy, original = found.link.a, found.link.b
        if copy in places and original in places:
            path = _curve(places[original], places[copy])
            yield Edge(EdgeKind.COPIED, original, copy, path, found.link.taken or 0.0)


def _curve(a: Node, b: Node) -> str:
    """From `a` along its lane and down to `b`: curves of one original run together until each turns off. Within a
    lane it is an arc above it; where `b` is not behind `a`, it swings out to the right."""
    if a.y == b.y:
        lift = min(26.0, abs(b.x - a.x) / 4)
        return f"M{a.x:g} {a.y:g}Q{(a.x + b.x) / 2:g} {a.y - lift:.1f} {b.x:g} {b.y:g}"
    if b.x - a.x < 12:
        out = max(a.x, b.x) + 26
        return f"M{a.x:g} {a.y:g}C{out:g} {a.y:g} {out:g} {b.y:g} {b.x:g} {b.y:g}"
    turn, drop = a.x + 0.72 * (b.x - a.x), a.y + 0.3 * (b.y - a.y)
    return f"M{a.x:g} {a.y:g}C{turn:.1f} {a.y:g} {b.x:g} {drop:.1f} {b.x:g} {b.y:g}"


def _arc(a: Node, b: Node) -> str:
    """From the rim of `a` to the rim of `b`, bent to one side, so that it does not lie on the curve of a copy."""
    dx, dy = b.x - a.x, b.y - a.y
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    bend = min(38.0, 10 + long / 6)
    middle = ((a.x + b.x) / 2 - dy / long * bend, (a.y + b.y) / 2 + dx / long * bend)
    return f"M{_rim(a, middle)}Q{middle[0]:.1f} {middle[1]:.1f} {_rim(b, middle, 3)}"


def _rim(node: Node, toward: tuple[float, float], away: float = 0) -> str:
    dx, dy = toward[0] - node.x, toward[1] - node.y
    long = (dx * dx + dy * dy) ** 0.5 or 1.0
    reach = (node.radius + away) / long
    return f"{node.x + dx * reach:.1f} {node.y + dy * reach:.1f}"
