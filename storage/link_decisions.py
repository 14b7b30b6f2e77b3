"""What people have decided of pairs of articles: it outdoes the rules, whatever these say.

Every step of the link stage leaves the pairs alone that are decided here; this one keeps their links.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.orm import Session

from storage.inserting import chunks
from storage.models import EventScoreRow, LinkRow
from storage.row_values import listing, rows_of

T = TypeVar("T")
Link = tuple[int, int, str]
"""Both ends and the kind."""
EVIDENCE = "set by hand"


@dataclass(frozen=True, slots=True)
class Decisions:
    """The decided pairs that touch some articles."""

    linked: dict[Link, str]
    """Links that a person has set → their evidence."""
    broken: frozenset[frozenset[int]]
    """Pairs that a person has parted."""
    pairs: frozenset[frozenset[int]]
    """Both of these."""

    def left_of(self, links: dict[tuple[int, int], T]) -> dict[tuple[int, int], T]:
        """Those of `links` (by pair) that the rules may decide."""
        return {pair: link for pair, link in links.items() if pair not in self} if self.pairs else links

    def __contains__(self, pair: tuple[int, int]) -> bool:
        """Whether a person has decided of `pair`, in either order."""
        return bool(self.pairs) and frozenset(pair) in self.pairs


_DECISIONS = listing("SELECT a_id, b_id, kind, note FROM hand_links WHERE a_id {ids} OR b_id {ids}")


def decisions_on(session: Session, ids: Collection[int]) -> Decisions:
    """Every decision in which one of `ids` stands."""
    linked: dict[Link, str] = {}
    broken: set[frozenset[int]] = set()
    for a, b, kind, note in rows_of(session, _DECISIONS, ids=sorted(ids)):
        if kind is None:
            broken.add(frozenset((a, b)))
        else:
            linked[a, b, kind] = f"{EVIDENCE}: {note}" if note else EVIDENCE
    return Decisions(linked, frozenset(broken), frozenset(broken | {frozenset((a, b)) for a, b, _ in linked}))


def link_by_hand(session: Session, article_ids: Collection[int]) -> set[int]:
    """Make the links between pairs that a person has decided, and that touch `article_ids`, those decided.

    Gives the articles at both ends of every link that came or went.
    """
    decided = decisions_on(session, article_ids)
    if not decided.pairs:
        return set()
    stored = _stored(session, decided)
    gone = [link for link in stored if link not in decided.linked]
    added = [link for link in decided.linked if link not in stored]
    changed = [link for link in decided.linked if link in stored and stored[link] != (1.0, decided.linked[link])]
    _forget_scores(session, decided)
    for part in chunks(gone):
        session.execute(delete(LinkRow).where(tuple_(LinkRow.a_id, LinkRow.b_id, LinkRow.kind).in_(part)))
    if changed:
        session.execute(update(LinkRow), [_row(link, decided.linked[link]) for link in changed])
    if added:
        session.execute(insert(LinkRow), [_row(link, decided.linked[link]) for link in added])
    return {one for a, b, _ in (*gone, *added) for one in (a, b)}


def _forget_scores(session: Session, decided: Decisions) -> None:
    """What is decided is not likely any more, nor unlikely."""
    pairs = sorted((min(pair), max(pair)) for pair in decided.pairs)
    for part in chunks(pairs):
        session.execute(delete(EventScoreRow).where(tuple_(EventScoreRow.a_id, EventScoreRow.b_id).in_(part)))


def _stored(session: Session, decided: Decisions) -> dict[Link, tuple[float, str]]:
    """The links now kept between decided pairs."""
    ends: Sequence[int] = sorted({one for pair in decided.pairs for one in pair})
    stored: dict[Link, tuple[float, str]] = {}
    for part in chunks(ends):
        for row in session.scalars(select(LinkRow).where(LinkRow.a_id.in_(part))):
            if (row.a_id, row.b_id) in decided:
                stored[row.a_id, row.b_id, row.kind] = (row.score, row.evidence)
    return stored


def _row(link: Link, evidence: str) -> dict[str, int | float | str | None]:
    a, b, kind = link
    return {"a_id": a, "b_id": b, "kind": kind, "score": 1.0, "evidence": evidence, "taken": None, "kept": None}
