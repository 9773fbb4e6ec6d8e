"""Seeds of second factors were sealed under the root secret alone; now each user has a key in the keyring.

A seed that does not open (another root secret) stays as it is: its owner is recovered by two coordinators.
"""

from django.db import migrations

from privacy.sealing import CannotOpen, is_outdated, seal, unseal

PURPOSE = "second factor"


def seal_anew(apps, schema_editor):
    factors = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for factor in factors.filter(type__in=["totp", "recovery_codes"]).select_for_update().order_by("pk"):
        changed = False
        for name in ("secret", "seed"):
            stored = factor.data.get(name, "")
            if not is_outdated(stored):
                continue
            try:
                seed = unseal(stored, purpose=PURPOSE, owner=factor.user_id)
            except CannotOpen:
                continue
            factor.data[name] = seal(seed, purpose=PURPOSE, owner=factor.user_id)
            changed = True
        if changed:
            factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_lock"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(seal_anew, migrations.RunPython.noop, elidable=True)]
