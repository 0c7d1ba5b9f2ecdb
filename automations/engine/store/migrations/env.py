"""What Alembic runs: the migrations, on the connection and in the transaction of the caller."""

from alembic import context

from automations.engine.store.models import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite changes a table by making it anew
)
context.run_migrations()
