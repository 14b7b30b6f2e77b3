"""An archive as an earlier revision left it."""

from __future__ import annotations

from sqlalchemy import Connection, text

MADE_SINCE = {"0010": "DROP INDEX ix_articles_id_text_size"}
"""Revision → what takes back from the tables what it made; none for those that only changed rows."""


def set_back(connection: Connection, revision: str) -> None:
    """Takes an archive of today back to `revision`, as far as its tables go."""
    for made, taking_back in MADE_SINCE.items():
        if made > revision:
            connection.execute(text(taking_back))
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
