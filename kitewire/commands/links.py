"""Commands: links set, break, free, list, suggest."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import typer
from rich.text import Text

from feeds.entry import rfc3339
from kitewire.archive_view import HandLinkView, LinkKind, LinkView
from kitewire.commands import filters
from kitewire.commands.layout import ID, QUIET, heading, say_rows, text
from kitewire.commands.terminal import database, err, print_json, report, settings, shown_time
from kitewire.settings import Settings
from storage import Database

NAME: str | None = "links"
app = typer.Typer(help="See the links of articles, and set or break them by hand.", no_args_is_help=True)


class Kind(StrEnum):
    """What can be set by hand."""

    REPRINT = "reprint"
    SAME_EVENT = "same_event"


A = Annotated[int, typer.Argument(metavar="A", help="Number of an article.", min=1, callback=filters.known_size)]
Other = Annotated[
    int | None,
    typer.Argument(metavar="[B]", help="Number of the other; none: see above.", min=1, callback=filters.known_size),
]
Note = Annotated[str, typer.Option("--note", help="Why; kept with the decision and shown as its evidence.")]


@app.command("set")
def set_link(
    a: A,
    b: Annotated[
        int, typer.Argument(metavar="B", help="Number of the other article.", min=1, callback=filters.known_size)
    ],
    kind: Annotated[Kind, typer.Option(help="What A and B are to each other.")] = Kind.REPRINT,
    note: Note = "",
    json: filters.Json = False,
) -> None:
    """Link A and B for good, whatever the rules say: A as a reprint of B, or both as told of the same event."""
    with database(settings()) as archive:
        archive.hand_links.link(a, b, LinkKind(kind.value), note, datetime.now(UTC))
    says = f"{a} is a reprint of {b}" if kind is Kind.REPRINT else f"{a} and {b} tell of the same event"
    report(f"{says}, set by hand", {"a": a, "b": b, "kind": kind.value, "note": note}, json)


@app.command("break")
def break_link(a: A, b: Other = None, note: Note = "", json: filters.Json = False) -> None:
    """Never link A and B again, whatever the rules say; without B every link of A within its story, which A leaves."""
    with database(settings()) as archive:
        now = datetime.now(UTC)
        if b is None:
            parted = archive.hand_links.part_from_story(a, note, now)
        else:
            archive.hand_links.part(a, b, note, now)
            parted = [b]
    if parted or json:
        told = f"{a} is not linked with {', '.join(map(str, parted))} any more"
        report(told, {"a": a, "parted": parted, "note": note}, json)
    else:
        err.print(f"{a} has no link within a story: nothing to break")


@app.command("free")
def free_link(a: A, b: Other = None, json: filters.Json = False) -> None:
    """Forget what was decided of A and B by hand, without B of A and any other: the rules decide again."""
    with database(settings()) as archive:
        freed = archive.hand_links.free(a, b)
    if freed or json:
        report(f"{freed} {'decision' if freed == 1 else 'decisions'} forgotten", {"forgotten": freed}, json)
    else:
        err.print("nothing was decided by hand")


@app.command("list")
def list_links(
    article_id: Annotated[
        int | None, typer.Argument(metavar="[ARTICLE]", help="Its number.", min=1, callback=filters.known_size)
    ] = None,
    json: filters.Json = False,
) -> None:
    """Show every link of an article with its score and evidence; without ARTICLE all that was decided by hand."""
    loaded = settings()
    with database(loaded) as archive:
        decided = archive.hand_links.decisions(article_id)
        links = [] if article_id is None else archive.hand_links.around(article_id)
        if json:
            for record in _records(links, decided):
                print_json(record)
        else:
            _show(archive, links, decided, loaded)
    if not links and not decided:
        err.print("no links" if article_id else "nothing was decided by hand")


@app.command("suggest")
def suggest(
    article_id: Annotated[
        int, typer.Argument(metavar="ARTICLE", help="Its number.", min=1, callback=filters.known_size)
    ],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Articles to show.")] = 10,
    json: filters.Json = False,
) -> None:
    """Show which articles may tell of the same event and are not linked with it, the likeliest first; set sets one."""
    with database(settings()) as archive:
        likely = archive.stories.likely(article_id, limit)
        if json:
            for record in _records(likely, []):
                print_json(record)
        elif likely:
            titles = {link.b: archive.articles.get(link.b).title for link in likely}
            heading(f"May tell of the same event as {article_id}: {len(likely)}")
            say_rows(_likely_row(link, titles[link.b]) for link in likely)
    if not likely:
        err.print("nothing is like it")


def _likely_row(link: LinkView, title: str) -> list[Text | str]:
    return [Text(str(link.b), style=ID), f"{link.score:.2f}", text(title) + Text("  ") + text(link.evidence, QUIET)]


def _records(links: list[LinkView], decided: list[HandLinkView]) -> list[dict[str, Any]]:
    """One object a link, then one a decision that made no link: a parted pair."""
    by_hand = {(one.a, one.b, one.kind): one for one in decided}
    shown: list[dict[str, Any]] = []
    for link in links:
        one = by_hand.pop((link.a, link.b, link.kind), None)
        shown.append(_record(link.a, link.b, link.kind, one) | {"score": link.score, "evidence": link.evidence})
    for one in by_hand.values():
        score = None if one.kind is None else 1.0
        shown.append(_record(one.a, one.b, one.kind, one) | {"score": score, "evidence": one.note})
    return shown


def _record(a: int, b: int, kind: LinkKind | None, decided: HandLinkView | None) -> dict[str, Any]:
    return {
        "a": a,
        "b": b,
        "kind": kind and kind.value,
        "by_hand": decided is not None,
        "made": rfc3339(decided.made) if decided else None,
    }


def _show(archive: Database, links: list[LinkView], decided: list[HandLinkView], loaded: Settings) -> None:
    ends = {end for link in links for end in (link.a, link.b)} | {end for one in decided for end in (one.a, one.b)}
    titles = {end: archive.articles.get(end).title for end in sorted(ends)}
    by_hand = {(one.a, one.b, one.kind) for one in decided}
    if links:
        heading(f"Links: {len(links)}")
        say_rows(_link_row(link, titles, (link.a, link.b, link.kind) in by_hand) for link in links)
    if decided:
        heading(f"By hand: {len(decided)}")
        say_rows(_decision_row(one, titles, loaded) for one in decided)


def _link_row(link: LinkView, titles: dict[int, str], by_hand: bool) -> list[Text | str]:
    hand = Text("✋" if by_hand else " ")
    ends = _ends(link.a, link.b, link.kind)
    return [hand, ends, link.kind.value, f"{link.score:.2f}", _both(titles, link.a, link.b, link.evidence)]


def _decision_row(one: HandLinkView, titles: dict[int, str], loaded: Settings) -> list[Text | str]:
    kind = Text(one.kind.value, style="green") if one.kind else Text("broken", style="red")
    return [_ends(one.a, one.b, one.kind), kind, shown_time(one.made, loaded), _both(titles, one.a, one.b, one.note)]


def _ends(a: int, b: int, kind: LinkKind | None) -> Text:
    mark = " ✕ " if kind is None else " = " if kind is LinkKind.SAME_EVENT else " → "
    return Text(str(a), style=ID) + Text(mark, style=QUIET) + Text(str(b), style=ID)


def _both(titles: dict[int, str], a: int, b: int, evidence: str) -> Text:
    line = text(titles[a]) + Text(" · ", style=QUIET) + text(titles[b])
    if evidence:
        line += Text("  ") + text(evidence, QUIET)
    return line
