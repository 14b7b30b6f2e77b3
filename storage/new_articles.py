"""The articles that a batch adds: gathered, then written with a statement for all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import manager_of_class

from kitewire.article import ArticlePage
from storage.article_rows import Read, add_references, columns
from storage.inserting import reserve_ids
from storage.models import ArticleRow
from storage.search_index import document_of, index_all

_new_row = manager_of_class(ArticleRow).new_instance


class NewArticles:
    """Rows that have their ids already, and wait to be written with what hangs on them."""

    def __init__(self, session: Session, source_id: int, most: int) -> None:
        """`most`: how many there will probably be."""
        self._session = session
        self._source_id = source_id
        self._most = most
        self._ids: Iterator[int] | None = None
        self._waiting: dict[int, tuple[ArticleRow, ArticlePage]] = {}

    def add(self, one: Read, seen: datetime) -> ArticleRow:
        """The row of a new article; until `write` the database knows nothing of it, and no other row may name it."""
        values = columns(one)
        row = _new_row()
        # As its constructor would, in a fifth of the time: nothing follows these attributes until it is written.
        vars(row).update(
            values,
            id=self._next_id(),
            source_id=self._source_id,
            first_seen=seen,
            updated=seen,
            gone=None,
            sorted_by=values["published"] or seen,
            sketch=None,
            story_id=None,
        )
        self._waiting[row.id] = row, one.page
        return row

    def write(self) -> None:
        """Write the rows that wait, their places in the search index and what they refer to."""
        if not self._waiting:
            return
        table = ArticleRow.__table__
        rows = [row for row, _ in self._waiting.values()]
        # As `getattr` would tell, in a fifth of the time.
        values = [{column.name: vars(row).get(column.name) for column in table.columns} for row in rows]
        self._session.connection().execute(insert(table), values)  # type: ignore[arg-type]
        index_all(self._session, map(document_of, rows))
        add_references(self._session, {one: page for one, (_, page) in self._waiting.items()})
        for row in rows:
            # From now on the session writes what changes in it.
            make_transient_to_detached(row)
            self._session.add(row)
        self._waiting.clear()

    def _next_id(self) -> int:
        """Reserved for all at once, in order; there are more articles than keys where one was taken out again."""
        if self._ids is None:
            self._ids = iter(reserve_ids(self._session, ArticleRow, self._most))
        found = next(self._ids, None)
        if found is None:
            self.write()
            found = reserve_ids(self._session, ArticleRow, 1)[0]
        return found
