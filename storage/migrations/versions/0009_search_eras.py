"""Eras in the search index of PostgreSQL (`storage.search_places`). `upgrade.bring_up` fills it; SQLite's has none."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("TRUNCATE article_search")
        op.execute("DELETE FROM meta WHERE name = 'search_version'")
