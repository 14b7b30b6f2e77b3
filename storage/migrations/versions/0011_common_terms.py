"""Short texts in an index of their own, in place of the sizes of all, and terms that are known to find nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index(op.f("ix_articles_id_text_size"), "articles")
    short = sa.text("text_size <= 64")
    op.create_index("ix_articles_short", "articles", ["id"], sqlite_where=short, postgresql_where=short)
    op.create_table(
        "common_event_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("last_day", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", "last_day", name=op.f("pk_common_event_keys")),
        sqlite_with_rowid=False,
    )
