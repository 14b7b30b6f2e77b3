"""The article's body: which blocks of the page are its paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from extraction.view import HtmlElement, PageView


@dataclass(frozen=True, slots=True)
class Body:
    """The text of the article and where it stands."""

    text: str = ""
    """Plain paragraphs separated by one newline."""
    blocks: tuple[HtmlElement, ...] = ()
    """The elements of the view's tree that hold the paragraphs, in document order, each once."""


def find_body(view: PageView) -> Body:
    """The paragraphs of the article that `view` shows; an empty body where there is none."""
    chosen = [b for b in view.blocks if b.chars > 30 and b.link_density < 0.4]
    elements = tuple(dict.fromkeys(b.element for b in chosen))
    return Body("\n".join(b.text for b in chosen), elements)
