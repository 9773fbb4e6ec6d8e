"""System checks: the site does not start with a field that nobody declared."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004  Django's name
from django.db import connection

from privacy import cleaning, inventory, keyring, retention
from privacy.inventory import Until
from privacy.keyring import checking
from privacy.walls import declared

# These rows have no end of their own: they go when somebody removes or replaces them.
WITHOUT_END = frozenset({Until.CONFIGURED, Until.REPLACED})


@register("privacy")
def every_field_is_declared(**_: Any) -> list[CheckMessage]:
    """One error for each stored field that the data inventory does not know, or no longer finds."""
    return [
        Error(
            f"{name} does not stand in the data inventory as it stands in the database.",
            hint="Declare it in the inventory.py of its app: kind, purpose, until when.",
            id="privacy.E001",
        )
        for name in inventory.gaps()
    ]


@register("privacy")
def every_end_has_a_rule(**_: Any) -> list[CheckMessage]:
    """One error for each model whose rows should end and that no rule of the purge erases."""
    erased = {(label, rule.until) for rule in retention.RULES.values() for label in rule.models}
    return [
        Error(
            f"{declared.label} is kept {declared.until.value!r}, but no rule erases it then.",
            hint="Declare a privacy.retention.Rule in the retention.py of its app.",
            id="privacy.E002",
        )
        for declared in inventory.DECLARED.values()
        if declared.until not in WITHOUT_END and (declared.label, declared.until) not in erased
    ]


@register("privacy")
def the_keyring_opens(**_: Any) -> list[CheckMessage]:
    """A warning when nothing can be sealed now. The site starts: what is not sealed works."""
    trouble = checking.trouble(keyring.current())
    return [Warning(str(trouble), hint=trouble.advice, id="privacy.W001")] if trouble else []


@register("privacy")
def every_model_says_whose_its_rows_are(**_: Any) -> list[CheckMessage]:
    """One error for each model without a declaration, or without the column that its wall asks for."""
    hint = "Declare it in the walls.py of its app, and install its walls in a migration (InstallWalls)."
    return [
        *(
            Error(f"{label} does not say whose its rows are.", hint=hint, id="privacy.E010")
            for label in declared.gaps()
        ),
        *(
            Error(f"{label} has no column {declared.TENANT_COLUMN}.", hint=hint, id="privacy.E011")
            for label in declared.without_tenant()
        ),
    ]


@register("privacy", Tags.database)
def tables_about_people_are_cleaned_soon(
    databases: Sequence[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """One warning for each table whose erased rows PostgreSQL would leave where they are for long."""
    if "default" not in (databases or ()) or connection.vendor != "postgresql":
        return []
    return [
        Warning(
            f"What is erased from {table} stays in its files until PostgreSQL cleans it, perhaps for weeks.",
            hint="Add privacy.cleaning.CleanSoon for its model to a migration of config.",
            id="privacy.W011",
        )
        for table in cleaning.left_to_chance(cleaning.wanted())
    ]


@register("privacy", deploy=True)
def organizations_have_walls(**_: Any) -> list[CheckMessage]:
    """SQLite keeps organizations apart in the code only."""
    if connection.vendor == "postgresql":
        return []
    return [
        Warning(
            "This database has no walls between organizations: only the code keeps them apart.",
            hint="A network of several organizations belongs on PostgreSQL: docs/technicians/database.md.",
            id="privacy.W010",
        )
    ]
