"""Since when the mail server lets no letter in: one small file beside the keyring, for all processes.

It holds a moment and nothing else: who was to be written, and why it failed, stands nowhere.
"""

import json
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from privacy.keyring import files

log = logging.getLogger(__name__)
# Servers are restarted, and letters may wait: what lasts longer somebody must mend.
LATE = timedelta(hours=1)


def failing_since() -> datetime | None:
    """The first of the tries of which none succeeded; None where all is well, or the file is unreadable."""
    return _read()[0]


def is_out_of_reach() -> bool:
    """Whether it could not be reached or let nobody in; not when it takes no letters of this site."""
    since, is_reached = _read()
    return since is not None and not is_reached


def _read() -> tuple[datetime | None, bool]:
    try:
        told = json.loads(_file().read_text(encoding="ascii"))
        return datetime.fromisoformat(told["since"]), told["reached"] is True
    except (OSError, ValueError, TypeError, KeyError):
        return None, False


def is_late() -> bool:
    """Whether somebody must be told: no letter went out for an hour, though one was tried."""
    since = failing_since()
    return since is not None and abs(timezone.now() - since) > LATE


def failed(*, reached: bool) -> None:
    """The server could not be reached or, `reached`, takes nothing of this site. Never stops its caller."""
    if failing_since() is None:
        log.warning("The mail server cannot be used: letters wait.")
        said = json.dumps({"since": timezone.now().isoformat(), "reached": reached})
        with suppress(OSError):
            files.rewrite(_file(), lambda: said.encode("ascii"))


def worked() -> None:
    """It took a letter, or lets us in again."""
    with suppress(OSError):
        _file().unlink(missing_ok=True)


def _file() -> Path:
    return Path(settings.KEYRING_DIR) / "mail.json"
