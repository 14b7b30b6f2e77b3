"""What the service keeps: hosts, leases, budgets, lists to go on with, findings and alerts; articles that are gone."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _id() -> sa.types.TypeEngine[int]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_source(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_source_id")
    return sa.ForeignKeyConstraint(["source_id"], ["sources.id"], name=name, ondelete="CASCADE")


def _columns() -> None:
    op.add_column("start_pages", sa.Column("content_hash", sa.Text(), nullable=True))
    op.add_column("sources", sa.Column("scheduled", sa.DateTime(), nullable=True))
    op.add_column("articles", sa.Column("gone", sa.DateTime(), nullable=True))
    op.add_column("pages", sa.Column("missing", sa.DateTime(), nullable=True))
    op.add_column("runs", sa.Column("batches", sa.Integer(), server_default="0", nullable=False))
    op.add_column("runs", sa.Column("requests", sa.Integer(), server_default="0", nullable=False))
    op.add_column("runs", sa.Column("measures", sa.JSON(), nullable=True))
    op.drop_index(op.f("ix_articles_source_id"), "articles")
    columns = ["source_id", "sorted_by", "first_seen"]
    op.create_index(op.f("ix_articles_source_id_sorted_by_first_seen"), "articles", columns)


def _hosts() -> None:
    op.create_table(
        "hosts",
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("robots", sa.LargeBinary(), nullable=True),
        sa.Column("robots_status", sa.Integer(), nullable=True),
        sa.Column("robots_fetched", sa.DateTime(), nullable=True),
        sa.Column("robots_failing", sa.DateTime(), nullable=True),
        sa.Column("wait_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("place", name=op.f("pk_hosts")),
    )
    op.create_table(
        "host_leases",
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_leases")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("beat", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )


def _crawls() -> None:
    op.create_table(
        "request_days",
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("requests", sa.Integer(), nullable=False),
        _of_source("request_days"),
        sa.PrimaryKeyConstraint("source_id", "day", name=op.f("pk_request_days")),
    )
    op.create_table(
        "waiting_lists",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("start_url", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        _of_source("waiting_lists"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_lists")),
    )
    columns = ["source_id", "start_url", "url"]
    op.create_index(op.f("ix_waiting_lists_source_id_start_url_url"), "waiting_lists", columns, unique=True)


def _health() -> None:
    op.create_table(
        "source_health",
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("articles", sa.Integer(), nullable=True),
        sa.Column("succeeded", sa.DateTime(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=True),
        sa.Column("requests", sa.Integer(), nullable=False),
        sa.Column("expectation", sa.JSON(), nullable=False),
        _of_source("source_health"),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_source_health")),
    )
    op.create_table(
        "findings",
        sa.Column("id", _id(), nullable=False),
        sa.Column("source_id", _id(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.Column("seen", sa.DateTime(), nullable=False),
        sa.Column("proofs", sa.Integer(), nullable=False),
        sa.Column("raised", sa.DateTime(), nullable=True),
        sa.Column("cleared", sa.DateTime(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        _of_source("findings"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_findings_source_id_kind"), "findings", ["source_id", "kind"])
    op.create_index(op.f("ix_findings_cleared"), "findings", ["cleared"])
    finding = op.f("fk_alerts_finding_id")
    op.create_table(
        "alerts",
        sa.Column("id", _id(), nullable=False),
        sa.Column("finding_id", _id(), nullable=False),
        sa.Column("event", sa.String(length=16), nullable=False),
        sa.Column("hook", sa.String(length=16), nullable=False),
        sa.Column("made", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try", sa.DateTime(), nullable=True),
        sa.Column("sent", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["finding_id"], ["findings.id"], name=finding, ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_finding_id"), "alerts", ["finding_id"])
    op.create_index(op.f("ix_alerts_next_try"), "alerts", ["next_try"])


def upgrade() -> None:
    _columns()
    _hosts()
    _crawls()
    _health()
