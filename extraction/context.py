"""A second look at the blocks that may belong to the text: what the first look made of those around each and like it.

The first look (`features.py`, `rows.py`) sees a block alone, with its place on the page; this one sees its answers, as
stacking has it (Wolpert 1992, Stacked Generalization). A short line is a sub-head between two paragraphs that are
text, and a button between two that are not.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from math import exp

from extraction.blocks import Layout
from extraction.features import weight_of
from extraction.forest import forest, in_c
from extraction.native import part_in_c

_native = part_in_c("_context")
# What a block has around it and like it, in this order; odds are the first look's, `share` is their probability.
NAMES = (
    "own",
    "before1",
    "after1",
    "before2",
    "after2",
    "before3",
    "after3",
    "gap_before",
    "gap_after",
    "long_before",
    "long_after",
    "like",
    "like_share",
    "like_most",
    "like_within",
    "within",
    "beyond",
    "along",
    "mass",
    "mass_before",
    "mass_after",
    "tag",
    "weight",
    "linked",
    "bold",
    "near",
)
TREES = "context_forest.json"
# What stands where there is no such block.
NONE, FAR = -12.0, 99.0
# A long block, in Latin letters, and how many blocks away it is looked for.
LONG, REACH = 60.0, 6
# Longer ones weigh no more.
MOST = 400.0
# This share of the text may lie outside of what counts as its span, at either end.
EDGE = 0.02
NEAR = 5
# Less of the first look's text left: the second one's answers do not count.
LEFT = 1 / 3
_TAGS = {
    tag: float(code)
    for code, tags in enumerate("p h1 h2 h3 h4,h5,h6 li td,th,dt,dd div figcaption blockquote".split())
    for tag in tags.split(",")
}
_OTHER_TAG = float(len(_TAGS))


def second_look(layout: Layout, odds: list[float], never: float) -> list[float]:
    """The log odds of each block with what is around it; blocks with `never` keep that."""
    wanted = [i for i, one in enumerate(odds) if one > never]
    if not wanted:
        return odds
    rows, looked = context_rows(layout, odds, wanted), list(odds)
    trees = in_c(NAMES, TREES)
    if trees is not None:
        totals: Sequence[float] = trees.totals(rows)
    else:
        score, width = forest(NAMES, TREES), len(NAMES)
        totals = [score(list(rows[at : at + width])) for at in range(0, len(rows), width)]
    for i, total in zip(wanted, totals, strict=True):
        looked[i] = total
    return settled(layout, odds, looked)


def settled(layout: Layout, first: list[float], second: list[float]) -> list[float]:
    """The answers that count: the second look's, unless it leaves less than a third of the text that the first one
    found. It tells what belongs to a text; where it finds none, on lists of goods say, it has nothing to go by."""
    found = left = 0
    for i, one in enumerate(first):
        if one > 0:
            chars = len(layout.blocks[i].text)
            found += chars
            if second[i] > 0:
                left += chars
    return second if left >= LEFT * found else first


def context_rows(layout: Layout, odds: Sequence[float], wanted: list[int]) -> array[float]:
    """The numbers of the wanted blocks, one row of `NAMES` behind the other."""
    own, places = array("d", [odds[i] for i in wanted]), array("i", wanted)
    if _native is None:
        return rows_in_python(own, places, *alone_and_alike_in_python(layout, wanted))
    seen = _native.alone_and_alike(
        layout.blocks, wanted, layout.tags, layout.ups, layout.attributes["class"], _TAGS, _OTHER_TAG, MOST
    )
    made: array[float] = _native.rows(own, places, *seen)
    return made


def alone_and_alike_in_python(layout: Layout, wanted: Sequence[int]) -> tuple[array[float], array[int]]:
    """What each wanted block is alone (tag, weight, share of links, share of bold letters), and its group: the blocks
    in elements of the same tag and first class, up to the second element above. Groups are numbered as they come."""
    ups, tags, classes = layout.ups, layout.tags, layout.attributes["class"]
    groups: dict[tuple[tuple[str, str], ...], int] = {}
    alone, alike = array("d"), array("i")
    for block in (layout.blocks[i] for i in wanted):
        alone.append(_TAGS.get(tags[block.node], _OTHER_TAG))
        alone.append(min(weight_of(block.text), MOST))
        alone.append(min(block.link_chars / block.chars, 1.0))
        alone.append(block.bold_chars / block.chars)
        way, place = [], block.node
        for _ in range(3):
            way.append((tags[place], classes.get(place, "").partition(" ")[0]) if place >= 0 else ("", ""))
            place = ups[place] if place >= 0 else -1
        alike.append(groups.setdefault(tuple(way), len(groups)))
    return alone, alike


def rows_in_python(
    odds: Sequence[float], places: Sequence[int], alone: Sequence[float], groups: Sequence[int]
) -> array[float]:
    """The rows of blocks with these odds, places on the page, four numbers of their own each, and groups; the same as
    `extraction/_context.pyx`, to the last bit."""
    many = len(odds)
    shares = [1.0 / (1.0 + exp(-one)) for one in odds]
    weights = [alone[4 * i + 1] for i in range(many)]
    first, last = _span(odds, weights)
    held = _Groups(odds, shares, groups, first, last)
    mass = 0.0
    for i in range(many):
        mass += shares[i] * weights[i]
    result, before = array("d"), 0.0
    for i in range(many):
        behind = before + shares[i] * weights[i]
        row = [odds[i]]
        for step in (1, 2, 3):
            row.append(odds[i - step] if i >= step else NONE)
            row.append(odds[i + step] if i + step < many else NONE)
        row.append(float(places[i] - places[i - 1]) if i else FAR)
        row.append(float(places[i + 1] - places[i]) if i + 1 < many else FAR)
        row.append(next((odds[j] for j in range(i - 1, max(i - REACH, 0) - 1, -1) if weights[j] > LONG), NONE))
        row.append(next((odds[j] for j in range(i + 1, min(i + REACH, many - 1) + 1) if weights[j] > LONG), NONE))
        row += held.beside(i)
        row.append(1.0 if first <= i <= last else 0.0)
        row.append(float(max(places[first] - places[i], places[i] - places[last], 0)))
        row.append((places[i] - places[first]) / max(1, places[last] - places[first]))
        row += [mass, before / max(1.0, mass), (mass - behind) / max(1.0, mass)]
        row += alone[4 * i : 4 * i + 4]
        near = 0.0
        for j in range(max(0, i - NEAR), min(many, i + NEAR + 1)):
            near += shares[j]
        row.append(near - shares[i])
        result.extend(row)
        before = behind
    return result


def _span(odds: Sequence[float], weights: Sequence[float]) -> tuple[int, int]:
    """The first and the last of the blocks between which nearly all lies that is likely text; all where none is."""
    total = 0.0
    for one, weight in zip(odds, weights, strict=True):
        if one > 0:
            total += weight
    if not total:
        return 0, len(odds) - 1
    first, last, passed = -1, -1, 0.0
    for i, (one, weight) in enumerate(zip(odds, weights, strict=True)):
        if one > 0:
            passed += weight
            if first < 0 and passed >= EDGE * total:
                first = i
            if last < 0 and passed >= (1.0 - EDGE) * total:
                last = i
    return first, last


class _Groups:
    """What the blocks of each group have in sum."""

    def __init__(
        self, odds: Sequence[float], shares: Sequence[float], groups: Sequence[int], first: int, last: int
    ) -> None:
        many = max(groups) + 1
        self._odds, self._shares, self._groups, self._span = odds, shares, groups, (first, last)
        self._count, self._share = [0] * many, [0.0] * many
        self._most, self._next = [NONE] * many, [NONE] * many
        self._within, self._sum = [0] * many, [0.0] * many
        for i, group in enumerate(groups):
            self._count[group] += 1
            self._share[group] += shares[i]
            if odds[i] > self._most[group]:
                self._next[group], self._most[group] = self._most[group], odds[i]
            elif odds[i] > self._next[group]:
                self._next[group] = odds[i]
            if first <= i <= last:
                self._within[group] += 1
                self._sum[group] += odds[i]

    def beside(self, i: int) -> list[float]:
        """How many blocks are like this one, their mean share, their highest odds, and the mean of the odds of those
        within the span."""
        group = self._groups[i]
        others = self._count[group] - 1
        if not others:
            return [0.0, -1.0, NONE, NONE]
        own = self._odds[i]
        most = self._next[group] if own == self._most[group] else self._most[group]
        within, total = self._within[group], self._sum[group]
        if self._span[0] <= i <= self._span[1]:
            within, total = within - 1, total - own
        return [
            float(others),
            (self._share[group] - self._shares[i]) / others,
            most,
            total / within if within else NONE,
        ]
