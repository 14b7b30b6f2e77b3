"""What linking keeps besides fingerprints: events, links within bodies, decisions by hand, lines that outlets repeat."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_article(table: str, column: str, ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["articles.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _body_links() -> None:
    op.create_table(
        "body_links",
        sa.Column("article_id", _id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=True),
        sa.Column("target_id", _id(), nullable=True),
        sa.Column("resolved_by", sa.String(length=8), nullable=True),
        _of_article("body_links", "article_id"),
        _of_article("body_links", "target_id", "SET NULL"),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_body_links")),
    )
    op.create_index(op.f("ix_body_links_target_id"), "body_links", ["target_id"])
    op.create_index(op.f("ix_body_links_url_key"), "body_links", ["url_key"])


def _links() -> None:
    op.add_column("links", sa.Column("taken", sa.Float(), nullable=True))
    op.add_column("links", sa.Column("kept", sa.Float(), nullable=True))
    op.create_table(
        "hand_links",
        sa.Column("a_id", _id(), nullable=False),
        sa.Column("b_id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        _of_article("hand_links", "a_id"),
        _of_article("hand_links", "b_id"),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_hand_links")),
    )
    op.create_index(op.f("ix_hand_links_b_id"), "hand_links", ["b_id"])


def _events() -> None:
    op.create_table(
        "event_keys",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("article_id", _id(), nullable=False),
        sa.PrimaryKeyConstraint("key", "day", "article_id", name=op.f("pk_event_keys")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "event_profiles",
        sa.Column("article_id", _id(), nullable=False),
        sa.Column("profile", sa.LargeBinary(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        _of_article("event_profiles", "article_id"),
        sa.PrimaryKeyConstraint("article_id", name=op.f("pk_event_profiles")),
    )
    op.create_index(op.f("ix_event_profiles_day"), "event_profiles", ["day"])
    op.create_table(
        "event_scores",
        sa.Column("a_id", _id(), nullable=False),
        sa.Column("b_id", _id(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        _of_article("event_scores", "a_id"),
        _of_article("event_scores", "b_id"),
        sa.PrimaryKeyConstraint("a_id", "b_id", name=op.f("pk_event_scores")),
    )
    op.create_index(op.f("ix_event_scores_b_id"), "event_scores", ["b_id"])


def _outlet_lines() -> None:
    op.create_table(
        "outlet_lines",
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", _id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_outlet_lines_source_id"), ondelete="CASCADE"
        ),
        _of_article("outlet_lines", "article_id"),
        sa.PrimaryKeyConstraint("source_id", "key", "article_id", name=op.f("pk_outlet_lines")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_outlet_lines_article_id"), "outlet_lines", ["article_id"])
    op.create_table(
        "outlet_furniture",
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_outlet_furniture_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "key", name=op.f("pk_outlet_furniture")),
        sqlite_with_rowid=False,
    )


def upgrade() -> None:
    _body_links()
    _links()
    _events()
    _outlet_lines()
