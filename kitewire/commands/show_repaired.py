"""How a repaired reading is laid out: mended places coloured, or in brackets where there are no colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Protocol

from rich.text import Text

from feeds.text import paragraphs
from kitewire.archive_view import RepairedView
from kitewire.commands.layout import STRONG, heading, say, text
from kitewire.commands.terminal import out

GONE, NEW = "red strike", "green underline"


class Mended(Protocol):
    """One mended place; `start` counts in the text as published."""

    @property
    def start(self) -> int: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...


def marked(published: str, mends: Iterable[Mended], colours: bool) -> Text:
    """The published text with every mended place shown as it was and as it is; without `colours` as wdiff writes it."""
    line, at = Text(), 0
    for one in mends:
        line.append(published[at : one.start])
        at = one.start + len(one.before)
        line.append(one.before if colours else f"[-{one.before}-]", style=GONE)
        if one.after:
            line.append(one.after if colours else f"{{+{one.after}+}}", style=NEW)
    line.append(published[at:])
    return line


def untried_told(places: int) -> str:
    """That the work on one text is bounded, and what was left of it."""
    return f"{places:,} more places that may be damaged were not looked at: the text is too long and too damaged"


def show_repaired(repaired: RepairedView) -> None:
    """The repaired reading of an article, and how many places were mended."""
    kinds = Counter(one.kind for one in repaired.mends)
    told = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    heading(f"Repaired reading: {len(repaired.mends)} places mended{f' ({told})' if told else ''}")
    if repaired.untried:
        say(text(untried_told(repaired.untried)))
    if any(one.part == "title" for one in repaired.mends):
        say(text(repaired.title, STRONG))
    for number, paragraph in enumerate(paragraphs(repaired.body)):
        if number and out.is_terminal:
            say()
        say(text(paragraph))
