"""Links set or broken by hand outdo the rules, are remembered, and can be given back to the rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from kitewire.archive_view import LinkKind
from kitewire.article import RelatedEntry
from kitewire.errors import UnknownIdError, UsageError
from storage import Database
from storage.link_stage import link_saved
from storage.models import ArticleRow
from tests.storage.link_world import NOW, Story, links_of, save, text

BRIDGE = Story("river", "bridge", "河湾石桥修缮工程提前完工", text(1), day=3)
COPY = Story("hill", "bridge-copy", "河湾石桥提前修好", text(1), day=4)
MARKET = Story("hill", "market", "山前集市周末重新开放", text(2), day=5)
NAMING = Story(
    "harbour", "list", "河湾石桥修缮之后", text(3), day=4, related=(RelatedEntry(BRIDGE.title, BRIDGE.url),)
)  # fmt: skip


def linked(database: Database) -> set[tuple[str, str, str]]:
    """(a, b, kind) by the last part of the address."""
    return {(a.split("/")[1], b.split("/")[1], kind) for a, b, kind, _ in links_of(database).links}


def stories(database: Database) -> set[frozenset[str]]:
    return {frozenset(one.split("/")[1] for one in members) for _, members in links_of(database).stories}


def relinked(database: Database) -> None:
    with database.transactions.write() as session:
        link_saved(session, list(session.scalars(select(ArticleRow.id))))


@pytest.mark.parametrize("kind", [LinkKind.REPRINT, LinkKind.SAME_EVENT])
def test_a_link_set_by_hand_stands_and_survives(any_database: Database, kind: LinkKind) -> None:
    market, bridge = save(any_database, [MARKET, BRIDGE])
    any_database.hand_links.link(market, bridge, kind, "see the photos", NOW)
    (link,) = any_database.hand_links.around(market)
    assert {link.a, link.b} == {market, bridge}
    assert (link.kind, link.score, link.evidence) == (kind, 1.0, "set by hand: see the photos")
    before = links_of(any_database)
    assert stories(any_database) == {frozenset({"market", "bridge"})}
    relinked(any_database)
    save(any_database, [replace(MARKET, body=text(9))], minutes=5)
    assert links_of(any_database) == before


def test_a_broken_link_never_comes_again(any_database: Database) -> None:
    bridge, copy = save(any_database, [BRIDGE, COPY])
    assert linked(any_database) == {("bridge-copy", "bridge", "reprint")}
    any_database.hand_links.part(bridge, copy, "", NOW)
    assert (linked(any_database), stories(any_database)) == (set(), set())
    relinked(any_database)
    save(any_database, [replace(COPY, day=6)], minutes=5)
    assert (linked(any_database), stories(any_database)) == (set(), set())


def test_a_broken_pair_is_not_tied_by_a_reference(any_database: Database) -> None:
    bridge, naming = save(any_database, [BRIDGE, NAMING])
    assert stories(any_database) == {frozenset({"bridge", "list"})}
    any_database.hand_links.part(bridge, naming, "", NOW)
    assert stories(any_database) == set()
    assert any_database.articles.get(naming).related[0].target_id == bridge, "the page still says so"


def test_freed_pairs_go_back_to_the_rules(any_database: Database) -> None:
    bridge, copy, market = save(any_database, [BRIDGE, COPY, MARKET])
    before = links_of(any_database)
    any_database.hand_links.part(bridge, copy, "", NOW)
    any_database.hand_links.link(market, copy, LinkKind.SAME_EVENT, "", NOW)
    assert any_database.hand_links.free(copy) == 2
    assert links_of(any_database) == before
    any_database.hand_links.link(bridge, copy, LinkKind.REPRINT, "", NOW)
    assert any_database.hand_links.free(copy, bridge) == 1
    assert links_of(any_database) == before
    assert any_database.hand_links.free(copy, bridge) == 0


def test_the_last_decision_of_a_pair_holds(any_database: Database) -> None:
    bridge, copy = save(any_database, [BRIDGE, COPY])
    hands = any_database.hand_links
    hands.link(bridge, copy, LinkKind.REPRINT, "", NOW)
    assert linked(any_database) == {("bridge", "bridge-copy", "reprint")}, "whatever the times say"
    assert {link.b for link in hands.around(copy)} == {copy}
    hands.link(copy, bridge, LinkKind.REPRINT, "", NOW)
    assert linked(any_database) == {("bridge-copy", "bridge", "reprint")}
    hands.link(bridge, copy, LinkKind.SAME_EVENT, "", NOW)
    assert {kind for _, _, kind in linked(any_database)} == {"same_event"}, "and no reprint besides"
    hands.part(copy, bridge, "no", NOW)
    assert linked(any_database) == set()
    assert [(one.kind, one.note) for one in hands.decisions()] == [(None, "no")]


def test_twice_is_as_once_and_the_order_of_a_pair_does_not_matter(any_database: Database) -> None:
    bridge, market = save(any_database, [BRIDGE, MARKET])
    hands = any_database.hand_links
    hands.link(bridge, market, LinkKind.SAME_EVENT, "n", NOW)
    first = (hands.decisions(), links_of(any_database))
    hands.link(market, bridge, LinkKind.SAME_EVENT, "n", NOW + timedelta(days=1))
    assert (hands.decisions(), links_of(any_database)) == first
    hands.part(bridge, market, "", NOW)
    hands.part(market, bridge, "", NOW)
    assert len(hands.decisions(market)) == len(hands.decisions(bridge)) == 1


def test_an_article_parted_from_its_story_leaves_it_alone(any_database: Database) -> None:
    third = replace(COPY, outlet="harbour", path="third", day=5)
    bridge, copy, naming, last = save(any_database, [BRIDGE, COPY, NAMING, third])
    parted = any_database.hand_links.part_from_story(bridge, "", NOW)
    assert sorted(parted) == sorted([copy, naming, last])
    assert not any("bridge" in members for members in stories(any_database))
    assert any({"bridge-copy", "third"} <= members for members in stories(any_database))
    assert any_database.hand_links.part_from_story(bridge, "", NOW) == []


def test_wrong_calls_are_told(any_database: Database) -> None:
    bridge, market = save(any_database, [BRIDGE, MARKET])
    hands = any_database.hand_links
    with pytest.raises(UsageError, match="with itself"):
        hands.link(bridge, bridge, LinkKind.REPRINT, "", NOW)
    with pytest.raises(UsageError, match="cannot be set by hand"):
        hands.link(bridge, market, LinkKind.REFERENCE, "", NOW)
    for call in (lambda: hands.part(bridge, 999, "", NOW), lambda: hands.free(999), lambda: hands.around(999)):
        with pytest.raises(UnknownIdError, match="no article 999"):
            call()
    with pytest.raises(UnknownIdError, match="no article 999"):
        hands.part_from_story(999, "", NOW)
    with pytest.raises(UnknownIdError, match="no article 999"):
        hands.decisions(999)
    assert hands.decisions() == []


def test_a_removed_article_takes_its_decisions_along(any_database: Database) -> None:
    bridge, market = save(any_database, [BRIDGE, MARKET])
    any_database.hand_links.link(bridge, market, LinkKind.SAME_EVENT, "", NOW)
    any_database.sources.remove("hill")
    assert any_database.hand_links.decisions() == []
    assert links_of(any_database).stories == frozenset()
