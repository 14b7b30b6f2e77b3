"""Stories: the articles that references and links tie together, kept up around what has changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import permutations
from typing import Any

from sqlalchemy import BigInteger, bindparam, delete, insert, update
from sqlalchemy.orm import Session

from kitewire.archive_view import LinkKind
from linking.stories import EVENT_BORDERS, SURE_SCORE, Member, Strength, bounded_group, event_groups, lead
from storage.inserting import chunks, reserve_ids
from storage.link_decisions import Decisions, decisions_on
from storage.link_events import EventScores
from storage.link_ties import tying_references
from storage.models import StoryRow
from storage.row_values import Plain, Statements, Types, arrays, execute_rows, listing, rows_of
from storage.times import UtcDateTime

Group = frozenset[int]


def keep_stories(session: Session, article_ids: Collection[int]) -> None:
    """Tell anew the stories of `article_ids` and of all that are, or were, tied to them."""
    if not article_ids:
        return
    ties, scores = _Ties(session), EventScores(session)
    affected = _affected(session, article_ids, ties)
    _read_ahead(affected, ties, scores)
    _store(session, _groups(affected, ties, scores))


_REPRINTS = listing(
    f"SELECT a_id, b_id, score FROM links WHERE kind = '{LinkKind.REPRINT.value}' AND (a_id {{ids}} OR b_id {{ids}})"
)


class _Ties:
    """The ties of articles as the database has them, read when they are needed, each once."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._ties: dict[int, dict[int, Strength]] = {}

    def __call__(self, ids: Collection[int]) -> Mapping[int, Mapping[int, Strength]]:
        """Article → its tied articles, for each of `ids` and maybe others."""
        known = self._ties
        if missing := [one for one in ids if one not in known]:
            for part in chunks(sorted(missing)):
                self._load(part)
        return known

    def _load(self, ids: Sequence[int]) -> None:
        ties: dict[int, dict[int, Strength]] = {one: {} for one in ids}
        for one, other in tying_references(self._session, ids):
            for here, there in ((one, other), (other, one)):
                if here in ties:
                    ties[here][there] = Strength.REFERENCE
        for one, other, score in rows_of(self._session, _REPRINTS, ids=ids):
            for here, there in ((one, other), (other, one)):
                if here in ties:
                    strength = Strength.SURE if score >= SURE_SCORE else Strength.LINK
                    ties[here][there] = max(strength, ties[here].get(there, strength))
        self._obey(decisions_on(self._session, ids), ties)
        self._ties.update(ties)

    def _obey(self, by_hand: Decisions, ties: dict[int, dict[int, Strength]]) -> None:
        """What a person has set ties whatever the bounds are; what a person has broken does not, by anything."""
        for one, other in (ends for pair in by_hand.pairs for ends in permutations(pair)):
            if one in ties:
                ties[one].pop(other, None)
                if frozenset((one, other)) not in by_hand.broken:
                    ties[one][other] = Strength.HAND


def _affected(session: Session, article_ids: Collection[int], ties: _Ties) -> set[int]:
    """Articles whose story may be another now.

    Only what hung together with a changed article, before or now, can change: its old story, what it is tied to, and
    their stories. Where a tie went, both its ends are among `article_ids`. A group too large for its references is
    not walked: its members do not depend on one article more.
    """
    near = set(article_ids) | _in_stories_with(session, article_ids)
    known = ties(near)
    near |= {other for one in near for other in known[one]}
    return near | _in_stories_with(session, near)


def _in_stories_with(session: Session, ids: Collection[int]) -> set[int]:
    found: set[int] = set()
    for part in chunks(sorted(ids)):
        found.update(one for (one,) in rows_of(session, _IN_STORIES, ids=part))
    return found


_IN_STORIES = listing(
    "SELECT id FROM articles WHERE story_id IN (SELECT story_id FROM articles WHERE id {ids} AND story_id IS NOT NULL)"
)


_STEPS, _MOST_AHEAD = 4, 2000


def _read_ahead(affected: Collection[int], ties: _Ties, scores: EventScores) -> None:
    """Read what hangs together with `affected`, for all of them at once: what is asked for one by one costs statements.

    Farther than so many steps, or than so many articles, hardly any story reaches; what is missing is read when needed.
    """
    known: set[int] = set()
    edge = set(affected)
    for _ in range(_STEPS):
        if not edge or len(known) > _MOST_AHEAD:
            break
        tied, near = ties(edge), scores(edge)
        known |= edge
        reached = {other for one in edge for other in tied[one]}
        reached |= {other for one in edge for other, score in near[one].items() if score >= EVENT_BORDERS[0]}
        edge = reached - known


