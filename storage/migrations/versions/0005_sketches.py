"""Fingerprints without a second index, and which references tie.

An article holds the keys that it has in `sketches`, so they are deleted by key. The stored keys were made by older
rules and go; `kitewire relink`, which a database with older fingerprints asks for, makes them anew, and decides of
each reference whether it ties.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("sketch", sa.LargeBinary(), nullable=True))
    op.drop_table("sketches")
    op.create_table(
        "sketches",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_sketches")),
        sqlite_with_rowid=False,
    )
    for table in ("related_entries", "body_links"):
        op.add_column(table, sa.Column("ties", sa.Boolean(), server_default=sa.false(), nullable=False))
