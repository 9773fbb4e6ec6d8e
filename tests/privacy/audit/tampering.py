"""What somebody with the database's own rights could do: guards off, then whatever they like."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from privacy import audit, keyring
from privacy.audit import triggers
from privacy.audit.encoding import digest_of
from privacy.models import AuditEntry


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor while the triggers are gone."""
    with connection.cursor() as cursor:
        for statement in triggers.removal(connection.vendor):
            cursor.execute(statement)
        yield cursor
    triggers.install(connection)


def key(value: UUID) -> Any:
    """A UUID as this engine stores it."""
    return AuditEntry._meta.pk.get_db_prep_value(value, connection)


def findings(tenant: UUID) -> list[str]:
    """What the check says about a chain, without the numbers."""
    report = audit.verify(tenant, public_key=keyring.public_key())
    return sorted({finding.kind.name for finding in report.findings})


def rewrite(tenant: UUID, *, start: int) -> None:
    """Make the chain fit together again from an entry on, its end included. Run it unguarded."""
    before = AuditEntry.objects.get(organization_id=tenant, number=start).previous
    with connection.cursor() as cursor:
        for entry in AuditEntry.objects.of(tenant).filter(number__gte=start).order_by("number"):
            entry.previous = before
            before = digest_of(entry)
            cursor.execute(
                "UPDATE privacy_auditentry SET previous = %s, digest = %s WHERE id = %s",
                [entry.previous, before, key(entry.pk)],
            )
        cursor.execute(
            "UPDATE privacy_audithead SET digest = %s WHERE organization_id = %s", [before, key(tenant)]
        )


def other_key() -> Ed25519PrivateKey:
    """A key that is not this site's."""
    return Ed25519PrivateKey.generate()
