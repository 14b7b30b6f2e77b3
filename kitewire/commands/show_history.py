"""How `kitewire show --history` tells what became of an article's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.text import Text

from feeds.differences import Change, Paragraph, Piece, differences
from kitewire.archive_view import ArticleView, RevisionView
from kitewire.commands.layout import QUIET, heading, say_indented, say_rows, text
from kitewire.commands.terminal import out, shown_time
from kitewire.settings import Settings

CONTEXT = 24
"""Characters of what stayed that are shown on either side of a change."""
_STYLES = {Change.SAME: "", Change.GONE: "red strike", Change.NEW: "green underline"}
_PLAIN = {Change.SAME: "{}", Change.GONE: "[-{}-]", Change.NEW: "{{+{}+}}"}
"""As GNU wdiff writes it."""


def show_history(article: ArticleView, revisions: Sequence[RevisionView], settings: Settings) -> None:
    """When the text was changed, and what each time; what stayed is left out but for a few words around."""
    if not revisions:
        heading("No earlier text")
        return
    heading(f"{len(revisions) + 1} texts")
    say_rows(_lives(article, revisions, settings))
    texts = [(one.title, one.body) for one in revisions] + [(article.title, article.body)]
    for number, revision in enumerate(revisions):
        following = "the present text" if number == len(revisions) - 1 else f"text {revisions[number + 1].number}"
        heading(f"Text {revision.number} → {following}, {shown_time(revision.replaced_at, settings)}")
        changed = False
        for part, old, new in zip(("title", "text"), texts[number], texts[number + 1], strict=True):
            if old != new:
                changed = True
                _show(part, differences(old, new))
        if not changed:
            say_indented(Text("the same text", style=QUIET), 2)


def _lives(article: ArticleView, revisions: Sequence[RevisionView], settings: Settings) -> Iterator[list[Text | str]]:
    """From when until when each text stood."""
    begins = [article.first_seen, *(one.replaced_at for one in revisions)]
    for begin, revision in zip(begins, revisions, strict=False):
        span = f"{shown_time(begin, settings)} – {shown_time(revision.replaced_at, settings)}"
        yield [str(revision.number), span, f"{len(revision.body):,} characters", text(revision.title, QUIET)]
    yield ["now", f"{shown_time(begins[-1], settings)} –", f"{len(article.body):,} characters", text(article.title)]


def _show(part: str, found: Iterable[Paragraph]) -> None:
    """Changed paragraphs, and how many between them are not."""
    unchanged = 0
    if part == "title":
        say_indented(Text("title", style=QUIET), 2)
    for paragraph in found:
        if all(piece.change is Change.SAME for piece in paragraph):
            unchanged += 1
            continue
        _say_unchanged(unchanged)
        unchanged = 0
        say_indented(_line(paragraph), 2)
    _say_unchanged(unchanged)


def _say_unchanged(paragraphs: int) -> None:
    if paragraphs:
        words = f"… {paragraphs} paragraph{'s' if paragraphs > 1 else ''} as before"
        say_indented(Text(words, style=QUIET), 2)


def _line(paragraph: Paragraph) -> Text:
    line = Text()
    for number, piece in enumerate(paragraph):
        plain = text(_shortened(piece, number == 0, number == len(paragraph) - 1)).plain
        line.append(plain if out.is_terminal else _PLAIN[piece.change].format(plain), style=_STYLES[piece.change])
    return line


def _shortened(piece: Piece, first: bool, last: bool) -> str:
    """What stayed, without its middle, or without what is far from a change."""
    if piece.change is not Change.SAME:
        return piece.text
    before = "" if first else piece.text[:CONTEXT]
    after = "" if last else piece.text[-CONTEXT:]
    return piece.text if len(piece.text) <= len(before) + len(after) + 3 else f"{before} … {after}"
