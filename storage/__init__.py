"""Everything that is kept: models, migrations and every SQL statement."""

from storage.database import Database, open_database

__all__ = ["Database", "open_database"]
