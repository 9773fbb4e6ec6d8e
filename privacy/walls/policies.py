"""The policies of one table, in the words of PostgreSQL.

The scalar sub-select is evaluated once a query; without it, or with a look into another table,
the same policy is up to 500 times slower (docs/decisions/0010-walls.md). NULLIF: a setting that
was once set in a session comes back as '' and not as NULL.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privacy.walls.declared import TENANT_COLUMN, Ways

if TYPE_CHECKING:
    from django.db import models


@dataclass(frozen=True)
class Policy:
    """One permissive policy: its name, for which commands, for which rows."""

    name: str
    command: str
    rows: str


def policies_of(ways: Ways, model: "type[models.Model]") -> list[Policy]:
    """The policies for these ways into the rows of a model."""
    columns = {field.name: str(field.column) for field in model._meta.concrete_fields}
    policies = [Policy("walls_tenant", "ALL", TENANT_ROWS)]
    if ways.network:
        policies.append(Policy("walls_network", "SELECT", _is(columns[ways.network], "app.network")))
    if ways.mine:
        policies.append(Policy("walls_mine", "SELECT", _is(columns[ways.mine], "app.user")))
    if ways.door:
        policies.append(Policy("walls_door", "SELECT", _is(columns[ways.door], "app.door", kind="text")))
    if ways.read_by_all:
        policies.append(Policy("walls_all", "SELECT", "true"))
    return policies


def install(table: str, policies: list[Policy]) -> list[str]:
    """Statements that put exactly these policies on the table, whatever was there before."""
    return [
        *remove(table),
        *(
            f'CREATE POLICY {policy.name} ON "{table}" FOR {policy.command} USING ({policy.rows})'
            for policy in policies
        ),
        f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY',
    ]


def remove(table: str) -> list[str]:
    """Statements that take the walls of a table away."""
    names = ("walls_tenant", "walls_network", "walls_mine", "walls_door", "walls_all")
    return [
        *(f'DROP POLICY IF EXISTS {name} ON "{table}"' for name in names),
        f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY',
        f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY',
    ]


def _is(column: str, setting: str, *, kind: str = "uuid") -> str:
    return f"{column} = (SELECT NULLIF(current_setting('{setting}', true), '')::{kind})"


# The rows of one organization. Also what the benchmark measures.
TENANT_ROWS = _is(TENANT_COLUMN, "app.tenant")
