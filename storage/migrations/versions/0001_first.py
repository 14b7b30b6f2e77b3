"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SEARCH = {
    "sqlite": ("CREATE VIRTUAL TABLE article_search USING fts5(title, body, content='', tokenize='ascii')",),
    "postgresql": (
        "CREATE TABLE article_search (article_id BIGINT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,"
        " words TSVECTOR NOT NULL)",
        "CREATE INDEX ix_article_search_words ON article_search USING GIN (words)",
    ),
}


def _meta() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_meta")),
    )


def _sources() -> None:
    op.create_table(
        "sources",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("created", sa.DateTime(), nullable=False),
        sa.Column("next_due", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.Text(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
        sa.UniqueConstraint("name", name=op.f("uq_sources_name")),
    )
    op.create_index(op.f("ix_sources_next_due"), "sources", ["next_due"], unique=False)
    op.create_index(op.f("ix_sources_region"), "sources", ["region"], unique=False)


def _stories() -> None:
    op.create_table(
        "stories",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lead_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("updated", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["articles.id"], name=op.f("fk_stories_lead_id"), ondelete="SET NULL", use_alter=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stories")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_stories_lead_id"), "stories", ["lead_id"], unique=False)


def _articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("canonical_url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("lang", sa.String(length=16), nullable=True),
        sa.Column("published", sa.DateTime(), nullable=True),
        sa.Column("published_precision", sa.String(length=16), nullable=True),
        sa.Column("published_found_by", sa.String(length=32), nullable=True),
        sa.Column("modified", sa.DateTime(), nullable=True),
        sa.Column("first_seen", sa.DateTime(), nullable=False),
        sa.Column("updated", sa.DateTime(), nullable=False),
        sa.Column("sorted_by", sa.DateTime(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=True),
        sa.Column("dateline", sa.Text(), nullable=True),
        sa.Column("section", sa.Text(), nullable=True),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("bylines", sa.JSON(), nullable=False),
        sa.Column("decoding", sa.JSON(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("title_key", sa.BigInteger(), nullable=False),
        sa.Column("text_key", sa.BigInteger(), nullable=False),
        sa.Column("text_size", sa.Integer(), nullable=False),
        sa.Column("story_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_articles_source_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["story_id"], ["stories.id"], name=op.f("fk_articles_story_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("url_key", name=op.f("uq_articles_url_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_articles_sorted_by"), "articles", ["sorted_by"], unique=False)
    op.create_index(op.f("ix_articles_source_id"), "articles", ["source_id"], unique=False)
    op.create_index(op.f("ix_articles_story_id"), "articles", ["story_id"], unique=False)
    op.create_index(op.f("ix_articles_title_key"), "articles", ["title_key"], unique=False)


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("trigger", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("started", sa.DateTime(), nullable=False),
        sa.Column("ended", sa.DateTime(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_runs_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_source_id"), "runs", ["source_id"], unique=False)
    op.create_index(op.f("ix_runs_started"), "runs", ["started"], unique=False)


def _start_pages() -> None:
    op.create_table(
        "start_pages",
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("fetched", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_id"], ["sources.id"], name=op.f("fk_start_pages_source_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("source_id", "url", name=op.f("pk_start_pages")),
    )


def _links() -> None:
    op.create_table(
        "links",
        sa.Column("a_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("b_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["a_id"], ["articles.id"], name=op.f("fk_links_a_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["b_id"], ["articles.id"], name=op.f("fk_links_b_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("a_id", "b_id", "kind", name=op.f("pk_links")),
    )
    op.create_index(op.f("ix_links_b_id"), "links", ["b_id"], unique=False)


def _pages() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("url_key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("hint_title", sa.Text(), nullable=False),
        sa.Column("hint_date", sa.Text(), nullable=True),
        sa.Column("discovered", sa.DateTime(), nullable=False),
        sa.Column("fetched", sa.DateTime(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column("next_check", sa.DateTime(), nullable=True),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_pages_article_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=op.f("fk_pages_source_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("url_key", name=op.f("uq_pages_url_key")),
    )
    op.create_index(op.f("ix_pages_article_id"), "pages", ["article_id"], unique=False)
    op.create_index(op.f("ix_pages_source_id_next_check"), "pages", ["source_id", "next_check"], unique=False)
    op.create_index(op.f("ix_pages_source_id_outcome"), "pages", ["source_id", "outcome"], unique=False)


def _related_entries() -> None:
    op.create_table(
        "related_entries",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("url_key", sa.Text(), nullable=True),
        sa.Column("date", sa.String(length=10), nullable=True),
        sa.Column("title_key", sa.BigInteger(), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("resolved_by", sa.String(length=8), nullable=True),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_related_entries_article_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"], ["articles.id"], name=op.f("fk_related_entries_target_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("article_id", "position", name=op.f("pk_related_entries")),
    )
    op.create_index(op.f("ix_related_entries_target_id"), "related_entries", ["target_id"], unique=False)
    op.create_index(op.f("ix_related_entries_title_key"), "related_entries", ["title_key"], unique=False)
    op.create_index(op.f("ix_related_entries_url_key"), "related_entries", ["url_key"], unique=False)


def _revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_revisions_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article_id", "number", name=op.f("pk_revisions")),
    )


def _run_outcomes() -> None:
    op.create_table(
        "run_outcomes",
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name=op.f("fk_run_outcomes_run_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run_id", "outcome", "reason", name=op.f("pk_run_outcomes")),
    )


def _sketches() -> None:
    op.create_table(
        "sketches",
        sa.Column("key", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_sketches_article_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("key", "article_id", name=op.f("pk_sketches")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_sketches_article_id"), "sketches", ["article_id"], unique=False)


def upgrade() -> None:
    _meta()
    _sources()
    _stories()
    _articles()
    _runs()
    _start_pages()
    _links()
    _pages()
    _related_entries()
    _revisions()
    _run_outcomes()
    _sketches()
    dialect = op.get_context().dialect.name
    if dialect == "postgresql":
        # SQLite has the constraint from the beginning; here the other table had to come first.
        op.create_foreign_key(
            op.f("fk_stories_lead_id"), "stories", "articles", ["lead_id"], ["id"], ondelete="SET NULL"
        )
    for statement in SEARCH[dialect]:
        op.execute(statement)
