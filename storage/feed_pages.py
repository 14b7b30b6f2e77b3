"""What feeds ask of the archive beside articles: archive documents (RFC 5005), and the reprints behind an entry.

An archive document holds the articles of a range of numbers, so it stays as it is while articles come: those get higher
numbers. The ranges are the leaves of a binary tree over all numbers: (m·2ᵏ, (m+1)·2ᵏ] with at most `MOST` articles of
the list in it, and as large as that allows. Which ranges there are depends neither on when one asks nor on what came
later, but for the newest, which ends at the newest article and so has another address as soon as it holds another.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from kitewire.archive_view import ArticleQuery, ArticleView, ReprintView
from storage.choosing import choose
from storage.models import ArticleRow
from storage.reprints import reprints_of
from storage.transaction import Transactions
from storage.views import article_view, links_of, related_of

MOST = 128
"""Articles in an archive document."""


@dataclass(frozen=True, slots=True)
class IdRange:
    """Articles by number: `above` < id <= `last`."""

    above: int
    last: int


class FeedPages:
    """Reads for feeds."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def state(self, query: ArticleQuery, within: IdRange | None = None) -> str:
        """A hash that is another when another article stands on the page of `query`, or one of them has changed.

        `within`: of an archive document instead. Raises as `Articles.find`.
        """
        with self._transactions.read() as session:
            return page_state(session, query, within)

    def newest_range(self, query: ArticleQuery) -> IdRange | None:
        """The range of the newest archive document; None: the list is empty. Raises as `Articles.find`."""
        with self._transactions.read() as session:
            return _range_below(session, query, None)

    def older_range(self, query: ArticleQuery, within: IdRange) -> IdRange | None:
        """The range before; None: there is none."""
        with self._transactions.read() as session:
            return _range_below(session, query, within.above)

    def newer_range(self, query: ArticleQuery, within: IdRange) -> IdRange | None:
        """The range behind; None: there is none."""
        with self._transactions.read() as session:
            return _range_above(session, query, within.last)

    def in_range(self, query: ArticleQuery, within: IdRange, most: int) -> list[ArticleView]:
        """The articles of a list in a range, latest first, `most` of them. Limit, offset and cursor of `query` do not
        count. Raises as `Articles.find`."""
        with self._transactions.read() as session:
            chosen = _in(_all(session, query), within)
            rows = session.execute(chosen.limit(most)).all()
            ids = [row[0].id for row in rows] if query.with_related else []
            related, links = related_of(session, ids), links_of(session, ids)
            return [article_view(row, related.get(row[0].id, ()), links.get(row[0].id, ())) for row in rows]

    def reprints(self, ids: Sequence[int]) -> dict[int, tuple[ReprintView, ...]]:
        """The other articles with the same text as each of these, by time; an article without any is left out."""
        with self._transactions.read() as session:
            return reprints_of(session, ids)


def page_state(session: Session, query: ArticleQuery, within: IdRange | None = None) -> str:
    """See `FeedPages.state`."""
    chosen = choose(session, query).articles() if within is None else _in(_all(session, query), within)
    digest = blake2b(digest_size=16)
    for row in session.execute(chosen.with_only_columns(ArticleRow.id, ArticleRow.text_hash, ArticleRow.updated)):
        digest.update(f"{row.id} {row.text_hash} {row.updated.isoformat()}\n".encode())
    return digest.hexdigest()


def _in(chosen: Select[Any], within: IdRange) -> Select[Any]:
    return chosen.where(ArticleRow.id > within.above, ArticleRow.id <= within.last)


def _all(session: Session, query: ArticleQuery) -> Select[Any]:
    return choose(session, replace(query, limit=None, offset=0, after=None, latest_first=True)).articles()


def _range_below(session: Session, query: ArticleQuery, top: int | None) -> IdRange | None:
    """The range of the newest article of the list whose number is at most `top`."""
    numbers = _all(session, query).with_only_columns(ArticleRow.id).order_by(None)
    below = numbers if top is None else numbers.where(ArticleRow.id <= top)
    found = session.scalar(below.order_by(ArticleRow.id.desc()).limit(1))
    return None if found is None else _range_of(session, numbers, found)


def _range_above(session: Session, query: ArticleQuery, bottom: int) -> IdRange | None:
    """The range of the oldest article of the list whose number is beyond `bottom`."""
    numbers = _all(session, query).with_only_columns(ArticleRow.id).order_by(None)
    found = session.scalar(numbers.where(ArticleRow.id > bottom).order_by(ArticleRow.id).limit(1))
    return None if found is None else _range_of(session, numbers, found)


def _range_of(session: Session, numbers: Select[Any], one: int) -> IdRange:
    """The range that an article of the list is in; the newest range ends at the newest article."""
    older = numbers.where(ArticleRow.id <= one).order_by(ArticleRow.id.desc()).limit(MOST + 1)
    newer = numbers.where(ArticleRow.id > one).order_by(ArticleRow.id).limit(MOST + 1)
    around = [*list(session.scalars(older))[::-1], *session.scalars(newer)]
    leaf = leaf_of(one, around)
    return IdRange(leaf.above, min(leaf.last, around[-1]))


def leaf_of(number: int, numbers: Sequence[int]) -> IdRange:
    """The largest range of the tree that holds `number` and at most `MOST` of `numbers` (ascending; with more than
    `MOST` on a side, those that are further away need not be given)."""
    best = IdRange(number - 1, number)
    size = 1
    while True:
        above = (number - 1) // size * size
        held = bisect_right(numbers, above + size) - bisect_left(numbers, above + 1)
        if held > MOST:
            return best
        best = IdRange(above, above + size)
        if above == 0 and above + size >= numbers[-1]:
            return best
        size *= 2
