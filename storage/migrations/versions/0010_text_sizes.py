"""Sizes of texts in an index: `storage.link_reprints` reads those of many articles that share a key by chance."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_articles_id_text_size"), "articles", ["id", "text_size"])
