"""How `kitewire story` shows who told a story, who copied it, and who pointed at whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from rich.text import Text
from rich.tree import Tree

from feeds.story_tree import Branch, closest_ties, references, story_branches
from feeds.text import percent, shorten
from kitewire.archive_view import ArticleView, Clue, DescentView, LinkKind, LinkView, PassagesView, StoryTelling
from kitewire.article import Precision
from kitewire.commands.layout import ID, QUIET, STRONG, heading, joined, listed_time, say, say_rows, text
from kitewire.commands.terminal import out
from kitewire.settings import Settings
from linking.script import simplified

_SAMPLE = 500
"""Characters that are enough to tell a script."""
_EXCERPTS, _EXCERPT = 3, 90
"""Excerpts of what was added or left out, and characters of each, that are shown."""
_OUTLET = 16
"""Characters of an outlet's name in rows."""
_TIES = 40
"""Links of one kind that are shown: some stories have thousands."""
_BAR = 10
_WHOLE = 100_000
"""Columns: more than any line has."""
_TOLD_BY = {
    Clue.HAND: "set by hand",
    Clue.ORIGIN: "told by its origin line",
    Clue.TIME: "told by time",
    Clue.TEXT: "told by the text alone",
}


def show_story(telling: StoryTelling, settings: Settings) -> None:
    """The tree, the other ties and the time line."""
    story = telling.story
    outlets = len({article.source for article in story.articles})
    head = f"Story {story.id}: {len(story.articles)} articles from {outlets} outlet{'s' if outlets > 1 else ''}"
    tree = Tree(Text(head, style=STRONG), guide_style=QUIET)
    for branch in story_branches(telling):
        _grow(tree, branch, telling, settings)
    _say_tree(tree)
    by_id = {article.id: article for article in story.articles}
    closest = closest_ties(telling)
    _show_ties("Same event", closest, sum(link.kind is LinkKind.SAME_EVENT for link in story.links), by_id)
    referring = references(story)
    _show_ties("References", referring, len(referring), by_id)
    _show_times(story.articles, story.lead.id, settings)


def _say_tree(tree: Tree) -> None:
    if out.is_terminal:
        say(tree)
        return
    # A tree cuts its lines at the width that it is given; in a pipe they stay whole.
    for line in out.render_lines(tree, out.options.update(width=_WHOLE), pad=False):
        say(Text("".join(segment.text for segment in line)))


def _grow(tree: Tree, branch: Branch, telling: StoryTelling, settings: Settings) -> None:
    node = tree.add(_label(branch, telling, settings))
    for reprint in branch.reprints:
        _grow(node, reprint, telling, settings)


def _label(branch: Branch, telling: StoryTelling, settings: Settings) -> Text:
    article = branch.article
    star = Text("★", style="yellow") if article.id == telling.story.lead.id else Text("")
    lines = [joined([star, Text(str(article.id), style=ID), text(article.title, STRONG)], " ")]
    origin = f"origin {article.origin}" if article.origin else ""
    facts = (text(article.source_title).plain, script_of(article), _seen(article), text(origin).plain)
    lines.append(joined([listed_time(article, settings), *facts]))
    lines[-1].stylize(QUIET)
    if branch.descent is not None:
        lines += _descent(branch.descent)
    return Text("\n").join(lines)


def _seen(article: ArticleView) -> str:
    """How long after its publication it was first seen; empty where that is not known, or no time at all."""
    if article.published is None:
        return ""
    span = article.first_seen - article.published
    if article.published_precision is Precision.DAY and span < timedelta(days=1):
        return ""
    later = delay(span)
    return f"first seen {later}" if later else ""


def _descent(found: DescentView) -> list[Text]:
    taken = found.link.taken or 0.0
    took = joined([_bar(taken), Text(f"took {percent(taken)}", style="green")], " ")
    lines = [joined([took, Text(_TOLD_BY[found.told_by], style=QUIET)])]
    if found.added and found.added.sentences:
        lines.append(_passages("added", found.added, "cyan"))
    if found.left_out and found.left_out.sentences:
        lines.append(_passages("left out", found.left_out, "magenta"))
    return lines


def _bar(share: float) -> Text:
    """Ten cells; nothing in a pipe. Only all fills all of them, and only nothing none."""
    if not out.is_terminal:
        return Text("")
    filled = min(_BAR - 1, max(1, round(share * _BAR))) if 0 < share < 1 else round(share * _BAR)
    return Text("━" * filled, style="green") + Text("─" * (_BAR - filled), style=QUIET)


def _passages(what: str, found: PassagesView, style: str) -> Text:
    many = "sentence" if found.sentences == 1 else "sentences"
    line = Text(f"{what} {found.sentences} {many} ({percent(found.share)}): ", style=style)
    excerpts = [text(shorten(one, _EXCERPT)).plain for one in found.excerpts[:_EXCERPTS]]
    if (more := len(found.excerpts) - _EXCERPTS) > 0:
        excerpts.append(f"and {more} more")
    return line + Text(" / ".join(excerpts), style=QUIET)


def script_of(article: ArticleView) -> str:
    """`traditional` or `simplified` for Chinese, else the language; empty where that is not known.

    A text is traditional when more than one Han character in fifty has another, simplified form: simplified
    texts keep a few such characters in names, traditional ones have one in three.
    """
    if not (article.lang or "").startswith("zh"):
        return article.lang or ""
    han = [char for char in (article.title + article.body)[:_SAMPLE] if "\u3400" <= char <= "\u9fff"]
    table = simplified()
    return "traditional" if sum(ord(char) in table for char in han) * 50 > len(han) else "simplified"


def _show_ties(title: str, links: Sequence[LinkView], known: int, by_id: dict[int, ArticleView]) -> None:
    """Of the `known` links of one kind those that tell most."""
    if not links:
        return
    heading(title)
    say_rows(_tie(link, by_id) for link in links[:_TIES])
    if more := known - len(links[:_TIES]):
        say(Text(f"  and {more} more: --json shows all", style=QUIET))


def _tie(link: LinkView, by_id: dict[int, ArticleView]) -> list[Text | str]:
    points = link.kind is LinkKind.REFERENCE
    sign = Text("→" if points else "↔", style="green" if points else "blue")
    why = joined(["" if points else f"{link.score:.2f}", text(link.evidence)])
    why.stylize(QUIET)
    return [_numbered(by_id[link.a]), sign, _numbered(by_id[link.b]), why]


def _numbered(article: ArticleView) -> Text:
    # On a terminal the columns behind it need the room.
    name = shorten(article.source_title, _OUTLET) if out.is_terminal else article.source_title
    return joined([Text(str(article.id), style=ID), text(name)], " ")


def _show_times(articles: Sequence[ArticleView], lead: int, settings: Settings) -> None:
    heading("Time line")
    start = articles[0].sorted_by
    say_rows(_moment(article, start, article.id == lead, settings) for article in articles)


def _moment(article: ArticleView, start: datetime, lead: bool, settings: Settings) -> list[Text | str]:
    # A day says nothing of hours.
    exact = article.published_precision is not Precision.DAY
    later = Text(delay(article.sorted_by - start) if exact else "", style=QUIET, justify="right")
    dot = Text("★" if lead else "●", style="yellow" if lead else "")
    return [listed_time(article, settings), later, dot, _numbered(article), text(article.title, QUIET)]


def delay(span: timedelta) -> str:
    """How much later, in the largest whole unit: `+3 h`; empty for less than a minute."""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= size:
            return f"+{seconds // size} {unit}"
    return ""
