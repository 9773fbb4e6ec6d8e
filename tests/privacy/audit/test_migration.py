"""Rows from before the chain are chained by the migration, in batches, also when it is stopped halfway."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from uuid import uuid4

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from privacy import audit, keyring
from privacy.models import AuditEntry, AuditHead

BEFORE = ("privacy", "0002_audit_chain")
CHAINED = ("privacy", "0003_chain_what_is_there")
migration = import_module("privacy.migrations.0003_chain_what_is_there")


class Stopped(Exception):
    """As if the machine had lost power."""


@pytest.fixture
def filled(transactional_db):
    """The database as it was, with rows of two organizations; brought up to date again at the end."""
    latest = MigrationExecutor(connection).loader.graph.leaf_nodes()
    old = MigrationExecutor(connection)
    old.migrate([BEFORE])
    model = old.loader.project_state([BEFORE]).apps.get_model("privacy", "AuditEntry")
    tenants, begun = [uuid4(), uuid4()], datetime(2026, 1, 1, tzinfo=UTC)
    model.objects.bulk_create(
        model(
            organization_id=tenants[n % 2], verb="moved", role="volunteer", at=begun + timedelta(hours=n // 4)
        )
        for n in range(50)
    )
    yield tenants
    MigrationExecutor(connection).migrate(latest)


def test_every_row_is_in_the_chain_of_its_organization_by_time(filled, monkeypatch):
    monkeypatch.setattr(migration, "BATCH", 4)
    real, batches = migration.chain_batch, []

    def stopped_halfway(*args):
        batches.append(args)
        if len(batches) == 4:
            raise Stopped
        return real(*args)

    with monkeypatch.context() as halfway:
        halfway.setattr(migration, "chain_batch", stopped_halfway)
        with pytest.raises(Stopped):
            MigrationExecutor(connection).migrate([CHAINED])
    MigrationExecutor(connection).migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())

    for tenant in filled:
        report = audit.verify(tenant, public_key=keyring.public_key())
        times = list(AuditEntry.objects.of(tenant).order_by("number").values_list("at", flat=True))
        assert (report.entries, report.findings) == (25, [])
        assert times == sorted(times)
        assert AuditHead.objects.get(pk=tenant).number == 25
