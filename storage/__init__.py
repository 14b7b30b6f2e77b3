"""Everything that is kept: models, migrations and every SQL statement."""
