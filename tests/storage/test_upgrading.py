"""An archive of an older revision, with articles in it, is brought up and goes on linking."""

from __future__ import annotations

from sqlalchemy import create_engine, inspect

from storage import open_database
from tests.storage.link_world import text as invented
from tests.storage.making import article, desk, read
from tests.storage.older import set_back

INDEX = "ix_articles_short"


def test_an_archive_of_revision_9_goes_on(database_url: str) -> None:
    body = invented(1)
    with open_database(database_url) as database:
        (first,) = desk(database).save(read(article(body=body)))
    engine = create_engine(database_url)
    with engine.begin() as connection:
        set_back(connection, "0009")
    with open_database(database_url, upgrade=True) as database:
        assert INDEX in {one["name"] for one in inspect(engine).get_indexes("articles")}
        (copy,) = desk(database).save(read(article("/copy.htm", body=body)))
        assert first.article_id is not None
        assert [one.a for one in database.hand_links.around(first.article_id)] == [copy.article_id]
    engine.dispose()
