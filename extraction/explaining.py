"""Why a page was read as it was: the score and fate of each block, the lists found, and what speaks for each field.

It takes the steps of `extraction/page.py` once more and keeps what they decided; it decides nothing itself.
"""

from __future__ import annotations

from extraction.blocks import INLINE, Block
from extraction.body import Body, block_logits, find_body
from extraction.cleaning import clean_body, without_entries
from extraction.credit_line import is_credit_line
from extraction.evidence import field_notes
from extraction.hints import Hints
from extraction.memory.recalling import recalled_body
from extraction.notices import is_end_notice, is_notice
from extraction.page import extract, view_of
from extraction.related import find_related_lists
from extraction.related.search import Found
from extraction.related.words import heading_says
from extraction.structured import squeezed
from extraction.view import HtmlElement, PageView
from kitewire.article import ArticlePage
from kitewire.explanation import BlockNote, Explanation, Fate, ListNote, Part, Step
from kitewire.messages import Message, as_message

_LEVELS = 3
_LINKED = 0.9
_SHORT, _MOST_PARTS, _MOST_OF_IT = 300, 8, 0.7
"""Characters of a block whose parts are told, how many of them, and the share of it that is as good as the whole."""
_TOLD = ("a", "b", "em", "font", "i", "small", "span", "strong", "time")


def explain(raw: bytes, url: str, hints: Hints = Hints()) -> Explanation:
    """What `extract` gives for the same bytes, and why. Never raises for a bad page."""
    view = view_of(raw, url, hints)
    page = extract(raw, url, hints)
    if isinstance(view, ArticlePage):
        return Explanation(page)
    scored = find_body(view)
    chosen = recalled_body(view, scored)
    cleaned = clean_body(view, chosen, page.title)
    lists = find_related_lists(view, cleaned) if page.related else []
    fates = _Fates(view, page, (scored, chosen, without_entries(cleaned, page.related)), lists)
    scores = view.memo.get("logits") or block_logits(view)
    notes = tuple(fates.note(block, score) for block, score in zip(view.blocks, scores, strict=True))
    found = tuple(ListNote(f.by, f.heading, len(f.items)) for f in lists)
    return Explanation(page, field_notes(view, cleaned, page), found, notes)


class _Fates:
    """What became of the blocks of one page."""

    def __init__(self, view: PageView, page: ArticlePage, bodies: tuple[Body, Body, Body], lists: list[Found]) -> None:
        self.view, self.page = view, page
        self.scored, self.chosen, self.kept = ({b.index for b in body.lines} for body in bodies)
        self.regions = {element: found for found in lists for element in found.region}
        self.printed = {squeezed(entry.title) for entry in page.related if entry.url is None}

    def note(self, block: Block, score: float) -> BlockNote:
        """The note of a block of the view."""
        fate, why = self._fate(block, score)
        # What is one of a list of links is pointed at as a list.
        steps, parts = self._steps(block), () if fate is Fate.RELATED else self._parts(block)
        return BlockNote(block.index, steps, block.text, score, block.link_density, fate, why, parts)

    def _steps(self, block: Block) -> tuple[Step, ...]:
        """The block's element and what is around it, as far as it is shown."""
        parents, places = self.view.layout.parents, self.view.layout.places
        node, steps = block.element, [Step(block.node, _label(block.element))]
        while len(steps) < _LEVELS and (node := parents.get(node)) is not None and node.tag not in ("body", "html"):
            steps.append(Step(places[node], _label(node)))
        return tuple(reversed(steps))

    def _parts(self, block: Block) -> tuple[Part, ...]:
        """The inline elements of a short block whose text is a part of it."""
        if block.chars > _SHORT or len(block.element) == 0:
            return ()
        places = self.view.layout.places
        found: list[Part] = []
        # Beside another block in the same element, a part can be the whole of its own.
        whole = block.text if self.view.text_of(block.element) == block.text else ""
        for node in block.element.iter(*_TOLD):
            text = self.view.text_of(node)
            told = len(text) < _MOST_OF_IT * block.chars or not whole
            inside = text and told and text in block.text and _nearest_block(node) is block.element
            if inside and node in places and len(found) < _MOST_PARTS:
                found.append(Part(Step(places[node], _label(node)), text))
        return tuple(found)

    def _fate(self, block: Block, score: float) -> tuple[Fate, str]:
        at = block.index
        if at in self.kept:
            return Fate.TEXT, "" if at in self.scored else "as on the site's other pages"
        if found := self._list_of(block):
            by = as_message(found.by)
            return Fate.RELATED, Message("{what}: {text}", what=by, text=found.heading) if found.heading else by
        if at in self.view.listed and any(title in squeezed(block.text) for title in self.printed if title):
            return Fate.RELATED, "dated line"
        if at in self.chosen:
            return Fate.DROPPED, self._why_cleaned(block)
        if at in self.scored:
            return Fate.DROPPED, "repeats on the site's other pages"
        return (Fate.DROPPED, "caption") if score > 0 else (Fate.OUT, "")

    def _list_of(self, block: Block) -> Found | None:
        node: HtmlElement | None = block.element if self.regions else None
        while node is not None:
            if node in self.regions:
                return self.regions[node]
            node = node.getparent()
        return None

    def _why_cleaned(self, block: Block) -> str:
        """What the cleaning saw in a line."""
        text = block.text
        reasons = (
            (squeezed(text) == squeezed(self.page.title), "the headline again"),
            (block.index in self.view.listed, "line of a dated list"),
            (self.view.is_hidden(block.node), "hidden"),
            (is_notice(text) or is_end_notice(text), "notice of the outlet"),
            (is_credit_line(block.spaced), "line of credits"),
            (heading_says(text) is not None, "heading of a list"),
            (block.link_density > _LINKED, "link to another story"),
        )
        return next((why for is_so, why in reasons if is_so), "furniture: label, share bar or credits")


def _label(element: HtmlElement) -> str:
    name = (element.get("class") or "").split()[:1]
    return (
        ".".join((str(element.tag), *name)) if name or not element.get("id") else f"{element.tag}#{element.get('id')}"
    )


def _nearest_block(element: HtmlElement) -> HtmlElement | None:
    node = element.getparent()
    while node is not None and node.tag in INLINE:
        node = node.getparent()
    return node
