"""Migration operations that build the walls. On SQLite they do nothing: it has no such walls.

They name a model by its label, so that one migration (config/migrations) can close several rooms.
"""

from typing import Any

from django.db.migrations.operations.base import Operation

from privacy.walls.declared import TENANT_COLUMN, Ways
from privacy.walls.policies import install, policies_of, remove


class _OnPostgreSQL(Operation):
    """Statements for one table; the models stay as they are."""

    reduces_to_sql = True
    reversible = True
    label: str

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Nothing changes in the models."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        """Build."""
        self._run(schema_editor, self.statements(to_state.apps.get_model(self.label)))

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:  # noqa: ARG002
        """Take away again."""
        self._run(schema_editor, self.statements_back(from_state.apps.get_model(self.label)))

    def statements(self, model: Any) -> list[str]:
        raise NotImplementedError

    def statements_back(self, model: Any) -> list[str]:
        raise NotImplementedError

    def _run(self, schema_editor: Any, statements: list[str]) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)


class InstallWalls(_OnPostgreSQL):
    """Row-level security on one table: enabled, forced, with the policies of its declaration.

    `InstallWalls("shelters.Household")`, `InstallWalls("shelters.Shelter", network="network")`: the
    words of the app's walls.py; `manage.py check_walls` finds where the two differ. Run again, it
    replaces the policies.
    """

    def __init__(
        self, label: str, *, network: str = "", mine: str = "", door: str = "", read_by_all: str = ""
    ) -> None:
        self.label = label
        self.ways = Ways(network, mine, door, read_by_all)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        given = {name: value for name, value in vars(self.ways).items() if value}
        return type(self).__name__, [self.label], given

    def describe(self) -> str:
        return f"Install the walls of {self.label}"

    def statements(self, model: Any) -> list[str]:
        """Enable, force, policies."""
        return install(model._meta.db_table, policies_of(self.ways, model))

    def statements_back(self, model: Any) -> list[str]:
        """Without walls."""
        return remove(model._meta.db_table)


class KeepWithin(_OnPostgreSQL):
    """Foreign keys that carry the organization: a row never points into another one.

    Row-level security does not look at foreign keys. So each of these gets a second one, from
    (organization, row) to (organization, id). It is added unchecked and then validated, which lets
    others write meanwhile; that needs a migration with `atomic = False`. Run again, it changes nothing.
    """

    def __init__(self, label: str, *fields: str) -> None:
        self.label = label
        self.fields = fields

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.label, *self.fields], {}

    def describe(self) -> str:
        return f"Keep {', '.join(self.fields)} of {self.label} within the organization"

    def statements(self, model: Any) -> list[str]:
        """One foreign key a field."""
        table = model._meta.db_table
        told: list[str] = []
        for field in map(model._meta.get_field, self.fields):
            told += carry(table, field.column, field.related_model._meta.db_table)
        return told

    def statements_back(self, model: Any) -> list[str]:
        """Without them; the unique indexes stay, others may lean on them."""
        table = model._meta.db_table
        columns = [model._meta.get_field(name).column for name in self.fields]
        return [
            f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{key_of(table, each)}"' for each in columns
        ]


class KeepOwnOrShared(_OnPostgreSQL):
    """Pointers to rows of which some belong to nobody: a row points to one of its own organization or to a
    shared one, never to a neighbour's.

    A foreign key cannot say that, so a trigger does. It asks when a row is written or pointed elsewhere;
    what is there already, the migration looks at. To stand on a table it waits for running writes only.
    """

    def __init__(self, label: str, *fields: str) -> None:
        self.label = label
        self.fields = fields

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.label, *self.fields], {}

    def describe(self) -> str:
        return f"Let {', '.join(self.fields)} of {self.label} point to own or shared rows only"

    def statements(self, model: Any) -> list[str]:
        """The function, and one trigger a field."""
        table = model._meta.db_table
        told = [OWN_OR_SHARED]
        for field in map(model._meta.get_field, self.fields):
            key, parent = key_of(table, field.column), field.related_model._meta.db_table
            written = f'AFTER INSERT OR UPDATE OF {TENANT_COLUMN}, "{field.column}" ON "{table}"'
            asks = f"walls_own_or_shared('{field.column}', '{parent}')"
            told += [
                f'DROP TRIGGER IF EXISTS "{key}" ON "{table}"',
                f'CREATE TRIGGER "{key}" {written} FOR EACH ROW EXECUTE FUNCTION {asks}',
            ]
        return told

    def statements_back(self, model: Any) -> list[str]:
        """Without the triggers; the function stays, others may call it."""
        table = model._meta.db_table
        columns = [model._meta.get_field(name).column for name in self.fields]
        return [f'DROP TRIGGER IF EXISTS "{key_of(table, each)}" ON "{table}"' for each in columns]


# It runs as whoever writes, so behind the same walls. Percent signs are doubled, as Django wants them.
OWN_OR_SHARED = """
CREATE OR REPLACE FUNCTION walls_own_or_shared() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    pointed uuid := (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
    is_allowed boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %%I WHERE id = $1'
        ' AND (organization_id IS NULL OR organization_id = $2))', TG_ARGV[1]
    ) INTO is_allowed USING pointed, NEW.organization_id;
    IF pointed IS NOT NULL AND NOT is_allowed THEN
        RAISE foreign_key_violation USING MESSAGE = format(
            '%%I of %%I points to a row of another organization', TG_ARGV[0], TG_TABLE_NAME);
    END IF;
    RETURN NULL;
END $$
""".strip()


def carry(table: str, column: str, parent: str) -> list[str]:
    """Statements for one foreign key that carries the organization."""
    key, there = key_of(table, column), f'"{parent}" ({TENANT_COLUMN}, id)'
    points = f'FOREIGN KEY ({TENANT_COLUMN}, "{column}") REFERENCES {there} DEFERRABLE INITIALLY DEFERRED'
    return [
        f'CREATE UNIQUE INDEX IF NOT EXISTS "{parent}_within" ON {there}',
        f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{key}"',
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{key}" {points} NOT VALID',
        f'ALTER TABLE "{table}" VALIDATE CONSTRAINT "{key}"',
    ]


def key_of(table: str, column: str) -> str:
    """The name of the foreign key that carries the organization."""
    return f"{table}_{column}_within"
