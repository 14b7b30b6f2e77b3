"""Links that a person sets or breaks: remembered, and kept whatever the rules say."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from kitewire.archive_view import HandLinkView, LinkKind, LinkView
from kitewire.errors import UnknownIdError, UsageError
from storage.link_stage import link_saved
from storage.models import ArticleRow, HandLinkRow, LinkRow
from storage.reference_rows import references_touching
from storage.transaction import Transactions

SETTABLE = (LinkKind.REPRINT, LinkKind.SAME_EVENT)


class HandLinks:
    """Decisions by hand. Each is one transaction that links the articles anew at once; twice is as once."""

    def __init__(self, transactions: Transactions) -> None:
        self._transactions = transactions

    def link(self, a: int, b: int, kind: LinkKind, note: str, now: datetime) -> None:
        """Link two articles for good; for a reprint `a` is the copy, and what said otherwise before is forgotten.

        Raises `UnknownIdError`, and `UsageError` for an article with itself and for references, which pages make.
        """
        if kind not in SETTABLE:
            raise UsageError(f"a {kind.value} cannot be set by hand: set a reprint or the same event")
        with self._transactions.write() as session:
            self._decide(session, (a, b), HandLinkRow(kind=kind.value, note=note, made=now))
            link_saved(session, [a, b])

    def part(self, a: int, b: int, note: str, now: datetime) -> None:
        """Never link two articles, nor tie them by a reference. Raises as `link`."""
        with self._transactions.write() as session:
            self._decide(session, (a, b), HandLinkRow(kind=None, note=note, made=now))
            link_saved(session, [a, b])

    def part_from_story(self, article_id: int, note: str, now: datetime) -> list[int]:
        """Part an article from every member of its story that it is linked with, so that it leaves the story.

        Gives those members; none where it is in no story. Raises `UnknownIdError`.
        """
        parted: list[int] = []
        with self._transactions.write() as session:
            members = _story_of(session, article_id)
            # A story that falls apart can let weaker ties count again that lead back into it.
            while near := sorted(_linked_with(session, article_id) & _story_of(session, article_id) & members):
                for other in near:
                    self._decide(session, (article_id, other), HandLinkRow(kind=None, note=note, made=now))
                link_saved(session, [article_id, *near])
                parted += near
        return parted

    def free(self, a: int, b: int | None = None) -> int:
        """Forget what was decided of two articles, or of all that `a` stands in: the rules tell again.

        Gives how many decisions were forgotten. Raises `UnknownIdError`.
        """
        with self._transactions.write() as session:
            _require(session, [a] if b is None else [a, b])
            about = _about(a) if b is None else _pair(a, b)
            rows = session.scalars(select(HandLinkRow).where(about)).all()
            ends = {one for row in rows for one in (row.a_id, row.b_id)}
            for row in rows:
                _forget(session, row)
            session.flush()
            if ends:
                link_saved(session, sorted(ends))
            return len(rows)

    def decisions(self, article_id: int | None = None) -> list[HandLinkView]:
        """Every decision, or those that an article stands in, the latest first. Raises `UnknownIdError`."""
        statement = select(HandLinkRow).order_by(HandLinkRow.made.desc(), HandLinkRow.a_id, HandLinkRow.b_id)
        with self._transactions.read() as session:
            if article_id is not None:
                _require(session, [article_id])
                statement = statement.where(_about(article_id))
            return [_view(row) for row in session.scalars(statement)]

    def around(self, article_id: int) -> list[LinkView]:
        """Every link of an article, references from and to it among them. Raises `UnknownIdError`."""
        with self._transactions.read() as session:
            _require(session, [article_id])
            rows = session.scalars(select(LinkRow).where(or_(LinkRow.a_id == article_id, LinkRow.b_id == article_id)))
            found = [
                LinkView(row.a_id, row.b_id, LinkKind(row.kind), row.score, row.evidence, row.taken, row.kept)
                for row in rows
            ]
            named = references_touching([article_id])
            found += {
                LinkView(one, other, LinkKind.REFERENCE, 1.0, f"{place}, by {by}")
                for one, other, by, place in session.execute(named)
            }
        return sorted(found, key=lambda link: (link.kind.value, -link.score, link.a, link.b, link.evidence))

    def _decide(self, session: Session, pair: tuple[int, int], decision: HandLinkRow) -> None:
        """Remember `decision` of `pair`, in place of an earlier one; the same again leaves the earlier one."""
        a, b = pair
        if a == b:
            raise UsageError(f"article {a} cannot be linked with itself: name two articles")
        keys = _require(session, pair)
        if decision.kind != LinkKind.REPRINT.value and keys[a] > keys[b]:
            a, b = b, a
        for row in session.scalars(select(HandLinkRow).where(_pair(a, b))).all():
            if (row.a_id, row.b_id, row.kind, row.note) == (a, b, decision.kind, decision.note):
                return
            session.delete(row)
        session.flush()
        decision.a_id, decision.b_id = a, b
        session.add(decision)
        session.flush()


def _forget(session: Session, row: HandLinkRow) -> None:
    """Delete a decision with the link that it made, which no rule would otherwise know for its own."""
    made = and_(LinkRow.a_id == row.a_id, LinkRow.b_id == row.b_id, LinkRow.kind == row.kind)
    session.execute(delete(LinkRow).where(made))
    session.delete(row)


def _require(session: Session, ids: tuple[int, ...] | list[int]) -> dict[int, str]:
    """The keys of the articles `ids`. Raises `UnknownIdError` for the first that is not stored."""
    rows = session.execute(select(ArticleRow.id, ArticleRow.url_key).where(ArticleRow.id.in_(ids)))
    keys = {one: key for one, key in rows}  # noqa: C416
    for one in ids:
        if one not in keys:
            raise UnknownIdError(f"there is no article {one}")
    return keys


def _pair(a: int, b: int) -> ColumnElement[bool]:
    return or_(and_(HandLinkRow.a_id == a, HandLinkRow.b_id == b), and_(HandLinkRow.a_id == b, HandLinkRow.b_id == a))


def _about(article_id: int) -> ColumnElement[bool]:
    return or_(HandLinkRow.a_id == article_id, HandLinkRow.b_id == article_id)


def _view(row: HandLinkRow) -> HandLinkView:
    return HandLinkView(row.a_id, row.b_id, LinkKind(row.kind) if row.kind else None, row.note, row.made)


def _story_of(session: Session, article_id: int) -> set[int]:
    """The members of the article's story. Raises `UnknownIdError`."""
    _require(session, [article_id])
    story = select(ArticleRow.story_id).where(ArticleRow.id == article_id).scalar_subquery()
    return set(session.scalars(select(ArticleRow.id).where(ArticleRow.story_id == story)))


def _linked_with(session: Session, article_id: int) -> set[int]:
    """All that links or references lead to from `article_id`, in either direction, and that are not parted from it."""
    links = select(LinkRow.a_id, LinkRow.b_id).where(or_(LinkRow.a_id == article_id, LinkRow.b_id == article_id))
    named = references_touching([article_id])
    parted = select(HandLinkRow.a_id, HandLinkRow.b_id).where(HandLinkRow.kind.is_(None), _about(article_id))
    near = {one for row in (*session.execute(links), *session.execute(named)) for one in row[:2]}
    return near - {article_id} - {one for row in session.execute(parted) for one in row}
