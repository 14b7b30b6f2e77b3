"""An archive as an earlier revision left it."""

from __future__ import annotations

from sqlalchemy import Connection, text

_SIZES = "CREATE INDEX ix_articles_id_text_size ON articles (id, text_size)"
MADE_SINCE = {
    "0011": ("DROP INDEX ix_articles_short", "DROP TABLE common_event_keys", _SIZES),
    "0010": ("DROP INDEX ix_articles_id_text_size",),
}
"""Revision → what takes back from the tables what it made, the latest first; none for those that only changed rows."""


def set_back(connection: Connection, revision: str) -> None:
    """Takes an archive of today back to `revision`, as far as its tables go."""
    for made, taking_back in MADE_SINCE.items():
        if made > revision:
            for statement in taking_back:
                connection.execute(text(statement))
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
