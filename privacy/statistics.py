"""A migration operation that keeps values of a column out of PostgreSQL's statistics."""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation, OperationCategory
from django.db.migrations.state import ProjectState


class NoStatistics(Operation):
    """PostgreSQL samples columns into pg_statistic, where a value outlives its row: not of this column."""

    reversible = True
    category = OperationCategory.ALTERATION

    def __init__(self, model: str, field: str) -> None:
        self.model = model
        self.field = field

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,
    ) -> None:
        """Keep no statistics of the column, and drop those there are."""
        self._set(0, app_label, schema_editor, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,  # noqa: ARG002  Django's signature
        to_state: ProjectState,
    ) -> None:
        """Keep statistics as for any other column."""
        self._set(-1, app_label, schema_editor, to_state)

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return f"Keep no statistics of {self.model}.{self.field}"

    @property
    def migration_name_fragment(self) -> str:
        """How a migration that does only this is called."""
        return f"no_statistics_of_{self.model.lower()}_{self.field}"

    def _set(
        self, target: int, app_label: str, schema_editor: BaseDatabaseSchemaEditor, state: ProjectState
    ) -> None:
        model: Any = state.apps.get_model(app_label, self.model)
        connection = schema_editor.connection
        if connection.vendor != "postgresql" or not self.allow_migrate_model(connection.alias, model):
            return
        table, column = (
            schema_editor.quote_name(name)
            for name in (model._meta.db_table, model._meta.get_field(self.field).column)
        )
        schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {target}")
