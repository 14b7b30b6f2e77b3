"""Run by Alembic through `storage.upgrade`, on the connection and in the transaction that are given to it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
