"""How `kitewire search` shows what it found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from kitewire.archive_view import ArticleView
from kitewire.commands.layout import ID, QUIET, STRONG, joined, listed_time, marked_snippet, say, say_indented, text
from kitewire.commands.terminal import out
from kitewire.settings import Settings

GONE = "(gone)"
_NARROW = 70
"""Columns below which the outlet stands under the title."""


def show_results(articles: Sequence[ArticleView], settings: Settings) -> None:
    """A table on a terminal; in a pipe one line an article, and its snippet in the next."""
    if out.is_terminal:
        out.print(_table(articles, settings))
        return
    for article in articles:
        say(
            joined(
                [
                    str(article.id),
                    listed_time(article, settings),
                    text(article.source_title),
                    text(article.title),
                    GONE if article.gone else "",
                ],
                "  ",
            )
        )
        if article.snippet:
            say_indented(marked_snippet(article.snippet), 4)


def _table(articles: Sequence[ArticleView], settings: Settings) -> Table:
    narrow = out.width < _NARROW
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, expand=False)
    table.add_column("id", justify="right", style=ID, no_wrap=True)
    table.add_column("published", no_wrap=True)
    if not narrow:
        table.add_column("outlet", max_width=18, overflow="fold")
    table.add_column("title", overflow="fold", max_width=100)
    for article in articles:
        outlet = text(article.source_title, QUIET)
        lines = [text(article.title, STRONG)]
        if narrow:
            lines.append(outlet)
        if article.gone:
            lines[0].append(f"  {GONE}", style="red")
        if article.story_id:
            lines[0].append(f"  story {article.story_id}", style=QUIET)
        if article.snippet:
            lines.append(marked_snippet(article.snippet))
        beside = [] if narrow else [outlet]
        table.add_row(str(article.id), listed_time(article, settings), *beside, Text("\n").join(lines))
    return table
