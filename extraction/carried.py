"""Texts that a page carries and does not show as markup: in its JSON-LD, behind `<noscript>` and templates, in the
state that a framework's script makes the page from.

Looked at only where the body found on the page is short, or none of what JSON-LD calls the article's text.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree

from extraction.blocks import SILENT, Block, read_layout
from extraction.features import weight_of
from extraction.paywall import asks_to_pay, says_paid
from extraction.script_texts import texts_of_scripts
from extraction.structured import article_objects, says_article, squeezed, text_value
from extraction.topic import title_words
from extraction.view import HtmlElement, PageView, parse

# A body of that weight is an article's (the same bar as for pages that ask for a password, `extraction/outcome.py`).
_ENOUGH = 300
# The text carried must be so much longer than the body, and so heavy.
_LONGER, _LEAST = 3, 200
# Where the body says nothing of JSON-LD's text: how much longer that must be, how much of the body may stand in it.
_LONGER_THAN_ANOTHER, _ANOTHER = 2, 0.1
_KEY = 24
# A paragraph of running text; how much of a text may be links.
_PARAGRAPH, _LEAST_PARAGRAPHS, _LINKED = 40, 2, 0.4
# How many words a title needs to prove anything, and the share of them that its text says.
_LEAST_WORDS, _SPEAKS = 4, 0.5
# A page of links that does not say that it is an article: so much text, so much of it linked (`extraction/outcome.py`).
_LIST, _LIST_LINKED = 400, 0.5
# Characters of a text, and elements of its markup.
_MOST, _MOST_ELEMENTS = 300_000, 5_000
_MARKUP = re.compile(r"</?(?:p|br|div|h[2-6]|li|ul|span|strong|em|a|figure)\b[^<>]*>", re.IGNORECASE)
_ESCAPED = re.compile(r"&(?:lt|amp|#60|#x3c);", re.IGNORECASE)
_LINE_END = re.compile(r"[\r\n\u2028\u2029]|\\r\\n|\\n|\u3000\u3000")
# Paragraphs that lost their line ends: a sentence's end and the next one's capital, nothing or two spaces between.
_GLUED = re.compile(r"(?<=[^\W\d_A-Z][.!?…])(?:[\xa0 ]{2,}|)(?=[\"“„«‘]?[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ])")
_TEMPLATE = re.compile("template|text/html", re.IGNORECASE)


def carried_lines(view: PageView, found: Sequence[Block]) -> list[Block] | None:
    """The lines of the article's text that `view` carries beside what it shows, where `found`, the body's lines, are
    far less; None where they are not, where nothing is carried, and where the article is paid for.

    The text is put into the view's tree, and what was computed of the tree is forgotten; asked again, the view gives
    the same lines."""
    if "carried" in view.memo:
        return _lines_within(view, view.memo["carried"])
    told, chars = _told_by_data(view), sum(b.chars for b in found)
    if chars >= _ENOUGH and len(told) < _LONGER_THAN_ANOTHER * chars:
        return None
    body = "\n".join(b.text for b in found)
    weight = weight_of(body)
    if not (weight < _ENOUGH or _is_another(body, told)) or says_paid(view) or asks_to_pay(view.blocks):
        return None
    least = max(_LEAST, _LONGER * weight) if weight < _ENOUGH else _LONGER_THAN_ANOTHER * weight
    for place, texts in _carried(view, told, weight < _ENOUGH):
        for text in texts:
            top = _markup_of(text)
            if top is not None and _reads(view, top, least, spoken=text is not told):
                return _shown(view, top, place, found)
    return None


def _lines_within(view: PageView, top: HtmlElement) -> list[Block]:
    """The blocks of an element of the view, but for captions."""
    layout = view.layout
    place = layout.places[top]
    lines = [b for b in view.blocks if place <= b.node <= layout.ends[place]]
    captions = set(top.iter("figcaption", "figure"))
    return [b for b in lines if not view.inside(b.element, captions)] if captions else lines


def _told_by_data(view: PageView) -> str:
    """The longest text that JSON-LD gives as the article's own; of several articles those with the page's title."""
    told = [(i, text) for i in article_objects(view) if isinstance(text := i.get("articleBody"), str) and text.strip()]
    if len(told) > 1:
        title = squeezed(view.meta("og:title") or view.head_title)
        keys = [squeezed(text_value(item.get("headline")))[:_KEY] for item, _ in told]
        told = [one for one, key in zip(told, keys, strict=True) if key and key in title]
    return max((text for _, text in told if len(text) <= _MOST), key=len, default="")


def _is_another(body: str, told: str) -> bool:
    """Whether a body holds next to nothing of the text that the page's data tells, and is far shorter."""
    if len(told) < _LONGER_THAN_ANOTHER * len(body) or not told:
        return False
    keys = [key for piece in re.split(r"[\n.!?。！？]", body) if len(key := squeezed(piece)[:_KEY]) == _KEY]
    whole = squeezed(entities.unescape(told))
    return bool(keys) and sum(key in whole for key in keys) <= _ANOTHER * len(keys)


