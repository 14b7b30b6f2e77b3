"""All evidence, links and stories made anew, after the rules that made them have changed.

    every article's evidence, batch by batch ─▶ every article's links, batch by batch ─▶ the version of the rules

Each batch is a transaction that notes how far it came, so crawls can write in between, a killed run goes on where it
was, and two runs at once share the work. The texts are read without the lock that crawls wait for.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, delete, func, select, update
from sqlalchemy.orm import Session

from kitewire.crawl import Fingerprint
from linking import VERSION, title_key
from storage.database import Database
from storage.evidence import NO_FURNITURE, read_evidence, write_evidence
from storage.link_stage import link_saved
from storage.models import ArticleRow, MetaRow, RelatedRow
from storage.outlet_lines import furniture_of
from storage.transaction import Transactions
from storage.upgrade import LINKING_NAME

BATCH = 100
"""Articles of one transaction: half a second, which is how long a crawl may have to wait."""
PROGRESS_NAME = "relink"
_BREATH = 0.05
"""Seconds between two transactions in which others can begin theirs: SQLite hands its lock to nobody in particular."""

OnProgress = Callable[[int, int], None]
"""Called with steps done and steps in all; an article takes two."""


class Phase(StrEnum):
    """What is made anew; in this order, since links are decided on the evidence of all."""

    EVIDENCE = "evidence"
    LINKS = "links"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far relinking has come."""

    phase: Phase = Phase.EVIDENCE
    after: int = 0
    """The articles up to this id are done."""
    version: str = VERSION
    """Of the rules that it is done by."""


def relink_wanted(database: Database) -> str | None:
    """Why `kitewire relink` is wanted, in a few words; None where it is not."""
    with database.transactions.read() as session:
        made_by = session.scalar(select(MetaRow.value).where(MetaRow.name == LINKING_NAME))
        if _progress(session) is not None:
            return "relinking was begun and not ended"
    return None if made_by == VERSION else f"links were made by the rules {made_by}, not {VERSION}"


def relink(
    database: Database,
    force: bool = False,
    on_progress: OnProgress = lambda done, total: None,
    batch: int = BATCH,
) -> int | None:
    """Make all links anew; gives how many articles there are, or None where the present rules made them already.

    `force`: make them anew in that case too. Goes on where an earlier call was killed. Raises `DatabaseError`.
    """
    if not force and relink_wanted(database) is None:
        return None
    transactions = database.transactions
    _begin(transactions)
    done, articles = _extent(transactions)
    steps = {Phase.EVIDENCE: _evidence_batch, Phase.LINKS: _links_batch}
    while (progress := _now(transactions)) is not None:
        on_progress(min(done, 2 * articles), 2 * articles)
        done += steps[progress.phase](transactions, progress, batch)
        if transactions.dialect == "sqlite":
            time.sleep(_BREATH)
    on_progress(2 * articles, 2 * articles)
    return articles


def _begin(transactions: Transactions) -> None:
    with transactions.write() as session:
        if _progress(session) is None:
            session.execute(delete(MetaRow).where(MetaRow.name == PROGRESS_NAME))
            session.add(MetaRow(name=PROGRESS_NAME, value=_written(Progress())))


def _now(transactions: Transactions) -> Progress | None:
    with transactions.read() as session:
        return _progress(session)


def _progress(session: Session) -> Progress | None:
    """How far it came; None where nothing is under way by the present rules."""
    value = session.scalar(select(MetaRow.value).where(MetaRow.name == PROGRESS_NAME))
    if value is None:
        return None
    stored = json.loads(value)
    progress = Progress(Phase(stored["phase"]), stored["after"], stored["version"])
    return progress if progress.version == VERSION else None


def _written(progress: Progress) -> str:
    return json.dumps({"phase": progress.phase.value, "after": progress.after, "version": progress.version})


