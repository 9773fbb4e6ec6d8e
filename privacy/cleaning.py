"""Tables that PostgreSQL cleans within minutes after rows went, without anybody who owns them.

What a deleted row leaves in its table and in its indexes is taken away by autovacuum. By default it waits
until a fifth of a table is dead, which in a large one takes weeks. So every table from which a rule erases
(retention.py), or with a code or a sealed column (inventory.py), is cleaned at the next turn, a minute
later, in the indexes too: a migration of config has `CleanSoon("shelters.Household")` after the table.
"""

from collections.abc import Collection
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.migrations.operations.base import Operation, OperationCategory

from privacy import inventory, retention
from privacy.inventory import Kind

# Dead rows are few and their tables are small, because everything in them ends: no share of the table is
# waited for. A turn takes no more of the disk than by default, but is not divided among those of others.
SETTINGS = {
    "autovacuum_enabled": "true",
    "autovacuum_vacuum_threshold": "0",
    "autovacuum_vacuum_scale_factor": "0",
    "autovacuum_vacuum_cost_delay": "2",
    "autovacuum_vacuum_cost_limit": "400",
    "vacuum_index_cleanup": "on",
}


class CleanSoon(Operation):
    """Autovacuum comes to the tables of these models after every row that went."""

    reduces_to_sql = True
    reversible = True
    category = OperationCategory.ALTERATION

    def __init__(self, *labels: str) -> None:
        self.labels = labels

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How it is written in a migration."""
        return type(self).__name__, [*self.labels], {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """The models stay as they are."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002  Django's signature
        """Set the settings of the tables."""
        given = ", ".join(f"{name} = {value}" for name, value in SETTINGS.items())
        self._alter(schema_editor, to_state, f"SET ({given})")

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002  Django's signature
        """As any other tables."""
        self._alter(schema_editor, from_state, f"RESET ({', '.join(SETTINGS)})")

    def describe(self) -> str:
        """What `migrate --plan` says."""
        return f"Clean what is erased from {', '.join(self.labels)} within minutes"

    def _alter(self, schema_editor: Any, state: Any, change: str) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        for label in self.labels:
            table = state.apps.get_model(label)._meta.db_table
            schema_editor.execute(f"ALTER TABLE {schema_editor.quote_name(table)} {change}")


def wanted() -> set[str]:
    """The tables that must be cleaned soon, by the rules and the inventory."""
    labels = {label for rule in retention.RULES.values() for label in rule.models}
    labels |= {
        declared.label
        for declared in inventory.DECLARED.values()
        if {Kind.CODE, Kind.SEALED} & set(declared.kinds.values())
    }
    return {apps.get_model(label)._meta.db_table for label in labels}


def left_to_chance(tables: Collection[str]) -> list[str]:
    """Those of these tables, as far as they exist, that wait for PostgreSQL's usual turn."""
    needed = [f"{name}={value}" for name, value in SETTINGS.items()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname = ANY(%s::text[]) AND pg_table_is_visible(oid)"
            " AND NOT coalesce(reloptions, '{}') @> %s::text[] ORDER BY relname",
            [list(tables), needed],
        )
        return [name for (name,) in cursor.fetchall()]


def cleans_by_itself(tables: Collection[str]) -> bool:
    """Whether PostgreSQL comes to all these tables within minutes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('autovacuum')::bool AND current_setting('track_counts')::bool")
        (is_on,) = cursor.fetchone()
    return is_on and not left_to_chance(tables)
