"""Chain the entries that are there, one organization after the other, in batches.

Safe to be stopped: what is chained has a number, and the next start goes on behind it.
"""

from django.db import migrations, transaction

from privacy.audit.encoding import digest_of

BATCH = 2000
WRITE = "UPDATE privacy_auditentry SET number = %s, previous = %s, digest = %s WHERE id = %s"


def chain(apps, schema_editor):
    entries = apps.get_model("privacy", "AuditEntry").objects.using(schema_editor.connection.alias)
    tenants = entries.filter(number=None).order_by().values_list("organization_id", flat=True).distinct()
    for tenant in list(tenants):
        while chain_batch(apps, schema_editor.connection, tenant):
            pass


def chain_batch(apps, connection, tenant):
    heads = apps.get_model("privacy", "AuditHead").objects.using(connection.alias)
    entries = apps.get_model("privacy", "AuditEntry").objects.using(connection.alias)
    with transaction.atomic(using=connection.alias):
        head, _made = heads.get_or_create(organization_id=tenant)
        rows = list(entries.filter(organization_id=tenant, number=None).order_by("at", "id")[:BATCH])
        for row in rows:
            head.number += 1
            row.number, row.previous = head.number, head.digest
            row.digest = head.digest = digest_of(row)
        key = entries.model._meta.pk.get_db_prep_value
        changes = [(row.number, row.previous, row.digest, key(row.pk, connection)) for row in rows]
        if changes:
            with connection.cursor() as cursor:
                cursor.executemany(WRITE, changes)
        head.save()
    return len(rows)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("privacy", "0002_audit_chain")]
    operations = [migrations.RunPython(chain, migrations.RunPython.noop)]
