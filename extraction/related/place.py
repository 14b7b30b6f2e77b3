"""Where things stand on a page: document order, the article's column, sidebars, advertisements, hidden parts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from unicodedata import combining, normalize
from urllib.parse import unquote, urlsplit

from extraction.blocks import SILENT, Block
from extraction.body import Body
from extraction.once import once
from extraction.related.box_names import IS_AD, IS_ASIDE, IS_CHROME, IS_OTHER, IS_SIDE, kinds_of_names
from extraction.related.ground import ground_of
from extraction.related.links import key_of, leads_to_article
from extraction.related.words import LONGEST, Says, cued_lines, heading_says
from extraction.view import HtmlElement, PageView
from kitewire.urls import host_of, is_http

# Lines between two paragraphs of one article: pictures, advertisements and boxes stand between them, but not a whole
# list page.
_GAP = 15


# Lines of one kind that hold less of the body than this may be no part of it.
_ODD_LINES = 0.2


def _heads_list(block: Block) -> bool:
    return block.chars <= LONGEST and heading_says(block.text) in (Says.RELATED, Says.RECOMMENDED)


_MORE_OF = re.compile(
    r"(?:m[áa]s|mais|more|mehr|plus|altro|meer|mer|więcej)\s+(?:(?:de|en|in|from|aus|d[aou]|z)\s+)?", re.I
)
# Lines after the last paragraph in its box among which see-also lines may stand, and how long a credit and a line of
# links may be there.
_LINES_AT_END = 8
_LONGEST_CREDIT = 120
_LONGEST_LINKS = 400
_MOST_CRUMBS = 12
# Of the address of a site's root.
_LEAST_SLASHES = 3
# What a further page of an article adds to the article's address: `_2`, `/page/2`.
_FURTHER = re.compile(r"(?:_\d{1,2}|/(?:page/|p)?\d{1,2})?(?:\.[a-z]{3,5})?")
_PAGE_END = re.compile(r"(?:_\d{1,2})?(?:\.[a-z]{3,5})?$")
_LONGEST_END = 12
# Some pages wrap all of their content in what they call breadcrumbs.
_LONGEST_CRUMBS = 200


class Place:
    """The page as the finders of related lists see it; everything is computed once."""

    def __init__(self, view: PageView, body: Body) -> None:
        self.view = view
        self.layout = view.layout
        self.parents = self.layout.parents
        self.order = self.layout.places
        self.headlines: dict[tuple[int, ...], str] = {}
        """The headline of each group of links looked at so far, by their places."""
        self.targets: Any = None
        """What `entries` keeps of the links looked at so far."""
        self._own: dict[str, bool] = {}
        self.ground = ground_of(self.layout)
        lines = self._main_run(body)
        self._body_places = dict.fromkeys([b.node for b in lines])
        self.body = tuple(self.layout.elements[at] for at in self._body_places)
        self._lines = body.lines
        body_orders = sorted(self._body_places)
        self._core_at = self._common(body_orders[0], body_orders[-1]) if body_orders else -1
        self.core = self.layout.elements[self._core_at] if body_orders else None
        """The innermost element around the article's text; None without a body."""
        first, ends = next(iter(self._body_places), 0), self.layout.ends
        self.body_range = (first, max([ends[at] for at in body_orders], default=0))
        """Order of the first and of the last body element."""
        self.ground.settle(body_orders, self._core_at)

    def with_id(self, name: str) -> HtmlElement | None:
        """The first element with that id."""
        ids = self.layout.attributes["id"]
        return next((self.layout.elements[at] for at, said in ids.items() if said == name), None)

    def absolute(self, link: str | None) -> str | None:
        """The absolute http(s) address of a link on the page; None for any other link."""
        return self.view.absolute(link)

    @once
    def cued(self) -> Sequence[Block]:
        """The lines that may be or begin with a heading of a related list; the only ones that are looked at closely."""
        return cued_lines(self.layout)

    @once
    def linked(self) -> list[int]:
        """The places of the elements with an address, in document order."""
        return list(self.layout.attributes["href"])

    def places_in(self, element: HtmlElement) -> list[int]:
        """The places of the visible links with an address in `element`, in page order."""
        at = self.order.get(element)
        return [] if at is None else self.ground.links_in(at)

    def blocks_in(self, element: HtmlElement) -> tuple[Block, ...]:
        """The blocks of text within `element`."""
        return self.ground.blocks_in(self.order[element])

    def lines_before(self, element: HtmlElement) -> list[Block]:
        """The two lines before a box, up to the body's text: its heading, perhaps with a link to more."""
        start, body_start = self.order[element], self.body_range[0]
        first, end = self.ground.blocks_before(body_start + 1), self.ground.blocks_before(start)
        found: list[Block] = []
        for block in reversed(self.layout.blocks[first:end]):
            if len(found) == 2 or block.node in self._body_places:
                break
            if body_start < block.node < start:
                found.insert(0, block)
        return found

    def line_above(self, element: HtmlElement) -> Block | None:
        """The last line before `element`, of whatever kind."""
        before = self.ground.blocks_before(self.order[element])
        return self.layout.blocks[before - 1] if before else None

    def inside(self, element: HtmlElement, outer: HtmlElement) -> bool:
        """Whether `element` is `outer` or stands in it."""
        start = self.order[outer]
        return start <= self.order[element] <= self.layout.ends[start]

    def up(self, element: HtmlElement, stop: HtmlElement | None = None) -> list[HtmlElement]:
        """`element` and its ancestors, innermost first, without `stop` and what is around it."""
        found = []
        node: HtmlElement | None = element
        while node is not None and node is not stop:
            found.append(node)
            node = self.parents[node]
        return found

    def _common(self, first: int, last: int) -> int:
        """The place of the innermost element around two places."""
        while self.layout.ends[first] < last:
            first = self.layout.ups[first]
        return first

    def _main_run(self, body: Body) -> list[Block]:
        """The body's lines without stray ones: a disclaimer or a teaser's summary far down the page is not where
        the article stands.
        """
        wanted = {b.node for b in body.lines} or {at for e in body.blocks if (at := self.order.get(e)) is not None}
        runs = self.ground.runs_at(wanted, _GAP) if wanted else []
        if not runs:
            return []
        if len(runs) == 1:
            return self._above_lists(runs[0])
        main, ups = max(runs, key=lambda run: sum(len(b.text) for b in run)), self.layout.ups
        homes = {ups[b.node] for b in main}
        return self._above_lists([b for run in runs for b in run if run is main or ups[b.node] in homes])

    def _above_lists(self, body: list[Block]) -> list[Block]:
        """`body` without the odd lines under a heading that says related or recommended: entries and their summaries
        that were taken for text.
        """
        first, last = body[0].index, body[-1].index
        start = next((b for b in [b for b in self.cued if first <= b.index < last] if _heads_list(b)), None)
        if start is None:
            return body
        weights: dict[object, int] = {}
        for block in body:
            kind = self._kind_of_line(block)
            weights[kind] = weights.get(kind, 0) + block.chars
        bar = _ODD_LINES * sum(weights.values())
        odd = [b.index > start.index and weights[self._kind_of_line(b)] < bar for b in body]
        return [b for b, is_odd in zip(body, odd, strict=True) if not is_odd] or body

    def _kind_of_line(self, block: Block) -> object:
        element = block.element
        parent = self.parents[element]
        return element.tag, element.get("class"), None if parent is None else (parent.tag, parent.get("class"))

    @once
    def first_line(self) -> int:
        """Index of the body's first block; -1 without a body."""
        return next((b.index for b in self._lines or self.layout.blocks if b.node in self._body_places), -1)

    @once
    def last_line(self) -> int:
        """Index of the body's last block; -1 without a body. Lines after it may stand in the same element."""
        lines = self._lines or self.layout.blocks
        places = self._body_places
        return max([b.index for b in lines if b.node in places], default=-1)

    @once
    def end_of_lines(self) -> int:
        """The place up to which see-also lines may follow the last paragraph in its box: among credits, but not beyond
        a longer line, a heading, or what is no part of the article.
        """
        end, ends, ground = self.body_range[1], self.layout.ends, self.ground
        if self._core_at < 0:
            return end
        start, stop = ground.blocks_before(end + 1), ground.blocks_before(ends[self._core_at] + 1)
        lines = [b for b in self.layout.blocks[start : min(start + _LINES_AT_END, stop)] if b.node > end]
        if not any(b.link_chars for b in lines):
            return end
        for block in lines:
            is_link = block.link_density >= 0.9
            if block.chars > (_LONGEST_LINKS if is_link else _LONGEST_CREDIT):
                break
            if not is_link and ground.in_heading_tag(block.node):
                break
            if ground.kinds(block.node) & (IS_CHROME | IS_OTHER | IS_SIDE):
                break
            end = ends[block.node]
        return end + 1

    def holds_body(self, element: HtmlElement) -> bool:
        """Whether a paragraph of the article stands in `element`."""
        return self.ground.holds_body(self.order[element])

    def is_ad(self, element: HtmlElement) -> bool:
        """Whether `element` stands in an advertisement."""
        return bool(self.ground.kinds(self.order[element]) & IS_AD)

    def is_chrome(self, element: HtmlElement) -> bool:
        """Whether `element` stands in navigation, footer, comments, tags or sharing buttons."""
        return bool(self.ground.kinds(self.order[element]) & IS_CHROME)

    def is_in_own_footer(self, element: HtmlElement) -> bool:
        """Whether `element` stands in a footer of the article, and in no other furniture."""
        inside = self.up(element)
        footer = next((n for n, e in enumerate(inside) if e.tag == "footer"), -1)
        if footer < 0 or all(e.tag != "article" for e in inside[footer:]) or self.is_chrome(inside[footer + 1]):
            return False
        kinds = (kinds_of_names(e.get("class"), e.get("id")) for e in inside[: footer + 1])
        return all(e.tag not in ("nav", "form") for e in inside[:footer]) and not any(k & IS_CHROME for k in kinds)

    def is_other_list(self, element: HtmlElement) -> bool:
        """Whether `element` stands in a box that its class or id calls most read, latest or the like."""
        return bool(self.ground.kinds(self.order[element]) & IS_OTHER)

    @once
    def sections(self) -> frozenset[str]:
        """The names of the article's section, in lower case: a list under one of them is the section's."""
        named = {self.view.meta("article:section", "section"), *(unquote(urlsplit(self.view.url).path).split("/")[:-1])}
        named.update(" ".join(a.itertext()) for a in self._crumbs())
        return frozenset(_plain(name) for name in named) - {""}

    def _crumbs(self) -> list[HtmlElement]:
        """The first links in what calls itself breadcrumbs, above the end of the body."""
        found: dict[HtmlElement, None] = {}
        for place in sorted(self.view.crumbs):
            if self.body_range[1] and place >= self.body_range[1]:
                break
            element = self.layout.elements[place]
            named = "crumb" in (element.get("class") or "") or "crumb" in (element.get("id") or "")
            if named and self.view.text_length(element) <= _LONGEST_CRUMBS:
                found.update(dict.fromkeys(element.iter("a")))
                if len(found) >= _MOST_CRUMBS:
                    break
        return list(found)[:_MOST_CRUMBS]

    def is_section_name(self, text: str) -> bool:
        """Whether a heading is the name of the article's section."""
        return _plain(text.strip(' :<>«»‹›|"„“”')) in self.sections

    def is_of_section(self, heading: str) -> bool:
        """Whether a heading such as `Más de Sociedad` or `Mehr «Leben»` announces more of the article's section."""
        of = _MORE_OF.match(heading)
        return of is not None and self.is_section_name(heading[of.end() :])

    def is_aside(self, element: HtmlElement) -> bool:
        """Whether `element` stands in a sidebar."""
        return self.stands_aside(self.order[element])

    def stands_aside(self, at: int) -> bool:
        """Whether the element at a place stands in a sidebar."""
        core = self._core_at
        in_core = 0 <= core <= at <= self.layout.ends[core]
        return bool(self.ground.kinds(at) & (IS_SIDE if in_core else IS_SIDE | IS_ASIDE))

    def is_hidden(self, element: HtmlElement) -> bool:
        """Whether `element` or something around it says that it is not shown."""
        return self.view.is_hidden(self.order[element])

    def is_silent(self, element: HtmlElement) -> bool:
        """Whether `element` is a script, a comment or another thing without visible text."""
        return element not in self.order or element.tag in SILENT

    @once
    def own_keys(self) -> frozenset[str]:
        """Keys of this page's addresses: links to them are no entries."""
        told = self.view.holding("link", "rel", "canonical")
        links = [a for a in told if a.get("rel") == "canonical" and a.get("href")]
        # What stands in the head is no part of what may be seen.
        head = self.view.root.find("head") if any(a in self.order for a in links) else None
        canonical = next((a.get("href") for a in links if head is None or a not in self.order), None)
        urls = {self.view.url, self.view.absolute(canonical), self.view.meta("og:url")}
        return frozenset(key_of(u) for u in urls if u and is_http(u))

    @once
    def is_own(self) -> Callable[[str], bool]:
        """Tells whether an address, by its key, is this page's, one that this page's goes on from (its section, series
        or blog), or a further page of this article (`/story_2.html`, `/story/page/2`)."""
        return partial(_is_own, self.own_keys, self.above_own, self.own_stems)

    @once
    def above_own(self) -> frozenset[str]:
        """The keys of the folders around the page's own addresses."""
        parts = [key.partition("?")[0].split("/") for key in self.own_keys]
        return frozenset("/".join(names[:n]) for names in parts for n in range(1, len(names)))

    @once
    def own_stems(self) -> tuple[str, ...]:
        """The page's own addresses without an ending or a number of the page."""
        keys = [key for key in self.own_keys if "/" in key and "?" not in key]
        return tuple({f"{key[:-_LONGEST_END]}{_PAGE_END.sub('', key[-_LONGEST_END:])}" for key in keys})

    @once
    def _own_folder(self) -> str | None:
        """The folder of the page's own address, where that looks like a topic's or section's; None for others."""
        return None if leads_to_article(self.view.url) else self.view.url.rpartition("/")[0] + "/"

    def lies_beside(self, url: str) -> bool:
        """Whether an address lies in the folder of the page's own, unless all of the site does."""
        name = url.removeprefix(self._beside).rstrip("/")
        return "/" not in name and name != ""

    @once
    def _beside(self) -> str:
        """The folder of the page's own address; of a page in the root what no address begins with."""
        folder = self.view.url.rstrip("/").rpartition("/")[0] + "/"
        return folder if folder.count("/") > _LEAST_SLASHES else "\n"

    @once
    def leads_to_article(self) -> Callable[[str], bool]:
        """Tells whether an address may be an article's; at `/topic/7` so may the page's neighbours in that folder."""
        return partial(_leads_to_article, self._own_folder)

    @once
    def site(self) -> str:
        """The site of the page, for `same_site`."""
        return site_of(self.view.base) or site_of(self.view.url)

    def is_own_site(self, url: str) -> bool:
        """Whether an address is the publisher's: of the page's site, or of its namesake under another ending
        (`www.bbc.com`, `www.bbc.co.uk`).
        """
        origin = url[: url.find("/", len("https://")) + 1] or url
        if origin not in self._own:
            site = site_of(origin)
            self._own[origin] = site == self.site or site in self._told_sites or _name_of(origin) == self._name != ""
        return self._own[origin]

    @once
    def _told_sites(self) -> frozenset[str]:
        """The sites that the page's head names as its own: it may be read from a cache or an archive."""
        return frozenset(site_of(f"http://{key}") for key in self.own_keys)

    @once
    def _name(self) -> str:
        return _name_of(self.view.base or self.view.url)


