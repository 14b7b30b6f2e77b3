"""How `kitewire story` shows who told a story, who copied it, and who pointed at whom."""

from __future__ import annotations

from datetime import datetime, timedelta

from rich.text import Text
from rich.tree import Tree

from feeds.story_tree import Branch, references, story_branches
from kitewire.archive_view import ArticleView, StoryView
from kitewire.article import Precision
from kitewire.commands.layout import ID, QUIET, STRONG, heading, joined, listed_time, say, say_rows, text
from kitewire.settings import Settings
from linking.script import simplified

_SAMPLE = 500
"""Characters that are enough to tell a script."""


def show_story(story: StoryView, settings: Settings) -> None:
    """The tree, the references and the time line."""
    outlets = len({article.source for article in story.articles})
    head = f"Story {story.id}: {len(story.articles)} articles from {outlets} outlet{'s' if outlets > 1 else ''}"
    tree = Tree(Text(head, style=STRONG), guide_style=QUIET)
    for branch in story_branches(story):
        _grow(tree, branch, story.lead.id, settings)
    say(tree)
    if named := references(story):
        heading("References")
        by_id = {article.id: article for article in story.articles}
        say_rows(_pointing(by_id[link.a], by_id[link.b], link.evidence) for link in named)
    _show_times(story, settings)


def _grow(tree: Tree, branch: Branch, lead: int, settings: Settings) -> None:
    node = tree.add(_label(branch, lead, settings))
    for reprint in branch.reprints:
        _grow(node, reprint, lead, settings)


def _label(branch: Branch, lead: int, settings: Settings) -> Text:
    article = branch.article
    star = Text("★", style="yellow") if article.id == lead else Text("")
    first = joined([star, Text(str(article.id), style=ID), text(article.title, STRONG)], " ")
    about = joined([*_tie(branch), listed_time(article, settings), text(article.source_title), script_of(article)])
    about.stylize(QUIET)
    return Text("\n").join([first, about])


def _tie(branch: Branch) -> list[str]:
    if branch.link is None:
        return []
    other = branch.link.b if branch.link.a == branch.article.id else branch.link.a
    kind = {"reprint": "reprint", "same_event": f"same event as {other}"}[branch.link.kind.value]
    return [f"{kind} {branch.link.score:.2f}"]


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


def _pointing(a: ArticleView, b: ArticleView, evidence: str) -> list[Text | str]:
    by = Text(f"by {evidence}", style=QUIET) if evidence else ""
    return [_numbered(a), Text("→", style="green"), _numbered(b), by]


def _numbered(article: ArticleView) -> Text:
    return joined([Text(str(article.id), style=ID), text(article.source_title)], " ")


def _show_times(story: StoryView, settings: Settings) -> None:
    heading("Time line")
    start = story.articles[0].sorted_by
    say_rows(_moment(article, start, article.id == story.lead.id, settings) for article in story.articles)


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
