"""Alembic's entrance: runs the steps on the connection that `heritage.store.migrate` hands over."""

from alembic import context

connection = context.config.attributes["connection"]
# The caller has opened the transaction: the steps and their records are committed together or not at all.
context.configure(connection=connection, transactional_ddl=True)
context.run_migrations()
