"""Runs inside the one transaction that the caller has begun."""

from alembic import context

# SQLite's own default leaves every statement to itself; a crash would then leave half a schema.
context.configure(connection=context.config.attributes["connection"], transactional_ddl=True)
context.run_migrations()
