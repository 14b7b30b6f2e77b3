"""How `kitewire search` shows what it found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.table import Table
from rich.text import Text

from kitewire.archive_view import ArticleView, StoryHit
from kitewire.commands.layout import ID, QUIET, STRONG, joined, listed_time, marked_snippet, say, say_indented, text
from kitewire.commands.terminal import out
from kitewire.settings import Settings

GONE = "(gone)"
MORE = "magenta"
_NARROW = 70
"""Columns below which the outlet stands under the title."""


_MOST_OUTLETS = 4
"""Outlets named behind a story's headline."""


def show_results(articles: Sequence[ArticleView], settings: Settings) -> None:
    """A table on a terminal; in a pipe one line an article, and its snippet in the next."""
    _show([_Line(article, Text()) for article in articles], settings)


def show_stories(hits: Sequence[StoryHit], settings: Settings) -> None:
    """As `show_results`, one line a story: its lead, and who else told it."""
    _show([_Line(hit.lead, _others(hit)) for hit in hits], settings)


@dataclass(frozen=True, slots=True)
class _Line:
    article: ArticleView
    others: Text


def _others(hit: StoryHit) -> Text:
    """`+3 more: River Post, 海州網`; the lead's outlet is named already."""
    if hit.articles < 2:
        return Text()
    named = [text(one) for one in hit.outlets[1 : _MOST_OUTLETS + 1]]
    left = len(hit.outlets) - 1 - len(named)
    names = joined([*named, f"{left} others" if left > 0 else ""], ", ")
    return joined([Text(f"+{hit.articles - 1} more", style=MORE), names], ": ")


def _show(lines: Sequence[_Line], settings: Settings) -> None:
    if out.is_terminal:
        out.print(_table(lines, settings))
        return
    for line in lines:
        article = line.article
        parts = (
            str(article.id),
            listed_time(article, settings),
            text(article.source_title),
            _headline(article),
            GONE if article.gone else "",
            line.others,
        )
        say(joined(parts, "  "))
        if article.snippet:
            say_indented(marked_snippet(article.snippet), 4)


def _headline(article: ArticleView) -> Text:
    if not out.is_terminal or not article.marked_title:
        return text(article.title, STRONG)
    return marked_snippet(article.marked_title, around=STRONG)


def _table(lines: Sequence[_Line], settings: Settings) -> Table:
    narrow = out.width < _NARROW
    table = Table(box=None, padding=(0, 2, 0, 0), header_style=QUIET, expand=False)
    table.add_column("id", justify="right", style=ID, no_wrap=True)
    table.add_column("published", no_wrap=True)
    if not narrow:
        table.add_column("outlet", max_width=18, overflow="fold")
    table.add_column("title", overflow="fold", max_width=100)
    for line in lines:
        article, outlet = line.article, text(line.article.source_title, QUIET)
        told = [_headline(article)]
        if narrow:
            told.append(outlet)
        if article.gone:
            told[0].append(f"  {GONE}", style="red")
        if article.story_id:
            told[0].append(f"  story {article.story_id}", style=QUIET)
        if line.others:
            told.append(line.others)
        if article.snippet:
            told.append(marked_snippet(article.snippet))
        beside = [] if narrow else [outlet]
        table.add_row(str(article.id), listed_time(article, settings), *beside, Text("\n").join(told))
    return table
