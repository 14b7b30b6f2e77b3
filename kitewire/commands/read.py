"""Commands: search, show and story."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated

import typer

from feeds.markdown import article_markdown
from feeds.parameters import read_parameters
from feeds.reading import whole_record
from feeds.record import history_record, line_record
from feeds.story_dot import story_dot
from feeds.story_record import story_record
from kitewire.archive_view import ArticleQuery
from kitewire.commands import filters
from kitewire.commands.show_article import show_article, show_links, show_related, show_surroundings
from kitewire.commands.show_history import show_history
from kitewire.commands.show_repaired import show_repaired
from kitewire.commands.show_results import show_results, show_stories
from kitewire.commands.show_story import show_story
from kitewire.commands.terminal import database, err, out, print_json, settings
from kitewire.errors import UsageError
from kitewire.settings import Settings
from storage import Database
from storage.ranking import CANDIDATES

NAME: str | None = None
app = typer.Typer()

_LIMIT = 20


@app.command()
def search(
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[QUERY]", help='Words, "phrases", -not, OR, title:, by:, since: …; none: the latest.'),
    ] = None,
    source: filters.Source = None,
    region: filters.Region = None,
    since: filters.Since = None,
    until: filters.Until = None,
    lang: filters.Lang = None,
    story: filters.Story = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="Lines to show.")] = _LIMIT,
    page: Annotated[int | None, typer.Option("--page", min=1, help="Page, from 1.")] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="ORDER", help="relevance (of a search, by itself) or latest.")
    ] = None,
    reprints: Annotated[
        str | None, typer.Option("--reprints", metavar="HOW", help="all: a line for each article, as --flat; fold.")
    ] = None,
    flat: Annotated[bool, typer.Option("--flat", help="A line for each article; else one for each story.")] = False,
    json: filters.Json = False,
) -> None:
    """Find articles, best matches first and each story once; without QUERY the latest ones.

    The language of QUERY: words stand together; "a phrase"; -word; OR; brackets; title:word; by:name; source:name;
    region:name; lang:zh; since:2026-10; until:2026-10-28; story:7. Give a QUERY that begins with a minus after `--`.
    """
    loaded = settings()
    asked = read_parameters(
        q=" ".join(words or []),
        source=source,
        region=region,
        since=since,
        until=until,
        lang=lang,
        story=story,
        limit=limit,
        page=page,
        sort=sort,
        reprints=reprints,
    )
    query = replace(asked.query(loaded.zone, _LIMIT), latest_first=asked.sort == "latest")
    with database(loaded) as archive:
        if flat or asked.reprints is not None or asked.story is not None:
            _list_articles(archive, query, loaded, json)
        else:
            _list_stories(archive, query, loaded, json)


def _list_articles(archive: Database, query: ArticleQuery, loaded: Settings, json: bool) -> None:
    found = archive.articles.find(query)
    if json:
        for article in found:
            print_json(line_record(article))
        return
    show_results(found, loaded)
    more = len(found) == query.limit and out.is_terminal
    _tell_end(len(found), archive.articles.count(query, CANDIDATES) if more else None)


def _list_stories(archive: Database, query: ArticleQuery, loaded: Settings, json: bool) -> None:
    found = archive.articles.stories(query, 0 if json or not out.is_terminal else CANDIDATES)
    if json:
        for hit in found.hits:
            print_json(line_record(hit.lead) | {"articles": hit.articles, "outlets": list(hit.outlets)})
        return
    show_stories(found.hits, loaded)
    _tell_end(sum(hit.articles for hit in found.hits), found.chosen if found.next is not None else None)


def _tell_end(shown: int, of: int | None) -> None:
    """Below the lines: how many articles there are (`of`), where these are not all. Those that a search ranks are
    counted, since to count all matches of a frequent word would take longer than to show them."""
    if not shown:
        err.print("nothing found")
    elif of is not None:
        told = f"more than {CANDIDATES - 1:,}" if of == CANDIDATES else f"{of:,}"
        out.print(f"\n{shown} of {told} articles; --page shows more", style="dim")


@app.command()
def show(
    article_id: Annotated[
        int, typer.Argument(metavar="ID", help="Number of an article.", min=1, callback=filters.known_size)
    ],
    json: filters.Json = False,
    history: Annotated[bool, typer.Option("--history", help="Earlier texts, and what changed.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As Markdown with front matter.")] = False,
) -> None:
    """Show an article with its related list, the links in its text, who refers to it, and its story."""
    if markdown and (json or history):
        raise UsageError("--markdown is an output of its own: leave out --json and --history")
    loaded = settings()
    with database(loaded) as archive:
        if markdown:
            sys.stdout.write(article_markdown(archive.articles.get(article_id)))
            return
        if json and not history:
            print_json(whole_record(archive, article_id))
            return
        article = archive.articles.get(article_id)
        revisions = archive.articles.revisions(article_id)
        if json:
            print_json(history_record(article, revisions))
            return
        if history:
            show_article(article, loaded, body=False)
            show_history(article, revisions, loaded)
            return
        show_article(article, loaded)
        if article.repaired:
            show_repaired(article.repaired)
        show_related(article.related)
        told = archive.stories.get(article.story_id) if article.story_id else None
        show_links(article.links)
        show_surroundings(archive.articles.referrers(article_id), told, loaded)
        if revisions:
            err.print(f"{len(revisions)} earlier texts: kitewire show {article_id} --history")


@app.command()
def story(
    story_id: Annotated[
        int, typer.Argument(metavar="ID", help="Number of a story.", min=1, callback=filters.known_size)
    ],
    json: filters.Json = False,
    dot: Annotated[
        bool, typer.Option("--dot", help="A graph for Graphviz: kitewire story 7 --dot | dot -Tsvg")
    ] = False,
) -> None:
    """Show who told a story: the lead, who copied whom, what was taken, added and left out, other ties, and when."""
    if json and dot:
        raise UsageError("--json and --dot are two outputs: choose one")
    loaded = settings()
    with database(loaded) as archive:
        found = archive.stories.tell(story_id)
    if json:
        print_json(story_record(found))
    elif dot:
        # In UTF-8, as the graph says of itself, whatever the terminal speaks.
        sys.stdout.buffer.write(story_dot(found).encode())
        sys.stdout.buffer.flush()
    else:
        show_story(found, loaded)
