"""How articles look in a terminal; piped, the same without colours, frames or line breaks of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from feeds.record import MARK_CLOSE, MARK_OPEN
from feeds.text import for_terminal
from kitewire.archive_view import ArticleView
from kitewire.article import Precision
from kitewire.commands.terminal import out
from kitewire.settings import Settings

WIDEST = 100
"""Columns: longer lines are hard to read."""
QUIET, STRONG, HIT, ID = "dim", "bold", "bold yellow", "cyan"


def text(words: str, style: str = "") -> Text:
    """Foreign text: never read as markup, and without anything that a terminal would obey."""
    return Text(for_terminal(words), style=style)


def say(line: RenderableType = "") -> None:
    """Print a line, wrapped on a terminal and whole in a pipe."""
    if out.is_terminal:
        out.print(line, width=min(out.width, WIDEST))
    else:
        out.print(line, soft_wrap=True)


def say_indented(line: Text, columns: int) -> None:
    """Print a line that stays indented where it wraps."""
    say(Padding(line, (0, 0, 0, columns)) if out.is_terminal else Text(" " * columns) + line)


def say_rows(rows: Iterable[Sequence[Text | str]]) -> None:
    """Print rows, indented; on a terminal in columns of which the last one wraps, in a pipe what is filled of each."""
    table = Table.grid(padding=(0, 2, 0, 0))
    for row in rows:
        if out.is_terminal:
            table.add_row(*row)
        else:
            say_indented(joined(row, "  "), 2)
    if table.columns:
        for column in table.columns[:-1]:
            column.no_wrap = True
        table.columns[-1].overflow = "fold"
        say(Padding(table, (0, 0, 0, 2)))


def heading(words: str) -> None:
    """Print the head of a section, after an empty line."""
    say()
    say(Text(words, style=STRONG))


def marked_snippet(snippet: str, around: str = QUIET) -> Text:
    """A snippet with what matched in colour, or in [brackets] where there are none; `around`: the style of the rest."""
    found = Text()
    inside = False
    for part in snippet.replace(MARK_CLOSE, MARK_OPEN).split(MARK_OPEN):
        if part:
            plain = for_terminal(part)
            found.append(plain if out.is_terminal or not inside else f"[{plain}]", style=HIT if inside else around)
        inside = not inside
    return found


def joined(parts: Iterable[Text | str], between: str = " · ") -> Text:
    """The filled ones of `parts`, with a quiet mark between them."""
    line = Text()
    for part in parts:
        if part:
            line.append(between if line else "", style=QUIET)
            line.append_text(Text(part) if isinstance(part, str) else part)
    return line


def published(article: ArticleView, settings: Settings) -> str:
    """When it was published, as exactly as is known; empty where it is not."""
    if article.published is None:
        return ""
    pattern = {Precision.DAY: "%Y-%m-%d", Precision.SECOND: "%Y-%m-%d %H:%M:%S"}
    precision = article.published_precision or Precision.MINUTE
    return article.published.astimezone(settings.zone).strftime(pattern.get(precision, "%Y-%m-%d %H:%M"))


def listed_time(article: ArticleView, settings: Settings) -> str:
    """The time that orders lists, to the minute; `seen` before it where it is not the time of publication."""
    if article.published is None:
        return "seen " + article.first_seen.astimezone(settings.zone).strftime("%Y-%m-%d")
    day_only = article.published_precision is Precision.DAY
    return article.published.astimezone(settings.zone).strftime("%Y-%m-%d" if day_only else "%Y-%m-%d %H:%M")
