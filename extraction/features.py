"""Features of a block: what it looks like, where it stands, what stands beside it.

A block that may belong to the text gets a row of numbers, one for each name in `NAMES`; `extraction/forest.json` holds
the trees that were fitted on them. Lengths count an ideograph, kana or syllable as two and a half letters, so that one
scale serves all scripts. Everything here is indexed by the place of a block or of an element: dictionaries of elements
cost more than the parse.
"""

from __future__ import annotations

import re
from itertools import accumulate

from extraction.class_words import FLAGS, said_by
from extraction.cues import CUES, cue_mask
from extraction.groups import Group, runs_of
from extraction.native import part_in_c
from extraction.structured import article_objects, squeezed, text_value
from extraction.topic import Topic
from extraction.view import PageView

_in_c = part_in_c("_lines")
# The first bytes in UTF-8 of U+3000 to U+DFFF: kana, ideographs, syllables and their punctuation.
_WIDE = bytes(range(0xE3, 0xEE))
_LONG = 80.0
_FAR = 99.0
_CUES = tuple(CUES)
TAGS = {
    tag: float(i) for i, tag in enumerate("p li h1 h2 h3 h4 div td blockquote figcaption dd dt pre section".split(), 1)
}
# Editors of platforms set their paragraphs in sections.
TAGS["section"] = TAGS["p"]
ENDS = {**dict.fromkeys(".!?。！？．؟।", 1.0), **dict.fromkeys(":：", 2.0), "…": 3.0}
# Characters whose words tell how many begin with a capital.
_FIRST = 100
QUOTES = "\"'”’»)）」』] "
# A block gets a row where a line of text stands within two blocks, or a hundredth of the most text close by: the others
# are navigation, and would cost most of the time.
_LINE = 40.0
_NEAR_LINE = 2
_NEAR_SHARE = 0.01

_SHOWN_CUES = ("more", "copyright", "subscribe", "comment", "credit")
_NEAR_CUES = ("cookie", "comment", "subscribe", "share")
_BESIDE_CUES = ("cookie", "comment", "subscribe", "share", "copyright", "ad")
_IN = (
    "foot caption <article> fact <figure> popup tags <aside> comment <footer> <blockquote> side promo <main> related"
).split()
_AT = "caption fact related article meta promo <blockquote> body".split()
NAMES = (
    *("length", "link_density", "bold", "words", "word_length", "capitals", "punctuation", "end", "tag", "repeated"),
    *("is_description", "told", "dated", "depth", "mass_self", "mass_parent", "mass_grand", "mass_top", "to_top"),
    *("from_top", "from_longs", "share_before", "place", "blocks", "from_h1", "alike", "alike_length"),
    *("alike_density", "siblings", "sibling_length", "sibling_density", "sibling_longs", "parent_share", "grand_share"),
    *("path", "path_length", "since_long", "until_long", "from_headline", "to_headline", "title_self", "title_parent"),
    *("title_near", "title_words", "run", "run_share", "run_first"),
    *("clan", "clan_length", "clan_density", "clan_longs", "clan_title"),
    *("clan_cookie", "clan_comment", "clan_subscribe"),
    *(f"{side}{k}_{what}" for side in ("prev", "next") for k in (1, 2) for what in ("length", "density", "alike")),
    *("prev_tag", "next_tag"),
    *(f"cue_{cue}" for cue in _SHOWN_CUES),
    *(f"near_{cue}" for cue in _NEAR_CUES),
    *(f"beside_{cue}" for cue in _BESIDE_CUES),
    *(f"in_{flag}" for flag in _IN),
    *(f"at_{flag}" for flag in _AT),
)
"""What the numbers of a row are, in order."""


def weight_of(text: str) -> float:
    """Length in Latin letters: wide characters count two and a half."""
    if text.isascii():
        return float(len(text))
    if _in_c is not None:
        weight: float = _in_c.weight(text)
        return weight
    data = text.encode("utf-8", "replace")
    return len(text) + 1.5 * (len(data) - len(data.translate(None, _WIDE)))


def block_rows(view: PageView) -> list[list[float] | None]:
    """A row of numbers for each block of the view that may belong to the text; None for the others. The same as
    `extraction/_rows.pyx` makes in C."""
    return _Page(view).rows() if view.blocks else []


def told_elsewhere(view: PageView) -> tuple[str, str]:
    """The text that structured data tells, squeezed, and the beginning of the page's description."""
    told = max((text_value(i.get("articleBody")) for i in article_objects(view)), key=len, default="")
    # Structured data tells the text on some pages, often cut or joined: it proves what belongs, not the rest.
    return squeezed(told) if len(told) > 200 else "", view.meta("og:description", "description")[:40]


