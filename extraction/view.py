"""One parsed page and what is computed from it once: every finder gets the same view."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from lxml import etree

from extraction.addresses import Addresses
from extraction.blocks import Block, Layout, read_layout, text_of
from extraction.dated_lists import DatedLine, dated_lists
from extraction.decoding import Decoded, made_readable, utf8_readable
from extraction.hiding import hidden_places
from extraction.hints import Hints
from extraction.language import guess_language, sample_of
from extraction.lean import Scripts, lean
from extraction.native import part_in_c
from extraction.once import once
from kitewire.article import Decoding
from kitewire.urls import is_http, join, readable

HtmlElement: TypeAlias = etree._Element
JsonObject: TypeAlias = dict[str, Any]

# Characters that XML cannot hold or discourages (U+007F), and lone surrogates.
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


_AROUND_JSON = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING = re.compile(r",\s*([}\]])")
_JSON = json.JSONDecoder(strict=False)
_native = part_in_c()
_IN_HEAD = ("meta", "link", "script", "base", "title")
_TAGGED = frozenset((*_IN_HEAD, "time", "h1"))
_META_NAMES = ("name", "property", "itemprop")


def told_address(root: HtmlElement) -> str:
    """The address that a page gives as its own; nothing where it gives none, or only its site's."""
    told = [one.get("href") for one in root.iter("link") if (one.get("rel") or "").lower() == "canonical"]
    told += [one.get("content") for one in root.iter("meta") if one.get("property") == "og:url"]
    addresses = (readable(one.strip()) for one in told if one)
    return next((one for one in addresses if is_http(one) and urlsplit(one).path.strip("/")), "")


