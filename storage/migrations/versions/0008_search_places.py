"""The search index by time, with bylines and marks. `upgrade.bring_up` fills it."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# PostgreSQL: rows of the index without their words are some fifty bytes each, so that the places of many matches are
# read from few pages; the words of each are read only where they are needed.
SEARCH = {
    "sqlite": (
        "DROP TABLE article_search",
        "CREATE VIRTUAL TABLE article_search USING fts5(title, body, names, marks, content='', tokenize='ascii')",
    ),
    "postgresql": (
        "DROP TABLE article_search",
        "CREATE TABLE article_search (article_id BIGINT PRIMARY KEY REFERENCES articles (id) ON DELETE CASCADE,"
        " place BIGINT NOT NULL, words TSVECTOR NOT NULL) WITH (toast_tuple_target = 128)",
        "CREATE INDEX ix_article_search_words ON article_search USING GIN (words)",
    ),
}


def upgrade() -> None:
    for statement in SEARCH[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("DELETE FROM meta WHERE name = 'search_version'")