class _Page:
    """What the rows of one page share."""

    def __init__(self, view: PageView) -> None:
        layout = view.layout
        self.view = view
        self.blocks = view.blocks
        self.count = len(self.blocks)
        self.elements = layout.elements
        self.ups, self.tags = layout.ups, layout.tags
        self.nodes = [b.node for b in self.blocks]
        self.texts = [b.text for b in self.blocks]
        self.weights = [weight_of(text) for text in self.texts]
        self.density = [min(b.link_chars / len(b.text), 1.0) for b in self.blocks]
        self.own = [w * (1.0 - d) for w, d in zip(self.weights, self.density, strict=True)]
        self.is_long = [w > _LONG and d < 0.3 for w, d in zip(self.weights, self.density, strict=True)]
        self._weigh()
        self._choose()
        self.lower = [text[:2000].lower() if wanted else "" for text, wanted in zip(self.texts, self.near, strict=True)]
        self.cues = [cue_mask(low, w > len(low)) if low else 0 for low, w in zip(self.lower, self.weights, strict=True)]
        self._read_titles()
        self._group()
        self._find_headline()
        self.runs, self.run_of = runs_of(self.is_long, self.weights)
        self.most_run = max(self.runs, default=1.0)
        self.main_run = self.runs.index(self.most_run) if self.runs else 0
        self._chains: dict[int, tuple[float, int]] = {-1: (0.0, 0)}
        self._said: dict[int, int] = {-1: 0}

    def rows(self) -> list[list[float] | None]:
        return [self._row(i) if wanted else None for i, wanted in enumerate(self.wanted)]

    def _up(self, node: int) -> int:
        return self.ups[node] if node >= 0 else -1

    def _weigh(self) -> None:
        """How much text stands close below each element, and which holds the most."""
        mass = [0.0] * (len(self.elements) + 1)
        ups = self.ups
        for i, node in enumerate(self.nodes):
            own = self.own[i]
            if own and self.weights[i] >= 40:
                for share in (1.0, 1.0, 0.7, 0.4):
                    if node < 0:
                        break
                    mass[node] += own * share
                    node = ups[node]
        # The last place stands for the parent of the root.
        self.mass = mass
        self.most = max(mass) or 1.0
        self.top = mass.index(max(mass))
        # Added from left to right, as in C: `sum` of newer Pythons adds otherwise.
        self.before = list(accumulate(self.own, initial=0.0))
        self.total = self.before[-1] or 1.0
        self.since = self._distances(range(self.count))
        self.until = self._distances(range(self.count - 1, -1, -1))

    def _distances(self, order: range) -> list[float]:
        """For each block, how many blocks ago the last long one stood."""
        distances, last = [_FAR] * self.count, -1
        for i in order:
            if last >= 0:
                distances[i] = float(abs(i - last))
            if self.is_long[i]:
                last = i
        return distances

    def _choose(self) -> None:
        """Which blocks get a row (`wanted`), and whose words count for them (`near`)."""
        least, last = _NEAR_SHARE * self.most, self.count
        lines = list(accumulate((own >= _LINE for own in self.own), initial=0))
        self.wanted = [
            lines[min(i + _NEAR_LINE + 1, last)] > lines[max(i - _NEAR_LINE, 0)]
            or self.mass[self._up(self._up(node))] >= least
            for i, node in enumerate(self.nodes)
        ]
        sums = list(accumulate(self.wanted, initial=0))
        self.near = [sums[min(i + 9, last)] > sums[max(i - 8, 0)] for i in range(last)]

    def _read_titles(self) -> None:
        self.topic = Topic(self.view, self.lower)
        self.told, self.description = told_elsewhere(self.view)

    def _group(self) -> None:
        """Gather blocks near the text by look, by parent and by path."""
        looks: dict[tuple[str, str, str, str], Group] = {}
        paths: dict[tuple[str, str, str, str, str], Group] = {}
        families: dict[int, Group] = {}
        far = Group()
        self.looks = [far] * self.count
        self.paths = [far] * self.count
        self.families = [far] * self.count
        clans: dict[int, Group] = {}
        self.clans = [far] * self.count
        self.repeats: dict[str, int] = {}
        classes: dict[int, str] = {-1: ""}
        tags, ups, elements = [*self.tags, ""], [*self.ups, -1], self.elements
        for i, node in enumerate(self.nodes):
            if not self.near[i]:
                continue
            weight, own = self.weights[i], self.own[i]
            parent = ups[node]
            grand = ups[parent]
            great = ups[grand]
            for place in (node, parent):
                if place not in classes:
                    classes[place] = elements[place].get("class") or ""
            look = (tags[node], classes[node], tags[parent], classes[parent])
            path = (tags[node], tags[parent], tags[grand], tags[great], tags[ups[great]])
            group = looks.get(look) or looks.setdefault(look, Group())
            group.add(weight, own)
            self.looks[i] = group
            group = paths.get(path) or paths.setdefault(path, Group())
            group.add(weight, own)
            self.paths[i] = group
            group = families.get(parent) or families.setdefault(parent, Group())
            group.add(weight, own)
            group.longs += self.is_long[i]
            group.title |= self.topic.masks[i]
            self.families[i] = group
            clan = clans.get(grand) or clans.setdefault(grand, Group())
            clan.add(weight, own)
            clan.longs += self.is_long[i]
            clan.title |= self.topic.masks[i]
            self.clans[i] = clan
            text = self.texts[i]
            self.repeats[text] = self.repeats.get(text, 0) + 1
            if mask := self.cues[i]:
                group.cues = group.cues or [0] * len(BESIDE_BITS)
                clan.cues = clan.cues or [0] * len(BESIDE_BITS)
                for k, bit in enumerate(BESIDE_BITS):
                    group.cues[k] += mask >> bit & 1
                    clan.cues[k] += mask >> bit & 1
        self.cue_sums = [list(accumulate((mask >> bit & 1 for mask in self.cues), initial=0)) for bit in NEAR_BITS]

    def _steps_to(self, node: int) -> dict[int, float]:
        """The ancestors of an element with how many steps up they are."""
        steps: dict[int, float] = {}
        while node >= 0:
            steps[node] = float(len(steps))
            node = self.ups[node]
        return steps

    def _shared(self, node: int, steps: dict[int, float]) -> float:
        """How far up the nearest ancestor is that both have; the answers are kept in `steps`."""
        if node in steps:
            return steps[node]
        chain = []
        while node >= 0 and node not in steps:
            chain.append(node)
            node = self.ups[node]
        answer = steps[node] if node >= 0 else _FAR
        for passed in chain:
            steps[passed] = answer
        return answer

    def _find_headline(self) -> None:
        """The headline's block; and the extent of the element with the most text."""
        tags = [self.tags[node] for node in self.nodes]
        self.h1 = tags.index("h1") if "h1" in tags else -1
        self.headline = self.topic.headline(self.blocks, tags)
        self.to_headline = self._steps_to(self.nodes[self.headline]) if self.headline >= 0 else {}
        self.to_top = self._steps_to(self.top) if self.top < len(self.elements) else {}
        inside = [i for i, node in enumerate(self.nodes) if self.wanted[i] and self._shared(node, self.to_top) == 0.0]
        self.first, self.last = (inside[0], inside[-1]) if inside else (0, self.count)
        self.first_long = next((i for i in range(self.count) if self.is_long[i]), 0)
        self.last_long = next((i for i in range(self.count - 1, -1, -1) if self.is_long[i]), self.count)

    def _around(self, node: int) -> tuple[float, int]:
        """Depth, and what an element and its ancestors say; body and html left out: themes put every word there."""
        chain = []
        while node not in self._chains:
            chain.append(node)
            node = self.ups[node]
        depth, mask = self._chains[node]
        for node in reversed(chain):
            depth += 1.0
            mask = mask | self._own(node) if self.tags[node] not in ("body", "html") else 0
            self._chains[node] = (depth, mask)
        return depth, mask

    def _own(self, node: int) -> int:
        if node not in self._said:
            self._said[node] = said_by(self.elements[node])
        return self._said[node]

    def _row(self, i: int) -> list[float]:
        node = self.nodes[i]
        parent = self.ups[node]
        depth, around = self._around(node)
        at = self._own(node) | self._own(parent)
        mask, sums = self.cues[i], self.cue_sums
        low, high = max(0, i - 8), min(self.count, i + 9)
        family = self.families[i]
        row = self._look(i)
        row.append(depth)
        row += self._place(i, node, parent)
        row += self._topic(i, node, family)
        row += self._clan(i)
        row += self._beside(i)
        row += [float(mask >> bit & 1) for bit in SHOWN_BITS]
        row += [(each[high] - each[low]) / (high - low) for each in sums]
        row += [cues / family.members for cues in family.cues] if family.cues else _NO_CUES
        row += [1.0 if around & bit else 0.0 for bit in IN_BITS]
        row += [1.0 if at & bit else 0.0 for bit in AT_BITS]
        return row

    def _look(self, i: int) -> list[float]:
        text = self.texts[i]
        size, weight = len(text), self.weights[i]
        words = text.count(" ", 0, 300) + 1
        first = text[:_FIRST].split(" ")
        return [
            weight,
            self.density[i],
            min(self.blocks[i].bold_chars / size, 1.0),
            float(words),
            min(size, 300) / words,
            sum([word[:1].isupper() for word in first]) / len(first),
            (text.count(",") + text.count("，") + text.count("。") + text.count("、")) / size,
            ENDS.get(text.rstrip(QUOTES)[-1:], 0.0),
            TAGS.get(self.tags[self.nodes[i]], 0.0),
            float(self.repeats[text]),
            float(bool(self.description) and size > 30 and text.startswith(self.description)),
            (1.0 if squeezed(text[:200])[:60] in self.told else 0.0) if self.told else 0.5,
            float(weight < 130 and DAY.search(text) is not None),
        ]

    def _place(self, i: int, node: int, parent: int) -> list[float]:
        grand = self._up(parent)
        mass, most, chars = self.mass, self.most, self.view.layout.chars
        whole = chars[0] or 1
        family = self.families[i]
        return [
            mass[node] / most,
            mass[parent] / most,
            mass[grand] / most,
            most / self.total,
            self._shared(node, self.to_top),
            (i - self.first) / (self.last - self.first + 1),
            (i - self.first_long) / (self.last_long - self.first_long + 1),
            self.before[i] / self.total,
            i / self.count,
            float(self.count),
            float(i - self.h1) if self.h1 >= 0 else -_FAR,
            *self.looks[i].figures(),
            *family.figures(),
            float(family.longs),
            chars[parent] / whole if parent >= 0 else 1.0,
            chars[grand] / whole if grand >= 0 else 1.0,
            *self.paths[i].figures()[:2],
            self.since[i],
            self.until[i],
        ]

    def _topic(self, i: int, node: int, family: Group) -> list[float]:
        """How much the block and those around it speak of what the title speaks of; and which run it stands in."""
        near = 0
        for mask in self.topic.masks[max(0, i - 5) : i + 6]:
            near |= mask
        words = self.topic.words or 1.0
        run = self.run_of[i]
        return [
            float(i - self.headline) if self.headline >= 0 else -_FAR,
            self._shared(node, self.to_headline) if self.headline >= 0 else _FAR,
            float(self.topic.masks[i].bit_count()),
            family.title.bit_count() / words,
            near.bit_count() / words,
            self.topic.words,
            float(run - self.main_run) if run >= 0 else _FAR,
            self.runs[run] / self.most_run if run >= 0 else 0.0,
            float(run) if run >= 0 else _FAR,
        ]

    def _clan(self, i: int) -> list[float]:
        """What stands around the parent."""
        clan = self.clans[i]
        row = clan.figures()
        row.append(float(clan.longs))
        row.append(clan.title.bit_count() / (self.topic.words or 1.0))
        row += [cues / clan.members for cues in clan.cues[:3]] if clan.cues else (0.0, 0.0, 0.0)
        return row

    def _beside(self, i: int) -> list[float]:
        row: list[float] = []
        look = self.looks[i]
        for j in (i - 1, i - 2, i + 1, i + 2):
            if 0 <= j < self.count:
                row += (self.weights[j], self.density[j], 1.0 if self.looks[j] is look else 0.0)
            else:
                row += (-1.0, -1.0, 0.0)
        for j in (i - 1, i + 1):
            row.append(TAGS.get(self.tags[self.nodes[j]], 0.0) if 0 <= j < self.count else -1.0)
        return row


SHOWN_BITS = tuple(_CUES.index(cue) for cue in _SHOWN_CUES)
NEAR_BITS = tuple(_CUES.index(cue) for cue in _NEAR_CUES)
BESIDE_BITS = tuple(_CUES.index(cue) for cue in _BESIDE_CUES)
_NO_CUES = [0.0] * len(_BESIDE_CUES)
IN_BITS = tuple(1 << FLAGS.index(flag) for flag in _IN)
AT_BITS = tuple(1 << FLAGS.index(flag) for flag in _AT)
DAY = re.compile(r"(?:19|20)\d\d|\d\d?[:.]\d\d")
