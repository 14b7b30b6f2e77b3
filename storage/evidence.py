"""What linking looks at besides the articles themselves, written in one place for crawls, files and relinking."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import update
from sqlalchemy.orm import Session

from kitewire.collector import collector_paused
from kitewire.crawl import Fingerprint
from linking import prints_of
from storage.handed_on import hand_on
from storage.inserting import chunks
from storage.link_events import replace_events
from storage.models import ArticleRow
from storage.outlet_lines import furniture_of, keep_lines
from storage.row_values import listing, rows_of
from storage.sketches import replace_sketches

NO_FURNITURE: frozenset[int] = frozenset()


def read_evidence(title: str, body: str, furniture: frozenset[int] = NO_FURNITURE) -> Fingerprint:
    """What is kept of a text, as stored, so that others are found by it. `furniture`: keys of its outlet's lines."""
    return prints_of(title, body, furniture)


@collector_paused()
def write_evidence(session: Session, prints: Mapping[int, Fingerprint], columns: bool = True) -> set[int]:
    """Make the evidence of articles (by id) that of `prints`; `columns`: those of the articles' rows as well.

    A line that has now become furniture of its outlet, or is none any more, changes what other texts say, too: their
    evidence is written anew. Gives all articles whose evidence was written.
    """
    if not prints:
        return set()
    session.flush()
    hand_on(session, prints)
    others = keep_lines(session, _lines(session, prints)) - prints.keys()
    furniture = furniture_of(session, prints)
    stale = {one for one, found in prints.items() if furniture.get(one, NO_FURNITURE) != frozenset(found.furniture)}
    current = {one: found for one, found in prints.items() if one not in stale}
    _replace_keys(session, current)
    if columns:
        _write_columns(session, current)
    return set(current) | rewrite_evidence(session, others | stale)


def rewrite_evidence(session: Session, ids: Collection[int]) -> set[int]:
    """Make the evidence of articles that of their texts and of what is now furniture of their outlets; gives `ids`."""
    for part in chunks(sorted(ids)):
        furniture = furniture_of(session, part)
        rows = rows_of(session, _TEXTS, ids=part)
        made = {one: read_evidence(title, body, furniture.get(one, NO_FURNITURE)) for one, title, body in rows}
        _replace_keys(session, made)
        _write_columns(session, made)
    return set(ids)


_TEXTS = listing("SELECT id, title, body FROM articles WHERE id {ids}")


def _replace_keys(session: Session, prints: Mapping[int, Fingerprint]) -> None:
    """What candidates are found by: for copies and for the same event."""
    replace_events(session, {one: found.event for one, found in prints.items()})
    # Last, since they are looked up first, while the processor has their pages at hand (a hundredth of linking).
    replace_sketches(session, {one: found.sketch for one, found in prints.items()})


def _write_columns(session: Session, prints: Mapping[int, Fingerprint]) -> None:
    if prints:
        session.execute(update(ArticleRow), [{"id": one, **print_columns(found)} for one, found in prints.items()])


def print_columns(found: Fingerprint) -> dict[str, int]:
    """The columns of `ArticleRow` that hold a part of the fingerprint."""
    return {"title_key": found.title_key, "text_key": found.text_key, "text_size": found.size}


def _lines(session: Session, prints: Mapping[int, Fingerprint]) -> dict[int, tuple[int, Collection[int]]]:
    lines: dict[int, tuple[int, Collection[int]]] = {}
    for part in chunks(sorted(prints)):
        lines.update((one, (source, prints[one].lines)) for one, source in rows_of(session, _SOURCES, ids=part))
    return lines


_SOURCES = listing("SELECT id, source_id FROM articles WHERE id {ids}")
