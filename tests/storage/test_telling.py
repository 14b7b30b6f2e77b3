"""Stories told from what is stored, on both databases."""

from __future__ import annotations

from sqlalchemy import update

from kitewire.archive_view import Clue, LinkKind
from kitewire.article import RelatedEntry
from storage import Database
from storage.models import LinkRow
from tests.storage.link_world import NOW, Story, save, text

WHOLE = text(1)
CUT = "\n".join(WHOLE.split("\n")[:2])
FIRST = Story("river", "a", "河湾渡口候船大厅完成扩建", WHOLE, 3)
SHORTENED = Story("hill", "b", "渡口扩建完成", CUT + "\n本站评论：居民们等这一天等了整整三年。", 4)
COPY_OF_IT = Story("harbour", "c", "码头边的新大厅", CUT, 5)
NAMING = Story("far", "d", "河湾渡口有了新大厅", WHOLE, 6, origin="山前网")
LATER = Story(
    "river", "e", "河湾渡口候船大厅扩建之后", text(9), 6, related=(RelatedEntry(FIRST.title, FIRST.url, "2026-10-03"),)
)
WORLD = [FIRST, SHORTENED, COPY_OF_IT, NAMING, LATER]


def told(database: Database) -> dict[str, tuple[str, Clue]]:
    """Copy → original and clue, by path."""
    (story,) = database.stories.recent(5)
    telling = database.stories.tell(story.id)
    paths = {one.id: one.url[-1] for one in telling.story.articles}
    return {paths[one.link.a]: (paths[one.link.b], one.told_by) for one in telling.descents}


def test_a_story_tells_who_copied_whom_in_whatever_order_it_came(any_database: Database) -> None:
    save(any_database, [LATER, COPY_OF_IT, NAMING, FIRST, SHORTENED])
    assert told(any_database) == {
        "b": ("a", Clue.TIME),
        "c": ("b", Clue.TIME),
        "d": ("b", Clue.ORIGIN),
    }


def test_what_was_added_and_left_out_comes_with_it(any_database: Database) -> None:
    save(any_database, WORLD)
    (story,) = any_database.stories.recent(5)
    telling = any_database.stories.tell(story.id)
    by_copy = {one.link.a: one for one in telling.descents}
    shortened = next(one.id for one in story.articles if one.url == SHORTENED.url)
    found = by_copy[shortened]
    assert found.added is not None and found.left_out is not None
    assert found.added.excerpts == ("本站评论：居民们等这一天等了整整三年。",)
    assert found.left_out.excerpts == (WHOLE.split("\n")[2],)
    assert found.link.taken is not None and 0.8 < found.link.taken < 1
    reference = [link for link in telling.story.links if link.kind is LinkKind.REFERENCE]
    assert [(link.b, link.evidence) for link in reference] == [(telling.story.lead.id, "related list, by url")]


def test_shares_that_were_not_stored_are_measured(any_database: Database) -> None:
    save(any_database, WORLD)
    (story,) = any_database.stories.recent(5)
    whole = any_database.stories.tell(story.id)
    with any_database.transactions.write() as session:
        session.execute(update(LinkRow).values(taken=None, kept=None))
    again = any_database.stories.tell(story.id)
    assert [one.link.b for one in again.descents] == [one.link.b for one in whole.descents]
    for link in again.story.links:
        assert (link.taken is not None) == (link.kept is not None) == (link.kind is LinkKind.REPRINT)
    (copy,) = (one.link for one in again.descents if again.story.articles[0].id == one.link.b)
    assert copy.taken is not None and copy.kept is not None and copy.kept < copy.taken < 1


def test_what_a_person_says_goes_before_origin_and_time(any_database: Database) -> None:
    ids = dict(zip("abcde", save(any_database, WORLD), strict=True))
    any_database.hand_links.link(ids["d"], ids["c"], LinkKind.REPRINT, "seen by phone", NOW)
    assert told(any_database)["d"] == ("c", Clue.HAND)