def _plain(text: str) -> str:
    """A name without case and marks over its letters, which addresses leave out: `Espectáculos`, `/espectaculos/`."""
    plain = " ".join(text.split()).casefold()
    return plain if plain.isascii() else "".join(c for c in normalize("NFD", plain) if not combining(c))


_SECOND_LEVEL = frozenset("com net org gov edu co ac or go ne".split())


def site_of(url: str) -> str:
    """The name a publisher registered, near enough: `finance.example.com.cn` → `example.com.cn`."""
    parts = host_of(url).split(".")
    if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in _SECOND_LEVEL:
        return ".".join(parts[-3:])
    return ".".join(parts[-2:])


def _name_of(url: str) -> str:
    """A host without `www.` and the ending that a registry gives."""
    site = site_of(url)
    return host_of(url).removeprefix("www.").removesuffix(site) + site.partition(".")[0]


# No methods: what keeps one would keep the page with it, until the collector comes by.
def _is_own(keys: frozenset[str], above: frozenset[str], stems: tuple[str, ...], key: str) -> bool:
    # A page whose address has no query is the same page with one.
    if key in keys or key.partition("?")[0] in keys or key in above:
        return True
    return key.startswith(stems) and any(_FURTHER.fullmatch(key, len(s)) for s in stems if key.startswith(s))


def _leads_to_article(folder: str | None, url: str) -> bool:
    return leads_to_article(url) or (folder is not None and url.rpartition("/")[0] + "/" == folder and url != folder)
