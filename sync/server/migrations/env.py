"""What Alembic runs to take the steps: on the connection it is given, in the transaction that is open there."""

from alembic import context

from sync.server.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # on SQLite too: `upgrade` has begun the transaction itself
)
with context.begin_transaction():
    context.run_migrations()
