"""The repaired reading of a damaged text, beside the text as published."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("articles", sa.Column("repaired", sa.JSON(none_as_null=True), nullable=True))
