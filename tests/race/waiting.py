"""Two who want the same: the second one is known to wait before the first one goes on."""

import time

from django.db import connection

# PostgreSQL tells when somebody waits; SQLite lets nobody begin, which needs no telling but a moment.
LOOK_AGAIN = "SELECT pg_stat_clear_snapshot()"
WAITS = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)
MOMENT = 0.3
LONGEST = 120.0


def wait_until_somebody_waits() -> None:
    """Come back when another connection waits for a lock of this one."""
    if connection.vendor != "postgresql":
        time.sleep(MOMENT)
        return
    end = time.monotonic() + LONGEST
    with connection.cursor() as cursor:
        while time.monotonic() < end:
            cursor.execute(LOOK_AGAIN)
            cursor.execute(WAITS)
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nobody waits for a lock")