def _groups(affected: Collection[int], ties: _Ties, scores: EventScores) -> set[Group]:
    """The stories, and single articles, that `affected` and what hangs together with them now stand in."""
    firm: dict[int, Group] = {}

    def firmly_tied(ids: Collection[int]) -> dict[int, Group]:
        known = ties(set(ids) - firm.keys())
        for one in ids:
            if one not in firm:
                group = bounded_group(one, ties) if known[one] else frozenset((one,))
                firm.update(dict.fromkeys(group, group))
        return {one: firm[one] for one in ids}

    groups: set[Group] = set()
    placed: set[int] = set()
    for article in sorted(affected):
        if article not in placed:
            found = event_groups(article, firmly_tied, scores)
            groups.update(found)
            placed.update(*found)
    return groups


def _store(session: Session, groups: Collection[Group]) -> None:
    """Give each group a story: the one that most of its members were in, so that ids stay; single articles get none."""
    everyone = {one for group in groups for one in group}
    rows = _members(session, everyone)
    was_in = {one: story for one, (story, _, _) in rows.items()}
    free = {story for story in was_in.values() if story is not None}
    copies = _copies(session, everyone)
    in_order = sorted(groups, key=lambda group: (-len(group), min(rows[one][1].key for one in group)))
    kept = {
        group: _claim(Counter(was_in[one] for one in group), free) if len(group) > 1 else None for group in in_order
    }
    without = [group for group in in_order if len(group) > 1 and kept[group] is None]
    new = dict(zip(without, reserve_ids(session, StoryRow, len(without)), strict=True)) if without else {}
    told: dict[bool, list[dict[str, Any]]] = {True: [], False: []}
    moves: list[tuple[int, int | None]] = []
    for group in in_order:
        story = new.get(group, kept[group])
        if story is not None:
            members = [_member(rows[one][1], copies, group) for one in group]
            row = {"story": story, "lead_id": lead(members), "updated": max(rows[one][2] for one in group)}
            told[group in new].append(row)
        moves += ((one, story) for one in sorted(group) if was_in[one] != story)
    # Without the session: it would look for each row among all that it holds.
    for statement, changes in ((_BEGIN, told[True]), (_TELL, told[False])):
        if changes:
            session.connection().execute(statement, changes)
    execute_rows(session, _MOVE, sorted(moves), _MOVED)
    for part in chunks(sorted(free)):
        session.execute(delete(StoryRow).where(StoryRow.id.in_(part)))


_BEGIN = insert(StoryRow.__table__).values(  # type: ignore[arg-type]
    id=bindparam("story"), lead_id=bindparam("lead_id"), updated=bindparam("updated")
)
_TELL = (
    update(StoryRow.__table__)  # type: ignore[arg-type]
    .where(StoryRow.__table__.c.id == bindparam("story"))
    .values(lead_id=bindparam("lead_id"), updated=bindparam("updated"))
)
_MOVED: Types = {"articles": BigInteger, "stories": BigInteger}
_MOVE: Statements = {
    "sqlite": Plain("UPDATE articles SET story_id = ?2 WHERE id = ?1", for_each=True),
    "postgresql": arrays(
        "UPDATE articles SET story_id = one.story FROM unnest(:articles, :stories) AS one(article, story)"
        " WHERE articles.id = one.article",
        _MOVED,
    ),
}


def _claim(was_in: Counter[int | None], free: set[int]) -> int | None:
    """The old story with the most of the members that no other group has taken; None where there is none."""
    old = [(-count, story) for story, count in was_in.items() if story in free and story is not None]
    if not old:
        return None
    story = min(old)[1]
    free.discard(story)
    return story


def _members(session: Session, ids: Iterable[int]) -> dict[int, tuple[int | None, Member, datetime]]:
    """Article → its story so far, itself as a member, and when its text last changed."""
    found = {}
    for part in chunks(sorted(ids)):
        for one, story, when, key, updated in rows_of(session, _MEMBERS, ids=part):
            found[one] = (story, Member(one, when, key, is_copy=False), updated)
    return found


_MEMBERS = listing(
    "SELECT id, story_id, sorted_by, url_key, updated FROM articles WHERE id {ids}",
    {"sorted_by": UtcDateTime, "updated": UtcDateTime},
)


def _member(member: Member, copies: Mapping[int, set[int]], group: Group) -> Member:
    return Member(member.id, member.when, member.key, is_copy=bool(copies.get(member.id, set()) & group))


def _copies(session: Session, ids: Iterable[int]) -> dict[int, set[int]]:
    """Copy → the originals that it is linked to."""
    originals: dict[int, set[int]] = defaultdict(set)
    for part in chunks(sorted(ids)):
        for copy, original in rows_of(session, _ORIGINALS, ids=part):
            originals[copy].add(original)
    return originals


_ORIGINALS = listing(f"SELECT a_id, b_id FROM links WHERE a_id {{ids}} AND kind = '{LinkKind.REPRINT.value}'")
