"""What Alembic runs around the migrations; the connection comes from our own code."""

from alembic import context

from bot.store.migrations.rules import include_object, render_item
from bot.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    render_item=render_item,
    include_object=include_object,
    transaction_per_migration=False,
)
context.run_migrations()
