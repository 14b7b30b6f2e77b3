"""Bringing a database to the tables that this version of Kitewire works with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.orm import Session

from kitewire.errors import DatabaseError
from linking import VERSION as LINKING_VERSION
from storage.failures import shown
from storage.models import MetaRow
from storage.search_index import META_NAME, rebuild
from storage.tokens import VERSION as SEARCH_VERSION
from storage.transaction import Transactions

LINKING_NAME = "linking_version"
_MIGRATIONS = Path(__file__).parent / "migrations"


def newest() -> str:
    """The revision that this version of Kitewire works with."""
    return max(known_revisions())


def current(connection: Connection) -> str | None:
    """The revision of the database; None where it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return revision


@cache
def known_revisions() -> frozenset[str]:
    """Every revision that this version of Kitewire can bring to the newest."""
    # By the names of their files: Alembic would compile and run each of them whenever a database is opened.
    return frozenset(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


def migrate(connection: Connection, revision: str) -> None:
    """Make or change the tables up to `revision`, within the transaction of `connection`."""
    # Here, since it is seldom needed, and takes a fifth as long to load as SQLAlchemy.
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, revision)


def check_known(connection: Connection) -> str | None:
    """The revision of the database. Raises `DatabaseError` where it is not one of ours."""
    revision = current(connection)
    where = shown(connection.engine.url)
    if revision is None and connection.dialect.name == "sqlite" and inspect(connection).get_table_names():
        raise DatabaseError(f"database {where}: holds tables of another program: choose another path with DATABASE_URL")
    if revision is not None and revision not in known_revisions():
        raise DatabaseError(f"database {where}: was made by a newer Kitewire ({revision}): install that version")
    return revision


def is_current(session: Session) -> bool:
    """Whether the search index of a database with the newest tables was made by the rules of this version."""
    return session.scalar(select(MetaRow.value).where(MetaRow.name == META_NAME)) == SEARCH_VERSION


def bring_up(transactions: Transactions) -> bool:
    """Make or change the tables, in one transaction; whoever comes second waits and finds it done.

    Gives whether anything was changed. Raises `DatabaseError` where the database is not ours or is newer.
    """
    with transactions.write() as session:
        connection = session.connection()
        before = check_known(connection)
        if before != newest():
            migrate(connection, "head")
        if before == newest() and is_current(session):
            return False
        if session.get(MetaRow, LINKING_NAME) is None:
            session.add(MetaRow(name=LINKING_NAME, value=LINKING_VERSION))
        if not is_current(session):
            rebuild(session)
        return True