class PageView:
    """A page's one tree with shared, lazily computed readings. Elements are those of `root`, never copies."""

    def __init__(self, page: str | Decoded, url: str, hints: Hints = Hints(), whole: bool = True) -> None:
        """Raises `ValueError` where the page holds no tree at all. `url`: its address, else that which the page gives.
        `whole`: the tree has what no finder reads, too."""
        self.page = page if isinstance(page, Decoded) else Decoded(Decoding(None, "utf-8"), page)
        self.url = url
        self.hints = hints
        data = _bytes_of(self.page)
        source, self._left_out = (data, Scripts()) if whole else lean(data)
        self.root = _tree(source)
        if not url:
            self.url = told_address(self.root)
        self._tagged: tuple[Layout, Mapping[str, Sequence[HtmlElement]]] | None = None
        self.memo: dict[str, Any] = {}
        """What several finders share and only one of them should compute, under names of their own."""

    @property
    def decoding(self) -> Decoding:
        """How the page's bytes were read."""
        return self.page.how

    @property
    def source(self) -> str:
        """The page as it was read. Dear where the page came in UTF-8: ask `holds` first."""
        return self.page.text

    def holds(self, sign: str) -> bool:
        """Whether the source holds a sign in ASCII."""
        return self.page.holds(sign)

    @property
    def tagged(self) -> Mapping[str, Sequence[HtmlElement]]:
        """Elements by tag, in page order: of `<head>`, and of what may be seen. Only the tags of `_TAGGED`."""
        # Who takes elements out of the tree forgets its layout.
        if self._tagged is None or self._tagged[0] is not self.layout:
            layout = self.layout
            head = self.root.find("head") if _native is None else _native.child_of(self.root, b"head")
            read = _tagged if _native is None else _native.tagged
            self._tagged = layout, read(self.root, head, layout.elements, layout.tagged, _IN_HEAD, _TAGGED)
        return self._tagged[1]

    @once
    def base(self) -> str:
        """What relative links stand on: `<base href>`, else the page's address."""
        href = next((href for base in self.tagged["base"] if (href := base.get("href"))), "")
        return (join(self.url, href) if href else None) or self.url

    def absolute(self, link: str | None) -> str | None:
        """The absolute http(s) address of a link on this page, None for any other link."""
        return self._addresses.of(link) if link else None

    @once
    def _addresses(self) -> Addresses:
        return Addresses(self.base)

    @once
    def head_title(self) -> str:
        """The text of `<title>`."""
        found = self.tagged["title"]
        if _native is not None:
            return _one_line(_native.text_in(found))
        return _one_line("".join(found[0].itertext())) if found else ""

    @once
    def metas(self) -> dict[str, tuple[str, ...]]:
        """Name, property or itemprop of each `<meta>` in lower case → its contents in page order, no empty ones."""
        if _native is not None:
            known: dict[str, tuple[str, ...]] = _native.metas_of(self.tagged["meta"], _META_NAMES)
            return known
        found: dict[str, list[str]] = {}
        for meta in self.tagged["meta"]:
            content = _one_line(meta.get("content") or "")
            if content:
                for key in dict.fromkeys(value.strip().lower() for a in _META_NAMES if (value := meta.get(a))):
                    found.setdefault(key, []).append(content)
        return {key: tuple(values) for key, values in found.items()}

    def meta(self, *names: str) -> str:
        """The first content among the metas of these names, in that order; empty for none."""
        metas = self.metas
        for name in names:
            if name in metas:
                return metas[name][0]
        return ""

    @once
    def json_ld(self) -> tuple[JsonObject, ...]:
        """Every JSON-LD object of the page in page order, lists and `@graph` flattened."""
        scripts = self.holding("script", "type", "ld+json")
        return tuple(item for script in scripts for item in _objects(lenient_json(script.text or "")))

    def scripts(self) -> list[str]:
        """The texts of the page's scripts, in no order; structured data is none."""
        own = [(script.text or "", script.get("type") or "") for script in self.root.iter("script")]
        return [text for text, kind in own if text and "ld+json" not in kind] + self._left_out.holding("")

    def scripts_with(self, sign: str) -> list[str]:
        """The texts of the scripts that hold a sign in ASCII, of `<head>` and where something may be seen."""
        scripts = self.tagged["script"]
        if _native is not None:
            own: list[str] = _native.texts_with(scripts, sign.encode())
        else:
            own = [text for script in scripts if sign in (text := script.text or "")]
        return own + self._left_out.holding(sign)

    def holding(self, tag: str, attribute: str, sign: str) -> list[HtmlElement]:
        """The elements of one of the tags of `tagged` whose attribute holds a sign."""
        elements = self.tagged[tag]
        if _native is not None:
            found: list[HtmlElement] = _native.holding(elements, attribute.encode(), sign.encode())
            return found
        return [element for element in elements if sign in (element.get(attribute) or "")]

    @once
    def comments(self) -> tuple[str, ...]:
        """The texts of the page's comments: content systems write facts there."""
        return tuple(c.text or "" for c in self.root.iter(etree.Comment))

    @once
    def layout(self) -> Layout:
        """Blocks and measures of the visible page, from one pass over the tree."""
        layout = read_layout(self.root)
        if "rt" not in layout.tagged or "rp" in layout.tagged:
            return layout
        # How words are read aloud would stand within them; with `<rp>` a page sets it in brackets behind them.
        etree.strip_elements(self.root, "rt", with_tail=False)
        return read_layout(self.root)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The page's paragraphs, headings and lines in document order."""
        return self.layout.blocks

    @once
    def dated_lists(self) -> tuple[tuple[DatedLine, ...], ...]:
        """The page's lists of headlines with a whole day beside each."""
        return dated_lists(self.blocks)

    @once
    def listed(self) -> frozenset[int]:
        """The indexes of the blocks of these lists."""
        return frozenset(b.index for run in self.dated_lists for line in run for b in line.blocks)

    def text_length(self, element: HtmlElement) -> int:
        """Visible characters in `element`, white space between paragraphs left out."""
        place = self.layout.places.get(element)
        return 0 if place is None else self.layout.chars[place]

    def link_density(self, element: HtmlElement) -> float:
        """Share of the characters of `element` that stand in links: 0 to 1; 0 without text."""
        place = self.layout.places.get(element)
        chars = 0 if place is None else self.layout.chars[place]
        return self.layout.link_chars[place] / chars if place is not None and chars else 0.0

    @once
    def hidden(self) -> frozenset[int]:
        """The places of the elements that say of themselves that they are not shown."""
        return hidden_places(self.layout.attributes)

    def is_hidden(self, place: int) -> bool:
        """Whether the element at a place, or something around it, says that it is not shown."""
        starts, ends = self._hidden_spans
        at = bisect_right(starts, place) - 1
        return at >= 0 and place <= ends[at]

    @once
    def _hidden_spans(self) -> tuple[list[int], list[int]]:
        """The first and the last place of each element that is not shown and stands in no other such."""
        starts: list[int] = []
        ends: list[int] = []
        for place in sorted(self.hidden):
            if not ends or place > ends[-1]:
                starts.append(place)
                ends.append(self.layout.ends[place])
        return starts, ends

    @once
    def crumbs(self) -> frozenset[int]:
        """The places of the elements whose class or id speaks of breadcrumbs."""
        return frozenset(self.layout.named("crumb"))

    def inside(self, element: HtmlElement, tops: set[HtmlElement]) -> bool:
        """Whether `element` is one of `tops` or stands in one."""
        node: HtmlElement | None = element
        while node is not None:
            if node in tops:
                return True
            node = node.getparent()
        return False

    def text_of(self, element: HtmlElement) -> str:
        """Visible text in one line: no scripts, styles or comments, a space where a block or line ends."""
        return text_of(element)

    @once
    def lang(self) -> str | None:
        """ISO 639-1 of the page: declared where the text does not contradict it, else guessed, else the source's."""
        declared = self.root.get("lang") or self.root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
        declared = declared or self.meta("content-language", "og:locale", "language")
        sample = sample_of(self.blocks) or self.head_title
        return guess_language(sample, declared) or self.hints.lang or None