def _carried(view: PageView, told: str, short: bool) -> Iterator[tuple[HtmlElement | None, Sequence[str]]]:
    """(where it stands, texts): JSON-LD's first; of a page with hardly any text the others too."""
    yield None, [told] if told else []
    if short and not _is_list(view):
        for element in view.root.iter("noscript", "template", "script"):
            if text := _behind(element):
                yield element, [text]
        yield None, texts_of_scripts(view)


def _is_list(view: PageView) -> bool:
    """Whether the page is a list or a front page, whose data holds other pages' texts."""
    if says_article(view):
        return False
    whole, linked = sum(b.chars for b in view.blocks), sum(b.link_chars for b in view.blocks)
    return not urlsplit(view.url).path.strip("/") or (whole > _LIST and linked > _LIST_LINKED * whole)


def _behind(element: HtmlElement) -> str:
    """The markup behind an element that is not shown; empty for a script that runs, and for what is in `<head>`."""
    if next(element.iterancestors(*SILENT), None) is not None:
        return ""
    text = element.text or ""
    if element.tag != "script":
        text += "".join(etree.tostring(e, encoding="unicode") for e in element)
    elif not _TEMPLATE.search(element.get("type") or ""):
        return ""
    return text if _LEAST <= len(text) <= _MOST else ""


def _markup_of(text: str) -> HtmlElement | None:
    """An element that holds a text as paragraphs; None where it is none or more than can be read in bounded time."""
    if _ESCAPED.search(text) and not _MARKUP.search(text):
        root = _parsed(text)
        text = "" if root is None else "".join(root.itertext())
    if not _MARKUP.search(text):
        text = "".join(f"<p>{entities.escape(line)}</p>" for line in _paragraphs(text))
    root = _parsed(text)
    if root is None or sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        return None
    top = etree.Element("div")
    top.extend(list(root.iterfind("body/*")))
    return top


def _parsed(text: str) -> HtmlElement | None:
    try:
        return parse(f"<div>{text}</div>")
    except ValueError:
        return None


def _paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text: its lines; where it is one, cut where a sentence begins right behind another."""
    root = _parsed(text) if "&" in text else None
    text = text if root is None else "".join(root.itertext())
    lines = [line for line in _LINE_END.split(text) if line.strip()]
    return [line for line in _GLUED.split(lines[0]) if line.strip()] if len(lines) == 1 else lines


def _reads(view: PageView, top: HtmlElement, least: float, spoken: bool) -> bool:
    """Whether a text is heavy enough and no list of links; `spoken`: it must be paragraphs that speak of the page's
    title, for nothing says that it is the article's."""
    blocks = read_layout(top).blocks
    text = " ".join(b.text for b in blocks)
    if weight_of(text) < least or sum(b.link_chars for b in blocks) > _LINKED * len(text):
        return False
    if not spoken:
        return True
    words = title_words(view.meta("og:title") or view.head_title)
    said = sum(word in text.lower() for word in words) >= _SPEAKS * len(words)
    paragraphs = sum(weight_of(b.text) >= _PARAGRAPH and b.link_density < _LINKED for b in blocks)
    return len(words) >= _LEAST_WORDS and said and paragraphs >= _LEAST_PARAGRAPHS


def _shown(view: PageView, top: HtmlElement, place: HtmlElement | None, found: Sequence[Block]) -> list[Block]:
    """Puts the text behind what stands for it, else behind the lines found, the headline, or first; its lines."""
    before = place if place is not None else _line_before(view, found)
    parent = None if before is None else before.getparent()
    if before is not None and parent is not None:
        top.tail, before.tail = before.tail, None
        parent.insert(parent.index(before) + 1, top)
    else:
        body = view.root.find("body")
        body = view.root if body is None else body
        top.tail, body.text = body.text, None
        body.insert(0, top)
    for name in [name for name, value in vars(PageView).items() if isinstance(value, cached_property)]:
        view.__dict__.pop(name, None)
    view.memo.clear()
    view.memo["carried"] = top
    return _lines_within(view, top)


def _line_before(view: PageView, found: Sequence[Block]) -> HtmlElement | None:
    """The element behind which the text belongs."""
    if found and found[-1].element.tag not in ("body", "html"):
        return found[-1].element
    headlines = view.layout.tagged.get("h1", [])
    return view.layout.elements[headlines[0]] if headlines else None
