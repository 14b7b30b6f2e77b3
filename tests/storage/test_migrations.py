"""The migrations make what the models say, on each database."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from storage import feed_models, migrations, open_database, service_models
from storage.base import Base
from storage.upgrade import known_revisions, newest


def _ours(name: str | None, kind: str, parents: Any) -> bool:
    # The search index is made by hand: neither database's kind of it can be said in a model.
    table = parents.get("table_name") or name if kind != "table" else name
    return not str(table).startswith("article_search")


def test_migrations_make_the_models(database_url: str) -> None:
    open_database(database_url).close()
    assert service_models.FindingRow.metadata is feed_models.SavedFeedRow.metadata is Base.metadata
    engine = create_engine(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "include_name": _ours, "target_metadata": Base.metadata}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_the_revisions_are_those_that_alembic_reads_in_the_files() -> None:
    scripts = ScriptDirectory(migrations.__path__[0])
    assert known_revisions() == {script.revision for script in scripts.walk_revisions()}
    assert newest() == scripts.get_current_head()
