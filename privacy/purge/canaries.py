"""The daily proof: a made-up text is written, erased like everything else, and looked for in the files.

It goes the way of every row (rule, batch, physical pass) through the real database, and not through a
real organization, so that no board ever shows it.
"""

import logging
import secrets
from pathlib import Path

from django.conf import settings
from django.db import connection

from privacy import retention, walls
from privacy.models import Canary, Receipt
from privacy.purge import erasing, physical, scanning
from privacy.retention import SITE

log = logging.getLogger("posada.purge")


def prove() -> str:
    """Write a canary, erase it and look for it: what was found, as Receipt.Scan."""
    text = f"canário-{secrets.token_urlsafe(24)}"
    with walls.within(SITE):
        Canary.objects.create(organization_id=SITE, text=text)
    while erasing.one_batch(retention.RULES["canary"], SITE):
        pass
    physical.clear(physical.tables_of(["canary"]), thoroughly=True)
    found = scanning.look(text, folders())
    if found.copies:
        log.error("%s copies of an erased text were found in %s files", found.copies, len(found.places))
        return Receipt.Scan.FOUND
    if found.unread or (connection.vendor == "postgresql" and not settings.SCAN_DIRS):
        return Receipt.Scan.PARTLY
    return Receipt.Scan.CLEAN


def folders() -> list[Path]:
    """Where this site writes: its data, its keyring, and what the technician named besides."""
    named = [Path(folder) for folder in settings.SCAN_DIRS]
    return [Path(settings.DATA_DIR), Path(settings.KEYRING_DIR), *named]
