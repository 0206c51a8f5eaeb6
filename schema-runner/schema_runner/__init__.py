"""Asks a project's own Alembic folder, and moves its database, through Alembic's API. See ../README.md."""
