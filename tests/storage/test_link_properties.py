"""What holds of any archive: nothing is linked to itself, and linking some of it again changes nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kitewire.article import PageLink, RelatedEntry
from storage import Database
from storage.link_stage import link_saved
from storage.models import ArticleRow, BodyLinkRow, LinkRow, RelatedRow
from tests.storage.link_world import Story, links_of, save, text

_OUTLETS = ("river", "hill", "harbour")
_TITLES = ("河湾石桥修缮工程提前完工", "山前集市周末重新开放迎客", "Stone bridge at Hewan reopens early")


@st.composite
def worlds(draw: st.DrawFn) -> list[Story]:
    """A few articles that copy, name and link each other, themselves among them."""
    numbers = range(draw(st.integers(2, 5)))
    outlets = sorted(draw(st.sampled_from(_OUTLETS)) for _ in numbers)
    urls = [f"http://{outlet}.example/{number}" for number, outlet in zip(numbers, outlets, strict=True)]
    titles = st.sampled_from(_TITLES)
    entries = st.builds(RelatedEntry, titles, st.none() | st.sampled_from(urls), st.none() | st.just("2026-10-03"))
    links = st.builds(PageLink, st.sampled_from(urls), st.just("见此"))
    return [
        Story(
            outlets[number],
            str(number),
            draw(titles),
            text(draw(st.integers(1, 3)), draw(st.sampled_from((3, 9, 12)))),
            day=draw(st.sampled_from((0, 3, 4))),
            origin=draw(st.none() | st.just("河湾日报")),
            related=tuple(draw(st.lists(entries, max_size=3))),
            links=tuple(draw(st.lists(links, max_size=3))),
        )
        for number in numbers
    ]


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), dice=st.randoms(use_true_random=False))
def test_linking_again_changes_nothing_and_nothing_is_linked_to_itself(
    any_database: Database, world: list[Story], dice: object
) -> None:
    for source in any_database.sources.all():
        any_database.sources.remove(source.name)
    ids = sorted(set(save(any_database, world, batch=5)))
    before, numbers = links_of(any_database), _stories(any_database)
    some = dice.sample(ids, dice.randint(1, len(ids)))  # type: ignore[attr-defined]
    with any_database.transactions.write() as session:
        link_saved(session, some)
    assert (links_of(any_database), _stories(any_database)) == (before, numbers)
    with any_database.transactions.read() as session:
        assert not session.execute(select(LinkRow.a_id).where(LinkRow.a_id == LinkRow.b_id)).all()
        for table in (RelatedRow, BodyLinkRow):
            assert not session.execute(select(table.article_id).where(table.article_id == table.target_id)).all()


def _stories(database: Database) -> dict[int, int | None]:
    with database.transactions.read() as session:
        return {one: story for one, story in session.execute(select(ArticleRow.id, ArticleRow.story_id))}  # noqa: C416
