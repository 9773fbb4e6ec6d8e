"""After every migration: the guards of the audit trail are in place."""

from typing import Any

from django.db import connections
from django.db.models.signals import post_migrate
from django.dispatch import receiver

from privacy.audit import triggers


@receiver(post_migrate)
def guard_the_trail(sender: Any, using: str, **_: Any) -> None:
    """SQLite makes a table anew to change it, and then its triggers are gone."""
    connection = connections[using]
    if sender.name == "privacy" and connection.vendor == "sqlite" and _is_chained(connection):
        triggers.install(connection)


def _is_chained(connection: Any) -> bool:
    return triggers.HEAD in connection.introspection.table_names()
