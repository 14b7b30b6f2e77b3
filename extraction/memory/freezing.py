"""What was learned of a source's layouts, as templates of its source file."""

from __future__ import annotations

from extraction.memory.places import INSIDE
from extraction.memory.recollecting import entries_of, known_layout
from kitewire.site_memory import LayoutMemory, SiteMemory
from kitewire.source import Field, Rule, Template

_FIELDS = {"title": Field.TITLE, "published": Field.PUBLISHED, "related": Field.RELATED}
# A line is stripped only where it repeats so often, and by so much of its text that it cannot be another.
_ARTICLES, _SHARE, _MOST_LINES, _LEAST_TEXT = 5, 0.3, 12, 6
_KIND_PAGES, _MOST_KINDS = 3, 20


def freeze(memory: SiteMemory) -> tuple[Template, ...]:
    """A template for each proven layout that is still in use, the most frequent first; none where nothing is proven."""
    alive = [one for one in memory.layouts if one.proven is not None and one.changed_since is None]
    return tuple(_template(f"learned {number}", layout) for number, layout in enumerate(alive, 1))


def _template(name: str, layout: LayoutMemory) -> Template:
    rules = [Rule(Field.BODY, "css", layout.body)]
    for field, places in known_layout(layout).places.items():
        # A rule would bring back the lists of the whole site, which the memory leaves out.
        if field in _FIELDS and not (field == "related" and entries_of([layout])):
            rules += [Rule(_FIELDS[field], "css", place) for place in places]
    rules += [Rule(Field.STRIP, "css", f"{layout.body} {kind}") for kind in _furniture(layout)]
    rules += [Rule(Field.STRIP, "xpath", expression) for expression in _repeated_lines(layout)]
    return Template(name, tuple(rules))


def _furniture(layout: LayoutMemory) -> list[str]:
    """The kinds of blocks in the body's place that never belonged to a text, as CSS; only those with a name."""
    kinds = []
    for kind, (inside, pages) in sorted(layout.kinds.items()):
        own = kind.rpartition(" > ")[2]
        if kind.startswith(INSIDE) and not inside and pages >= _KIND_PAGES and ("." in own or "#" in own):
            kinds.append(own)
    return list(dict.fromkeys(kinds))[:_MOST_KINDS]


def _repeated_lines(layout: LayoutMemory) -> list[str]:
    """XPath of the lines that repeat on the layout's articles: CSS cannot tell an element by its text."""
    often = [
        one
        for one in layout.blocks.values()
        if one.articles >= _ARTICLES
        and one.articles / (layout.pages - one.first + 1) >= _SHARE
        and len(one.sample) >= _LEAST_TEXT
        and '"' not in one.sample
    ]
    often.sort(key=lambda one: (-one.articles, one.sample))
    leaf = "not(descendant::p or descendant::div)"
    return [f'//*[{leaf} and starts-with(normalize-space(.), "{one.sample}")]' for one in often[:_MOST_LINES]]
