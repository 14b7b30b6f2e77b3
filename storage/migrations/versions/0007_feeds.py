"""Saved feeds, and what hubs are told when a feed has changed; articles by when they last changed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _saved_feeds() -> None:
    op.create_table(
        "saved_feeds",
        sa.Column("id", _id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("parameters", sa.JSON(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_feeds")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_feeds_name")),
    )


def _hubs() -> None:
    op.create_table(
        "hub_topics",
        sa.Column("id", _id(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("saved", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("fetched", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_topics")),
        sa.UniqueConstraint("url", name=op.f("uq_hub_topics_url")),
    )
    op.create_index(op.f("ix_hub_topics_saved"), "hub_topics", ["saved"])
    op.create_index(op.f("ix_hub_topics_fetched"), "hub_topics", ["fetched"])
    topic = op.f("fk_hub_pushes_topic_id")
    op.create_table(
        "hub_pushes",
        sa.Column("id", _id(), nullable=False),
        sa.Column("topic_id", _id(), nullable=False),
        sa.Column("hub", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=True),
        sa.Column("sent", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["hub_topics.id"], name=topic, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hub_pushes")),
    )
    op.create_index(op.f("ix_hub_pushes_topic_id_hub"), "hub_pushes", ["topic_id", "hub"], unique=True)
    op.create_index(op.f("ix_hub_pushes_next_try"), "hub_pushes", ["next_try"])


def upgrade() -> None:
    _saved_feeds()
    _hubs()
    op.create_index(op.f("ix_articles_updated"), "articles", ["updated"])