def _extent(transactions: Transactions) -> tuple[int, int]:
    """Steps done, and articles in all."""
    with transactions.read() as session:
        progress = _progress(session) or Progress(Phase.LINKS)
        articles = session.scalar(select(func.count(ArticleRow.id))) or 0
        done = session.scalar(select(func.count(ArticleRow.id)).where(ArticleRow.id <= progress.after)) or 0
    return done + (articles if progress.phase is Phase.LINKS else 0), articles


def _advance(session: Session, progress: Progress, ids: Sequence[int]) -> None:
    """Note that `ids` are done; without any, that the phase is."""
    if ids:
        following: Progress | None = replace(progress, after=ids[-1])
    else:
        following = replace(progress, phase=Phase.LINKS, after=0) if progress.phase is Phase.EVIDENCE else None
    row = session.get_one(MetaRow, PROGRESS_NAME)
    if following is not None:
        row.value = _written(following)
        return
    session.delete(row)
    session.merge(MetaRow(name=LINKING_NAME, value=VERSION))


def _next_ids(session: Session, progress: Progress, batch: int) -> list[int]:
    ids = select(ArticleRow.id).where(ArticleRow.id > progress.after).order_by(ArticleRow.id).limit(batch)
    return list(session.scalars(ids))


def _links_batch(transactions: Transactions, progress: Progress, batch: int) -> int:
    with transactions.write() as session:
        if _progress(session) != progress:
            return 0
        ids = _next_ids(session, progress, batch)
        if ids:
            link_saved(session, ids)
        _advance(session, progress, ids)
        return len(ids)


@dataclass(frozen=True, slots=True)
class _Prepared:
    """The evidence of a batch, made before its transaction, and what it was made from."""

    texts: dict[int, tuple[Any, ...]]
    prints: dict[int, Fingerprint]
    title_keys: dict[str, int]


def _evidence_batch(transactions: Transactions, progress: Progress, batch: int) -> int:
    with transactions.read() as session:
        prepared = _prepare(session, _next_ids(session, progress, batch))
    with transactions.write() as session:
        if _progress(session) != progress:  # another process has done this batch meanwhile
            return 0
        ids = _next_ids(session, progress, batch)
        write_evidence(session, {one: _current(row, prepared) for one, row in _texts(session, ids).items()})
        _write_title_keys(session, ids, prepared)
        _advance(session, progress, ids)
        return len(ids)


def _prepare(session: Session, ids: Sequence[int]) -> _Prepared:
    texts, known = _texts(session, ids), furniture_of(session, ids)
    titles = session.scalars(select(RelatedRow.title).where(RelatedRow.article_id.in_(ids)).distinct())
    return _Prepared(
        texts={one: tuple(row) for one, row in texts.items()},
        prints={one: read_evidence(row.title, row.body, known.get(one, NO_FURNITURE)) for one, row in texts.items()},
        title_keys={title: title_key(title) for title in titles},
    )


def _texts(session: Session, ids: Sequence[int]) -> dict[int, Row[Any]]:
    """All that evidence is made from."""
    columns = select(ArticleRow.id, ArticleRow.title, ArticleRow.body)
    rows: Iterable[Row[Any]] = session.execute(columns.where(ArticleRow.id.in_(ids)))
    return {row.id: row for row in rows}


def _current(row: Row[Any], prepared: _Prepared) -> Fingerprint:
    """The evidence of an article; made anew where a crawl changed it since it was prepared."""
    same = prepared.texts.get(row.id) == tuple(row)
    return prepared.prints[row.id] if same else read_evidence(row.title, row.body)


def _write_title_keys(session: Session, ids: Sequence[int], prepared: _Prepared) -> None:
    entries = select(RelatedRow.article_id, RelatedRow.position, RelatedRow.title, RelatedRow.title_key)
    changed = []
    for article, position, title, stored in session.execute(entries.where(RelatedRow.article_id.in_(ids))):
        key = prepared.title_keys[title] if title in prepared.title_keys else title_key(title)
        if key != stored:
            changed.append({"article_id": article, "position": position, "title_key": key})
    if changed:
        session.execute(update(RelatedRow), changed)