def _tagged(
    root: HtmlElement,
    head: HtmlElement | None,
    elements: Sequence[HtmlElement],
    places: Mapping[str, list[int]],
    in_head: tuple[str, ...],
    wanted: frozenset[str],
) -> dict[str, list[HtmlElement]]:
    found: dict[str, list[HtmlElement]] = {tag: [] for tag in wanted}
    for element in head.iter(*in_head) if head is not None else ():
        found[element.tag].append(element)
    for tag in wanted.intersection(places):
        found[tag] += [elements[place] for place in places[tag]]
    return found


def parse(page: str | Decoded) -> HtmlElement:
    """The tree of a page. Raises `ValueError` where nothing can be parsed."""
    return _tree(_bytes_of(page if isinstance(page, Decoded) else Decoded(Decoding(None, "utf-8"), page)))


def _tree(source: bytes) -> HtmlElement:
    try:
        root = etree.fromstring(source, etree.HTMLParser(encoding="utf-8", remove_pis=True, collect_ids=False))
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError) as error:
        raise ValueError(f"no tree: {error}") from error
    if root is None:
        raise ValueError("no tree: the page holds no element")
    return root


def _bytes_of(page: Decoded) -> bytes:
    """The page in UTF-8 without an XML declaration and what XML cannot hold."""
    start = page.head(300).lstrip()
    declares = (start if len(start) > 5 else page.text.lstrip()).startswith("<?xml")
    if page.data is not None and not declares:
        return page.data if page.readable else made_readable(page.data)
    text = _XML_DECLARATION.sub("", page.text) if declares else page.text
    try:
        return _readable(text.encode("utf-8"))
    except UnicodeEncodeError:
        return _UNREADABLE.sub(" ", text).encode("utf-8")


def _readable(data: bytes) -> bytes:
    return data if utf8_readable(data) else made_readable(data)


def lenient_json(text: str) -> Any:
    """JSON as sites write it, with raw line ends, trailing commas or comment marks; None where it is hopeless."""
    text = text.strip()
    if text[:1] in ("<", "/") or text[-1:] == ">":
        text = _AROUND_JSON.sub("", text).strip()
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError):
        pass
    try:
        return _JSON.decode(_TRAILING.sub(r"\1", text.rstrip(";")))
    except (ValueError, RecursionError):
        return None


def _objects(value: Any, depth: int = 0) -> Iterator[JsonObject]:
    if isinstance(value, list):
        for item in value:
            yield from _objects(item, depth)
    elif isinstance(value, dict) and depth < 5:
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item"):
            if isinstance(value.get(key), dict | list):
                yield from _objects(value[key], depth + 1)


def _one_line(text: str) -> str:
    return " ".join(text.split())
