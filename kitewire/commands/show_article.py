"""How `kitewire show` lays out an article."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from feeds.text import paragraphs
from kitewire.archive_view import (
    ArticleView,
    BodyLinkView,
    ReferencePlace,
    Referrer,
    RelatedView,
    StoryView,
)
from kitewire.article import Decoding
from kitewire.commands.layout import (
    ID,
    QUIET,
    STRONG,
    heading,
    joined,
    listed_time,
    published,
    say,
    say_rows,
    text,
)
from kitewire.commands.terminal import out, shown_time
from kitewire.settings import Settings

_ROLES = {"reporters": "reporter", "correspondents": "correspondent", "editors": "editor", "authors": "author"}
_CHINESE = {"gb2312", "gbk", "gb18030"}
"""Each holds the one before it, so one of them read as another is no news."""


def show_article(article: ArticleView, settings: Settings, body: bool = True) -> None:
    """Head, facts and, unless told otherwise, body."""
    say(joined([Text(str(article.id), style=ID), text(article.title, STRONG)], "  "))
    say(Rule(style=QUIET) if out.is_terminal else "")
    for label, value in _facts(article, settings):
        _fact(label, value)
    if not body:
        return
    say()
    for number, paragraph in enumerate(paragraphs(article.body)):
        if number and out.is_terminal:
            say()
        say(text(paragraph))


def _fact(label: str, value: Text) -> None:
    if not out.is_terminal:
        say(Text(f"{label:<14}") + value)
        return
    row = Table.grid(padding=(0, 1, 0, 0))
    row.add_column(width=13, style=QUIET)
    row.add_column(overflow="fold")
    row.add_row(label, value)
    say(row)


def _facts(article: ArticleView, settings: Settings) -> list[tuple[str, Text]]:
    """Label and value of everything that is known."""
    facts = [
        ("outlet", joined(map(text, (article.source_title, article.region, article.lang or "")))),
        ("published", _published(article, settings)),
        ("modified", Text(shown_time(article.modified, settings) if article.modified else "")),
        ("first seen", Text(shown_time(article.first_seen, settings))),
        ("gone", Text(f"since {shown_time(article.gone, settings)}", style="red") if article.gone else Text()),
        ("changed", Text(shown_time(article.updated, settings) if article.updated != article.first_seen else "")),
        *((_ROLES[role], text("、".join(names))) for role, names in article.bylines.by_role().items()),
        ("origin", text(article.origin or "")),
        ("dateline", text(article.dateline or "")),
        ("section", text(article.section or "")),
        ("keywords", text("、".join(article.keywords))),
        ("address", text(article.canonical_url)),
        ("image", text(article.image or "")),
        ("decoding", text(decoding_note(article.decoding))),
    ]
    return [(label, value) for label, value in facts if value]


def _published(article: ArticleView, settings: Settings) -> Text:
    if article.published is None:
        return Text("month and day only, the year is not known" if article.published_precision else "not known")
    found = f" ({article.published_precision or 'time'}, found by {article.published_found_by or 'unknown'})"
    return Text(published(article, settings)) + Text(found, style=QUIET)


def decoding_note(decoding: Decoding) -> str:
    """What a reader should know of how the page was read; empty where all went as declared."""
    notes = []
    if decoding.declared and _family(decoding.declared) != _family(decoding.used):
        notes.append(f"declared {decoding.declared}, read as {decoding.used}")
    if decoding.replaced:
        notes.append(f"{decoding.replaced} characters could not be read and stand as \ufffd")
    return "; ".join(notes)


def _family(charset: str) -> str:
    try:
        name = codecs.lookup(charset).name
    except (LookupError, ValueError):
        return charset
    return "gb18030" if name in _CHINESE else name.removesuffix("-sig")


def show_related(related: Sequence[RelatedView]) -> None:
    """The related list, each entry marked: to which article it leads, or open."""
    if not related:
        return
    resolved = sum(entry.target_id is not None for entry in related)
    heading(f"Related: {len(related)}, {resolved} resolved")
    say_rows(_related_row(entry) for entry in related)


def _related_row(entry: RelatedView) -> list[Text | str]:
    target = entry.target_id
    mark = Text("○ open", style=QUIET) if target is None else Text(f"● → {target}", style="green")
    title = text(entry.title)
    if entry.resolved_by:
        title.append(f"  by {entry.resolved_by}", style=QUIET)
    return [f"{entry.position:>2}", mark, entry.date or "", title]


def show_links(links: Sequence[BodyLinkView]) -> None:
    """How many links the text holds, and those that lead to stored articles."""
    if not links:
        return
    resolved = [link for link in links if link.target_id is not None]
    heading(f"Links in the text: {len(links)}, {len(resolved)} resolved")
    say_rows(
        [f"{link.position:>2}", Text(f"● → {link.target_id}", style="green"), text(link.title)] for link in resolved
    )


def show_surroundings(referring: Sequence[Referrer], story: StoryView | None, settings: Settings) -> None:
    """Who refers to the article, and its story."""
    if referring:
        heading(f"Referred to by {len(referring)}")
        say_rows([*_row(one.article, settings), Text(_places(one), style=QUIET)] for one in referring)
    if story:
        heading(f"Story {story.id}: {len(story.articles)} articles")
        lead = story.lead.id
        marks = (Text("★" if one.id == lead else " ", style="yellow") for one in story.articles)
        say_rows([mark, *_row(one, settings)] for mark, one in zip(marks, story.articles, strict=True))


def _places(referrer: Referrer) -> str:
    return "" if referrer.places == (ReferencePlace.RELATED,) else ", ".join(referrer.places)


def _row(article: ArticleView, settings: Settings) -> list[Text | str]:
    number = Text(str(article.id), style=ID)
    return [number, listed_time(article, settings), text(article.source_title, QUIET), text(article.title)]
